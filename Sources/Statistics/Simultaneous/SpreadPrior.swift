import Glibc

/// How alike the variances of pairs are: what a variance may be expected to be before its own pair
/// is looked at, and how much that expectation weighs.
///
/// Variances vary like F(d, d₀) around s₀²: with d₀ = ∞ all pairs have the same variance, with d₀ = 1
/// each has nearly its own. Smyth, "Linear models and empirical Bayes methods" (2004), has the model;
/// here d₀ is chosen from ten values by the likelihood of all pairs, weighed as so many candidates
/// and tempered by 3 / d₀ towards equal variances, as moments break down with few replicates.
struct SpreadPrior: Hashable, Sendable {
  /// Degrees of freedom that the expectation counts as; infinite for equal variances.
  let degreesOfFreedom: Double
  /// The expected variance of a pair; of no use where degrees of freedom are infinite.
  let variance: Double

  private static let choices = [1, 2, 3, 4.5, 7, 11, 18, 32, 64, Double.infinity]

  /// All pairs alike.
  static func equal(_ variance: Double) -> SpreadPrior {
    SpreadPrior(degreesOfFreedom: .infinity, variance: variance)
  }

  private init(degreesOfFreedom: Double, variance: Double) {
    (self.degreesOfFreedom, self.variance) = (degreesOfFreedom, variance)
  }

  /// Learns from the variances of pairs, each with `freedom` degrees; nil for fewer than three, or
  /// without any spread.
  ///
  /// - Parameter candidates: how many the pairs are of: pairs are not independent, and together tell
  ///   about as much as so many.
  init?(_ variances: [Double], freedom d: Double, candidates: Int) {
    let count = Double(variances.count)
    let mean = variances.reduce(0, +) / max(1, count)
    guard variances.count > 2, mean > 0 else { return nil }
    // A variance of 0, as of two rows that are equal but for a constant, counts as very small.
    let logs = variances.reduce(0) { $0 + log(max($1, 1e-12 * mean)) }
    var best: (likelihood: Double, prior: SpreadPrior)?
    for weight in Self.choices {
      var expected = mean
      var likelihood = (d / 2 - 1) * logs
      if weight.isFinite {
        for _ in 0..<12 {
          expected =
            count / variances.reduce(0) { $0 + (weight + d) / (weight * expected + d * $1) }
        }
        let constant =
          lgamma((weight + d) / 2).0 - lgamma(weight / 2).0 - lgamma(d / 2).0
          + d / 2 * log(d / weight) - d / 2 * log(expected)
        likelihood += count * constant
        likelihood -= variances.reduce(0) {
          $0 + (weight + d) / 2 * log1p(d * $1 / (weight * expected))
        }
      } else {
        likelihood += count * (d / 2 * log(d / 2) - lgamma(d / 2).0 - d / 2 * log(mean))
        likelihood -= d * count / 2
      }
      let tempered = Double(candidates) / count * likelihood - 3 / weight
      if best.map({ tempered > $0.likelihood }) ?? true {
        best = (tempered, SpreadPrior(degreesOfFreedom: weight, variance: expected))
      }
    }
    guard let best else { return nil }
    self = best.prior
  }
}
