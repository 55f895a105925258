package import Trials

/// The workers of a sweep, and what goes on.
package struct Activity: Hashable, Sendable {
  /// A worker that is there, and what it did since this coordinator began.
  package struct Presence: Hashable, Sendable {
    /// The name that the worker's machine gives itself (`gethostname`).
    package let host: String
    /// The process's id on that host.
    package let process: Int
    /// Trainings at a time.
    package let slots: Int
    /// The trials it has brought to a result.
    package let done: Int
    /// The attempts that failed with it.
    package let failed: Int
    /// The trials that it holds, in training or ready, in the order in which it got them.
    package let running: [Training]
    /// Whether it was told to finish what it trains and go.
    package let isDraining: Bool
    /// The class of its kernels.
    package let kernel: String
    /// Whether it gets no more work, as it failed what others completed.
    package let isQuarantined: Bool

    /// - Parameters:
    ///   - running: the trials that it holds, in training or ready, in the order in which it got them.
    ///   - kernel: the class of its kernels.
    ///   - isQuarantined: whether it gets no more work, as it failed what others completed.
    package init(
      host: String, process: Int, slots: Int, done: Int, failed: Int, running: [Training],
      isDraining: Bool = false, kernel: String, isQuarantined: Bool = false
    ) {
      self.host = host
      self.process = process
      self.slots = slots
      self.done = done
      self.failed = failed
      self.running = running
      self.isDraining = isDraining
      self.kernel = kernel
      self.isQuarantined = isQuarantined
    }

    /// The trials in training; those after the slots are full are held ready.
    package var training: ArraySlice<Training> { running.prefix(slots) }
  }

  /// A trial that a worker holds; its numbers count from 0.
  package struct Training: Hashable, Sendable {
    /// The place of the trial in its sweep.
    package let trial: TrialPlace
    /// The epoch that was measured last; 0 before the first.
    package let epoch: Int

    /// - Parameter epoch: the one that was measured last; 0 before the first.
    package init(_ trial: TrialPlace, epoch: Int) {
      self.trial = trial
      self.epoch = epoch
    }
  }

  /// The workers, in the order in which they came.
  package let workers: [Presence]
  /// Since the coordinator began.
  package let elapsed: Duration
  /// Whether no training begins, as somebody wants it.
  package let isPaused: Bool

  /// - Parameters:
  ///   - workers: in the order in which they came.
  ///   - elapsed: since the coordinator began.
  package init(workers: [Presence], elapsed: Duration, isPaused: Bool = false) {
    self.workers = workers
    self.elapsed = elapsed
    self.isPaused = isPaused
  }

  /// How many trials are in training.
  package var training: Int { workers.reduce(0) { $0 + $1.training.count } }
}

/// An attempt that failed, and with whom.
package struct RecordedFailure: Hashable, Sendable {
  /// The place of the trial in its sweep.
  package let trial: TrialPlace
  /// Counted from 1.
  package let attempt: Int
  /// The worker that had the trial; nil where nobody is known to have had it.
  package let worker: ProcessName?
  /// The cause, a sentence and the last output.
  package let failure: Failure

  /// - Parameters:
  ///   - attempt: counted from 1.
  ///   - worker: nil where nobody is known to have had it.
  package init(
    _ trial: TrialPlace, attempt: Int, worker: ProcessName?, failure: Failure
  ) {
    self.trial = trial
    self.attempt = attempt
    self.worker = worker
    self.failure = failure
  }
}

/// Where a trial stands in its sweep.
package struct TrialPlace: Hashable, Sendable {
  /// The number of the configuration in the plan, counted from 0.
  package let configuration: Int
  /// The replicate, counted from 0.
  package let replicate: Int
  /// The fold, counted from 0 through all repeats.
  package let fold: Int
  /// The epoch after which a partial trial ends; nil of a whole one.
  package let until: Int?

  /// - Parameters:
  ///   - configuration: its number in the plan, counted from 0.
  ///   - fold: counted from 0 through all repeats.
  ///   - until: the epoch after which a partial trial ends; nil of a whole one.
  package init(configuration: Int, replicate: Int, fold: Int, until: Int?) {
    self.configuration = configuration
    self.replicate = replicate
    self.fold = fold
    self.until = until
  }
}

extension TrialPlace {
  /// Leaves out the trial's identity.
  package init(_ trial: Trial) {
    self.init(
      configuration: trial.configuration, replicate: trial.replicate, fold: trial.fold,
      until: trial.until)
  }
}
