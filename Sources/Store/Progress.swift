import Hashing
import SQLite
package import Statistics
import Sweeps
package import Trials

/// How many trials of a sweep are how far.
package struct Progress: Hashable, Sendable {
  /// Trials in all.
  package let trials: Int
  /// With a result, trained to the end.
  package let completed: Int
  /// With a result, which is that the loss ran away.
  package let diverged: Int
  /// Given up.
  package let failed: Int
  /// Trials in training, or left so by a coordinator that is gone.
  package let running: Int

  /// - Parameters:
  ///   - trials: all that there are, the waiting ones among them.
  ///   - running: those that are in training, or were left so.
  package init(trials: Int, completed: Int, diverged: Int, failed: Int, running: Int) {
    self.trials = trials
    self.completed = completed
    self.diverged = diverged
    self.failed = failed
    self.running = running
  }

  /// With a result, of either kind.
  package var done: Int { completed + diverged }
  /// Waiting for a worker.
  package var open: Int { trials - done - failed - running }
}

extension ResultsReader {
  /// How far a sweep is.
  package func progress(of sweep: SweepID) throws(StoreError) -> Progress {
    let counts = try connection.first(
      """
      SELECT count(*),
        count(*) FILTER (WHERE r.status = 'completed'),
        count(*) FILTER (WHERE r.status = 'diverged'),
        count(*) FILTER (WHERE r.status IS NULL AND t.failed),
        count(*) FILTER (WHERE r.status IS NULL AND NOT t.failed AND t.id IN (
          SELECT trial FROM leases))
      FROM sweep_trials p JOIN trials t ON t.id = p.trial LEFT JOIN results r ON r.trial = t.id
      WHERE p.sweep = ? AND \(askedTrials)
      """, [.integer(sweep.row)]
    ) {
      Progress(
        trials: $0.int(0), completed: $0.int(1), diverged: $0.int(2), failed: $0.int(3),
        running: $0.int(4))
    }
    return counts ?? Progress(trials: 0, completed: 0, diverged: 0, failed: 0, running: 0)
  }

  /// Gives the trials that have a result here, for whichever sweep it was made.
  package func finished(
    among trials: some Collection<TrialID>
  ) throws(StoreError) -> Set<TrialID> {
    let results = try connection.first("SELECT count(*) FROM results") { $0.int(0) } ?? 0
    var finished: Set<TrialID> = []
    // To look for one trial takes as long as to read ten results.
    if trials.count < results / 10 {
      for trial in trials {
        let known = try connection.first(
          "SELECT 1 FROM trials t JOIN results r ON r.trial = t.id WHERE t.hash = ?",
          [.blob(trial.digest.bytes)]
        ) { _ in trial }
        if let known { finished.insert(known) }
      }
    } else if results > 0 {
      let wanted = Set(trials)
      try connection.each("SELECT t.hash FROM results r CROSS JOIN trials t ON t.id = r.trial") {
        (row) throws(StoreError) in
        let trial = TrialID(digest: try connection.digest(row, 0))
        if wanted.contains(trial) { finished.insert(trial) }
      }
    }
    return finished
  }

  /// How long the trainings of a sweep's results took, in seconds, in the order of the plan.
  package func durations(of sweep: SweepID) throws(StoreError) -> Moments {
    var durations = Moments()
    try connection.each(
      """
      SELECT r.seconds FROM sweep_trials p CROSS JOIN results r ON r.trial = p.trial
      WHERE p.sweep = ? AND \(askedTrials) AND \(plausibleSeconds)
      ORDER BY p.replicate, p.fold, p.configuration
      """, [.integer(sweep.row)]
    ) { durations.add($0.double(0)) }
    return durations
  }
}
