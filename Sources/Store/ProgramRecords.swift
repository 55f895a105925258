package import Hashing
import SQLite
import Sweeps
package import Trials

/// The code of a sweep's program at the time when it was run.
package struct ProgramCode: Hashable, Sendable {
  /// The digest of the files that count as code; nil without any.
  package let digest: Digest?
  /// The revision in git; nil outside of a repository.
  package let revision: String?
  /// Whether the repository held something else than that revision.
  package let isChanged: Bool

  /// - Parameters:
  ///   - digest: of the files that count as code; nil without any.
  ///   - revision: in git; nil outside of a repository.
  package init(digest: Digest?, revision: String?, isChanged: Bool) {
    self.digest = digest
    self.revision = revision
    self.isChanged = isChanged
  }
}

extension ResultsFile {
  /// Writes down what the code of a sweep is; said again, the latest stands.
  package func note(_ code: ProgramCode, of sweep: SweepID) throws(StoreError) {
    try connection.transaction { () throws(StoreError) in
      _ = try connection.run(
        """
        INSERT INTO programs (sweep, hash, revision, changed) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET revision = excluded.revision, changed = excluded.changed
        """,
        [
          .integer(sweep.row), code.digest.map { .blob($0.bytes) } ?? .null,
          code.revision.map(Value.text) ?? .null,
          code.revision == nil ? .null : .integer(code.isChanged ? 1 : 0),
        ])
    }
  }
}

extension ResultsReader {
  /// The code of a sweep; nil when no program trains it.
  package func program(of sweep: SweepID) throws(StoreError) -> ProgramCode? {
    try connection.first(
      "SELECT hash, revision, changed FROM programs WHERE sweep = ?", [.integer(sweep.row)]
    ) { (row) throws(StoreError) in
      ProgramCode(
        digest: row.isNull(0) ? nil : try connection.digest(row, 0),
        revision: row.isNull(1) ? nil : row.text(1), isChanged: row.int(2) == 1)
    }
  }

  /// The code that sweeps of a name were run with, the latest first, none twice.
  package func codes(ofSweepsNamed name: String) throws(StoreError) -> [Digest] {
    let all = try connection.all(
      """
      SELECT p.hash FROM programs p JOIN sweeps s ON s.id = p.sweep
      WHERE s.name = ? AND p.hash IS NOT NULL ORDER BY s.used DESC
      """, [.text(name)]
    ) { (row) throws(StoreError) in try connection.digest(row, 0) }
    var seen: Set<Digest> = []
    return all.filter { seen.insert($0).inserted }
  }

  /// The semantics, such as `program 2`, that the sweeps of the file were run by.
  package func semantics() throws(StoreError) -> Set<String> {
    Set(try connection.all("SELECT DISTINCT semantics FROM sweeps") { $0.text(0) })
  }

  /// How an attempt of a program came to its result, by the attempt's number.
  package func notes(of trial: TrialID) throws(StoreError) -> [Int: Notes] {
    var notes: [Int: Notes] = [:]
    var remarks: [Int: (origins: [Remark], remarks: [Remark])] = [:]
    try connection.each(
      """
      SELECT r.attempt, r.notable, r.metric, r.text
      FROM remarks r JOIN trials t ON t.id = r.trial WHERE t.hash = ? ORDER BY r.position
      """, [.blob(trial.digest.bytes)]
    ) { row in
      let remark = Remark(row.text(3), about: row.isNull(2) ? nil : row.text(2))
      if row.int(1) == 0 {
        remarks[row.int(0), default: ([], [])].origins.append(remark)
      } else {
        remarks[row.int(0), default: ([], [])].remarks.append(remark)
      }
    }
    try connection.each(
      """
      SELECT n.attempt, n.program, n.output, n.resumed_after
      FROM notes n JOIN trials t ON t.id = n.trial WHERE t.hash = ?
      """, [.blob(trial.digest.bytes)]
    ) { row in
      notes[row.int(0)] = Notes(
        output: row.text(2), program: row.text(1), resumedAfter: row.isNull(3) ? nil : row.int(3),
        origins: remarks[row.int(0)]?.origins ?? [], remarks: remarks[row.int(0)]?.remarks ?? [])
    }
    return notes
  }

  /// Gives the remarks on what was chosen, renumbered or left out in the results of a sweep's configurations
  /// that are shown, and in how many of them; the most frequent first.
  package func remarks(
    of sweep: SweepID
  ) throws(StoreError) -> [(remark: Remark, trials: Int)] {
    // Most files have none, and need not be read for them.
    guard try connection.first("SELECT 1 FROM remarks WHERE notable LIMIT 1", [], { _ in }) != nil
    else { return [] }
    return try connection.all(
      """
      SELECT m.metric, m.text, count(DISTINCT r.trial) AS trials
      FROM sweep_trials p JOIN results r ON r.trial = p.trial
      JOIN remarks m ON m.trial = r.trial AND m.attempt = r.attempt AND m.notable
      WHERE p.sweep = ? AND \(wholeTrials) AND NOT EXISTS (
        SELECT 1 FROM removals h WHERE h.sweep = p.sweep AND h.configuration = p.configuration)
      GROUP BY m.metric, m.text ORDER BY trials DESC, m.metric, m.text
      """, [.integer(sweep.row)]
    ) { row in
      (Remark(row.text(1), about: row.isNull(0) ? nil : row.text(0)), row.int(2))
    }
  }
}
