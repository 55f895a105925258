package import Documents
import Statistics
import Sweeps

/// The report of `sweep compare A B` on two whole sweeps: every configuration of one held against the
/// same configuration of the other.
package struct MatchReport: Report {
  private let other: OtherTest?
  private let a: SummaryTable
  private let b: SummaryTable
  /// Whether tests are about other rows, too.
  private let knowsRows: Bool
  private let matches: [(a: SummaryTable.Row, b: SummaryTable.Row, comparison: Comparison)]

  /// Compares over as many units as both have.
  ///
  /// Both must have the same data, splits and seed: the caller, which knows their files, sees to that.
  ///
  /// - Parameter other: a test to decide by instead of t.
  package init(
    _ a: SummaryTable, _ b: SummaryTable, by other: OtherTest? = nil
  ) throws(Refusal) {
    self.other = other
    self.a = a
    self.b = b
    let shared = a.parameters.filter(b.parameters.contains)
    let ours = try MatchReport.rows(of: a, by: shared)
    let theirs = try MatchReport.rows(of: b, by: shared)
    let pairs = ours.compactMap { key, row in theirs[key].map { (a: row, b: $0) } }
      .sorted { $0.a.configuration < $1.a.configuration }
    guard !pairs.isEmpty else {
      throw Refusal(
        "no configuration of '\(a.sweep)' is one of '\(b.sweep)', too; name one of each, such as"
          + " \(a.sweep):PARAMETER=VALUE")
    }
    let differences = pairs.map { MatchReport.differences($0.a, $0.b) }
    let rows = pairs.map { pair in
      SummaryTable.rowVariance(
        (a, pair.a), (b, pair.b),
        units: min(pair.a.figures[0].expected, pair.b.figures[0].expected))
    }
    knowsRows = other == nil && rows.allSatisfy { $0 != nil }
    let tests = zip(differences, rows).map { [knowsRows] differences, rows in
      knowsRows
        ? rows.flatMap { TTest(paired: differences, rows: $0) }
        : TTest(resampled: differences, testToTrain: a.testToTrain ?? 0)
    }
    var adjusted = holmAdjusted(tests.compactMap { $0?.pValue })[...]
    matches = pairs.indices.map { index in
      let comparison = Comparison(
        candidate: index, differences: differences[index], test: tests[index],
        adjustedP: tests[index] == nil ? nil : adjusted.popFirst(),
        interval: tests[index]?.interval(level: a.level))
      return (pairs[index].a, pairs[index].b, comparison)
    }
  }

  /// The rows by their values of some parameters, which have to tell them apart.
  private static func rows(
    of table: SummaryTable, by parameters: [String]
  ) throws(Refusal) -> [[String]: SummaryTable.Row] {
    let places = parameters.compactMap(table.parameters.firstIndex)
    var rows: [[String]: SummaryTable.Row] = [:]
    for row in table.rows {
      guard rows.updateValue(row, forKey: places.map { row.labels[$0] }) == nil else {
        throw Refusal(
          "configurations of '\(table.sweep)' differ in what the other sweep has no parameter for;"
            + " name one of each, such as \(table.sweep):\(table.parameters.first ?? "l2")=...")
      }
    }
    return rows
  }

  private static func differences(
    _ a: SummaryTable.Row, _ b: SummaryTable.Row
  ) -> PairedDifferences {
    let count = min(a.figures[0].expected, b.figures[0].expected)
    func scores(_ row: SummaryTable.Row) -> [Double] {
      row.figures[0].observations.prefix(count).map { $0 ?? .nan }
    }
    return PairedDifferences(scores(a), minus: scores(b))
  }

  /// A line for each configuration that both sweeps have: both figures, and the test of their differences.
  package func text(width: Int?, style: Style) -> String {
    var page = Page()
    page.prose(" \(a.metric.moment.phrase)", bold: a.metric.name.printable)
    page.prose("A is \(a.sweep), B is \(b.sweep)".printable)
    page.prose("A - B \(a.basis("\(test), two-sided, Holm"))", .dim)
    page.row()
    page.table(
      a.labelColumns(matches.map(\.a)) + [
        Column("A", matches.map { $0.a.figures[0].text }),
        Column("B", matches.map { $0.b.figures[0].text }),
      ]
        + a.columns(
          of: matches.map(\.comparison), by: other, adjusted: "Holm", verdict: verdict))
    page.notes(notes)
    return page.text(width: width, style: style)
  }

  /// Configurations were matched before anybody looked: each pair has the paired test of its own.
  private var test: String {
    other.map { "\($0.rawValue) test" }
      ?? (knowsRows
        ? "t test of seeds and rows"
        : a.testToTrain == nil ? "paired t test" : "corrected resampled t test (Nadeau-Bengio)")
  }

  /// The scope of claims.
  private var sampling: String { knowsRows ? a.sampling : a.spreadSampling }

  private func verdict(_ comparison: Comparison) -> String {
    let difference = comparison.differences.moments.mean ?? 0
    return a.metric.prefers(difference, to: 0) ? "A is better" : "B is better"
  }

  private var notes: [String] {
    let left = a.rows.count + b.rows.count - 2 * matches.count
    return a.notes(on: matches.map(\.comparison), by: other, adjusted: "Holm")
      + ["claims are about \(sampling)"]
      + (left > 0 ? ["\(counted(left, "configuration")) left out: only in one of the two"] : [])
  }

  /// Both figures of every configuration, their differences, tests and effect sizes.
  package var json: JSON {
    let differences = matches.map(\.comparison.differences)
    let p: [Double?] =
      other.map { holmAdjusted($0.pValues(differences, seed: a.evaluation.seed)) }
      ?? matches.map(\.comparison.adjustedP)
    return .object(
      a.facts(test: test) + [
        .init("adjustment", .text("Holm")), .init("claims_are_about", .text(sampling)),
        .init("a", .text(a.sweep)), .init("b", .text(b.sweep)),
        .init("comparisons", .list(matches.indices.map { json(matches[$0], p[$0]) })),
      ])
  }

  private func json(
    _ match: (a: SummaryTable.Row, b: SummaryTable.Row, comparison: Comparison), _ p: Double?
  ) -> JSON {
    .object([
      "parameters": .labels(a.parameters, match.a.labels),
      "a": match.a.figures[0].json, "b": match.b.figures[0].json,
      "difference": match.comparison.json(
        isIndependent: a.testToTrain == nil, level: a.level),
      "p_holm": .optional(p, JSON.number),
      "distinguishable": .boolean(p.map { $0 < 1 - a.level } ?? false),
    ])
  }
}
