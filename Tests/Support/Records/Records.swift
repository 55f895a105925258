package import Store
package import Sweeps
package import Trials

/// A worker.
package let ada = WorkerFacts(
  host: "ada", process: 12, slots: 2, semantics: ["engine 1"], kernel: "SkylakeX")

/// The outcome of a training with these values of `val_accuracy`, one an epoch.
package func outcome(_ values: Double..., status: Outcome.Status = .completed) -> Outcome {
  Outcome(
    status: status,
    measurements: values.enumerated().map {
      Measurement(epoch: $0 + 1, metrics: ["val_accuracy": $1, "loss": 1 - $1])
    })
}

extension ResultsFile {
  /// Writes down the plan, and that a coordinator has started on it.
  package func begin(_ plan: Plan, specText: String = "sweep: small") throws -> SweepID {
    let sweep = try register(plan, specText: specText, semantics: "engine 1")
    _ = try SQLiteJournal(OpenPlan(plan), of: sweep, in: self).beginTerm()
    return sweep
  }

  /// Trains trials of a sweep on the spot: each is leased and comes to its outcome.
  package func finish(
    _ plan: Plan, _ outcomes: [(trial: Trial, outcome: Outcome)],
    specText: String = "sweep: small", semantics: String = "engine 1"
  ) throws {
    let sweep = try register(plan, specText: specText, semantics: semantics)
    try Recording(of: plan, sweep, in: self).record { record in
      let worker = record.join(ada)
      for (trial, outcome) in outcomes {
        record.lease(trial.id, attempt: 1, to: worker)
        record.finish(trial.id, attempt: 1, outcome, seconds: 0.5)
      }
    }
  }

  /// Notes that a coordinator starts to run a sweep, and gives its number.
  package func beginTerm(_ plan: Plan, of sweep: SweepID) throws -> Int {
    try SQLiteJournal(OpenPlan(plan), of: sweep, in: self).beginTerm()
  }

  /// The history that a coordinator would find of each trial if it started now.
  package func histories(_ plan: Plan, of sweep: SweepID) throws -> [TrialID: TrialHistory] {
    let open = OpenPlan(plan)
    let replay = try SQLiteJournal(open, of: sweep, in: self).replay()
    return Dictionary(
      zip(open.trials.map(\.id), replay.histories), uniquingKeysWith: { first, _ in first })
  }
}
