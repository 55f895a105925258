import SQLite

/// The work of the workers with one key since the last coordinator of a sweep began.
package struct KeyActivity: Hashable, Sendable {
  /// The key's name.
  package let key: String
  /// The slots of one worker.
  package let slots: Int
  /// The class of arithmetic kernels; of several, the last by name.
  package let kernel: String
  /// Whether one of them is there now.
  package let isPresent: Bool
  /// The trials they brought to a result.
  package let done: Int
  /// The attempts that failed with them.
  package let failed: Int
  /// The time since the first of them came, in seconds.
  package let seconds: Double
}

extension ResultsReader {
  /// The keys that workers came in with, in the order in which they first did.
  package func keyActivity(of sweep: SweepID) throws(StoreError) -> [KeyActivity] {
    let isRunning = writer != nil
    return try connection.all(
      """
      WITH life AS (SELECT epoch, started FROM coordinators WHERE sweep = ?1
                    ORDER BY epoch DESC LIMIT 1)
      SELECT w.key, max(w.slots), max(w.kernel), max(w.departed IS NULL), sum(w.finished),
        sum(w.failed), (julianday('now') - julianday(min(w.joined))) * 86400.0
      FROM workers w JOIN life ON w.joined >= life.started
      WHERE w.key IS NOT NULL GROUP BY w.key ORDER BY min(w.id)
      """, [.integer(sweep.row)]
    ) { row in
      KeyActivity(
        key: row.text(0), slots: row.int(1), kernel: row.text(2),
        isPresent: isRunning && row.int(3) == 1, done: row.int(4), failed: row.int(5),
        seconds: max(0, row.double(6)))
    }
  }
}
