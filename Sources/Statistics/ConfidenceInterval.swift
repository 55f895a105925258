/// A range that holds the true value in a stated share of all experiments like this one.
package struct ConfidenceInterval: Hashable, Sendable {
  /// The ends, in units of what was measured; both belong to it.
  package let lower: Double
  /// The upper end, which belongs to the interval, too.
  package let upper: Double
  /// The share, such as 0.95.
  package let level: Double

  /// An interval with limits found elsewhere.
  package init(lower: Double, upper: Double, level: Double) {
    (self.lower, self.upper, self.level) = (lower, upper, level)
  }

  /// Student's interval, estimate ± t · standard error, with t at (1 + level) / 2.
  ///
  /// - Precondition: the level lies between 0 and 1.
  package init(
    around estimate: Double, standardError: Double, degreesOfFreedom: Double, level: Double
  ) {
    precondition(level > 0 && level < 1, "a confidence level lies between 0 and 1, not at \(level)")
    let student = StudentT(degreesOfFreedom: degreesOfFreedom)
    let reach = -student.quantile((1 - level) / 2) * standardError
    (lower, upper, self.level) = (estimate - reach, estimate + reach, level)
  }
}

extension Moments {
  /// Student's t-interval for the mean of independent numbers, with n - 1 degrees of freedom
  /// ("Student", "The probable error of a mean", 1908); nil for fewer than two.
  package func interval(level: Double) -> ConfidenceInterval? {
    interval(level: level, testToTrain: 0)
  }

  /// The standard error of the mean over resampled train and test splits, s √(1/J + n₂/n₁).
  ///
  /// Scores of folds or of random splits share training data, so s / √J is too small. Nadeau and
  /// Bengio, "Inference for the generalization error" (2003), add the size of a test part over that
  /// of its training part: 1 / (k - 1) for k folds, 0 for independent numbers. Nil for fewer than
  /// two.
  package func standardError(testToTrain: Double) -> Double? {
    scaledVariance.map { ($0 * (1 / Double(count) + testToTrain)).squareRoot() * unit }
  }

  /// Student's interval for the mean over resampled splits, from `standardError(testToTrain:)`.
  package func interval(level: Double, testToTrain: Double) -> ConfidenceInterval? {
    guard let mean, let error = standardError(testToTrain: testToTrain) else { return nil }
    return ConfidenceInterval(
      around: mean, standardError: error, degreesOfFreedom: Double(count - 1), level: level)
  }
}
