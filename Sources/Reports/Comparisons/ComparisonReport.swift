package import Documents
import Statistics
import Sweeps

/// What `sweep compare` prints: every configuration that competes, held against the best.
package struct ComparisonReport: Report {
  private let table: SummaryTable
  private let best: SummaryTable.Row
  private let rows: [(row: SummaryTable.Row, comparison: Comparison)]

  /// Compares with the row that has the best mean of the table's first metric.
  package init(_ table: SummaryTable) throws(Refusal) {
    guard let best = table.best else {
      throw Refusal("'\(table.sweep)' has no result yet: there is nothing to compare")
    }
    guard table.rows.count > 1 else {
      throw Refusal("'\(table.sweep)' has one configuration: there is nothing to compare it with")
    }
    let candidates = table.candidates
    self.table = table
    self.best = best
    rows = candidates.all.comparisons(to: candidates.best).map {
      (candidates.rows[$0.candidate], $0)
    }
  }

  /// Differences are the configuration's mean less that of the best.
  package func text(width: Int?, style: Style) -> String {
    var page = Page()
    page.prose("", bold: table.title)
    page.prose("the best, \(table.name(of: best)): \(best.figures[0].text)")
    page.prose("differences to it \(table.basis("\(table.testName), two-sided, Holm"))", .dim)
    page.row()
    page.table(columns(of: rows))
    page.notes(notes)
    return page.text(width: width, style: style)
  }

  /// The same as parts of a page: those nearest to the best first, at most so many.
  package func blocks(limit: Int) -> [WebPage.Block] {
    func distance(_ comparison: Comparison) -> Double {
      abs(comparison.differences.moments.mean ?? .infinity)
    }
    let nearest = rows.sorted { distance($0.comparison) < distance($1.comparison) }.prefix(limit)
    let columns = columns(of: Array(nearest))
    let lines = nearest.indices.map { row in columns.map { $0.texts[row].trimmed } }
    let shown =
      nearest.count < rows.count ? ["shown are the \(nearest.count) nearest to the best"] : []
    return [
      .paragraph(
        "Differences to the best, \(table.name(of: best)),"
          + " \(table.basis("\(table.testName), two-sided, Holm"))."),
      .table(titles: columns.map(\.title.trimmed), rows: lines, areNumbers: true),
      .paragraph(
        (shown + notes).map(\.sentence).joined(separator: " ")),
    ]
  }

  private func columns(of rows: [(row: SummaryTable.Row, comparison: Comparison)]) -> [Column] {
    table.labelColumns(rows.map(\.row))
      + table.columns(of: rows.map(\.comparison)) { _ in "worse" }
  }

  private var notes: [String] {
    var notes = table.notes(on: rows.map(\.comparison))
    let left = table.rows.count - rows.count - 1
    if left > 0 {
      notes.append(
        "\(counted(left, "configuration")) left out: fewer \(table.unit.noun)s than the best has")
    }
    notes.append("chance helped the best to be it: 'sweep best' tells how much")
    return notes
  }

  /// The best, and every comparison with it: differences, tests, effect sizes; a record a row.
  package var json: JSON {
    .object(
      table.facts(test: table.testName) + [
        .init("adjustment", .text("Holm")),
        .init(
          "best",
          .object([
            "parameters": .labels(table.parameters, best.labels), "score": best.figures[0].json,
          ])),
        .init(
          "comparisons",
          .list(
            rows.map { row, comparison in
              .object([
                "parameters": .labels(table.parameters, row.labels),
                "score": row.figures[0].json,
                "difference": comparison.differences.json(
                  testToTrain: table.testToTrain ?? 0, level: table.level),
                "p_holm": .optional(comparison.adjustedP, JSON.number),
                "distinguishable": .boolean(table.isToldApart(comparison)),
              ])
            })),
      ])
  }
}

extension String {
  /// Without the spaces that fill a column.
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
