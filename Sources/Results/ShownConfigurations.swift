package import Store

/// The configurations of a sweep that are shown: those that nobody has removed, and that have not left a
/// race.
///
/// Tables, plots and comparisons number them from 0, so that to them the others are not there.
package struct ShownConfigurations {
  /// Their numbers among all of the sweep, in the order of the plan.
  package let numbers: [Int]
  /// The configurations that were removed, and why.
  package let removals: [Removal]
  /// The place of every configuration of the sweep among those shown; nil where all of them are.
  private let places: [Int?]?

  /// Whether that is all there are.
  package var areAll: Bool { places == nil }

  /// - Parameters:
  ///   - count: how many configurations the sweep has.
  ///   - left: the configurations that have left a race.
  package init(
    of count: Int, without removals: [Removal], left: some Sequence<Int> = EmptyCollection()
  ) {
    self.removals = removals.filter { $0.configuration != nil }
    let hidden = Set(removals.compactMap(\.configuration)).union(left)
    numbers = (0..<count).filter { !hidden.contains($0) }
    guard !hidden.isEmpty else {
      places = nil
      return
    }
    var places: [Int?] = Array(repeating: nil, count: count)
    for (place, number) in numbers.enumerated() { places[number] = place }
    self.places = places
  }

  /// The place of a configuration among those shown; nil for one that is not.
  package func place(of number: Int) -> Int? {
    guard let places else { return number }
    return places.indices.contains(number) ? places[number] : nil
  }

  /// The reason for which a configuration is not shown; nil for one that is.
  package func reason(for number: Int) -> String? {
    removals.first { $0.configuration == number }?.reason
  }
}
