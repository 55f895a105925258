import Statistics

/// The table for people: rounded numbers in columns, before any one layout.
extension SummaryTable {
  /// What one configuration shows. Nil is what there is none of.
  struct Cells: Hashable, Sendable {
    let labels: [String]
    let count: String
    let mean: String?
    /// Nil when fewer than two observations leave no spread to tell.
    let deviation: String?
    let minimum: String?
    let maximum: String?
    let isBest: Bool

    /// `0.9812 ± 0.0011`, the mean alone where there is no spread, `-` where there is no mean.
    var spread: String { [mean ?? "-", deviation].compactMap(\.self).joined(separator: " ± ") }
  }

  /// The rows' cells: every format for people takes its numbers from here.
  var cells: [Cells] {
    rows.map { row in
      let moments = row.moments
      let precision = Precision(mean: moments.mean ?? 0, deviation: moments.standardDeviation)
      return Cells(
        labels: row.labels.map(\.printable), count: "\(moments.count)",
        mean: moments.mean.map(precision.text),
        deviation: moments.standardDeviation.map(precision.text),
        minimum: moments.minimum.map(precision.text),
        maximum: moments.maximum.map(precision.text), isBest: row.isBest)
    }
  }
}
