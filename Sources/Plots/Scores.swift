import Reports
package import Statistics
package import Sweeps
import Trials

/// The metric of every trial of a sweep, and what its configurations are called: what plots are of.
package struct Scores: Sendable {
  /// The name of the sweep.
  package let sweep: String
  /// The names of the parameters, in the order of the sweep.
  package let parameters: [String]
  /// The values of each configuration's parameters.
  package let labels: [[String]]
  /// The metric of the values.
  package let metric: Metric
  /// How each configuration was evaluated: the same way for all.
  package let evaluation: Evaluation
  /// One a trial, of `metric`.
  package let values: [TrialValue]
  /// Mean and spread of every configuration.
  package let summary: Summary
  /// How the variances of differences are estimated.
  package let variance: VarianceModel
  /// How many rows the data has, if that is known.
  private let dataRows: Int?
  /// How values are written for people, by parameter.
  let shown: [ShownValues]
  /// How the values of each parameter are spaced, where a search knows.
  private let spacings: [Spacing]

  /// - Parameters:
  ///   - labels: the values of each configuration's parameters, in the order of the parameters.
  ///   - values: one a trial, in any order.
  ///   - rows: on which rows of a test part networks are right, where that is known.
  ///   - unit: the unit that counts as one observation; the sweep's own if nil.
  ///   - dataRows: how many rows the data has, if that is known.
  ///   - spacings: how the values of each parameter are spaced; to be told from the values if empty.
  package init(
    sweep: String, parameters: [String], labels: [[String]], metric: Metric,
    evaluation: Evaluation, values: [TrialValue], rows: [KeptRows] = [],
    unit: Summary.Unit? = nil, variance: VarianceModel = .moderated, dataRows: Int? = nil,
    spacings: [Spacing] = []
  ) {
    self.spacings = spacings
    self.variance = variance
    self.dataRows = dataRows
    self.sweep = sweep.printable
    self.parameters = parameters.map(\.printable)
    let printable = labels.map { $0.map(\.printable) }
    self.labels = printable
    shown = parameters.indices.map { place in ShownValues(printable.lazy.map { $0[place] }) }
    self.metric = metric
    self.evaluation = evaluation
    self.values = values
    var summary = Summary(
      values, configurationCount: labels.count, metric: metric,
      unit: unit ?? evaluation.summaryUnit)
    // The reason for which rows are of no use is told by tables.
    _ = summary.take(rows, of: evaluation)
    self.summary = summary
  }

  /// The number of configurations, those without a result too.
  package var configurationCount: Int { labels.count }

  /// The values of a parameter that configurations use, spaced as a search draws them.
  func levels(of parameter: Int) -> FactorLevels {
    FactorLevels(
      distinct(labels.map { $0[parameter] }.filter { !$0.isEmpty }),
      spacing: spacings.isEmpty ? .auto : spacings[parameter])
  }

  /// Whether no configuration has a mean.
  package var isEmpty: Bool { summary.rows.allSatisfy { $0.moments.mean == nil } }

  /// Count, mean and spread of one configuration.
  func moments(of configuration: Int) -> Moments { summary.rows[configuration].moments }

  var metricName: String { metric.name.printable }

  /// The metric in words: `val_accuracy at the last epoch`.
  var metricPhrase: String { "\(metricName) \(metric.moment.phrase)" }

  /// The configuration that the table marks; nil while there is none.
  package var best: Int? { summary.best }

  /// Whether there is anything to compare with the best: a result of another.
  package var hasRivals: Bool { summary.rows.count { $0.moments.count > 0 } > 1 }

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

  /// The size of a test part over that of its training part, where observations share training data.
  var testToTrain: Double { evaluation.testToTrain(over: summary.unit, dataRows: dataRows) }

  /// The scope of claims about differences, in a few words.
  var sampling: String { summary.sampling(of: evaluation) }

  /// The scores that claims are made from, a row a configuration.
  var candidates: Candidates { summary.candidates(of: evaluation, dataRows: dataRows) }
}

extension Scores {
  /// A configuration's mean and bar in digits: `0.9836 ± 0.0012, n = 3`.
  func meanText(of configuration: Int, reach: Double?) -> String {
    let moments = moments(of: configuration)
    let precision = Precision(
      mean: moments.mean ?? 0, uncertainty: reach)
    let bar = reach.map { " ± " + precision.text($0) } ?? ""
    return (moments.mean.map(precision.text) ?? "no value") + bar + ", n = \(moments.count)"
  }

  /// Gives the sample that the means are over: `3 replicates (n = 3)`.
  func sampleSize(of configurations: some Sequence<Int>) -> String {
    let n = Plots.sampleSize(configurations.map { moments(of: $0).count })
    return "\(summary.unit.phrase(evaluation)) (\(n))"
  }

  /// The values that did not enter, as a sentence; nil if all did.
  var missing: String? {
    let absences = values.compactMap(\.absence)
    guard !absences.isEmpty else { return nil }
    let reasons = Absence.allCases.compactMap { absence in
      let count = absences.count { $0 == absence }
      return count > 0 ? "\(count) \(absence.words)" : nil
    }
    return "\(absences.count) of \(counted(values.count, "trial")) left out: "
      + reasons.joined(separator: ", ") + "."
  }
}

extension Absence {
  /// The reason in the words that follow a number of trials.
  fileprivate var words: String {
    switch self {
    case .open: "not done yet"
    case .failed: "failed"
    case .diverged: "diverged"
    case .unmeasured: "not measured"
    case .notFinite: "infinite or undefined"
    }
  }
}

/// The elements, none twice, in the order of their first places.
func distinct(_ labels: [String]) -> [String] {
  var seen: Set<String> = []
  return labels.filter { seen.insert($0).inserted }
}
