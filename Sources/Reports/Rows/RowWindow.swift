/// A part of a summary table.
package struct RowWindow: Hashable, Sendable {
  /// How many rows come before it.
  package let first: Int
  /// The most rows that it has.
  package let count: Int
  /// A key of a column, such as `val_accuracy mean`; nil for the sweep's own order, empty for the spec's.
  package let sort: String?
  /// Whether large values come first.
  package let isDown: Bool
  /// Filters as people write them (`RowCondition`), by the keys of their columns.
  package let conditions: [String: String]

  /// - Parameters:
  ///   - first: how many rows come before it.
  ///   - sort: a key of a column; nil for the sweep's own order, empty for the spec's.
  ///   - isDown: whether large values come first.
  ///   - conditions: filters, by the keys of their columns.
  package init(
    first: Int = 0, count: Int = RowWindow.longest, sort: String? = nil, isDown: Bool = false,
    conditions: [String: String] = [:]
  ) {
    self.first = first
    self.count = count
    self.sort = sort
    self.isDown = isDown
    self.conditions = conditions
  }

  /// No answer has more rows.
  package static let longest = 1000
}
