package import Hashing
import SQLite
package import Sweeps
package import Trials

/// What the file knows of a trial when a coordinator starts.
package struct RecordedTrial: Hashable, Sendable {
  /// What there is of the trial, and so what is left to do.
  package enum State: Hashable, Sendable {
    case open
    /// An attempt has not ended; its worker may come back with it.
    case running(attempt: Int, worker: Worker)
    /// Its last attempt was given up for lost; its worker may come back with it.
    case lost
    /// It has a result, with this digest.
    case finished(Digest)
    /// It was given up.
    case failed
  }

  package let state: State
  /// The greatest number that was leased; 0 when none was.
  package let lastAttempt: Int
  /// How many attempts failed.
  package let failures: Int

  package init(state: State, lastAttempt: Int, failures: Int) {
    self.state = state
    self.lastAttempt = lastAttempt
    self.failures = failures
  }
}

extension ResultsFile {
  /// How far each trial of a sweep is, by whichever sweep's coordinator it was brought there.
  package func trialStates(of sweep: SweepID) throws(StoreError) -> [TrialID: RecordedTrial] {
    let workers = try runningAttempts()
    var states: [TrialID: RecordedTrial] = [:]
    try connection.each(
      """
      SELECT t.id, t.hash, t.failed, r.digest,
        (SELECT max(number) FROM attempts a WHERE a.trial = t.id),
        (SELECT count(*) FROM attempts a WHERE a.trial = t.id AND a.ending = 'failed'
          AND a.number > t.forgiven),
        (SELECT ending FROM attempts a WHERE a.trial = t.id ORDER BY number DESC LIMIT 1) IS 'lost'
      FROM sweep_trials p JOIN trials t ON t.id = p.trial LEFT JOIN results r ON r.trial = t.id
      WHERE p.sweep = ?
      """, [.integer(sweep.row)]
    ) { (row) throws(StoreError) in
      let state: RecordedTrial.State =
        if !row.isNull(3) {
          .finished(try connection.digest(row, 3))
        } else if row.int(2) != 0 {
          .failed
        } else if let running = workers[row.int(0)] {
          .running(attempt: running.attempt, worker: running.worker)
        } else {
          row.int(6) != 0 ? .lost : .open
        }
      let trial = TrialID(digest: try connection.digest(row, 1))
      rows.note(trial, row: Int64(row.int(0)))
      states[trial] = RecordedTrial(
        state: state, lastAttempt: row.int(4), failures: row.int(5))
    }
    return states
  }

  /// The attempts that have not ended, by the row of their trial.
  private func runningAttempts() throws(StoreError) -> [Int: (attempt: Int, worker: Worker)] {
    var running: [Int: (attempt: Int, worker: Worker)] = [:]
    try connection.each(
      """
      SELECT a.trial, a.number, w.host, w.process, w.slots, w.semantics, w.kernel, w.key
      FROM attempts a JOIN workers w ON w.id = a.worker WHERE a.ended IS NULL
      """
    ) { row in
      running[row.int(0)] = (row.int(1), Worker(row, from: 2))
    }
    return running
  }
}

extension Worker {
  /// The worker in six columns: host, process, slots, semantics, kernel, key.
  init(_ row: Row, from column: Int) {
    self.init(
      host: row.text(column), process: row.int(column + 1), slots: row.int(column + 2),
      semantics: row.text(column + 3), kernel: row.text(column + 4),
      key: row.isNull(column + 5) ? nil : row.text(column + 5))
  }
}
