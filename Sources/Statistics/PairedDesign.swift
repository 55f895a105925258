/// The power of an experiment with paired differences, before it is run.
///
/// Power is the probability that a true difference gives a two-sided p value below `alpha`: both
/// tails of a noncentral t (Cohen, "Statistical power analysis", 1988, 2.4; R's `power.t.test` with
/// `strict = TRUE`, statsmodels' `TTestPower`).
package struct PairedDesign: Hashable, Sendable {
  /// The standard deviation of the differences, from a pilot or an earlier experiment.
  package let deviation: Double
  /// The p value below which a difference is believed.
  package let alpha: Double
  /// The size of a test part over that of its training part; 0 for independent pairs.
  package let testToTrain: Double

  /// - Precondition: the deviation is positive and finite, alpha between 0 and 1, the ratio not
  ///   negative.
  package init(deviation: Double, alpha: Double = 0.05, testToTrain: Double = 0) {
    precondition(deviation > 0 && deviation.isFinite, "no design has a deviation of \(deviation)")
    precondition(alpha > 0 && alpha < 1, "alpha lies between 0 and 1, not at \(alpha)")
    precondition(testToTrain >= 0, "parts of data have no ratio of \(testToTrain)")
    (self.deviation, self.alpha, self.testToTrain) = (deviation, alpha, testToTrain)
  }

  /// The probability of seeing a true difference with this many pairs, which need not be whole.
  ///
  /// - Precondition: there are more pairs than one.
  package func power(difference: Double, pairs: Double) -> Double {
    let critical = criticalValue(pairs: pairs)
    let noncentrality = abs(difference) / standardError(pairs: pairs)
    // Sure to the last bit, and the only case that would take long to compute.
    if noncentrality > 10 * critical + 40 { return 1 }
    let shifted = NoncentralT(degreesOfFreedom: pairs - 1, noncentrality: noncentrality)
    return min(1, shifted.upperTail(critical) + shifted.cdf(-critical))
  }

  /// The smallest true difference that so many pairs show with the given power.
  ///
  /// - Precondition: there are more pairs than one; the power lies between alpha and 1.
  package func detectableDifference(pairs: Double, power target: Double = 0.8) -> Double {
    precondition(target > alpha && target < 1, "power lies between alpha and 1, not at \(target)")
    let error = standardError(pairs: pairs)
    var far = error
    while power(difference: far, pairs: pairs) < target { far *= 2 }
    return root(in: 0...far) { power(difference: $0, pairs: pairs) - target }
  }

  /// How many pairs show a true difference with the given power, as a fraction to be rounded up.
  ///
  /// At least 2. Nil where no number up to 10⁹ does: with shared training data the standard error
  /// never falls below s √(n₂/n₁).
  ///
  /// - Precondition: the difference is not zero; the power lies between alpha and 1.
  package func pairsNeeded(difference: Double, power target: Double = 0.8) -> Double? {
    precondition(difference != 0, "no number of pairs shows a difference of zero")
    precondition(target > alpha && target < 1, "power lies between alpha and 1, not at \(target)")
    if power(difference: difference, pairs: 2) >= target { return 2 }
    if power(difference: difference, pairs: 1e9) < target { return nil }
    var enough = 4.0
    while power(difference: difference, pairs: enough) < target { enough *= 2 }
    return root(in: (enough / 2)...enough) { power(difference: difference, pairs: $0) - target }
  }

  /// s √(1/n + n₂/n₁): Nadeau and Bengio (2003); s / √n for independent pairs.
  package func standardError(pairs: Double) -> Double {
    deviation * (1 / pairs + testToTrain).squareRoot()
  }

  private func criticalValue(pairs: Double) -> Double {
    precondition(pairs > 1 && pairs.isFinite, "a paired design has two pairs or more, not \(pairs)")
    return -StudentT(degreesOfFreedom: pairs - 1).quantile(alpha / 2)
  }
}
