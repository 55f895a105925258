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

  /// Binds the values and lends its rows, until it is stopped.
  func start(_ values: [Value]) throws(DatabaseError) {
    precondition(!isLent, "rows are still being read from: \(sql)")
    try bind(values)
    isLent = true
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

  /// Gives SQLite's words on the code that a call on this statement gave.
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
let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
