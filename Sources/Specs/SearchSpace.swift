import Documents
import Sweeps
import Trials
import YAML

/// A spec's parameters, and where each is named.
struct SearchSpace {
  private struct Entry {
    let dimension: Dimension
    let mark: Mark?

    /// The values that it lists; none of numbers that are drawn.
    var options: [Parameter.Option] {
      if case .choice(let options, _) = dimension.distribution { options } else { [] }
    }
  }

  private var entries: [Entry] = []
  /// Whether there are listed configurations and no block of parameters.
  private(set) var isListedAlone = false

  var names: [String] { entries.map(\.dimension.name) }

  /// Reads the block `parameters`; a spec without one has a single configuration.
  ///
  /// - Parameters:
  ///   - isGrid: whether all values are to be listed.
  ///   - listed: configurations that stand for themselves; where there is no block, they tell the
  ///     parameters.
  init(
    _ node: Node?, isGrid: Bool, listed: ListedConfigurations? = nil
  ) throws(DocumentError) {
    guard let node else {
      for parameter in listed?.parameters ?? [] {
        try add(parameter.name, .choice(parameter.options, weights: nil), at: listed?.rows[0].mark)
      }
      isListedAlone = listed != nil
      return
    }
    guard case .mapping(let pairs) = node.content, !pairs.isEmpty else {
      throw Document(node).mismatch(
        "parameters", mustBe: "a block of names and values, or left out")
    }
    for pair in pairs {
      let distribution =
        isGrid
        ? Distribution.choice(try Parameter(pair.key, pair.value).options, weights: nil)
        : try Distribution(of: pair.key, pair.value)
      try add(pair.key, distribution, at: pair.mark)
    }
  }

  private mutating func add(
    _ name: String, _ distribution: Distribution, at mark: Mark?
  ) throws(DocumentError) {
    guard Parameter.isName(name) else {
      throw DocumentError(
        "a parameter's name is letters, digits, '_', '-' and '.', and begins with one of the first or"
          + " '_', so that it can stand as ${name}; it cannot be '\(name)'", at: mark)
    }
    entries.append(Entry(dimension: Dimension(name, distribution), mark: mark))
  }

  /// The parameters with the values that they list.
  var parameters: [Parameter] {
    entries.map { Parameter(name: $0.dimension.name, options: $0.options) }
  }

  /// Where the values lie, and which parameters are used by certain options of others only.
  func space(of recipe: Document, excluding exclusions: [Exclusion]) -> Space {
    let spoken = (recipe["command"] ?? recipe).placeholders
    let held = Set(entries.flatMap { $0.options.flatMap(\.value.placeholders) })
    return Space(
      entries.map(\.dimension),
      unconditional: Set(names.filter { spoken.contains($0) || !held.contains($0) }),
      exclusions: exclusions)
  }

  /// All configurations of a grid: those that are listed, and what is left of all combinations where
  /// some are left out, or differ in parameters alone that they do not use.
  func gridProposals(in space: Space, after listed: [Proposal], _ zip: ZipReading) -> [Proposal] {
    guard !isListedAlone else { return listed }
    var seen = Set(listed)
    return listed
      + zip.combinations(of: parameters).compactMap { places in
        let proposal = space.composed { place in
          let option = entries[place].options[places[place]]
          return Proposal.Value(label: option.label, value: option.value)
        }
        guard !space.excludes(proposal), seen.insert(proposal).inserted else { return nil }
        return proposal
      }
  }

  /// The parameters with the values that they list, and those that listed configurations add.
  func parameters(with proposals: [Proposal]) -> [Parameter] {
    let drawn = Parameter.drawn(names, proposals.map(\.options))
    return zip(parameters, drawn).map { parameter, drawn in
      let known = Set(parameter.options.map(\.label))
      return Parameter(
        name: parameter.name,
        options: parameter.options + drawn.options.filter { !known.contains($0.label) })
    }
  }

  /// Gives the parameters with the values that a search has drawn, and the options of each draw.
  func drawn(_ proposals: [Proposal]) -> ([Parameter], [[Parameter.Option]]) {
    let draws = proposals.map { proposal in
      zip(entries, proposal.options).map { entry, option in
        // A complaint about a value points at the parameter.
        option == .unused || option.value.mark != nil
          ? option
          : Parameter.Option(
            label: option.label, value: Document(option.value.content, at: entry.mark))
      }
    }
    return (Parameter.drawn(names, draws), draws)
  }
}

extension Parameter {
  /// Parameters whose values are those that were drawn, each once.
  static func drawn(_ names: [String], _ draws: [[Option]]) -> [Parameter] {
    names.enumerated().map { place, name in
      var seen: Set<String> = []
      return Parameter(
        name: name,
        options: draws.map { $0[place] }.filter { $0 != .unused && seen.insert($0.label).inserted })
    }
  }
}

// MARK: - Use

extension SearchSpace {
  /// Refuses a `$name` without a parameter, and a parameter that no configuration uses.
  func checkUse(in recipe: Document) throws(DocumentError) {
    try recipe.refusePlaceholders(besides: names)
    for option in entries.flatMap(\.options) {
      try option.value.refusePlaceholders(besides: names)
    }

    let used = reach(from: recipe.placeholders)
    for entry in entries {
      let name = entry.dimension.name
      if reach(from: entry.options.flatMap(\.value.placeholders)).contains(name) {
        throw DocumentError("parameters.\(name) stands within its own values", at: entry.mark)
      }
      guard used.contains(name) else {
        throw DocumentError(
          "parameters.\(name) is used nowhere; write \(Parameter(name: name, options: []).placeholder)"
            + " where it goes, or remove it",
          at: entry.mark)
      }
    }
  }

  /// The names, and those that stand in their parameters' options, and so on.
  private func reach(from names: [String]) -> Set<String> {
    var reached: Set<String> = []
    var open = names
    while let name = open.popLast() {
      guard reached.insert(name).inserted else { continue }
      open += entries.filter { $0.dimension.name == name }
        .flatMap { $0.options.flatMap(\.value.placeholders) }
    }
    return reached
  }
}

// MARK: - Size

extension SearchSpace {
  /// Refuses more trials than anybody means.
  ///
  /// - Parameter configurations: a double, as the product of a slip can exceed every integer.
  func checkSize(_ evaluation: Evaluation, _ configurations: Double) throws(DocumentError) {
    let repetitions = Double(evaluation.foldCount) * Double(evaluation.replicates)
    let trials = configurations * repetitions
    guard trials > Double(SpecLimit.trials) else { return }
    throw DocumentError(
      "this makes \(Document.label(trials)) trials (\(Document.label(configurations))"
        + " configurations, each \(Document.label(repetitions)) times), and \(SpecLimit.trials) is"
        + " the limit", at: entries.first?.mark)
  }
}
