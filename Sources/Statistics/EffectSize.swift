import Glibc

/// A mean difference in units of the spread of differences: how large, whatever the number of pairs.
package struct EffectSize: Hashable, Sendable {
  /// Cohen's d of paired differences, d̄ / s ("Statistical power analysis", 1988, 2.3.5: d_z).
  package let cohensD: Double
  /// How many pairs it rests on.
  package let count: Int

  /// The effect size of the differences; nil for fewer than two pairs, or without spread.
  package init?(_ differences: PairedDifferences) {
    let moments = differences.moments
    guard let mean = moments.mean, let deviation = moments.standardDeviation,
      deviation > differences.rounding
    else { return nil }
    cohensD = mean / deviation
    count = moments.count
  }

  /// Hedges' g: d without its upward bias, times J(ν) = Γ(ν/2) / (√(ν/2) Γ((ν-1)/2)), ν = n - 1.
  ///
  /// Hedges, "Distribution theory for Glass's estimator of effect size and related estimators"
  /// (1981), the exact factor. Nil for two pairs, of which d has no mean.
  package var hedgesG: Double? {
    guard count > 2 else { return nil }
    let half = Double(count - 1) / 2
    return cohensD * exp(lgamma(half).0 - lgamma(half - 0.5).0) / half.squareRoot()
  }

  /// The interval for the true d: the noncentralities for which d √n would be just credible, by √n.
  ///
  /// Steiger and Fouladi, "Noncentrality interval estimation and the evaluation of statistical
  /// models" (1997). Nil where d √n is beyond 1000: so sure a difference needs no interval, and the
  /// noncentral t takes long there.
  ///
  /// - Precondition: the level lies between 0 and 1.
  package func interval(level: Double) -> ConfidenceInterval? {
    precondition(level > 0 && level < 1, "a confidence level lies between 0 and 1, not at \(level)")
    let root = Double(count).squareRoot()
    guard abs(cohensD) * root <= 1000 else { return nil }
    let limit = { (tail: Double) in
      NoncentralT.noncentrality(
        of: cohensD * root, upperTail: tail, degreesOfFreedom: Double(count - 1)) / root
    }
    return ConfidenceInterval(
      lower: limit((1 - level) / 2), upper: limit((1 + level) / 2), level: level)
  }
}
