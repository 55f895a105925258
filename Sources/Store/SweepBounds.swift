import SQLite

/// How many configurations and folds a sweep has: records of others cannot be right.
///
/// Whoever reads finds places in lists by the numbers on record, so that a file with rows missing is refused
/// here and not there.
struct SweepBounds {
  private let configurations: Int
  private let folds: Int
  private let sweep: SweepID
  private let connection: Connection

  init(of sweep: SweepID, _ connection: Connection) throws(StoreError) {
    (self.sweep, self.connection) = (sweep, connection)
    let counts = try connection.first(
      """
      SELECT (SELECT count(*) FROM configurations WHERE sweep = ?1),
        (SELECT count(*) FROM sweep_splits WHERE sweep = ?1)
      """, [.integer(sweep.row)]
    ) { ($0.int(0), $0.int(1)) }
    (configurations, folds) = counts ?? (0, 0)
  }

  /// The number of a configuration in a column.
  func configuration(_ row: Row, _ column: Int) throws(StoreError) -> Int {
    let number = row.int(column)
    guard 0..<configurations ~= number else {
      throw connection.damaged("configurations of sweep \(sweep.row) are missing")
    }
    return number
  }

  /// The number of a fold in a column.
  func fold(_ row: Row, _ column: Int) throws(StoreError) -> Int {
    let number = row.int(column)
    guard 0..<folds ~= number else {
      throw connection.damaged("splits of sweep \(sweep.row) are missing")
    }
    return number
  }
}
