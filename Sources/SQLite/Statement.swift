import CSQLite

/// A compiled SQL statement, reused by binding other values.
package final class Statement {
  /// The text it was compiled from.
  package let sql: String

  let handle: OpaquePointer
  private let connection: Connection

  /// Whether somebody holds its rows.
  private(set) var isLent = false

  /// How many columns the row has at which it stands; 0 where there is none.
  private(set) var width = 0

  init(_ sql: String, on connection: Connection) throws(DatabaseError) {
    var compiled: OpaquePointer?
    var isAlone = true
    let code = sql.withCString { text in
      var rest: UnsafePointer<CChar>?
      let code = sqlite3_prepare_v3(
        connection.handle, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &compiled, &rest)
      isAlone = rest.map { String(cString: $0).allSatisfy(\.isWhitespace) } ?? true
      return code
    }
    try connection.check(code, sql)
    guard let compiled, isAlone else {
      sqlite3_finalize(compiled)
      throw DatabaseError(code: SQLITE_MISUSE, message: "expected one statement", subject: sql)
    }
    self.sql = sql
    self.connection = connection
    handle = compiled
  }

  deinit { sqlite3_finalize(handle) }

  /// Runs to the end and drops the rows.
  ///
  /// - Parameter values: one for each `?`, in their order.
  package func run(_ values: [Value] = []) throws(DatabaseError) {
    var rows = try rows(values)
    while try rows.next() != nil {}
  }

  /// Starts, and gives the rows one by one.
  ///
  /// Only one set of rows at a time: from within them, `prepare` the same text again.
  package func rows(_ values: [Value] = []) throws(DatabaseError) -> Rows {
    precondition(!isLent, "rows are still being read from: \(sql)")
    try bind(values)
    isLent = true
    return Rows(statement: self)
  }

  /// What `transform` makes of every row.
  package func map<Element>(
    _ values: [Value] = [], _ transform: (Row) throws(DatabaseError) -> Element
  ) throws(DatabaseError) -> [Element] {
    var elements: [Element] = []
    var rows = try rows(values)
    while let row = try rows.next() { elements.append(try transform(row)) }
    return elements
  }

  /// What `transform` makes of the first row; nil when there is none.
  package func first<Element>(
    _ values: [Value] = [], _ transform: (Row) throws(DatabaseError) -> Element
  ) throws(DatabaseError) -> Element? {
    var rows = try rows(values)
    guard let row = try rows.next() else { return nil }
    return try transform(row)
  }

  /// Steps to the next row; false at the end.
  func step() throws(DatabaseError) -> Bool {
    let code = sqlite3_step(handle)
    // Kept, as every column that is read asks for it.
    width = Int(sqlite3_data_count(handle))
    switch code {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default: throw connection.error(code, sql)
    }
  }

  /// Ends the reading, and with it the lock that readers hold.
  func stop() {
    sqlite3_reset(handle)
    isLent = false
    width = 0
  }

  private func bind(_ values: [Value]) throws(DatabaseError) {
    let expected = Int(sqlite3_bind_parameter_count(handle))
    precondition(values.count == expected, "\(values.count) values for \(expected) places: \(sql)")
    for (index, value) in values.enumerated() {
      try connection.check(bind(value, at: Int32(index + 1)), sql)
    }
  }

  /// What SQLite says of the code that a call on this statement gave.
  func refusal(_ code: Int32) -> DatabaseError { connection.error(code, sql) }

  func bind(_ value: Value, at place: Int32) -> Int32 {
    switch value {
    case .null: return sqlite3_bind_null(handle, place)
    case .integer(let integer): return sqlite3_bind_int64(handle, place, integer)
    case .real(let real): return sqlite3_bind_double(handle, place, real)
    // A null pointer binds NULL, and what is empty may have one.
    case .text(""): return sqlite3_bind_text(handle, place, "", 0, copied)
    case .text(var text):
      return text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) {
          sqlite3_bind_text64(
            handle, place, $0.baseAddress, UInt64($0.count), copied, UInt8(SQLITE_UTF8))
        }
      }
    case .blob(let bytes) where bytes.isEmpty: return sqlite3_bind_zeroblob(handle, place, 0)
    case .blob(let bytes):
      return sqlite3_bind_blob64(handle, place, bytes, UInt64(bytes.count), copied)
    }
  }
}

/// `SQLITE_TRANSIENT`, a macro Swift cannot see: SQLite makes its own copy.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
