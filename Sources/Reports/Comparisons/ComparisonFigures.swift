import Documents
import Statistics
import Sweeps

// What all comparisons have in common: who competes, and how differences and tests are written.

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

extension SummaryTable {
  /// Differences with their intervals and tests, a row a comparison.
  ///
  /// - Parameter verdict: the word for one that the data tell apart.
  func columns(
    of comparisons: [Comparison], verdict: (Comparison) -> String
  ) -> [Column] {
    let differences = comparisons.map { comparison in
      comparison.differences.moments.mean.map(comparison.precision.text)
    }
    let intervals = comparisons.map { comparison in
      comparison.test.map { $0.interval(level: level).text(comparison.precision) } ?? "-"
    }
    let effects = comparisons.map { EffectSize($0.differences)?.cohensD.fixed(2) }
    var columns = [
      Column("pairs", comparisons.map { "\($0.differences.moments.count)" }, .right),
      Column("difference", Column.aligned(differences, missing: "-")),
      Column("\(level.percent) interval", intervals),
      Column("d", Column.aligned(effects, missing: "-")),
      Column("p", comparisons.map { $0.test?.pValue.probability ?? "-" }),
      Column("Holm", comparisons.map { $0.adjustedP?.probability ?? "-" }),
    ]
    if testToTrain == nil {
      let ranks = comparisons.map { WilcoxonTest($0.differences)?.pValue.probability ?? "-" }
      columns.append(Column("Wilcoxon", ranks))
    }
    columns.append(
      Column("", comparisons.map { isToldApart($0) ? verdict($0) : "not distinguishable" }))
    return columns
  }

  /// What the columns mean, and where there is no test.
  func notes(on comparisons: [Comparison]) -> [String] {
    var notes = [
      "Holm: p raised for all \(counted(comparisons.count, "comparison")); d: mean difference by the"
        + " standard deviation of differences"
    ]
    if testToTrain == nil {
      notes[0] += "; Wilcoxon: p of the signed-rank test, not raised"
      if let note = WilcoxonTest.note(comparisons.map(\.differences)) { notes.append(note) }
    }
    if comparisons.contains(where: { $0.test == nil }) {
      notes.append("no test where pairs are fewer than two, or where all differences are equal")
    }
    return notes
  }

  /// Whether the data tell the two apart, at the table's level.
  func isToldApart(_ comparison: Comparison) -> Bool {
    comparison.isDistinguishable(alpha: 1 - level)
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
