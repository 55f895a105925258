import CSQLite

/// A connection to one SQLite file, for one thread at a time.
///
/// Nothing is set but the busy timeout: journal, `synchronous` and foreign keys are the schema
/// owner's decisions.
///
/// ```swift
/// let database = try Database(at: "results.sqlite")
/// let insert = try database.prepare("INSERT INTO run VALUES (?, ?)")
/// try database.transaction { () throws(DatabaseError) in
///   for run in runs { try insert.run([.text(run.name), .real(run.loss)]) }
/// }
/// ```
package final class Database {
  /// How a file is opened.
  package enum Mode: Sendable {
    /// The file is created where it does not exist.
    case readWriteCreate
    case readWrite
    /// Never writes, and so never checkpoints a WAL either.
    case readOnly
  }

  private let connection: Connection
  private var statements: [String: Statement] = [:]

  /// Opens the file at `path`; `:memory:` is a database that lives as long as this object.
  ///
  /// SQLite looks into the file only at the first statement, so that is where a file that is no
  /// database is refused.
  ///
  /// - Parameter busyTimeout: how long a statement waits for another connection's lock before it
  ///   fails with `busy`; whole milliseconds.
  package init(
    at path: String, mode: Mode = .readWriteCreate, busyTimeout: Duration = .seconds(5)
  ) throws(DatabaseError) {
    let flags =
      switch mode {
      case .readWriteCreate: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      case .readWrite: SQLITE_OPEN_READWRITE
      case .readOnly: SQLITE_OPEN_READONLY
      }
    connection = try Connection(path: path, flags: flags)
    let milliseconds = Int32(min(max(busyTimeout / .milliseconds(1), 0), Double(Int32.max)))
    try connection.check(sqlite3_busy_timeout(connection.handle, milliseconds), path)
  }

  /// Runs any number of statements, separated by semicolons, and drops the rows they give.
  package func execute(_ script: String) throws(DatabaseError) {
    try connection.execute(script)
  }

  /// The compiled form of one statement; the same text is compiled once and kept.
  ///
  /// While rows of the kept statement are still being read, a second one is compiled, so a query may
  /// be asked again from within its own rows.
  package func prepare(_ sql: String) throws(DatabaseError) -> Statement {
    if let kept = statements[sql], !kept.isLent { return kept }
    let statement = try Statement(sql, on: connection)
    statements[sql] = statement
    return statement
  }

  /// SQLite's C handle.
  var handle: OpaquePointer { connection.handle }

  /// The row id of the last `INSERT` of this connection; 0 before the first.
  package var lastInsertRowID: Int64 { sqlite3_last_insert_rowid(connection.handle) }

  /// How many rows the last `INSERT`, `UPDATE` or `DELETE` changed.
  package var changes: Int { Int(sqlite3_changes64(connection.handle)) }
}

extension Database {
  /// Takes the write lock now, not at the first write, where waiting for it could deadlock.
  ///
  /// For bodies that throw errors of their own:
  /// ```swift
  /// let transaction = try database.begin()
  /// try recordEverything()        // throws anything: rolled back
  /// try transaction.commit()
  /// ```
  package func begin() throws(DatabaseError) -> Transaction {
    try connection.execute("BEGIN IMMEDIATE")
    return Transaction(connection: connection)
  }

  /// Commits what `body` writes, or none of it when `body` or the commit throws.
  package func transaction<Result>(
    _ body: () throws(DatabaseError) -> Result
  ) throws(DatabaseError) -> Result {
    let transaction = try begin()
    let result = try body()
    try transaction.commit()
    return result
  }
}

/// An open `BEGIN IMMEDIATE`; let go without a commit, it rolls back.
package struct Transaction: ~Copyable {
  fileprivate let connection: Connection

  /// Makes everything since the beginning permanent; when that fails, nothing of it remains.
  package consuming func commit() throws(DatabaseError) {
    try connection.execute("COMMIT")
  }

  deinit {
    // Autocommit is on again after a commit, and after the errors at which SQLite rolls back itself.
    if sqlite3_get_autocommit(connection.handle) == 0 {
      sqlite3_exec(connection.handle, "ROLLBACK", nil, nil, nil)
    }
  }
}
