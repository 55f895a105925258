import Trials
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
