import Documents
import Sweeps
import Trials
import YAML

/// A spec's parameters, and where each is named.
struct SearchSpace {
  private struct Entry {
    let dimension: Dimension
    let mark: Mark

    /// The values that it lists; none of numbers that are drawn.
    var options: [Parameter.Option] {
      if case .choice(let options, _) = dimension.distribution { options } else { [] }
    }
  }

  private var entries: [Entry] = []

  var names: [String] { entries.map(\.dimension.name) }

  /// Reads the block `parameters`; a spec without one has a single configuration.
  ///
  /// - Parameter isGrid: whether all values are to be listed.
  init(_ node: Node?, isGrid: Bool) throws(DocumentError) {
    guard let node else { return }
    guard case .mapping(let pairs) = node.content, !pairs.isEmpty else {
      throw Document(node).mismatch(
        "parameters", mustBe: "a block of names and values, or left out")
    }
    for pair in pairs {
      let mark = pair.mark
      guard Parameter.isName(pair.key) else {
        throw DocumentError(
          "a parameter's name is letters, digits, '_', '-' and '.', and begins with one of the first or"
            + " '_', so that it can stand as ${name}; it cannot be '\(pair.key)'", at: mark)
      }
      let distribution =
        isGrid
        ? Distribution.choice(try Parameter(pair.key, pair.value).options, weights: nil)
        : try Distribution(of: pair.key, pair.value)
      entries.append(Entry(dimension: Dimension(pair.key, distribution), mark: mark))
    }
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

  /// What is left of all combinations where some are left out, or differ in parameters alone that they
  /// do not use; nil where every combination counts.
  func gridDraws(in space: Space) -> [[Parameter.Option]]? {
    guard space.isConditional || !space.exclusions.isEmpty else { return nil }
    var combinations: [[Int]] = [[]]
    for entry in entries {
      combinations = combinations.flatMap { chosen in entry.options.indices.map { chosen + [$0] } }
    }
    var seen: Set<Proposal> = []
    return combinations.compactMap { places in
      let proposal = space.composed { place in
        let option = entries[place].options[places[place]]
        return Proposal.Value(label: option.label, value: option.value)
      }
      guard !space.excludes(proposal), seen.insert(proposal).inserted else { return nil }
      return proposal.options
    }
  }

  /// What a search has drawn, and the parameters with those values.
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
  func checkSize(_ evaluation: Evaluation, _ method: SearchMethod?) throws(DocumentError) {
    // In doubles, as the product of a slip can exceed every integer.
    let configurations =
      method.map { Double($0.configurations) }
      ?? entries.reduce(1.0) { $0 * Double($1.options.count) }
    let repetitions = Double(evaluation.foldCount) * Double(evaluation.replicates)
    let trials = configurations * repetitions
    guard trials > Double(SpecLimit.trials) else { return }
    throw DocumentError(
      "this makes \(Document.label(trials)) trials (\(Document.label(configurations))"
        + " configurations, each \(Document.label(repetitions)) times), and \(SpecLimit.trials) is"
        + " the limit", at: entries.first?.mark)
  }
}
