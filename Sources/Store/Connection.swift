import Glibc
import Hashing
import SQLite

/// The connection to one results file; what goes wrong is told in the words of `StoreError`.
final class Connection {
  let path: String
  private let database: Database
  /// Whether the disk has ever failed.
  private(set) var hasFailed = false

  init(at path: String, mode: Database.Mode) throws(StoreError) {
    self.path = path
    var facts = stat()
    if stat(path, &facts) == 0, facts.st_mode & S_IFMT != S_IFREG { throw .foreign(path) }
    do throws(DatabaseError) {
      database = try Database(at: path, mode: mode)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Runs any number of statements that need no values.
  func execute(_ script: String) throws(StoreError) {
    try translated { () throws(DatabaseError) in try database.execute(script) }
  }

  /// Runs one statement to its end and tells how many rows it changed.
  @discardableResult
  func run(_ sql: String, _ values: [Value] = []) throws(StoreError) -> Int {
    try translated { () throws(DatabaseError) in
      try database.prepare(sql).run(values)
      return database.changes
    }
  }

  /// A statement that is run very often.
  func recording(_ sql: String) throws(StoreError) -> Recording {
    do throws(DatabaseError) { return Recording(try database.prepare(sql), on: self) } catch {
      throw translation(of: error)
    }
  }

  /// How many rows the last statement changed that wrote.
  var changeCount: Int { database.changes }

  /// The row id of the last insertion.
  var lastInsertRowID: Int64 { database.lastInsertRowID }

  /// Visits the rows of a query.
  func each(
    _ sql: String, _ values: [Value] = [], _ visit: (Row) throws(StoreError) -> Void
  ) throws(StoreError) {
    var rows = try start(sql, values)
    while let row = try next(of: &rows) { try visit(row) }
  }

  /// Gives what `read` makes of each row.
  func all<Element>(
    _ sql: String, _ values: [Value] = [], _ read: (Row) throws(StoreError) -> Element
  ) throws(StoreError) -> [Element] {
    var elements: [Element] = []
    try each(sql, values) { (row) throws(StoreError) in elements.append(try read(row)) }
    return elements
  }

  /// Gives what `read` makes of the first row; nil when there is none.
  func first<Element>(
    _ sql: String, _ values: [Value] = [], _ read: (Row) throws(StoreError) -> Element
  ) throws(StoreError) -> Element? {
    var rows = try start(sql, values)
    guard let row = try next(of: &rows) else { return nil }
    return try read(row)
  }

  /// Commits all that `body` writes, or nothing when it or the commit throws.
  func transaction<Result>(
    _ body: () throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    let transaction: Transaction
    do throws(DatabaseError) { transaction = try database.begin() } catch {
      throw translation(of: error)
    }
    let result = try body()
    do throws(DatabaseError) { try transaction.commit() } catch {
      throw translation(of: error)
    }
    return result
  }

  func setJournalMode(_ mode: Database.JournalMode) throws(StoreError) {
    try translated { () throws(DatabaseError) in try database.setJournalMode(mode) }
  }

  /// Has the write-ahead log left where it is when this closes.
  func leaveLog() { database.leaveLog() }

  fileprivate func translation(of error: DatabaseError) -> StoreError {
    if error.reason == .inputOutput { hasFailed = true }
    return StoreError(error, path: path)
  }

  private func start(_ sql: String, _ values: [Value]) throws(StoreError) -> Rows {
    do throws(DatabaseError) { return try database.prepare(sql).rows(values) } catch {
      throw translation(of: error)
    }
  }

  private func next(of rows: inout Rows) throws(StoreError) -> Row? {
    do throws(DatabaseError) { return try rows.next() } catch {
      throw translation(of: error)
    }
  }

  private func translated<Result>(
    _ body: () throws(DatabaseError) -> Result
  ) throws(StoreError) -> Result {
    do throws(DatabaseError) { return try body() } catch { throw translation(of: error) }
  }
}

/// A compiled statement that writes.
struct Recording {
  private let statement: Statement
  private unowned let connection: Connection

  fileprivate init(_ statement: Statement, on connection: Connection) {
    self.statement = statement
    self.connection = connection
  }

  /// Runs it, its values bound in their order.
  func run(
    _ bind: (inout Bindings) throws(DatabaseError) -> Void
  ) throws(StoreError) {
    do throws(DatabaseError) { try statement.run(binding: bind) } catch {
      throw connection.translation(of: error)
    }
  }
}

// MARK: - Values kept as digests

extension Connection {
  /// The digest in a column; a file in which there is none is damaged.
  func digest(_ row: Row, _ column: Int) throws(StoreError) -> Digest {
    guard let digest = row.withBytes(of: column, { Digest($0) }) else {
      throw .damaged(path, "a hash has not 32 bytes")
    }
    return digest
  }

  func damaged(_ what: String) -> StoreError { .damaged(path, what) }
}
