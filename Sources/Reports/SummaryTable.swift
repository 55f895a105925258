package import Statistics
package import Sweeps

/// The table of a sweep: mean and spread of every configuration, before any layout.
///
/// Every format is laid out from these numbers and no other: `text`, `csv`, `json` and `markdown`
/// cannot disagree.
package struct SummaryTable: Hashable, Sendable {
  /// One configuration.
  package struct Row: Hashable, Sendable {
    /// The values of its parameters, in the order of the table's parameters.
    package let labels: [String]
    /// Over the observations that are complete and finite.
    package let moments: Moments
    /// Observations the sweep asks for.
    package let expected: Int
    /// Whether its mean is the best.
    package let isBest: Bool
  }

  /// The name of the sweep.
  package let sweep: String
  /// The names of the parameters, in the order of the sweep.
  package let parameters: [String]
  package let metric: Metric
  package let evaluation: Evaluation
  /// What one observation is.
  package let unit: Summary.Unit
  /// In the order of the configurations.
  package let rows: [Row]
  /// How the trials stand; those without a finite value of the metric do not enter the rows.
  package let counts: TrialCounts

  /// The table of a summary.
  ///
  /// - Parameters:
  ///   - labels: the values of each configuration's parameters, in the order of the summary's rows.
  ///   - counts: how all the trials stand. The summary must have been given no value for those
  ///     that are open, failed or diverged.
  package init(
    sweep: String, parameters: [String], labels: [[String]], metric: Metric,
    evaluation: Evaluation, summary: Summary, counts: TrialCounts
  ) {
    precondition(labels.count == summary.rows.count, "a table has labels for every row")
    self.sweep = sweep
    self.parameters = parameters
    self.metric = metric
    self.evaluation = evaluation
    self.counts = counts
    unit = summary.unit
    rows = zip(labels, summary.rows).enumerated().map { index, row in
      Row(
        labels: row.0, moments: row.1.moments, expected: row.1.expected,
        isBest: index == summary.best)
    }
  }

  /// The table of a summary of this sweep.
  package init(_ sweep: Sweep, summary: Summary, counts: TrialCounts) {
    self.init(
      sweep: sweep.name, parameters: sweep.parameters.map(\.name),
      labels: sweep.configurations.map(\.labels), metric: sweep.metric,
      evaluation: sweep.evaluation, summary: summary, counts: counts)
  }

  /// The best row; nil while there is none.
  package var best: Row? { rows.first(where: \.isBest) }
}

extension SummaryTable {
  /// What the table is about: `mnist-l2: val_accuracy at the last epoch`.
  var title: String { "\(sweep): \(metric.name) \(metric.moment.phrase)".printable }

  /// What the numbers are, and what did not enter them; a sentence each.
  ///
  /// - Parameters:
  ///   - mark: how the best row is marked.
  ///   - name: the metric's name, with whatever the format wants escaped.
  func notes(best mark: String, metric name: String) -> [String] {
    var notes = ["mean ± std over \(unit.phrase(evaluation))"]
    let most = rows.map(\.moments.count).max() ?? 0
    if best != nil {
      notes[0] += "; \(mark) marks the \(metric.goal == .maximize ? "highest" : "lowest") mean"
      if rows.contains(where: { $0.moments.count < most }) { notes[0] += " with n = \(most)" }
    }
    if metric.moment == .best {
      notes.append("the best epoch is chosen on the rows it is reported on, which flatters")
    }
    if counts.open + counts.failed + counts.diverged > 0 {
      notes.append("\(counts.sentence): only trials that completed enter")
    }
    let size = unit.size(evaluation)
    let missing = counts.completed - size * rows.reduce(0) { $0 + $1.moments.count }
    if missing > 0 {
      notes.append(
        "\(counted(missing, "completed trial")) left out: \(name) is missing or not finite"
          + (size > 1 ? ", or not yet there for all of the \(unit.noun)" : ""))
    }
    return notes
  }
}

extension String {
  /// A note as a sentence among others.
  var sentence: String { prefix(1).uppercased() + dropFirst() + "." }
}

extension Metric.Moment {
  /// When it is, in the words that follow a metric's name.
  package var phrase: String {
    switch self {
    case .last: "at the last epoch"
    case .best: "at the best epoch"
    case .epoch(let epoch): "at epoch \(epoch)"
    }
  }

  /// As it is written in a spec.
  var word: String {
    switch self {
    case .last: "last"
    case .best: "best"
    case .epoch(let epoch): "epoch \(epoch)"
    }
  }
}

extension Summary.Unit {
  var noun: String {
    switch self {
    case .trials: "trial"
    case .replicates: "replicate"
    case .folds: "fold"
    }
  }

  /// The trials that one observation is the mean of.
  func size(_ evaluation: Evaluation) -> Int {
    switch self {
    case .trials: 1
    case .replicates: evaluation.foldCount
    case .folds: evaluation.replicates
    }
  }

  /// What the spread is over: `3 replicates, each the mean of 5 folds`.
  package func phrase(_ evaluation: Evaluation) -> String {
    let replicates = evaluation.replicates
    let folds = evaluation.foldCount
    switch self {
    case .trials:
      let design = folds > 1 && replicates > 1 ? " (\(replicates) replicates × \(folds) folds)" : ""
      return counted(replicates * folds, "trial") + design
    case .replicates:
      return counted(replicates, "replicate")
        + (folds > 1 ? ", each the mean of \(folds) folds" : "")
    case .folds:
      return counted(folds, "fold")
        + (replicates > 1 ? ", each the mean of \(replicates) replicates" : "")
    }
  }
}
