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
    table.labelColumns(rows.map(\.row)) + statistics(rows.map(\.comparison))
  }

  private func statistics(_ comparisons: [Comparison]) -> [Column] {
    let differences = comparisons.map { comparison in
      comparison.differences.moments.mean.map(comparison.precision.text)
    }
    let intervals = comparisons.map { comparison in
      comparison.test.map { $0.interval(level: table.level).text(comparison.precision) } ?? "-"
    }
    let effects = comparisons.map { EffectSize($0.differences)?.cohensD.fixed(2) }
    var columns = [
      Column("pairs", comparisons.map { "\($0.differences.moments.count)" }, .right),
      Column("difference", Column.aligned(differences, missing: "-")),
      Column("\(table.level.percent) interval", intervals),
      Column("d", Column.aligned(effects, missing: "-")),
      Column("p", comparisons.map { $0.test?.pValue.probability ?? "-" }),
      Column("Holm", comparisons.map { $0.adjustedP?.probability ?? "-" }),
    ]
    if table.testToTrain == nil {
      let ranks = comparisons.map { WilcoxonTest($0.differences)?.pValue.probability ?? "-" }
      columns.append(Column("Wilcoxon", ranks))
    }
    columns.append(
      Column("", comparisons.map { isToldApart($0) ? "worse" : "not distinguishable" }))
    return columns
  }

  private func isToldApart(_ comparison: Comparison) -> Bool {
    comparison.isDistinguishable(alpha: 1 - table.level)
  }

  private var notes: [String] {
    var notes = [
      "Holm: p raised for all \(counted(rows.count, "comparison")); d: mean difference by the"
        + " standard deviation of differences"
    ]
    if table.testToTrain == nil {
      notes[0] += "; Wilcoxon: p of the signed-rank test, not raised"
      if let note = WilcoxonTest.note(rows.map(\.comparison.differences)) { notes.append(note) }
    }
    if rows.contains(where: { $0.comparison.test == nil }) {
      notes.append(
        "no test where pairs are fewer than two, or where all differences are equal")
    }
    let left = table.rows.count - rows.count - 1
    if left > 0 {
      notes.append(
        "\(counted(left, "configuration")) left out: fewer \(table.unit.noun)s than the best has")
    }
    notes.append("chance helped the best to be it: 'sweep best' tells how much")
    return notes
  }

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
                "distinguishable": .boolean(isToldApart(comparison)),
              ])
            })),
      ])
  }
}

extension SummaryTable {
  /// The rows that compete, as tests take them.
  struct Competition {
    let rows: [Row]
    let all: Candidates
    /// The place of the best among the rows.
    let best: Int
  }

  /// - Precondition: there is a best row.
  var candidates: Competition {
    let competitors = summaries[0].competitors
    let configurations = Dictionary(uniqueKeysWithValues: rows.map { ($0.configuration, $0) })
    let rows = competitors.compactMap { configurations[$0] }
    guard let best = rows.firstIndex(where: \.isBest) else {
      preconditionFailure("only a table with a best row has candidates")
    }
    return Competition(
      rows: rows, all: summaries[0].candidates(competitors, of: evaluation), best: best)
  }
}

extension Comparison {
  var precision: Precision {
    Precision(
      mean: differences.moments.mean ?? 0,
      uncertainty: test?.standardError ?? differences.moments.standardError)
  }
}

extension PairedDifferences {
  /// All that is known of the differences; what does not hold for folds, which share training
  /// rows, is left out there.
  func json(testToTrain: Double, level: Double) -> JSON {
    let test = TTest(resampled: self, testToTrain: testToTrain)
    let effect = EffectSize(self)
    let isIndependent = testToTrain == 0
    let ranks = isIndependent ? WilcoxonTest(self) : nil
    return .object([
      "pairs": .integer(moments.count), "mean": .optional(moments.mean, JSON.number),
      "std": .optional(moments.standardDeviation, JSON.number),
      "interval": .optional(test) { $0.interval(level: level).json },
      "t": .optional(test) { .number($0.statistic) },
      "degrees_of_freedom": .optional(test) { .number($0.degreesOfFreedom) },
      "p": .optional(test) { .number($0.pValue) },
      "wilcoxon": .optional(ranks) { ranks in
        .object([
          "v": .number(ranks.positiveRanks), "p": .number(ranks.pValue),
          "method": .text(ranks.method == .exact ? "exact" : "normal"),
        ])
      },
      "cohens_d": .optional(effect) { .number($0.cohensD) },
      "hedges_g": .optional(effect?.hedgesG, JSON.number),
      "d_interval": .optional(isIndependent ? effect?.interval(level: level) : nil, \.json),
    ])
  }
}

extension WilcoxonTest {
  /// What people should know of so few pairs; nil when there are enough.
  static func note(_ differences: [PairedDifferences]) -> String? {
    guard let pairs = differences.map(\.moments.count).max(), (1...5).contains(pairs) else {
      return nil
    }
    let least = 2 / Double(1 << pairs)
    return "with \(counted(pairs, "pair")) no Wilcoxon p is below \(least.significant(2))"
  }
}

extension String {
  /// Without the spaces that fill a column.
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
