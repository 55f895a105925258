import Documents
import Statistics
package import Sweeps
package import Trials
package import Views

/// How a sweep stands at one moment: all that status and progress are made of.
package struct ProgressSnapshot: Hashable, Sendable {
  /// The name of the sweep.
  package var sweep: String
  /// How its trials stand; they add up to all of them.
  package var counts: TrialCounts
  /// The workers, in the order in which they are shown.
  package var workers: [WorkerProgress]
  /// The best configuration as far as is known.
  package var best: BestSoFar?
  /// The latest failures, the last of them last: as many as are worth telling, or all.
  package var failures: [FailureNote]
  /// How many attempts failed in all.
  package var failureCount: Int
  /// Since the run began; nil when none is going on.
  package var elapsed: Duration?
  /// How far a search is that decides as it goes; nil of any other sweep.
  package var search: SearchProgress?
  /// How far a race is; nil of any other sweep.
  package var race: RaceProgress?
  /// How far halving is; nil of any other sweep.
  package var halving: HalvingProgress?
  /// How far the confirmation of the best is; nil where none is asked for.
  package var confirmation: ConfirmationProgress?
  /// How far its nested evaluation is, or that of which it is a part; nil where there is none.
  package var nesting: NestedProgress?
  /// A remark for people: that nobody trains the sweep, for instance.
  package var remark: String?
  /// Whether no training begins, as somebody wants it.
  package var isPaused = false
  /// When it will be done; nil while nothing is known, or nothing is left.
  package internal(set) var estimate: Estimate?

  /// - Parameter failureCount: as many as `failures` unless told otherwise.
  package init(
    sweep: String, counts: TrialCounts, workers: [WorkerProgress] = [], best: BestSoFar? = nil,
    failures: [FailureNote] = [], failureCount: Int? = nil, elapsed: Duration? = nil,
    estimate: Estimate? = nil
  ) {
    self.sweep = sweep
    self.counts = counts
    self.workers = workers
    self.best = best
    self.failures = failures
    self.failureCount = failureCount ?? failures.count
    self.elapsed = elapsed
    self.estimate = estimate
  }

  /// Foresees the end from how long trials took that were trained to theirs, in seconds, and from
  /// the slots of the workers that are there.
  ///
  /// - Parameter total: how many trials there will be, where more are asked for as it goes on.
  package mutating func foresee(
    from durations: Standing.Durations, expecting total: Int? = nil
  ) {
    let waiting = max(counts.waiting, (total ?? 0) - counts.ended - counts.running)
    estimate =
      counts.running + waiting == 0
      ? nil
      : Estimate(
        durations: durations, running: counts.running, waiting: waiting,
        slots: workers.reduce(0) { $0 + $1.slots })
  }
}

/// The names of a sweep's trials, and the facts about their configurations.
package struct SweepNames {
  let parameters: [String]
  let metric: Metric
  let evaluation: Evaluation
  let labels: (_ configuration: Int) throws -> [String]
  let epochs: (_ configuration: Int) throws -> Int?

  /// - Parameters:
  ///   - labels: those of a configuration's values.
  ///   - epochs: how many its recipe asks for; nil where that does not say.
  package init(
    parameters: [String], metric: Metric, evaluation: Evaluation,
    labels: @escaping (_ configuration: Int) throws -> [String],
    epochs: @escaping (_ configuration: Int) throws -> Int?
  ) {
    self.parameters = parameters
    self.metric = metric
    self.evaluation = evaluation
    self.labels = labels
    self.epochs = epochs
  }

  func label(of trial: TrialPlace) throws -> String {
    TrialLabel.trial(
      parameters, try labels(trial.configuration), replicate: trial.replicate, fold: trial.fold,
      of: evaluation)
  }
}

extension ProgressSnapshot {
  /// Makes the snapshot of a sweep, live or at rest.
  ///
  /// - Parameters:
  ///   - activity: nil where nobody coordinates.
  ///   - kernel: the class of kernels that all trials are trained with; nil for any.
  ///   - failures: the latest, the last of them last.
  package init(
    of sweep: String, _ standing: Standing, _ activity: Activity?, kernel: String? = nil,
    failures: [RecordedFailure], names: SweepNames
  ) throws {
    self.init(
      sweep: sweep, counts: TrialCounts(standing, training: activity?.training),
      workers: try activity?.workers.map { try WorkerProgress($0, kernel, names) } ?? [],
      best: try standing.best.map { try BestSoFar($0, names) },
      failures: try failures.map { failed in
        FailureNote(
          trial: try names.label(of: failed.trial),
          worker: failed.worker.map { "\($0.host)/\($0.process)" } ?? "a worker",
          failure: failed.failure)
      },
      failureCount: standing.failedAttempts, elapsed: activity?.elapsed)
    guard let activity else { return }
    // Only what goes on has an end to wait for.
    if activity.isPaused {
      isPaused = true
      remark = "paused: no training begins until 'sweep resume'"
    } else {
      foresee(from: standing.durations)
    }
  }
}

extension WorkerProgress {
  fileprivate init(
    _ worker: Activity.Presence, _ kernel: String?, _ names: SweepNames
  ) throws {
    let isOther = kernel.map { $0 != worker.kernel } ?? false
    self.init(
      name: "\(worker.host)/\(worker.process)", slots: worker.slots, done: worker.done,
      failed: worker.failed,
      running: try worker.training.map { training in
        RunningTrial(
          label: try names.label(of: training.trial), epoch: training.epoch,
          epochs: try training.trial.until ?? names.epochs(training.trial.configuration))
      }, isDraining: worker.isDraining,
      exclusion: worker.isQuarantined ? .quarantined : isOther ? .otherKernel : nil)
  }
}

extension ProgressSnapshot {
  /// Whether trainings of the confirmation are missing, or of a nested evaluation.
  package var isUnconfirmed: Bool {
    confirmation.map { $0.counts.map { $0.open > 0 } ?? true } ?? false
      || nesting.map { $0.measured < $0.folds } ?? false
  }

  /// Shows who trains the confirmation or a part of a nested evaluation, once the sweep itself is at its end.
  package mutating func takeWork(of confirmation: ProgressSnapshot) {
    workers = confirmation.workers
    elapsed = confirmation.elapsed
    estimate = confirmation.estimate
    failures += confirmation.failures
    failureCount += confirmation.failureCount
  }
}

/// How far the confirmation of the best of a sweep is.
package struct ConfirmationProgress: Hashable, Sendable {
  /// How many configurations are confirmed, or will be at most.
  package let count: Int
  /// How its trials stand; nil while nobody has been chosen.
  package let counts: TrialCounts?

  /// - Parameter counts: those of its trials; nil while nobody has been chosen.
  package init(count: Int, counts: TrialCounts?) {
    self.count = count
    self.counts = counts
  }

  /// `confirming the best 5: 12 of 50 trials done, 2 running, 36 waiting`.
  package var sentence: String {
    guard let counts else {
      return "at its end the best \(grouped(count)) are trained again with fresh seeds"
    }
    return
      "\(counts.open > 0 ? "confirming" : "confirmed") the best \(grouped(count)): \(counts.sentence)"
  }

  var json: JSON {
    .object([
      "configurations": .integer(count), "trials": .optional(counts) { $0.json },
    ])
  }
}

/// How far a search is that decides on one configuration after another.
package struct SearchProgress: Hashable, Sendable {
  /// How many configurations are decided.
  package let decided: Int
  /// How many there may be.
  package let asked: Int
  /// How many trials the next one waits for; nil where that is not known.
  package let waiting: Int?
  /// The mean that ended it; nil where none did.
  package let target: Double?
  /// Whether it asked for no more as its run's time was over.
  package let isOutOfTime: Bool

  /// - Parameters:
  ///   - decided: how many configurations there are.
  ///   - asked: how many there are to be.
  ///   - waiting: how many trials the next decision waits for.
  ///   - target: the mean that ended the search; nil where none did.
  package init(
    decided: Int, asked: Int, waiting: Int?, target: Double? = nil, isOutOfTime: Bool = false
  ) {
    self.isOutOfTime = isOutOfTime
    self.decided = decided
    self.asked = asked
    self.waiting = waiting
    self.target = target
  }

  /// `24 of 60 configurations; the next waits for 19 trials`.
  package var sentence: String {
    let all = "\(grouped(decided)) of \(counted(asked, "configuration"))"
    if let target { return "\(all); ended, as one reached \(Document.label(target))" }
    if isOutOfTime, decided < asked { return "\(all); its limit was time" }
    guard decided < asked, let waiting, waiting > 0 else { return all }
    return "\(all); the next waits for \(counted(waiting, "trial"))"
  }

  var json: JSON {
    .object([
      "decided": .integer(decided), "configurations": .integer(asked),
      "waiting": .optional(waiting) { .integer($0) },
      "reached": .optional(target) { .number($0) },
      "out_of_time": .boolean(isOutOfTime),
    ])
  }
}

/// A worker, and what it is doing.
package struct WorkerProgress: Hashable, Sendable {
  /// The host and the process: `ada/4711`.
  package let name: String
  /// The host alone.
  package var host: String { String(name[..<(name.lastIndex(of: "/") ?? name.endIndex)]) }
  /// Trainings at a time; 0 once it is gone.
  package let slots: Int
  /// The trials it has brought to a result.
  package let done: Int
  /// The attempts that failed with it.
  package let failed: Int
  /// The trials that it has in training.
  package let running: [RunningTrial]
  /// Whether it was told to finish that and go.
  package let isDraining: Bool
  /// The reason why it gets no more of the sweep's trials; nil where it does.
  package let exclusion: Exclusion?

  /// The reasons why a worker gets no more trials of a sweep.
  package enum Exclusion: String, Sendable {
    /// It failed what others completed.
    case quarantined
    /// The sweep decides by results, and those so far come from another class of kernels.
    case otherKernel = "other_kernel"

    /// In a table, beside the worker's name.
    var word: String {
      switch self {
      case .quarantined: "quarantined"
      case .otherKernel: "other kernels"
      }
    }
  }

  /// - Parameters:
  ///   - isDraining: whether it was told to finish what it is training and go.
  ///   - exclusion: the reason why it gets no more of the sweep's trials; nil where it does.
  package init(
    name: String, slots: Int, done: Int, failed: Int, running: [RunningTrial],
    isDraining: Bool = false, exclusion: Exclusion? = nil
  ) {
    self.name = name
    self.slots = slots
    self.done = done
    self.failed = failed
    self.running = running
    self.isDraining = isDraining
    self.exclusion = exclusion
  }
}

/// A trial in training.
package struct RunningTrial: Hashable, Sendable {
  /// The label of the trial: see `TrialLabel`.
  package let label: String
  /// The epoch it has reported last; 0 before the first.
  package let epoch: Int
  /// How many there will be; nil where the recipe does not say.
  package let epochs: Int?

  /// - Parameter epoch: the one that was reported last; 0 before the first.
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
  /// The worker it failed with, as `WorkerProgress` has it.
  package let worker: String
  /// The cause, and its message.
  package let failure: Failure

  /// - Parameters:
  ///   - trial: as people call it.
  ///   - worker: as `WorkerProgress` has it.
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

/// Labels of configurations and trials.
package enum TrialLabel {
  /// `l2=0.001, dropout=0.5`: with the values as they are on record.
  package static func configuration(_ parameters: [String], _ labels: [String]) -> String {
    zip(parameters, labels).map { "\($0)=\($1)" }.joined(separator: ", ")
  }

  /// `l2=0.001, replicate 1, fold 4`: counted from 0, as programs and exports
  /// count, and only what the design has several of.
  package static func trial(
    _ parameters: [String], _ labels: [String], replicate: Int, fold: Int, of evaluation: Evaluation
  ) -> String {
    var parts = [configuration(parameters, labels)].filter { !$0.isEmpty }
    if evaluation.replicates > 1 { parts.append("replicate \(replicate)") }
    if evaluation.foldCount > 1 { parts.append("fold \(fold)") }
    return parts.isEmpty ? "the only trial" : parts.joined(separator: ", ")
  }
}
