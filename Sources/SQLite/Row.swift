import CSQLite

/// The rows of a running statement, from first to last; let go, it stops the statement.
///
/// ```swift
/// var rows = try statement.rows([.text("ada")])
/// while let row = try rows.next() { print(row.int(0), row.text(1)) }
/// ```
package struct Rows: ~Copyable {
  let statement: Statement
  private var isFinished = false

  init(statement: Statement) { self.statement = statement }

  /// The next row; nil after the last.
  package mutating func next() throws(DatabaseError) -> Row? {
    // SQLite would start from the first row again.
    if isFinished { return nil }
    isFinished = true
    guard try statement.step() else { return nil }
    isFinished = false
    return Row(statement: statement)
  }

  deinit { statement.stop() }
}

/// The row a statement stands at, good until the statement moves on.
///
/// Columns count from 0. A column that holds another type than asked for is converted by SQLite's
/// rules (`text` of 5 is "5", `int` of "x" is 0); `value(_:)` gives what is really there. A missing
/// column, or a row read after its statement has stopped, is a bug and traps.
package struct Row {
  let statement: Statement

  /// The number of columns of the row; 0 once the statement has stopped.
  package var columnCount: Int { statement.width }

  /// Tells whether the column is null, which is also how SQLite keeps a NaN.
  package func isNull(_ column: Int) -> Bool {
    sqlite3_column_type(statement.handle, index(column)) == SQLITE_NULL
  }

  /// The whole number; 0 for null.
  package func int(_ column: Int) -> Int {
    Int(sqlite3_column_int64(statement.handle, index(column)))
  }

  /// The floating-point number; NaN for null, which is how SQLite stores NaN.
  package func double(_ column: Int) -> Double {
    isNull(column) ? .nan : sqlite3_column_double(statement.handle, index(column))
  }

  /// The text, bytes that are not UTF-8 replaced by U+FFFD; empty for null.
  package func text(_ column: Int) -> String {
    let index = index(column)
    // The text first: this order is the one in which SQLite promises both to agree.
    guard let start = sqlite3_column_text(statement.handle, index) else { return "" }
    let count = Int(sqlite3_column_bytes(statement.handle, index))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// The bytes; none for null.
  package func blob(_ column: Int) -> [UInt8] {
    withBytes(of: column) { Array($0) }
  }

  /// Lends the bytes of a blob without a copy, for the length of `body`.
  package func withBytes<Result>(
    of column: Int, _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    let index = index(column)
    let start = sqlite3_column_blob(statement.handle, index)
    let count = Int(sqlite3_column_bytes(statement.handle, index))
    return body(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// Gives the value that the column holds, as SQLite stored it.
  package func value(_ column: Int) -> Value {
    let index = index(column)
    return switch sqlite3_column_type(statement.handle, index) {
    case SQLITE_INTEGER: .integer(sqlite3_column_int64(statement.handle, index))
    case SQLITE_FLOAT: .real(sqlite3_column_double(statement.handle, index))
    case SQLITE_TEXT: .text(text(column))
    case SQLITE_BLOB: .blob(blob(column))
    default: .null
    }
  }

  private func index(_ column: Int) -> Int32 {
    let count = columnCount
    precondition(0..<count ~= column, "no column \(column) of \(count) in: \(statement.sql)")
    return Int32(column)
  }
}
