import SQLite

/// Remembers the rows of metrics, which everything that was measured names.
final class MetricRows {
  private var rows: [String: Int64] = [:]

  /// The row of a metric, made where there is none.
  func row(of name: String, in connection: Connection) throws(StoreError) -> Int64 {
    if let known = rows[name] { return known }
    let found = try connection.first("SELECT id FROM metrics WHERE name = ?", [.text(name)]) {
      Int64($0.int(0))
    }
    if let found {
      rows[name] = found
      return found
    }
    try connection.run("INSERT INTO metrics (name) VALUES (?)", [.text(name)])
    rows[name] = connection.lastInsertRowID
    return connection.lastInsertRowID
  }

  /// Forgets the metrics that a transaction made which came to nothing.
  func forget() { rows = [:] }
}
