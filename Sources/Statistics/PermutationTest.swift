import Random

/// Whether paired differences are symmetric around zero, by turning their signs: the mean itself is
/// the statistic, and its distribution is the data's own.
///
/// Fisher, "The design of experiments" (1935), section 21. Exact by counting all 2ⁿ signs up to 20
/// pairs; beyond, so many random ones, with the observed one counted in so that no p value is 0
/// (Phipson and Smyth, "Permutation p-values should never be zero", 2010). n pairs allow no p value
/// below 2 / 2ⁿ.
package struct PermutationTest: Hashable, Sendable {
  /// How the p value was found: over all 2ⁿ signs, or over so many random ones.
  package enum Method: Hashable, Sendable {
    case exact
    case random(draws: Int)
  }

  /// How the p value was found; exact up to 20 pairs that differ.
  package let method: Method
  /// The probability of a mean at least as far from zero, two-sided.
  package let pValue: Double

  /// Tests the differences; nil for no pairs, and where all are zero.
  package init?(_ differences: PairedDifferences, draws: Int = 100_000, seed: UInt64) {
    let largest = differences.values.map(\.magnitude).max() ?? 0
    let values = zip(differences.values, differences.signs).filter { $0.1 != 0 }
      .map { $0.0 / largest }
    guard !values.isEmpty else { return nil }
    let observed = abs(values.reduce(0, +))
    // Sums that only rounding tells apart are ties.
    let limit = observed - 1e-12 * values.reduce(0) { $0 + abs($1) }
    if values.count <= 20 {
      method = .exact
      // Gray's code turns one sign at a time; the first never turns, as both signs count alike.
      var sum = values.reduce(0, +)
      var signs = [Double](repeating: 1, count: values.count)
      var extreme = abs(sum) >= limit ? 1 : 0
      let patterns = 1 << (values.count - 1)
      for step in 1..<max(patterns, 1) {
        let place = step.trailingZeroBitCount + 1
        signs[place] = -signs[place]
        sum += 2 * signs[place] * values[place]
        if abs(sum) >= limit { extreme += 1 }
      }
      pValue = Double(extreme) / Double(patterns)
      return
    }
    method = .random(draws: draws)
    var random = RandomStream(seed: seed)
    var extreme = 1
    for _ in 0..<draws {
      var sum = 0.0
      var bits: UInt64 = 0
      for (index, value) in values.enumerated() {
        if index % 64 == 0 { bits = random.next() }
        sum += bits & 1 == 0 ? value : -value
        bits >>= 1
      }
      if abs(sum) >= limit { extreme += 1 }
    }
    pValue = Double(extreme) / Double(draws + 1)
  }
}
