/// How well predicted numbers agree with what was true.
package struct NumberScores: Sendable {
  /// The number that is true of each row; at least one.
  package let truths: [Double]
  /// The number that was predicted of each row, in the same order.
  package let predictions: [Double]

  /// - Precondition: there are as many of both, and some.
  package init(truths: [Double], predictions: [Double]) {
    precondition(truths.count == predictions.count && !truths.isEmpty)
    (self.truths, self.predictions) = (truths, predictions)
  }

  /// The mean of |truth - prediction|, in units of the target.
  package var meanAbsoluteError: Double { mean { abs($0 - $1) } }
  /// The mean of (truth - prediction)², in squared units of the target.
  package var meanSquaredError: Double { mean { ($0 - $1) * ($0 - $1) } }
  /// The root of the mean squared error, in units of the target.
  package var rootMeanSquaredError: Double { meanSquaredError.squareRoot() }

  /// The median of the absolute differences.
  package var medianAbsoluteError: Double {
    let errors = zip(truths, predictions).map { abs($0 - $1) }.sorted()
    let middle = errors.count / 2
    return errors.count % 2 == 1 ? errors[middle] : (errors[middle - 1] + errors[middle]) / 2
  }

  /// The mean of the absolute differences as shares of the truth: 0.1 is ten per cent. A truth of 0
  /// counts as 2.2e-16, which makes the mean enormous.
  package var meanAbsolutePercentageError: Double {
    mean { abs($0 - $1) / max(abs($0), Double.ulpOfOne) }
  }

  /// The share of the variance that is explained; no value where truths do not vary.
  package var determination: Double? {
    let middle = truths.reduce(0, +) / Double(truths.count)
    let total = truths.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
    guard total > 0 else { return nil }
    return 1 - meanSquaredError * Double(truths.count) / total
  }

  private func mean(_ value: (Double, Double) -> Double) -> Double {
    zip(truths, predictions).reduce(0) { $0 + value($1.0, $1.1) } / Double(truths.count)
  }
}
