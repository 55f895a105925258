import Documents
import Statistics
import Sweeps

// Parts that all comparisons share: the rows that compete, and how differences and tests are written.

extension SummaryTable {
  /// The rows that are compared, as tests take them.
  struct Competition {
    /// The rows, in the order of the candidates.
    let rows: [Row]
    let all: Candidates
    let tests: SimultaneousTests
    /// The place of the best among the rows.
    let best: Int
    /// Places of the rows that may become the best: those with the most observations.
    let competitors: [Int]
  }

  /// How noisy differences are, all pairs taken together.
  var pilotModel: BlockModel {
    let group = groups[0]
    let all = group.summaries[0].candidates(of: group.evaluation, dataRows: group.dataRows)
    return SimultaneousTests(all, variance: .pooled).model
  }

  /// - Precondition: there is a best row.
  var competition: Competition {
    let group = groups[0]
    let summary = group.summaries[0]
    let rows = self.rows.filter { $0.group == 0 }.sorted { $0.configuration < $1.configuration }
    guard let best = rows.firstIndex(where: \.isBest) else {
      preconditionFailure("only a table with a best row has candidates")
    }
    let all = summary.candidates(of: group.evaluation, dataRows: group.dataRows)
    return Competition(
      rows: rows, all: all, tests: SimultaneousTests(all, variance: variance), best: best,
      competitors: summary.competitors)
  }
}

extension SummaryTable {
  /// Differences with their intervals and tests, a row a comparison.
  ///
  /// - Parameters:
  ///   - other: a test that makes no use of the size of the noise, whose p values decide; nil for t.
  ///   - adjusted: the name of the family's p values: `Tukey`.
  ///   - verdict: the words for one that the data tell apart.
  func columns(
    of comparisons: [Comparison], by other: OtherTest?, adjusted: String,
    verdict: (Comparison) -> String
  ) -> [Column] {
    let differences = comparisons.map { comparison in
      comparison.differences.moments.mean.map(comparison.precision.text)
    }
    let intervals = comparisons.map { comparison in
      comparison.interval.map { $0.text(comparison.precision) } ?? "-"
    }
    let effects = comparisons.map { EffectSize($0.differences)?.cohensD.fixed(2) }
    var columns = [
      Column("pairs", comparisons.map { "\($0.differences.moments.count)" }, .right),
      Column("difference", Column.aligned(differences, missing: "-")),
      Column("\(level.percent) interval", intervals),
      Column("d", Column.aligned(effects, missing: "-")),
    ]
    if let other {
      let p = other.pValues(comparisons.map(\.differences), seed: evaluation.seed)
      let holm = holmAdjusted(p)
      columns += [
        Column("\(other.rawValue) p", p.map(\.probability)),
        Column("Holm", holm.map(\.probability)),
        Column(
          "",
          zip(comparisons, holm).map { comparison, p in
            p < 1 - level ? verdict(comparison) : "not distinguishable"
          }),
      ]
    } else {
      columns += [
        Column("\(adjusted) p", comparisons.map { $0.adjustedP?.probability ?? "-" }),
        Column(
          "",
          comparisons.map {
            $0.test == nil ? "not tested" : isToldApart($0) ? verdict($0) : "not distinguishable"
          }),
      ]
    }
    return columns
  }

  /// Explains the columns, and tells where there is no test.
  ///
  /// - Parameter isOfAll: whether every pair is shown, and not those with the best.
  func notes(
    on comparisons: [Comparison], by other: OtherTest?, adjusted: String, isOfAll: Bool = false
  ) -> [String] {
    var notes = ["d: mean difference by the standard deviation of differences"]
    let count = counted(comparisons.count, "comparison")
    if let other {
      notes.insert("\(other.words); Holm: p raised for all \(count)", at: 0)
      if let note = other.note(comparisons.map(\.differences)) { notes.append(note) }
      return notes
    }
    let tested = comparisons.count { $0.test != nil }
    notes.insert(adjustmentNote(adjusted, tested: tested, isOfAll: isOfAll), at: 0)
    if tested < comparisons.count {
      notes.append(
        "not tested: pairs are fewer than two, or nothing varies: then chance has no size")
    }
    return notes
  }

  private func adjustmentNote(_ adjusted: String, tested: Int, isOfAll: Bool) -> String {
    switch adjusted {
    case "Tukey" where isOfAll: "Tukey: p and intervals hold for all pairs of the table together"
    case "Tukey":
      "Tukey: p and intervals hold for all pairs of the table together, as the best was chosen by"
        + " these same data"
    case "Dunnett":
      "Dunnett: p and intervals hold for all \(counted(tested, "comparison")) with the control"
        + " together"
    default:
      "\(adjusted): p raised for the \(counted(tested, "comparison")) that \(tested == 1 ? "was" : "were")"
        + " tested; intervals are each by itself"
    }
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
      uncertainty: test?.standardError ?? differences.standardError)
  }
}

extension Comparison {
  /// All that is known of the differences.
  func json(isIndependent: Bool, level: Double) -> JSON {
    differences.json(test: test, interval: interval, isIndependent: isIndependent, level: level)
  }
}

extension PairedDifferences {
  /// All that is known of the differences; what does not hold for folds, which share training
  /// rows, is left out there.
  func json(
    test: TTest?, interval: ConfidenceInterval?, isIndependent: Bool, level: Double
  ) -> JSON {
    let effect = EffectSize(self)
    let ranks = isIndependent ? WilcoxonTest(self) : nil
    return .object([
      "pairs": .integer(moments.count), "mean": .optional(moments.mean, JSON.number),
      "std": .optional(moments.standardDeviation, JSON.number),
      "sem": .optional(test) { .number($0.standardError) },
      "interval": .optional(interval, \.json),
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
