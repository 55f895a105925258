import Hashing
import SQLite
import Sweeps
package import Trials

extension Connection {
  /// Has a trial that was given up tried again, with all its chances: what failed before no longer
  /// counts. Any other stays as it is.
  func reopen(_ trial: Int64) throws(StoreError) {
    try run(
      """
      UPDATE trials SET failed = 0, forgiven = (
        SELECT ifnull(max(number), 0) FROM all_attempts WHERE trial = ?1)
      WHERE id = ?1 AND failed AND id NOT IN (SELECT trial FROM results)
      """, [.integer(trial)])
  }

  /// Has workers of a host get work again.
  func trust(host: String) throws(StoreError) {
    try run("UPDATE workers SET quarantined = NULL WHERE host = ?", [.text(host)])
  }

  /// Notes that the workers of a host that are there were told to finish and go.
  func drain(host: String, _ time: LastingText) throws(StoreError) {
    try run(
      """
      UPDATE workers SET drained = ? WHERE host = ? AND departed IS NULL AND drained IS NULL
        AND id >= (SELECT first_worker FROM coordinators ORDER BY epoch DESC LIMIT 1)
      """, [.text(time.text), .text(host)])
  }

  /// Notes that no training begins from now on, or that trainings begin again.
  func pause(_ isPaused: Bool, _ time: LastingText) throws(StoreError) {
    try run(
      "UPDATE coordinators SET paused = ? WHERE epoch = (SELECT max(epoch) FROM coordinators)",
      [isPaused ? .text(time.text) : .null])
  }
}

extension ResultsReader {
  /// The trials of a sweep that were given up, with the cause of the last failure.
  package func givenUp(of sweep: SweepID) throws(StoreError) -> [(TrialID, Failure.Cause)] {
    try connection.all(
      """
      SELECT t.hash,
        (SELECT a.cause FROM attempts a WHERE a.trial = t.id AND a.ending = 'failed'
          ORDER BY a.number DESC LIMIT 1)
      FROM sweep_trials p JOIN trials t ON t.id = p.trial
      WHERE p.sweep = ? AND \(askedTrials) AND t.failed AND t.id NOT IN (SELECT trial FROM results)
      ORDER BY p.replicate, p.fold, p.configuration
      """, [.integer(sweep.row)]
    ) { (row) throws(StoreError) in
      guard let cause = Failure.Cause(rawValue: row.text(1)) else {
        throw connection.damaged("a trial was given up for '\(row.text(1))'")
      }
      return (TrialID(digest: try connection.digest(row, 0)), cause)
    }
  }
}

/// A worker that has joined the coordinator that was started last, and has not left it.
package struct PresentWorker: Hashable, Sendable {
  /// The worker as it said of itself when it joined.
  package let worker: RecordedWorker
  /// Whether it gets no more work, as it failed what others could do.
  package let isQuarantined: Bool
}

extension ResultsReader {
  /// The workers of the coordinator that was started last, as far as it has written down.
  package func presentWorkers() throws(StoreError) -> [PresentWorker] {
    try connection.all(
      """
      SELECT host, process, slots, semantics, kernel, key, quarantined FROM workers
      WHERE departed IS NULL AND joined >= (SELECT max(started) FROM coordinators) ORDER BY id
      """
    ) {
      PresentWorker(worker: RecordedWorker($0, from: 0), isQuarantined: !$0.isNull(6))
    }
  }
}
