import Hashing
import SQLite
package import Sweeps
package import Trials

/// An attempt that was handed to a worker with a key.
package struct IssuedAttempt: Hashable, Sendable {
  package let trial: TrialID
  /// From 1 within its trial.
  package let number: Int
  /// The key's name.
  package let key: String
}

extension ResultsFile {
  /// Whose key each attempt at a sweep's trials was handed to; those without a key are left out.
  package func issuedAttempts(of sweep: SweepID) throws(StoreError) -> [IssuedAttempt] {
    // Few files have keys in them, and attempts can be many.
    let hasKeys = try connection.first(
      "SELECT 1 FROM workers WHERE key IS NOT NULL LIMIT 1"
    ) { _ in true }
    guard hasKeys == true else { return [] }
    return try connection.all(
      """
      SELECT t.hash, a.number, w.key
      FROM sweep_trials p
      JOIN trials t ON t.id = p.trial
      JOIN attempts a ON a.trial = t.id
      JOIN workers w ON w.id = a.worker
      WHERE p.sweep = ? AND w.key IS NOT NULL
      """, [.integer(sweep.row)]
    ) { (row) throws(StoreError) in
      IssuedAttempt(
        trial: TrialID(digest: try connection.digest(row, 0)), number: row.int(1), key: row.text(2))
    }
  }
}
