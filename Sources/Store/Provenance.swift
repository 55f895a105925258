package import Hashing
import SQLite
import Sweeps
package import Trials

/// Where the results of a sweep come from.
package struct Provenance: Hashable, Sendable {
  /// One kind of worker: all processes of a host that compute alike.
  package struct Host: Hashable, Sendable {
    /// The name that the machine gives itself (`gethostname`); `imported` for results of another program.
    package let name: String
    /// The class of arithmetic kernels: the same class gives the same bits.
    package let kernel: String
    /// The promise of its trainer about its numbers.
    package let semantics: String
    /// How many results come from it.
    package let results: Int
    /// How long they took to train, all together.
    package let seconds: Double
    /// How many attempts failed on it.
    package let failures: Int
  }

  /// The digest of what the person wrote: `b2sum -l 256` of the spec.
  package let specDigest: Digest
  /// The rows of all of the data set, the test part among them.
  package let dataRows: Int
  /// The data set's own test part: that many rows at its end.
  package let testRows: Int
  /// The hosts in the order of name, kernel and semantics.
  package let hosts: [Host]
}

/// A trial that was given up, and why.
package struct FailedTrial: Hashable, Sendable {
  /// The number of the configuration in the plan, counted from 0.
  package let configuration: Int
  /// The replicate, counted from 0.
  package let replicate: Int
  /// The fold, counted from 0 through all repeats.
  package let fold: Int
  /// Where its last attempt that failed ran.
  package let host: String
  /// The number of that attempt: so many were made until then, lost and returned ones among them.
  package let attempts: Int
  /// The failure of its last attempt that failed.
  package let failure: Failure
}

extension ResultsReader {
  /// Where the results of a sweep come from; nil when it is not here.
  package func provenance(of sweep: SweepID) throws(StoreError) -> Provenance? {
    let hosts = try hosts(of: sweep)
    return try connection.first(
      """
      SELECT s.spec_hash, d.rows, d.test_rows FROM sweeps s JOIN data_sets d ON d.id = s.data_set
      WHERE s.id = ?
      """, [.integer(sweep.row)]
    ) { (row) throws(StoreError) in
      Provenance(
        specDigest: try connection.digest(row, 0), dataRows: row.int(1), testRows: row.int(2),
        hosts: hosts)
    }
  }

  private func hosts(of sweep: SweepID) throws(StoreError) -> [Provenance.Host] {
    try connection.all(
      """
      SELECT w.host, w.kernel, w.semantics, count(r.trial), total(iif(\(plausibleSeconds), r.seconds, 0)),
        count(*) FILTER (WHERE a.ending = 'failed')
      FROM sweep_trials p
      JOIN all_attempts a ON a.trial = p.trial
      JOIN workers w ON w.id = a.worker
      LEFT JOIN results r ON r.trial = a.trial AND r.attempt = a.number
      WHERE p.sweep = ? AND \(askedTrials) GROUP BY w.host, w.kernel, w.semantics
      ORDER BY w.host, w.kernel, w.semantics
      """, [.integer(sweep.row)]
    ) {
      Provenance.Host(
        name: $0.text(0), kernel: $0.text(1), semantics: $0.text(2), results: $0.int(3),
        seconds: $0.double(4), failures: $0.int(5))
    }
  }

  /// The trials of a sweep that were given up, in the order of the plan.
  package func failedTrials(of sweep: SweepID) throws(StoreError) -> [FailedTrial] {
    try connection.all(
      """
      SELECT p.configuration, p.replicate, p.fold, w.host, a.number, a.cause, a.message, a.output
      FROM sweep_trials p
      JOIN trials t ON t.id = p.trial AND t.failed
      JOIN attempts a ON a.trial = t.id AND a.number = (
        SELECT max(b.number) FROM attempts b WHERE b.trial = t.id AND b.ending = 'failed')
      JOIN workers w ON w.id = a.worker
      WHERE p.sweep = ? AND \(askedTrials) AND NOT EXISTS (SELECT 1 FROM results r WHERE r.trial = t.id)
      ORDER BY p.replicate, p.fold, p.configuration
      """, [.integer(sweep.row)]
    ) { (row) throws(StoreError) in
      guard let cause = Failure.Cause(rawValue: row.text(5)) else {
        throw connection.damaged("an attempt failed by '\(row.text(5))'")
      }
      return FailedTrial(
        configuration: row.int(0), replicate: row.int(1), fold: row.int(2), host: row.text(3),
        attempts: row.int(4),
        failure: Failure(cause: cause, message: row.text(6), output: row.text(7)).bounded)
    }
  }
}
