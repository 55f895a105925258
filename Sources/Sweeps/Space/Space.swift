import Documents
package import Trials

/// A parameter of a search: its name and where its values lie.
package struct Dimension: Hashable, Sendable {
  /// The parameter's name, as `$name` has it.
  package let name: String
  /// The distribution of its values.
  package let distribution: Distribution

  /// - Parameter distribution: that of its values.
  package init(_ name: String, _ distribution: Distribution) {
    self.name = name
    self.distribution = distribution
  }
}

/// The space that a search varies: parameters, some of which are used by certain options of others only, and
/// the exclusions.
package struct Space: Hashable, Sendable {
  /// The parameters, in the order in which a proposal has their values.
  package let dimensions: [Dimension]
  /// Whether each parameter is used whatever the others are.
  private let isAlwaysUsed: [Bool]
  /// Whether options of each hold others.
  private let holdsParameters: [Bool]
  /// The configurations that are left out.
  package let exclusions: [Exclusion]

  /// - Parameter unconditional: the names of parameters that are used whatever the others are; nil for
  ///   all that stand in no option of another.
  package init(
    _ dimensions: [Dimension], unconditional: Set<String>? = nil, exclusions: [Exclusion] = []
  ) {
    self.dimensions = dimensions
    self.exclusions = exclusions
    holdsParameters = dimensions.map { !$0.distribution.placeholders.isEmpty }
    let held = Set(dimensions.flatMap(\.distribution.placeholders))
    isAlwaysUsed = dimensions.map {
      unconditional?.contains($0.name) ?? !held.contains($0.name)
    }
  }

  /// Whether some parameter is used by certain options of others only.
  package var isConditional: Bool { isAlwaysUsed.contains(false) }

  /// The configuration at certain coordinates, one asked for each parameter that it uses.
  package func proposal(at coordinate: (Int) -> Double) -> Proposal {
    composed { dimensions[$0].distribution.value(at: coordinate($0)) }
  }

  /// The configuration of certain values, one asked for each parameter that it uses.
  package func composed(of valueOf: (Int) -> Proposal.Value) -> Proposal {
    var values: [Proposal.Value?] = Array(repeating: nil, count: dimensions.count)
    var open = dimensions.indices.filter { isAlwaysUsed[$0] }
    while let place = open.popLast() {
      guard values[place] == nil else { continue }
      let value = valueOf(place)
      values[place] = value
      guard holdsParameters[place] else { continue }
      let names = value.value.placeholders
      open += dimensions.indices.filter { names.contains(dimensions[$0].name) }
    }
    return Proposal(values: values)
  }

  /// Whether a condition of the spec leaves a configuration out.
  package func excludes(_ proposal: Proposal) -> Bool {
    exclusions.contains { exclusion in
      exclusion.holds { name in
        dimensions.firstIndex { $0.name == name }.flatMap { proposal.values[$0] }
          .map { ($0.label, $0.value) }
      }
    }
  }

  /// Where each value lies; nil of a parameter that is not used.
  ///
  /// - Returns: nil when a value is none of its parameter's.
  package func cells(of proposal: Proposal) -> [Distribution.Cell?]? {
    guard proposal.values.count == dimensions.count else { return nil }
    var cells: [Distribution.Cell?] = []
    for (dimension, value) in zip(dimensions, proposal.values) {
      guard let value else {
        cells.append(nil)
        continue
      }
      guard let cell = dimension.distribution.cell(of: value.value) else { return nil }
      cells.append(cell)
    }
    return cells
  }

  /// Whether a configuration has a value of every parameter that its others ask for.
  package func isComplete(_ proposal: Proposal) -> Bool {
    var isMissing = false
    _ = composed { place in
      if let value = proposal.values[place] { return value }
      isMissing = true
      return Proposal.Value(label: "", value: Document(.null))
    }
    return !isMissing
  }

  /// Names the condition under which a parameter is used: the same for those that are used together.
  package func condition(of place: Int) -> String {
    if isAlwaysUsed[place] { return "" }
    var options: [String] = []
    for (host, dimension) in dimensions.enumerated() where holdsParameters[host] {
      guard case .choice(let all, _) = dimension.distribution else { continue }
      for (number, option) in all.enumerated()
      where option.value.placeholders.contains(dimensions[place].name) {
        options.append("\(host).\(number)")
      }
    }
    return options.joined(separator: " ")
  }
}

extension Distribution {
  /// The names of the parameters that stand in its options.
  fileprivate var placeholders: [String] {
    guard case .choice(let options, _) = self else { return [] }
    return options.flatMap(\.value.placeholders)
  }
}

extension Proposal {
  /// The options that a configuration is made of, one a parameter.
  package var options: [Parameter.Option] {
    values.map { $0.map { Parameter.Option(label: $0.label, value: $0.value) } ?? .unused }
  }
}
