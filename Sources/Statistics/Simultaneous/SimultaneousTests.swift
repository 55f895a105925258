/// Multiple comparisons: tests of several candidates at once, all claims of a kind together erring at
/// most in a share 1 - level of tables.
///
/// Three kinds: which candidates *may be the best* (Hsu's set: a given best one is missing from it
/// in at most that share of tables), which pairs *differ* (Tukey), and which differ from one *named
/// in advance* (Dunnett). Where pairs share a variance the kinds have their exact distributions
/// (`MaximumT`), else Bonferroni's inequality with t of each pair. Two candidates: the paired t test.
package struct SimultaneousTests: Sendable {
  /// The judgement of a candidate by the set of possible bests.
  package enum Judgement: Hashable, Sendable {
    /// No other was shown to be better.
    case possibleBest
    /// Another one is better.
    case beaten
    /// Nothing was tested: a single block, no common block, or differences without any spread.
    case untested
  }

  /// The critical values for so many candidates: made once where many tables are judged.
  package struct Distributions: Sendable {
    let allPairs: MaximumT
    let control: MaximumT
    let best: MaximumT

    /// - Precondition: there are two candidates or more.
    package init(candidates: Int) {
      allPairs = MaximumT(.allPairs, means: candidates)
      control = MaximumT(.control, means: candidates)
      best = MaximumT(.best, means: candidates)
    }

    subscript(family: MaximumT.Family) -> MaximumT {
      switch family {
      case .allPairs: allPairs
      case .control: control
      case .best: best
      }
    }
  }

  /// How noisy each pair is.
  package let model: BlockModel
  private let distributions: Distributions?

  /// - Parameter distributions: for the number of candidates with two scores or more; made if not
  ///   given.
  package init(
    _ candidates: Candidates, variance: VarianceModel = .moderated,
    distributions: Distributions? = nil
  ) {
    let count = candidates.moments.count { $0.count > 1 }
    let made = distributions ?? (count > 1 ? Distributions(candidates: count) : nil)
    self.distributions = made
    model = BlockModel(candidates, variance: variance) { alpha, freedom in
      made?.allPairs.criticalValue(alpha: alpha, degreesOfFreedom: freedom) ?? .infinity
    }
  }

  /// How many candidates have two scores or more: a single one shows no chance at work.
  package var count: Int { model.rows.count }

  /// The difference of two rows; nil where nothing can be tested.
  package func difference(_ one: Int, _ other: Int) -> BlockDifference? {
    guard model.isModelled(one), model.isModelled(other) else { return nil }
    return model.difference(one, other)
  }

  /// How many pairs the claims of a kind are about.
  private func claims(_ family: MaximumT.Family) -> Double {
    let others = Double(max(1, count - 1))
    return family == .allPairs ? others * Double(count) / 2 : others
  }

  /// How large a statistic must be for a claim of a kind.
  private func criticalValue(
    _ family: MaximumT.Family, _ difference: BlockDifference, alpha: Double
  ) -> Double {
    let freedom = difference.degreesOfFreedom
    if difference.isPooled, let distributions {
      return distributions[family].criticalValue(alpha: alpha, degreesOfFreedom: freedom)
    }
    let sides = family == .best ? 1.0 : 2
    return -StudentT(degreesOfFreedom: freedom).quantile(alpha / (sides * claims(family)))
  }

  /// The probability that chance alone makes a statistic of a kind as large in one table.
  package func adjustedP(_ family: MaximumT.Family, _ difference: BlockDifference) -> Double {
    let statistic = family == .best ? difference.statistic : abs(difference.statistic)
    let freedom = difference.degreesOfFreedom
    if difference.isPooled, let distributions {
      return distributions[family].upperTail(statistic, degreesOfFreedom: freedom)
    }
    let tail = StudentT(degreesOfFreedom: freedom).upperTail(statistic)
    return min(1, tail * (family == .best ? 1 : 2) * claims(family))
  }

  /// The critical values of a kind, each computed once.
  func criticalValues(_ family: MaximumT.Family, level: Double) -> CriticalValues {
    CriticalValues { criticalValue(family, $0, alpha: 1 - level) }
  }

  /// Hsu's set: the judgement of every row.
  ///
  /// A row leaves the set when some other row is better by more than the one-sided critical value.
  /// "No longer in the set" means that one of the others is better, not that the pick is.
  package func judgements(level: Double) -> [Judgement] {
    var judgements = [Judgement](repeating: .untested, count: model.scores.rows)
    var means = [Double](repeating: -.infinity, count: model.scores.rows)
    for (row, mean) in zip(model.rows, model.fit.means) { means[row] = mean }
    let order = model.rows.sorted { (means[$1], $0) < (means[$0], $1) }
    var limits = criticalValues(.best, level: level)
    // No pair of the pool is beaten by less than this, whatever its own variance.
    let least = model.floor.map { limits[$0] * $0.standardError / model.scores.scale } ?? 0
    for row in model.rows {
      var judgement = Judgement.untested
      var hasUntestedRival = false
      for other in order where other != row {
        // Without gaps the rest is worse in the mean, and says nothing against this row.
        if model.scores.isComplete, judgement == .possibleBest, means[other] < means[row] { break }
        let isPooled = least > 0 && (model.isInPool[row] || model.isInPool[other])
        // Nor does one that is not better in the mean say anything more against this row.
        if isPooled || judgement == .possibleBest,
          let bound = model.scores.isComplete
            ? means[other] - means[row] : model.scores.differenceBound(other, row),
          bound <= (isPooled ? least : 0)
        {
          judgement = .possibleBest
          continue
        }
        guard let difference = model.difference(other, row) else {
          if model.scores.differences(other, row).mean > model.scores.rounding([other, row]) {
            hasUntestedRival = true
          }
          continue
        }
        if difference.mean > 0, difference.statistic > limits[difference] {
          judgement = .beaten
          break
        }
        judgement = .possibleBest
      }
      judgements[row] = judgement == .possibleBest && hasUntestedRival ? .untested : judgement
    }
    return judgements
  }
}

/// Critical values by degrees of freedom: many pairs have the same.
struct CriticalValues {
  private struct Key: Hashable {
    let freedom: Double
    let isPooled: Bool
  }

  private let value: (BlockDifference) -> Double
  private var known: [Key: Double] = [:]

  init(_ value: @escaping (BlockDifference) -> Double) { self.value = value }

  subscript(difference: BlockDifference) -> Double {
    mutating get {
      let key = Key(freedom: difference.degreesOfFreedom, isPooled: difference.isPooled)
      if let known = known[key] { return known }
      let new = value(difference)
      known[key] = new
      return new
    }
  }
}
