/// Whether paired differences are as often positive as negative: the oldest test of all, exact for
/// any distribution (Arbuthnott, 1710; Lehmann, "Nonparametrics", 1975, 3.4).
///
/// It says least of all: n pairs allow no p value below 2 / 2ⁿ.
package struct SignTest: Hashable, Sendable {
  /// The number of pairs whose difference is above zero by more than rounding.
  package let positive: Int
  /// The number of pairs whose difference is below zero by more than rounding.
  package let negative: Int
  /// The probability of counts at least this unequal, if both signs are equally likely: binomial,
  /// two-sided.
  package let pValue: Double

  /// Pairs that are equal but for rounding are left out; nil where all are, or there are none.
  package init?(_ differences: PairedDifferences) {
    let signs = differences.signs
    positive = signs.count { $0 > 0 }
    negative = signs.count { $0 < 0 }
    guard positive + negative > 0 else { return nil }
    let (n, k) = (positive + negative, min(positive, negative))
    // P(X ≤ k) = I_½(n - k, k + 1), DLMF 8.17.5.
    let tail = BetaTails(a: Double(n - k), b: Double(k + 1), x: 0.5, complement: 0.5).lower
    pValue = min(1, 2 * tail)
  }
}
