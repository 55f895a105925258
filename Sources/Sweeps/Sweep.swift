package import Documents
import Trials

/// A sweep as its spec asks for it: a search space and a way to judge each point of it.
package struct Sweep: Hashable, Sendable {
  /// The name that results go by; those of a sweep's parts end in a suffix such as `+confirmed`.
  package let name: String
  /// The data set's block of the spec; understood by `Training`.
  package private(set) var data: Document
  /// How to train: the spec's own blocks with `$name` where a parameter goes, understood by `Training`
  /// or `Commands`.
  package private(set) var recipe: Document
  /// The parameters that are varied, in the order written: the last one changes fastest.
  package let parameters: [Parameter]
  /// How each configuration is judged.
  package internal(set) var evaluation: Evaluation
  /// The metric that configurations are compared by.
  package let metric: Metric
  /// The options of each configuration, where they are some of all combinations; nil for all.
  package let draws: [[Parameter.Option]]?
  /// How configurations are found; nil of a grid.
  package let search: SearchDesign?
  /// How configurations leave before the end; nil where all train every block.
  package let race: RaceMethod?
  /// How configurations are compared before they are trained to the end; nil where all are.
  package let halving: HalvingMethod?
  /// How the best are trained again; nil where they are not.
  package let confirmation: Confirmation?
  /// The configurations of a confirmation, or the pick that a sweep measures; nil of any other sweep.
  package let choice: ConfirmedChoice?
  /// How the whole choice is measured on rows that have no say in it; nil where it is not.
  package let nesting: Nesting?

  /// - Parameters:
  ///   - draws: the options of each configuration, one a parameter; nil for all combinations.
  ///   - choice: given for a confirmation, and for what measures a pick.
  package init(
    name: String, data: Document, recipe: Document, parameters: [Parameter],
    evaluation: Evaluation, metric: Metric, draws: [[Parameter.Option]]? = nil,
    search: SearchDesign? = nil, race: RaceMethod? = nil, halving: HalvingMethod? = nil,
    confirmation: Confirmation? = nil, choice: ConfirmedChoice? = nil, nesting: Nesting? = nil
  ) {
    self.name = name
    self.data = data
    self.recipe = recipe
    self.parameters = parameters
    self.evaluation = evaluation
    self.metric = metric
    self.draws = draws
    self.search = search
    self.race = race
    self.halving = halving
    self.confirmation = confirmation
    self.choice = choice
    self.nesting = nesting
  }

  /// The same sweep with other words for its data.
  package func reading(_ data: Document) -> Sweep {
    var sweep = self
    sweep.data = data
    return sweep
  }

  /// The same sweep with another recipe.
  package func training(_ recipe: Document) -> Sweep {
    var sweep = self
    sweep.recipe = recipe
    return sweep
  }

  /// Whether its trials are asked for as results come in, block by block or rung by rung, and not all from
  /// the start.
  package var asksInSteps: Bool { race != nil || halving != nil }

  /// The drawn configurations, or every combination of the parameters' values; one without parameters.
  package var configurations: [Configuration] {
    var combinations: [[Parameter.Option]] = [[]]
    for parameter in draws == nil ? parameters : [] {
      combinations = combinations.flatMap { chosen in parameter.options.map { chosen + [$0] } }
    }
    return (draws ?? combinations).enumerated().map { index, options in
      configuration(index, options)
    }
  }

  /// The configuration of certain options, one a parameter.
  package func configuration(_ index: Int, _ options: [Parameter.Option]) -> Configuration {
    Configuration(
      index: index, labels: options.map(\.label), recipe: recipe.filled(options, of: parameters))
  }
}

extension Document {
  /// A sweep's recipe with certain options, one a parameter, in the place of the parameters.
  fileprivate func filled(
    _ options: [Parameter.Option], of parameters: [Parameter]
  ) -> Document {
    var values: [String: Document] = [:]
    var unused: [String] = []
    for (parameter, option) in zip(parameters, options) {
      if option == .unused {
        unused.append(parameter.name)
      } else {
        values[parameter.name] = option.value
      }
    }
    return without(parameters: unused).substituting(values).settled(by: self)
  }

  /// A program's recipe without parameters that a configuration does not use: without their values, and
  /// without the words that hand them over.
  fileprivate func without(parameters names: [String]) -> Document {
    guard !names.isEmpty, case .map(let entries) = content else { return self }
    let kept = entries.map { entry in
      switch (entry.key, entry.value.content) {
      case ("parameters", .map(let values)):
        let used = values.filter { !names.contains($0.key) }
        return Entry(key: entry.key, value: Document(.map(used), at: entry.value.mark))
      case ("command", .list(let words)):
        let used = words.filter { word in
          word.handedOver.map { !names.contains($0) } ?? true
        }
        return Entry(key: entry.key, value: Document(.list(used), at: entry.value.mark))
      default: return entry
      }
    }
    return Document(.map(kept), at: mark)
  }

  /// The parameter that a word of a command hands over and does nothing else: `kind` of `--kind=${kind}` and
  /// of `kind=${kind}`, as `${args}` and `${args_no_hyphens}` have it; nil of other words.
  package var handedOver: String? {
    guard case .text(let word) = content, let name = placeholders.first,
      word == "--\(name)=${\(name)}" || word == "\(name)=${\(name)}"
    else { return nil }
    return name
  }
}

/// One assignment of values to a sweep's parameters.
package struct Configuration: Hashable, Sendable {
  /// The configuration's row in the grid, counted from 0.
  package let index: Int
  /// The values that a search proposes; nil of a configuration that is made already.
  private let proposal: Proposal?
  private let source: Source

  /// The origin of labels and recipe.
  ///
  /// A search may have ten thousand configurations, and several parts of a coordinator know them all: each is
  /// made of its values and of what all of them share when it is asked for.
  indirect enum Source: Sendable {
    case made(labels: [String], recipe: Document)
    case proposed(recipe: Document, parameters: [Parameter])

    /// What the proposals for a sweep share.
    init(of sweep: Sweep) {
      self = .proposed(recipe: sweep.recipe, parameters: sweep.parameters)
    }
  }

  /// - Parameter recipe: how to train it, no placeholder left.
  package init(index: Int, labels: [String], recipe: Document) {
    self.index = index
    proposal = nil
    source = .made(labels: labels, recipe: recipe)
  }

  /// The configuration that a search proposes.
  init(index: Int, _ proposal: Proposal, of source: Source) {
    self.index = index
    self.proposal = proposal
    self.source = source
  }

  /// The values as tables show them, in the order of the sweep's parameters.
  package var labels: [String] {
    switch source {
    case .made(let labels, _): labels
    case .proposed: proposal?.options.map(\.label) ?? []
    }
  }

  /// How to train it, no placeholder left.
  package var recipe: Document {
    switch source {
    case .made(_, let recipe): recipe
    case .proposed(let recipe, let parameters):
      recipe.filled(proposal?.options ?? [], of: parameters)
    }
  }

  package static func == (a: Configuration, b: Configuration) -> Bool {
    a.index == b.index && a.labels == b.labels && a.recipe == b.recipe
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(index)
    hasher.combine(labels)
  }
}
