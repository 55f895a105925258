/// Whether paired differences lie symmetrically around zero, by the ranks of their sizes.
///
/// Wilcoxon, "Individual comparisons by ranking methods" (1945). Asks less of the numbers than the
/// t test, and says less: with n pairs no p value is below 2 / 2ⁿ, so five pairs cannot reach 0.05.
package struct WilcoxonTest: Hashable, Sendable {
  /// How the p value was found.
  package enum Method: Hashable, Sendable {
    /// Counting, at most 50 differences.
    case exact
    /// The normal distribution, variance corrected for ties and the statistic for continuity.
    case normal
  }

  /// How many differences were ranked; those that are zero are not (Wilcoxon's own rule).
  package let count: Int
  /// How many differences are zero.
  package let zeros: Int
  /// The sum of the ranks of positive differences: R's V.
  package let positiveRanks: Double
  /// The sum of the ranks of negative differences; SciPy's statistic is the smaller of both sums.
  package let negativeRanks: Double
  /// Where the p value comes from.
  package let method: Method
  /// The probability of rank sums at least this unequal, if differences are symmetric around zero.
  package let pValue: Double

  /// Ranks the differences and tests them, two-sided; nil if all are zero or there are none.
  ///
  /// Differences that only rounding tells apart are ties; each pair has a rounding of its own.
  package init?(_ differences: PairedDifferences) {
    let ranked = zip(differences.values, differences.roundings)
      .filter { value, rounding in abs(value) > rounding }
      .sorted { abs($0.0) < abs($1.0) }
    guard !ranked.isEmpty else { return nil }
    count = ranked.count
    zeros = differences.values.count - ranked.count

    var positive = 0.0
    var tieSizes: [Int] = []
    var doubledRanks: [Int] = []
    var start = 0
    while start < ranked.count {
      var end = start + 1
      while end < ranked.count,
        abs(ranked[end].0) - abs(ranked[end - 1].0) <= max(ranked[end].1, ranked[end - 1].1)
      {
        end += 1
      }
      let rank = Double(start + 1 + end) / 2
      positive += rank * Double(ranked[start..<end].count { $0.0 > 0 })
      tieSizes.append(end - start)
      doubledRanks += Array(repeating: start + 1 + end, count: end - start)
      start = end
    }
    positiveRanks = positive
    negativeRanks = Double(count * (count + 1) / 2) - positive

    let smaller = min(positiveRanks, negativeRanks)
    if count <= 50 {
      method = .exact
      pValue = min(1, 2 * Self.exactTail(smaller: smaller, doubledRanks: doubledRanks))
    } else {
      method = .normal
      pValue = Self.normalTails(smaller: smaller, count: count, tieSizes: tieSizes)
    }
  }

  /// The share of all 2ⁿ sign patterns whose rank sum is at most `smaller`.
  ///
  /// Counts the subsets of the ranks by their sum, one rank after the other; exact in a Double up to
  /// 53 ranks. Ties share the mean of their ranks, which may end in a half: so all are doubled.
  /// Lehmann, "Nonparametrics" (1975), 3.2, and for ties 3.1.
  private static func exactTail(smaller: Double, doubledRanks: [Int]) -> Double {
    let most = Int(2 * smaller)
    var subsets = [1.0] + Array(repeating: 0, count: most)
    for rank in doubledRanks {
      for sum in stride(from: most, through: rank, by: -1) {
        subsets[sum] += subsets[sum - rank]
      }
    }
    return subsets.reduce(0, +) / Double(1 << doubledRanks.count)
  }

  /// Both tails of z = (n(n+1)/4 - W - ½) / σ, σ² = n(n+1)(2n+1)/24 - Σ(t³ - t)/48 over ties of
  /// size t: Lehmann, "Nonparametrics" (1975), 3.2, as R's wilcox.test and SciPy's `correction`.
  private static func normalTails(smaller: Double, count: Int, tieSizes: [Int]) -> Double {
    let n = Double(count)
    let ties = tieSizes.reduce(0.0) { $0 + Double($1 * $1 * $1 - $1) }
    let variance = n * (n + 1) * (2 * n + 1) / 24 - ties / 48
    let distance = max(0, n * (n + 1) / 4 - smaller - 0.5)
    return Normal().twoSided(distance / variance.squareRoot())
  }
}
