/// A table as numbers for a network, by what is known of the rows that it is trained on.
package struct PreparedTable: Hashable, Sendable {
  /// The name of each number of an example, such as `age` or `city = Bern`.
  package let names: [String]
  /// Row by row.
  package let values: [Float]
  /// The moments over the training rows by which each number is to be shifted and scaled, where it is of
  /// a column of numbers or dates; 0 and 1 for what is 0 or 1.
  package let moments: [Moments]

  /// Where the numbers of each column of categories stand.
  package let categories: [Range<Int>]

  /// How many numbers an example has: as many as `names`.
  package var width: Int { names.count }
}

extension Dataset {
  /// All rows of a table as numbers, by what the rows trained on say alone.
  ///
  /// Missing numbers and dates become the median, missing booleans and categories the most frequent
  /// value; where training rows lack some, another number tells 1 for those that had none, as
  /// scikit-learn's `SimpleImputer(add_indicator=True)` has it. A category is a number of its own, 1 for
  /// its rows and 0 for all others; those that fewer training rows have than the table's `rare`, or one
  /// alone, share one. A category that no training row has is among those, or all 0 where there are
  /// none.
  ///
  /// - Parameter newRows: rows of the same columns in the place of the set's own; a category that the set
  ///   does not have is the number behind its last.
  /// - Precondition: there is a training row, and the set is a table.
  package func prepared(for training: [Int], newRows: [Float]? = nil) -> PreparedTable {
    precondition(!training.isEmpty, "nothing can be learned from no rows")
    guard let table = form.table else { preconditionFailure("only tables are prepared") }
    let numbers = examples.start.assumingMemoryBound(to: Float.self)
    let columns = table.columns.count
    var prepared: [PreparedColumn] = []
    for (place, column) in table.columns.enumerated() {
      var values: [Float] = []
      for row in training {
        let value = numbers[row * columns + place]
        if !value.isNaN { values.append(value) }
      }
      prepared.append(
        PreparedColumn(column, values, of: training.count, rare: table.rare))
    }
    let names = prepared.flatMap(\.names)
    var values: [Float] = []
    let count = newRows.map { $0.count / columns } ?? form.rows
    values.reserveCapacity(names.count * count)
    for row in 0..<count {
      for (place, column) in prepared.enumerated() {
        let index = row * columns + place
        column.append(newRows?[index] ?? numbers[index], to: &values)
      }
    }
    var (categories, start): ([Range<Int>], Int) = ([], 0)
    for column in prepared {
      if column.categoryCount > 0 { categories.append(start..<start + column.categoryCount) }
      start += column.names.count
    }
    return PreparedTable(
      names: names, values: values, moments: prepared.flatMap(\.moments), categories: categories)
  }
}

/// How one column becomes numbers.
private struct PreparedColumn {
  let names: [String]
  let moments: [Moments]
  /// The number that stands for no value.
  private let filling: Float
  private let hasIndicator: Bool
  /// The number that is 1 for each category, by the category's place; nil for a column of numbers.
  private let places: [Int?]?
  /// The number that is 1 for a category that has none of its own.
  private let others: Int?

  /// - Parameters:
  ///   - values: of the training rows that have one.
  ///   - count: how many training rows there are.
  init(
    _ column: Dataset.Table.Column, _ values: [Float], of count: Int, rare: Float
  ) {
    let name = column.name
    hasIndicator = values.count < count
    var names: [String] = []
    var moments: [Moments] = []
    let unscaled = Moments(mean: 0, deviation: 1)
    switch column.kind {
    case .number, .date:
      filling = PreparedColumn.median(values)
      (places, others) = (nil, nil)
      names = [name]
      let filled = values + [Float](repeating: filling, count: count - values.count)
      moments = [Moments(of: filled)]
    case .boolean:
      filling = PreparedColumn.mostFrequent(values)
      (places, others) = (nil, nil)
      names = [name]
      moments = [unscaled]
    case .category(let categories):
      var counts = [Int](repeating: 0, count: categories.count)
      for value in values { counts[Int(value)] += 1 }
      filling = PreparedColumn.mostFrequent(values)
      // A gap is filled before categories are counted, as it is when they are used.
      if !values.isEmpty { counts[Int(filling)] += count - values.count }
      let least = max(2, Int((Double(rare) * Double(count)).rounded(.up)))
      let frequent = counts.indices.filter { counts[$0] >= least }
      let hasRare = counts.contains { $0 > 0 && $0 < least }
      var places = [Int?](repeating: nil, count: categories.count)
      for (place, index) in frequent.enumerated() { places[index] = place }
      self.places = places
      names = frequent.map { "\(name) = \(categories[$0])" }
      others = hasRare || frequent.isEmpty ? names.count : nil
      if others != nil { names.append("\(name) = others") }
      moments = names.map { _ in unscaled }
    }
    if hasIndicator {
      names.append("\(name) is missing")
      moments.append(unscaled)
    }
    self.names = names
    self.moments = moments
  }

  /// How many of its numbers stand for categories; 0 of any other column.
  var categoryCount: Int { places == nil ? 0 : names.count - (hasIndicator ? 1 : 0) }

  func append(_ value: Float, to numbers: inout [Float]) {
    let filled = value.isNaN ? filling : value
    if let places {
      let first = numbers.count
      for _ in 0..<categoryCount { numbers.append(0) }
      let known = places.indices.contains(Int(filled)) ? places[Int(filled)] : nil
      if let place = known ?? others { numbers[first + place] = 1 }
    } else {
      numbers.append(filled)
    }
    if hasIndicator { numbers.append(value.isNaN ? 1 : 0) }
  }

  /// The mean of the two in the middle where there are as many below as above; 0 of none.
  private static func median(_ values: [Float]) -> Float {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    if sorted.count % 2 == 1 { return sorted[middle] }
    return Float((Double(sorted[middle - 1]) + Double(sorted[middle])) / 2)
  }

  /// The smallest of the most frequent; 0 of none.
  private static func mostFrequent(_ values: [Float]) -> Float {
    var counts: [Float: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    return counts.min { (-$0.value, $0.key) < (-$1.value, $1.key) }?.key ?? 0
  }
}
