import Hashing
import SQLite
package import Sweeps
import Trials

extension ResultsReader {
  /// The rows that were kept of the trials of a sweep which were completed, in no order.
  package func correctRows(of sweep: SweepID) throws(StoreError) -> [KeptRows] {
    // Most files have none, and need not be read for them.
    guard try connection.first("SELECT 1 FROM correct_rows LIMIT 1", [], { _ in }) != nil else {
      return []
    }
    let bounds = try SweepBounds(of: sweep, connection)
    return try connection.all(
      """
      SELECT p.configuration, p.replicate, c.epoch, c.rows, c.part, c.bits
      FROM sweep_trials p JOIN results r ON r.trial = p.trial JOIN correct_rows c ON c.trial = p.trial
      WHERE p.sweep = ? AND \(wholeTrials) AND r.status = 'completed'
      """, [.integer(sweep.row)]
    ) { (row) throws(StoreError) in
      KeptRows(
        configuration: try bounds.configuration(row, 0), replicate: row.int(1),
        rows: try connection.correctRows(row, at: 2))
    }
  }

  /// Trials whose rows are not those of their hash, or cannot be read.
  func brokenRows() throws(StoreError) -> [TrialID] {
    let rows = try connection.all(
      """
      SELECT c.epoch, c.rows, c.part, c.bits, c.hash, t.hash
      FROM correct_rows c JOIN trials t ON t.id = c.trial
      """
    ) { (row) throws(StoreError) in
      (
        isWhole: (try? connection.correctRows(row, at: 0))?.digest.bytes == row.blob(4),
        trial: TrialID(digest: try connection.digest(row, 5))
      )
    }
    return rows.filter { !$0.isWhole }.map(\.trial)
  }
}

extension Connection {
  /// Writes the rows of a trial, by its row.
  func record(_ rows: CorrectRows, of trial: Int64) throws(StoreError) {
    try run(
      "INSERT INTO correct_rows (trial, epoch, rows, part, bits, hash) VALUES (?, ?, ?, ?, ?, ?)",
      [
        .integer(trial), .integer(rows.epoch), .integer(rows.count), .blob(rows.part.bytes),
        .blob(rows.bits), .blob(rows.digest.bytes),
      ])
  }

  /// Reads four columns from one on.
  fileprivate func correctRows(_ row: Row, at first: Int) throws(StoreError) -> CorrectRows {
    let rows = CorrectRows(
      epoch: row.int(first), count: row.int(first + 1), part: try digest(row, first + 2),
      bits: row.blob(first + 3))
    guard let rows else { throw damaged("the rows on which a network is right cannot be read") }
    return rows
  }
}
