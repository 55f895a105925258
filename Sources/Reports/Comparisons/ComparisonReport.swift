package import Documents
import Statistics
import Sweeps

/// The report of `sweep compare`: every configuration held against the best, or against one that was
/// named beforehand.
package struct ComparisonReport: Report {
  /// A row held against another.
  private struct Line {
    let row: SummaryTable.Row
    let comparison: Comparison
  }

  private let table: SummaryTable
  private let reference: SummaryTable.Row
  private let isControl: Bool
  private let other: OtherTest?
  private let lines: [Line]
  private let left: Int

  /// Compares with the row that has the best mean of the table's first metric, or with a control.
  ///
  /// - Parameters:
  ///   - control: the configuration that was named before anybody looked; nil for the best.
  ///   - other: a test to decide by instead of t.
  package init(
    _ table: SummaryTable, control: Int? = nil, by other: OtherTest? = nil
  ) throws(Refusal) {
    guard table.best != nil else {
      throw Refusal("'\(table.sweep)' has no result yet: there is nothing to compare")
    }
    guard table.rows.count > 1 else {
      throw Refusal("'\(table.sweep)' has one configuration: there is nothing to compare it with")
    }
    let competition = table.competition
    let place = control ?? competition.best
    guard competition.rows[place].moments.count > 0 else {
      throw Refusal(
        "the control, \(table.name(of: competition.rows[place])), has no result yet: there is nothing"
          + " to compare with")
    }
    self.table = table
    self.other = other
    isControl = control != nil
    reference = competition.rows[place]
    let comparisons = competition.all.comparisons(
      to: place, family: control == nil ? .allPairs : .control, level: table.level,
      tests: competition.tests)
    lines = comparisons.filter { $0.differences.moments.count > 0 }.map {
      Line(row: competition.rows[$0.candidate], comparison: $0)
    }
    left = comparisons.count - lines.count
  }

  private var adjustment: String { isControl ? "Dunnett" : "Tukey" }
  /// Other tests know nothing of rows.
  private var sampling: String { other == nil ? table.sampling : table.spreadSampling }
  private var role: String { isControl ? "the control" : "the best" }
  private var test: String {
    other.map { "\($0.rawValue) test, Holm" } ?? "\(table.testName), \(adjustment)"
  }

  /// Differences are the configuration's mean less that of the best.
  package func text(width: Int?, style: Style) -> String {
    var page = Page()
    page.prose("", bold: table.title)
    page.prose("\(role), \(table.name(of: reference)): \(reference.figures[0].text)")
    page.prose("differences to it \(table.basis("\(test), two-sided"))", .dim)
    page.row()
    page.table(columns(of: lines))
    page.notes(notes)
    return page.text(width: width, style: style)
  }

  /// The same as parts of a page: those nearest to the best first, at most so many.
  package func blocks(limit: Int) -> [WebPage.Block] {
    func distance(_ line: Line) -> Double {
      abs(line.comparison.differences.moments.mean ?? .infinity)
    }
    let nearest = Array(lines.sorted { distance($0) < distance($1) }.prefix(limit))
    let columns = columns(of: nearest)
    let rows = nearest.indices.map { row in columns.map { $0.texts[row].trimmed } }
    let shown =
      nearest.count < lines.count ? ["shown are the \(nearest.count) nearest to \(role)"] : []
    return [
      .paragraph(
        "Differences to \(role), \(table.name(of: reference)),"
          + " \(table.basis("\(test), two-sided"))."),
      .table(titles: columns.map(\.title.trimmed), rows: rows, areNumbers: true),
      .paragraph((shown + notes).map(\.sentence).joined(separator: " ")),
    ]
  }

  private func columns(of lines: [Line]) -> [Column] {
    table.labelColumns(lines.map(\.row))
      + table.columns(of: lines.map(\.comparison), by: other, adjusted: adjustment) { comparison in
        let difference = comparison.differences.moments.mean ?? 0
        return table.metric.prefers(difference, to: 0) ? "better" : "worse than \(role)"
      }
  }

  private var notes: [String] {
    var notes = table.notes(on: lines.map(\.comparison), by: other, adjusted: adjustment)
    notes.append("claims are about \(sampling)")
    if !isControl {
      notes.append(
        "'not distinguishable' is not 'may be the best': some third one may be shown to be better;"
          + " 'sweep table' marks with \u{2020} what no other was shown to beat")
    }
    if left > 0 {
      notes.append("\(counted(left, "configuration")) left out: no \(table.unit.noun) in common")
    }
    return notes
  }

  /// The best, and every comparison with it: differences, tests, effect sizes; a record a row.
  package var json: JSON {
    let p = other.map { other in
      holmAdjusted(
        other.pValues(lines.map(\.comparison.differences), seed: table.evaluation.seed))
    }
    return .object(
      table.facts(test: other.map { "\($0.rawValue) test" } ?? table.testName) + [
        .init("adjustment", .text(other == nil ? adjustment : "Holm")),
        .init("variance", .text(table.variance.rawValue)),
        .init("claims_are_about", .text(sampling)),
        .init(
          isControl ? "control" : "best",
          .object([
            "parameters": .labels(table.parameters, reference.labels),
            "score": reference.figures[0].json,
          ])),
        .init(
          "comparisons",
          .list(
            lines.indices.map { index in
              let (row, comparison) = (lines[index].row, lines[index].comparison)
              let adjusted = p.map { $0[index] } ?? comparison.adjustedP
              return .object([
                "parameters": .labels(table.parameters, row.labels),
                "score": row.figures[0].json,
                "difference": comparison.json(
                  isIndependent: table.testToTrain == nil, level: table.level),
                "p_adjusted": .optional(adjusted, JSON.number),
                "distinguishable": .boolean(adjusted.map { $0 < 1 - table.level } ?? false),
              ])
            })),
      ])
  }
}
