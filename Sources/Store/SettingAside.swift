package import Hashing
import SQLite
import Sweeps
package import Trials

/// A result that was set aside, so that its trial could be trained again.
package struct EarlierResult: Hashable, Sendable {
  /// The number of the attempt that had brought it, counted from 1.
  package let attempt: Int
  /// The word `completed` or `diverged`, as `Outcome.Status` has it.
  package let status: String
  /// The digest of the outcome that was set aside.
  package let digest: Digest
  /// The cause in words: the command that set it aside, such as `retry --again`.
  package let reason: String
  /// When it was set aside: UTC, as in ISO 8601.
  package let aside: String
}

extension ResultsFile {
  /// Opens trials that have a result. The result is kept beside, to be compared with the next one.
  ///
  /// - Returns: the trials that had one.
  package func setAside(
    _ trials: [TrialID], because reason: String
  ) throws(StoreError) -> [TrialID] {
    let opened = try connection.transaction { () throws(StoreError) in
      var opened: [TrialID] = []
      for trial in trials {
        let hash = Value.blob(trial.digest.bytes)
        let moved = try connection.run(
          """
          INSERT INTO earlier_results
            (trial, attempt, status, digest, seconds, epochs, recorded, attachments, reason)
          SELECT r.trial, r.attempt, r.status, r.digest, r.seconds, r.epochs, r.recorded,
            (SELECT json_group_object(a.name, a.content) FROM attachments a WHERE a.trial = r.trial), ?
          FROM results r JOIN trials t ON t.id = r.trial WHERE t.hash = ?
          """, [.text(reason), hash])
        guard moved > 0 else { continue }
        for table in ["attachments", "weights", "correct_rows", "conflicts", "results"] {
          try connection.run(
            "DELETE FROM \(table) WHERE trial = (SELECT id FROM trials WHERE hash = ?)", [hash])
        }
        // All its chances: what failed before the result no longer counts.
        try connection.run(
          """
          UPDATE trials SET failed = 0, forgiven = (
            SELECT ifnull(max(number), 0) FROM all_attempts WHERE trial = trials.id)
          WHERE hash = ?
          """, [hash])
        opened.append(trial)
      }
      return opened
    }
    try countAgain()
    return opened
  }
}

extension ResultsReader {
  /// The results of a trial that were set aside, the first one first.
  package func earlierResults(of trial: TrialID) throws(StoreError) -> [EarlierResult] {
    try connection.all(
      """
      SELECT e.attempt, e.status, e.digest, e.reason, e.aside
      FROM earlier_results e JOIN trials t ON t.id = e.trial WHERE t.hash = ? ORDER BY e.attempt
      """, [.blob(trial.digest.bytes)]
    ) { (row) throws(StoreError) in
      EarlierResult(
        attempt: row.int(0), status: row.text(1), digest: try connection.digest(row, 2),
        reason: row.text(3), aside: row.text(4))
    }
  }

  /// Gives the digest of a trial's result; nil without one.
  package func resultDigest(of trial: TrialID) throws(StoreError) -> Digest? {
    try connection.first(
      "SELECT r.digest FROM results r JOIN trials t ON t.id = r.trial WHERE t.hash = ?",
      [.blob(trial.digest.bytes)]
    ) { (row) throws(StoreError) in try connection.digest(row, 0) }
  }

  /// The measurements of one attempt at a trial.
  package func measurements(
    of trial: TrialID, attempt: Int
  ) throws(StoreError) -> [Measurement] {
    var epochs: [Int: [String: Double]] = [:]
    try connection.each(
      """
      SELECT m.epoch, n.name, m.value FROM measurements m
      JOIN metrics n ON n.id = m.metric JOIN trials t ON t.id = m.trial
      WHERE t.hash = ? AND m.attempt = ? AND \(countableEpochs)
      """, [.blob(trial.digest.bytes), .integer(attempt)]
    ) { row in
      epochs[row.int(0), default: [:]][row.text(1)] = row.isNull(2) ? .nan : row.double(2)
    }
    return epochs.sorted { $0.key < $1.key }.map { Measurement(epoch: $0.key, metrics: $0.value) }
  }
}
