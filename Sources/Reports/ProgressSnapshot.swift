package import Statistics
package import Sweeps

/// How a sweep stands at one moment: all that status and progress are made of.
package struct ProgressSnapshot: Hashable, Sendable {
  /// The name of the sweep.
  package var sweep: String
  package var counts: TrialCounts
  /// In the order in which they are shown.
  package var workers: [WorkerProgress]
  /// The best configuration as far as is known.
  package var best: BestSoFar?
  /// Failures, the latest last.
  package var failures: [FailureNote]
  /// Since the run began; nil when none is going on.
  package var elapsed: Duration?
  /// What somebody should know: that nobody trains it, for instance.
  package var remark: String?
  /// Of the trials that were trained to their end, in seconds.
  package var durations: Moments

  package init(
    sweep: String, counts: TrialCounts, workers: [WorkerProgress] = [], best: BestSoFar? = nil,
    failures: [FailureNote] = [], elapsed: Duration? = nil, durations: Moments = Moments()
  ) {
    self.sweep = sweep
    self.counts = counts
    self.workers = workers
    self.best = best
    self.failures = failures
    self.elapsed = elapsed
    self.durations = durations
  }

  /// When it will be done, judged by the slots of the workers that are there; nil while nothing is
  /// known, or nothing is left.
  package var estimate: Estimate? {
    guard counts.open > 0 else { return nil }
    return Estimate(
      durations: durations, running: counts.running, waiting: counts.waiting,
      slots: workers.reduce(0) { $0 + $1.slots })
  }
}

/// A worker, and what it is doing.
package struct WorkerProgress: Hashable, Sendable {
  package let name: String
  /// Trainings at a time; 0 once it is gone.
  package let slots: Int
  /// The trials it has brought to a result.
  package let done: Int
  /// The attempts that failed with it.
  package let failed: Int
  /// What it is training.
  package let running: [RunningTrial]

  package init(name: String, slots: Int, done: Int, failed: Int, running: [RunningTrial]) {
    self.name = name
    self.slots = slots
    self.done = done
    self.failed = failed
    self.running = running
  }
}

/// A trial in training.
package struct RunningTrial: Hashable, Sendable {
  /// What people call it: see `TrialLabel`.
  package let label: String
  /// The epoch it has reported last; 0 before the first.
  package let epoch: Int
  /// How many there will be; nil where the recipe does not say.
  package let epochs: Int?

  package init(label: String, epoch: Int, epochs: Int?) {
    self.label = label
    self.epoch = epoch
    self.epochs = epochs
  }

  var epochText: String { "epoch \(epoch)" + (epochs.map { "/\($0)" } ?? "") }
}

/// An attempt that failed.
package struct FailureNote: Hashable, Sendable {
  /// The trial, as people call it.
  package let trial: String
  package let worker: String
  package let failure: Failure

  package init(trial: String, worker: String, failure: Failure) {
    self.trial = trial
    self.worker = worker
    self.failure = failure
  }

  /// `l2=0.001, replicate 2 on ada: crashed: signal 9`.
  var sentence: String {
    "\(trial) on \(worker): \(failure.cause.rawValue): \(failure.message)".printable
  }
}

/// The configuration with the best mean.
package struct BestSoFar: Hashable, Sendable {
  /// `l2=0.001, dropout=0.5`; empty for a sweep without parameters.
  package let configuration: String
  package let metric: String
  package let moments: Moments
  private let precision: Precision

  /// The best row of a table; nil while there is none.
  package init?(_ table: SummaryTable) {
    guard let best = table.best else { return nil }
    configuration = TrialLabel.configuration(table.parameters, best.labels)
    metric = table.metric.name
    moments = best.moments
    precision = best.figures[0].precision(.automatic)
  }

  /// `val_accuracy 0.9834 ± 0.0007 (n = 3) at l2=0.001`.
  var text: String {
    let numbers = [moments.mean, moments.standardDeviation].compactMap(\.self).map(precision.text)
    return
      ("\(metric) \(numbers.joined(separator: " ± ")) (n = \(moments.count))"
      + (configuration.isEmpty ? "" : " at \(configuration)")).printable
  }

  var json: JSON {
    .object([
      "configuration": .text(configuration), "metric": .text(metric),
      "n": .integer(moments.count), "mean": .optional(moments.mean, JSON.number),
      "std": .optional(moments.standardDeviation, JSON.number),
    ])
  }
}

/// What people call configurations and trials.
package enum TrialLabel {
  /// `l2=0.001, dropout=0.5`.
  package static func configuration(_ parameters: [String], _ labels: [String]) -> String {
    zip(parameters, labels).map { "\($0)=\($1)" }.joined(separator: ", ")
  }

  /// `l2=0.001, replicate 2, fold 5`: counted from 1, and only what the design has several of.
  package static func trial(
    _ parameters: [String], _ labels: [String], replicate: Int, fold: Int, of evaluation: Evaluation
  ) -> String {
    var parts = [configuration(parameters, labels)].filter { !$0.isEmpty }
    if evaluation.replicates > 1 { parts.append("replicate \(replicate + 1)") }
    if evaluation.foldCount > 1 { parts.append("fold \(fold + 1)") }
    return parts.isEmpty ? "the only trial" : parts.joined(separator: ", ")
  }
}
