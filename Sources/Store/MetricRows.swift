import SQLite

/// Remembers the rows of metrics, which everything that was measured names.
final class MetricRows {
  /// The row of each name, and the name as it stands there: two that differ in bytes alone, as é has two
  /// spellings, are equal to Swift and have rows of their own, as a hash tells them apart, too.
  private var rows: [String: (spelling: String, row: Int64)] = [:]

  /// The row of a metric, made where there is none.
  func row(of name: String, in connection: Connection) throws(StoreError) -> Int64 {
    if let known = rows[name], known.spelling.utf8.elementsEqual(name.utf8) { return known.row }
    let found = try connection.first("SELECT id FROM metrics WHERE name = ?", [.text(name)]) {
      Int64($0.int(0))
    }
    if let found {
      rows[name] = (name, found)
      return found
    }
    try connection.run("INSERT INTO metrics (name) VALUES (?)", [.text(name)])
    rows[name] = (name, connection.lastInsertRowID)
    return connection.lastInsertRowID
  }

  /// Forgets the metrics that a transaction made which came to nothing.
  func forget() { rows = [:] }
}
