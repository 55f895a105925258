package import Reports
import Statistics
package import Sweeps

/// The metric of every trial of a sweep, and what its configurations are called: what plots are of.
package struct Scores: Sendable {
  /// The name of the sweep.
  package let sweep: String
  /// The names of the parameters, in the order of the sweep.
  package let parameters: [String]
  /// The values of each configuration's parameters.
  package let labels: [[String]]
  package let metric: Metric
  package let evaluation: Evaluation
  package let values: [TrialValue]
  /// How the trials stand.
  package let counts: TrialCounts
  /// Mean and spread of every configuration.
  package let summary: Summary

  /// - Parameters:
  ///   - labels: the values of each configuration's parameters, in the order of the parameters.
  ///   - values: one a trial, in any order.
  ///   - counts: how the trials stand, for what a caption says of those that have no value.
  ///   - unit: what counts as one observation; the sweep's own if nil.
  package init(
    sweep: String, parameters: [String], labels: [[String]], metric: Metric,
    evaluation: Evaluation, values: [TrialValue], counts: TrialCounts, unit: Summary.Unit? = nil
  ) {
    self.sweep = sweep.printable
    self.parameters = parameters.map(\.printable)
    self.labels = labels.map { $0.map(\.printable) }
    self.metric = metric
    self.evaluation = evaluation
    self.values = values
    self.counts = counts
    summary = Summary(
      values, configurationCount: labels.count, metric: metric,
      unit: unit ?? evaluation.summaryUnit)
  }

  /// Whether no configuration has a mean.
  package var isEmpty: Bool { summary.rows.allSatisfy { $0.moments.mean == nil } }

  /// Count, mean and spread of one configuration.
  func moments(of configuration: Int) -> Moments { summary.rows[configuration].moments }

  var metricName: String { metric.name.printable }

  /// What the metric is: `val_accuracy at the last epoch`.
  var metricPhrase: String { "\(metricName) \(metric.moment.phrase)" }

  /// Configurations that have a mean, the best first; of equals the first of the grid.
  var ranking: [Int] {
    let ranked = summary.rows.filter { $0.moments.mean != nil }.sorted { a, b in
      guard let first = a.moments.mean, let second = b.moments.mean, first != second else {
        return a.configuration < b.configuration
      }
      return metric.prefers(first, to: second)
    }.map(\.configuration)
    // The table's best has all its observations; a lucky one that lacks some does not lead here.
    guard let best = summary.best else { return ranked }
    return [best] + ranked.filter { $0 != best }
  }

  /// One row a configuration and one column a unit, NaN where a unit is not complete: the same
  /// column is the same replicate, fold or trial in every row.
  var observations: [[Double]] {
    func unit(_ value: TrialValue) -> Int {
      switch summary.unit {
      case .trials: value.replicate * evaluation.foldCount + value.fold
      case .replicates: value.replicate
      case .folds: value.fold
      }
    }
    let units = (values.map(unit).max() ?? -1) + 1
    var cells = Array(repeating: [Moments](repeating: Moments(), count: units), count: labels.count)
    for value in values { cells[value.configuration][unit(value)].add(value.value ?? .nan) }
    return cells.map { $0.map { $0.excluded == 0 ? $0.mean ?? .nan : .nan } }
  }

  /// The size of a test part over that of its training part, where observations share training data.
  var testToTrain: Double {
    guard case .folds(let k, _, _) = evaluation.scheme, summary.unit != .replicates else {
      return 0
    }
    return 1 / Double(k - 1)
  }
}

extension Scores {
  /// What the means are over: `3 replicates (n = 3)`.
  func sampleSize(of configurations: some Sequence<Int>) -> String {
    let n = Plots.sampleSize(configurations.map { moments(of: $0).count })
    return "\(summary.unit.phrase(evaluation)) (\(n))"
  }

  /// What did not enter, as a sentence; nothing if all did.
  var missing: String? {
    let finite = values.count { $0.value?.isFinite ?? false }
    guard finite < values.count else { return nil }
    let others = [
      (counts.diverged, "diverged"), (counts.failed, "failed"),
      (counts.open, "not done yet"), (counts.completed - finite, "not finite or not measured"),
    ]
    let reasons = others.compactMap { $0.0 > 0 ? "\($0.0) \($0.1)" : nil }
    return "\(values.count - finite) of \(counted(values.count, "trial")) left out: "
      + reasons.joined(separator: ", ") + "."
  }
}
