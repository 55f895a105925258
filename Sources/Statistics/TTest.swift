/// Whether paired differences are zero on average, by Student's t.
package struct TTest: Hashable, Sendable {
  /// The mean difference.
  package let difference: Double
  /// The standard error of the mean difference.
  package let standardError: Double
  /// One less than the pairs, unless the standard error rests on more.
  package let degreesOfFreedom: Double

  /// The paired t test of independent pairs: t = d̄ / (s / √n) with n - 1 degrees of freedom
  /// ("Student", 1908).
  ///
  /// Nil for fewer than two pairs, and where all differences are equal: without spread there is
  /// nothing to compare the mean with.
  package init?(paired differences: PairedDifferences) {
    self.init(resampled: differences, testToTrain: 0)
  }

  /// The corrected resampled t test of pairs that share training data: t = d̄ / (s √(1/J + n₂/n₁))
  /// with J - 1 degrees of freedom.
  ///
  /// Nadeau and Bengio, "Inference for the generalization error" (2003); for repeated folds Bouckaert
  /// and Frank, "Evaluating the replicability of significance tests for comparing learning
  /// algorithms" (2004). `testToTrain` is n₂/n₁: 1 / (k - 1) for k folds, whatever the repeats.
  /// Nil where the plain test is.
  package init?(resampled differences: PairedDifferences, testToTrain: Double) {
    let moments = differences.moments
    guard let mean = moments.mean, let deviation = moments.standardDeviation,
      let error = moments.standardError(testToTrain: testToTrain),
      deviation > differences.rounding
    else { return nil }
    difference = mean
    standardError = error
    degreesOfFreedom = Double(moments.count - 1)
  }

  /// The test of pairs that were measured on the rows of one test part, for other seeds and other rows
  /// (`CrossedVariance`). Nil where the plain test is.
  package init?(paired differences: PairedDifferences, rows: RowVariance) {
    guard let plain = TTest(paired: differences) else { return nil }
    let crossed = CrossedVariance(
      seeds: (plain.standardError * plain.standardError, plain.degreesOfFreedom), rows: rows)
    self.init(
      difference: plain.difference, standardError: crossed.variance.squareRoot(),
      degreesOfFreedom: crossed.degreesOfFreedom)
  }

  /// A test with a standard error that was estimated elsewhere, from more than these pairs.
  package init(difference: Double, standardError: Double, degreesOfFreedom: Double) {
    (self.difference, self.standardError, self.degreesOfFreedom) =
      (difference, standardError, degreesOfFreedom)
  }

  /// The mean difference in units of its standard error.
  package var statistic: Double {
    difference / standardError
  }

  /// The probability of a statistic at least this far from zero, if there is no difference.
  package var pValue: Double {
    StudentT(degreesOfFreedom: degreesOfFreedom).twoSided(statistic)
  }

  /// The interval for the true mean difference.
  package func interval(level: Double) -> ConfidenceInterval {
    ConfidenceInterval(
      around: difference, standardError: standardError, degreesOfFreedom: degreesOfFreedom,
      level: level)
  }
}
