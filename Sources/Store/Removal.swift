import Hashing
import SQLite
import Sweeps
package import Trials

/// A sweep or a configuration that is shown no more, and why.
package struct Removal: Hashable, Sendable {
  /// The configuration that is hidden; nil for the whole sweep.
  package let configuration: Int?
  /// The reason that the person gave.
  package let reason: String
}

/// The condition on a row of `sweeps` that it has the name ?1, or was made of such a sweep.
private let isOfName =
  "(name = ?1 OR name = ?1 || '\(Confirmation.suffix)'"
  + " OR substr(name, 1, length(?1 || '\(Nesting.partSuffix)')) = ?1 || '\(Nesting.partSuffix)')"

extension ResultsFile {
  /// Hides all sweeps of a name, what confirms them, and the parts of their nested evaluations: what they came
  /// to stays, and counts for whatever asks for it.
  ///
  /// - Returns: how many there are.
  package func hide(sweepsNamed name: String, because reason: String) throws(StoreError) -> Int {
    try connection.transaction { () throws(StoreError) in
      try connection.run(
        """
        DELETE FROM removals WHERE configuration IS NULL
          AND sweep IN (SELECT id FROM sweeps WHERE \(isOfName))
        """, [.text(name)])
      return try connection.run(
        "INSERT INTO removals (sweep, reason) SELECT id, ?2 FROM sweeps WHERE \(isOfName)",
        [.text(name), .text(reason)])
    }
  }

  /// Hides one configuration of a sweep.
  package func hide(
    _ configuration: Int, of sweep: SweepID, because reason: String
  ) throws(StoreError) {
    _ = try connection.transaction { () throws(StoreError) in
      try connection.run(
        "INSERT OR REPLACE INTO removals (sweep, configuration, reason) VALUES (?, ?, ?)",
        [.integer(sweep.row), .integer(configuration), .text(reason)])
    }
    try countAgain()
  }

  /// Shows one configuration of a sweep again.
  package func restore(_ configuration: Int, of sweep: SweepID) throws(StoreError) {
    _ = try connection.transaction { () throws(StoreError) in
      try connection.run(
        "DELETE FROM removals WHERE sweep = ? AND configuration = ?",
        [.integer(sweep.row), .integer(configuration)])
    }
    try countAgain()
  }

  /// Shows again what was hidden of the sweeps of a name, as far as it is still there.
  ///
  /// - Returns: how much it was.
  package func restore(sweepsNamed name: String) throws(StoreError) -> Int {
    let count = try connection.transaction { () throws(StoreError) in
      try connection.run(
        "DELETE FROM removals WHERE sweep IN (SELECT id FROM sweeps WHERE \(isOfName))",
        [.text(name)])
    }
    try countAgain()
    return count
  }

  /// Deletes the trials that nothing that is shown asks for, with their attempts, measurements and
  /// results, in one transaction that leaves a record of each; then gives the room back to the disk.
  ///
  /// Sweeps that are hidden stay in name, and ask for trials that are open again.
  ///
  /// - Returns: the trials that are gone.
  package func purge(because reason: String) throws(StoreError) -> [TrialID] {
    let gone = try connection.transaction { () throws(StoreError) in
      let trials: [(Int, TrialID)] = try connection.all(
        """
        SELECT t.id, t.hash FROM trials t
        WHERE EXISTS (SELECT 1 FROM sweep_trials p WHERE p.trial = t.id)
          AND EXISTS (SELECT 1 FROM all_attempts a WHERE a.trial = t.id)
          AND NOT EXISTS (
            SELECT 1 FROM sweep_trials p WHERE p.trial = t.id
              AND p.sweep NOT IN (SELECT sweep FROM removals WHERE configuration IS NULL)
              AND NOT EXISTS (SELECT 1 FROM removals h
                WHERE h.sweep = p.sweep AND h.configuration = p.configuration))
        """
      ) { (row) throws(StoreError) in (row.int(0), TrialID(digest: try connection.digest(row, 1))) }
      for (id, trial) in trials {
        try connection.run(
          "INSERT OR REPLACE INTO purges (hash, reason) VALUES (?, ?)",
          [.blob(trial.digest.bytes), .text(reason)])
        for table in [
          "attachments", "weights", "correct_rows", "conflicts", "notes", "remarks", "results",
          "earlier_results", "measurements", "attempts", "leases",
        ] {
          try connection.run("DELETE FROM \(table) WHERE trial = ?", [.integer(id)])
        }
        try connection.run(
          "UPDATE trials SET failed = 0, forgiven = 0 WHERE id = ?", [.integer(id)])
      }
      return trials.map(\.1)
    }
    if !gone.isEmpty {
      try connection.execute("VACUUM")
      try countAgain()
    }
    return gone
  }
}

extension ResultsReader {
  /// Gives the parts of a sweep that are shown no more.
  package func removals(of sweep: SweepID) throws(StoreError) -> [Removal] {
    try connection.all(
      "SELECT configuration, reason FROM removals WHERE sweep = ? ORDER BY configuration",
      [.integer(sweep.row)]
    ) { Removal(configuration: $0.isNull(0) ? nil : $0.int(0), reason: $0.text(1)) }
  }

  /// The names of the sweeps that are shown no more.
  package func hiddenSweeps() throws(StoreError) -> [String] {
    try connection.all(
      """
      SELECT DISTINCT s.name FROM sweeps s JOIN removals h ON h.sweep = s.id
      WHERE h.configuration IS NULL ORDER BY s.name
      """
    ) { $0.text(0) }
  }
}
