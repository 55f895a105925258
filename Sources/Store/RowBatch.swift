import SQLite

/// A row of a table that every trial adds one to, or takes one from.
protocol BatchedRow {
  /// The statement that writes so many rows.
  static func sql(rows: Int) -> String

  /// Binds the row's values, in the order of the statement's places.
  func bind(to values: inout Bindings) throws(DatabaseError)
}

/// Rows that are written many at a time.
///
/// Beginning and ending a statement takes SQLite about as long as writing its row does, so rows wait
/// until there are enough for a statement that writes several. Code that reads or changes the table
/// flushes first, and so does code that commits.
struct RowBatch<Row: BatchedRow> {
  /// The statements by how many rows they write, the most first.
  private let statements: [(rows: Int, statement: Recording)]
  /// The rows that wait; fewer than the largest statement writes.
  private(set) var waiting: [Row] = []

  init(_ connection: Connection) throws(StoreError) {
    var statements: [(rows: Int, statement: Recording)] = []
    for rows in [16, 4, 1] {
      statements.append((rows, try connection.recording(Row.sql(rows: rows))))
    }
    self.statements = statements
    waiting.reserveCapacity(statements[0].rows)
  }

  mutating func append(_ row: Row) throws(StoreError) {
    waiting.append(row)
    if waiting.count == statements[0].rows { try flush() }
  }

  /// Writes all rows that wait.
  mutating func flush() throws(StoreError) {
    var written = 0
    for (rows, statement) in statements {
      while waiting.count - written >= rows {
        let next = waiting[written..<written + rows]
        try statement.run { (values) throws(DatabaseError) in
          for row in next { try row.bind(to: &values) }
        }
        written += rows
      }
    }
    waiting.removeAll(keepingCapacity: true)
  }

  /// Forgets the rows that wait, as the transaction that they belong to came to nothing.
  mutating func forget() { waiting.removeAll(keepingCapacity: true) }
}

extension BatchedRow {
  /// An insertion of rows into a table.
  ///
  /// - Parameter columns: their names, with commas between them.
  static func insertion(of rows: Int, into table: String, _ columns: [String]) -> String {
    let places = "(" + columns.map { _ in "?" }.joined(separator: ", ") + ")"
    return "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES "
      + Array(repeating: places, count: rows).joined(separator: ", ")
  }
}
