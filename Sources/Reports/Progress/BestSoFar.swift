import Statistics
package import Sweeps
import Views

/// The configuration with the best mean.
package struct BestSoFar: Hashable, Sendable {
  /// `l2=0.001, dropout=0.5`; empty for a sweep without parameters.
  package let configuration: String
  /// The metric that the sweep is judged by.
  package let metric: String
  /// How many observations there are of it.
  package let count: Int
  /// The mean of the observations that are complete and finite.
  package let mean: Double
  /// The sample standard deviation; nil of one observation.
  package let deviation: Double?
  /// The standard error of the mean; what decides how many digits are shown.
  package let standardError: Double?

  /// - Parameter count: how many observations are complete and finite.
  package init(
    configuration: String, metric: String, count: Int, mean: Double, deviation: Double?,
    standardError: Double?
  ) {
    self.configuration = configuration
    self.metric = metric
    self.count = count
    self.mean = mean
    self.deviation = deviation
    self.standardError = standardError
  }

  init(_ best: Standing.Best, _ names: SweepNames) throws {
    // The variance of a mean of folds is more than that of one of independent numbers.
    let overlap = names.evaluation.testToTrain(over: names.evaluation.summaryUnit)
    self.init(
      configuration: TrialLabel.configuration(
        names.parameters, try names.labels(best.configuration)),
      metric: names.metric.name, count: best.count, mean: best.mean, deviation: best.deviation,
      standardError: best.deviation.map { $0 * (1 / Double(best.count) + overlap).squareRoot() })
  }

  /// The best row of a summary, whose configurations' values have these labels; nil while there is
  /// none.
  package init?(
    _ summary: Summary, _ parameters: [String], of evaluation: Evaluation,
    labels: (_ configuration: Int) throws -> [String]
  ) rethrows {
    guard let row = summary.best.map({ summary.rows[$0] }), let mean = row.moments.mean else {
      return nil
    }
    self.init(
      configuration: TrialLabel.configuration(parameters, try labels(row.configuration)),
      metric: summary.metric.name, count: row.moments.count, mean: mean,
      deviation: row.moments.standardDeviation,
      standardError: row.moments.standardError(
        testToTrain: evaluation.testToTrain(over: summary.unit)))
  }

  /// `val_accuracy 0.9834 ± 0.0007 (n = 3) at l2=0.001`.
  package var text: String {
    let precision = Precision(mean: mean, uncertainty: standardError)
    let numbers = [mean, deviation].compactMap(\.self).map(precision.text)
    return
      ("\(metric) \(numbers.joined(separator: " ± ")) (n = \(count))"
      + (configuration.isEmpty ? "" : " at \(configuration.withPlainExponents)")).printable
  }
}
