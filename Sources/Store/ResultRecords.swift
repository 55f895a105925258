package import Hashing
import SQLite
package import Trials

/// A result as it was recorded, and who trained it.
package struct ResultRecord: Hashable, Sendable {
  /// The digest of the outcome: two trainings of one trial on one class of kernels agree in it.
  package let digest: Digest
  /// The worker that trained the attempt whose result it is.
  package let worker: RecordedWorker
}

extension ResultsReader {
  /// The result of a trial; nil where it has none, or where no worker of ours trained it.
  package func result(of trial: TrialID) throws(StoreError) -> ResultRecord? {
    try connection.first(
      """
      SELECT r.digest, w.host, w.process, w.slots, w.semantics, w.kernel, w.key
      FROM trials t
      JOIN results r ON r.trial = t.id
      JOIN attempts a ON a.trial = r.trial AND a.number = r.attempt
      JOIN workers w ON w.id = a.worker
      WHERE t.hash = ?
      """, [.blob(trial.digest.bytes)]
    ) { (row) throws(StoreError) in
      ResultRecord(digest: try connection.digest(row, 0), worker: RecordedWorker(row, from: 1))
    }
  }
}
