/// A part of a summary table.
package struct RowWindow: Hashable, Sendable {
  /// How many rows come before it.
  package let first: Int
  package let count: Int
  /// A key of a column, such as `val_accuracy mean`; nil for the sweep's own order, empty for the spec's.
  package let sort: String?
  /// Whether large values come first.
  package let isDown: Bool
  /// Filters as people write them (`RowCondition`), by the keys of their columns.
  package let conditions: [String: String]

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
