import CBOR
import Hashing
import SQLite
import Sweeps
package import Trials

/// An outcome that differs from the result its trial had already: two kernels, or a mistake.
package struct Conflict: Hashable, Sendable {
  /// The trial that had a result already.
  package let trial: TrialID
  /// The one that came later: not that of the result.
  package let attempt: Int
  /// The outcome that came later, and is kept beside the result.
  package let outcome: Outcome

  /// - Parameters:
  ///   - attempt: the number of the one that came later.
  ///   - outcome: its outcome.
  package init(trial: TrialID, attempt: Int, _ outcome: Outcome) {
    self.trial = trial
    self.attempt = attempt
    self.outcome = outcome
  }
}

extension ResultsReader {
  /// Gives the outcomes kept aside for the trials of a sweep, in the order in which they came.
  package func conflicts(of sweep: SweepID) throws(StoreError) -> [Conflict] {
    try connection.all(
      """
      SELECT t.hash, c.attempt, c.outcome FROM conflicts c JOIN trials t ON t.id = c.trial
      WHERE c.trial IN (SELECT trial FROM sweep_trials WHERE sweep = ?) ORDER BY c.id
      """, [.integer(sweep.row)]
    ) { (row) throws(StoreError) in
      guard let outcome = Outcome(decoding: row.blob(2)) else {
        throw connection.damaged("a conflicting outcome cannot be read")
      }
      return Conflict(
        trial: TrialID(digest: try connection.digest(row, 0)), attempt: row.int(1), outcome)
    }
  }
}
