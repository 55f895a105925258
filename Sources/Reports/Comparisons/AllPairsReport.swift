package import Documents
import Statistics
import Sweeps

/// The report of `sweep compare --all`: every configuration held against every other.
package struct AllPairsReport: Report {
  private struct Line {
    let a: SummaryTable.Row
    let b: SummaryTable.Row
    let comparison: Comparison
  }

  private let table: SummaryTable
  private let other: OtherTest?
  private let lines: [Line]
  private let left: Int

  /// - Parameter other: a test to decide by instead of t.
  package init(_ table: SummaryTable, by other: OtherTest? = nil) throws(Refusal) {
    guard table.best != nil else {
      throw Refusal("'\(table.sweep)' has no result yet: there is nothing to compare")
    }
    guard table.rows.count > 1 else {
      throw Refusal("'\(table.sweep)' has one configuration: there is nothing to compare it with")
    }
    self.table = table
    self.other = other
    let competition = table.competition
    let all = competition.all.allComparisons(level: table.level, tests: competition.tests)
    lines = all.filter { $0.comparison.differences.moments.count > 0 }.map {
      Line(
        a: competition.rows[$0.comparison.candidate], b: competition.rows[$0.reference],
        comparison: $0.comparison)
    }
    left = all.count - lines.count
  }

  private var test: String {
    other.map { "\($0.rawValue) test, Holm" } ?? "\(table.testName), Tukey"
  }
  /// Other tests know nothing of rows.
  private var sampling: String { other == nil ? table.sampling : table.spreadSampling }

  /// A pair a line, in the order of the configurations.
  package func text(width: Int?, style: Style) -> String {
    var page = Page()
    page.prose("", bold: table.title)
    page.prose(
      "all \(counted(lines.count, "pair")); differences are A - B,"
        + " \(table.basis("\(test), two-sided"))", .dim)
    page.row()
    page.table(
      [
        Column(labels: "A", lines.map { table.name(of: $0.a) }),
        Column(labels: "B", lines.map { table.name(of: $0.b) }),
      ]
        + table.columns(of: lines.map(\.comparison), by: other, adjusted: "Tukey") { comparison in
          let difference = comparison.differences.moments.mean ?? 0
          return table.metric.prefers(difference, to: 0) ? "A is better" : "B is better"
        })
    var notes = table.notes(
      on: lines.map(\.comparison), by: other, adjusted: "Tukey", isOfAll: true)
    notes.append("claims are about \(sampling)")
    if left > 0 {
      notes.append("\(counted(left, "pair")) left out: no \(table.unit.noun) in common")
    }
    page.notes(notes)
    return page.text(width: width, style: style)
  }

  /// Every pair: differences, tests, effect sizes; a record a pair.
  package var json: JSON {
    let p: [Double?] =
      other.map { other in
        holmAdjusted(
          other.pValues(lines.map(\.comparison.differences), seed: table.evaluation.seed))
      } ?? lines.map(\.comparison.adjustedP)
    return .object(
      table.facts(test: other.map { "\($0.rawValue) test" } ?? table.testName) + [
        .init("adjustment", .text(other == nil ? "Tukey" : "Holm")),
        .init("variance", .text(table.variance.rawValue)),
        .init("claims_are_about", .text(sampling)),
        .init(
          "comparisons",
          .list(
            zip(lines, p).map { line, p in
              .object([
                "a": .labels(table.parameters, line.a.labels),
                "b": .labels(table.parameters, line.b.labels),
                "difference": line.comparison.json(
                  isIndependent: table.testToTrain == nil, level: table.level),
                "p_adjusted": .optional(p, JSON.number),
                "distinguishable": .boolean(p.map { $0 < 1 - table.level } ?? false),
              ])
            })),
      ])
  }
}
