import CSQLite

/// Owns the C handle; a database and its statements share one, and the last to go closes it.
final class Connection {
  let handle: OpaquePointer

  init(path: String, flags: Int32) throws(DatabaseError) {
    _ = hasNoMemoryStatistics
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(
      path, &opened, flags | SQLITE_OPEN_NOMUTEX | openWithExtendedCodes, nil)
    guard code == SQLITE_OK, let opened else {
      // Even a failed open leaves a handle, for the sake of its message.
      let message = String(cString: sqlite3_errmsg(opened))
      sqlite3_close_v2(opened)
      throw DatabaseError(code: code, message: message, subject: path)
    }
    handle = opened
  }

  deinit { sqlite3_close_v2(handle) }

  func execute(_ script: String) throws(DatabaseError) {
    try check(sqlite3_exec(handle, script, nil, nil, nil), script)
  }

  func check(_ code: Int32, _ sql: @autoclosure () -> String) throws(DatabaseError) {
    if code != SQLITE_OK { throw error(code, sql()) }
  }

  /// The error that just happened; SQLite's message lives only until the next call.
  func error(_ code: Int32, _ sql: String) -> DatabaseError {
    DatabaseError(code: code, message: String(cString: sqlite3_errmsg(handle)), subject: sql)
  }
}

/// SQLite counts its memory under a lock of the whole process, at a tenth of the time it takes to
/// write rows; nobody asks for the count. Can be said only before the first use.
private let hasNoMemoryStatistics = sqlite3_keep_no_memory_statistics() == SQLITE_OK

/// `SQLITE_OPEN_EXRESCODE`: result codes come in their extended form from the first call on.
private let openWithExtendedCodes: Int32 = 0x0200_0000
