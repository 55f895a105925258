import CSQLite

extension Statement {
  /// Runs to the end, its values bound one after the other in their order.
  ///
  /// Unlike `run(_:)` this makes no list of values: for statements that are run by the hundred
  /// thousand.
  package func run(
    binding bind: (inout Bindings) throws(DatabaseError) -> Void
  ) throws(DatabaseError) {
    precondition(!isLent, "rows are still being read from: \(sql)")
    var bindings = Bindings(statement: self)
    try bind(&bindings)
    let expected = Int(sqlite3_bind_parameter_count(handle))
    precondition(
      bindings.count == expected, "\(bindings.count) values for \(expected) places: \(sql)")
    defer { stop() }
    while try step() {}
  }
}

/// The values of a statement's places, from the first to the last.
package struct Bindings: ~Copyable {
  private let statement: Statement
  /// How many places have a value.
  private(set) var count = 0

  fileprivate init(statement: Statement) { self.statement = statement }

  /// Binds a whole number to the next place.
  ///
  /// - Throws: what SQLite refuses, such as a value for a place that the statement has not.
  package mutating func append(_ integer: Int) throws(DatabaseError) {
    count += 1
    try check(sqlite3_bind_int64(statement.handle, Int32(count), Int64(integer)))
  }

  /// Binds a whole number of 64 bits to the next place.
  ///
  /// - Throws: what SQLite refuses, such as a value for a place that the statement has not.
  package mutating func append(_ integer: Int64) throws(DatabaseError) {
    count += 1
    try check(sqlite3_bind_int64(statement.handle, Int32(count), integer))
  }

  /// A NaN becomes null, as SQLite has none.
  package mutating func append(_ real: Double) throws(DatabaseError) {
    count += 1
    try check(sqlite3_bind_double(statement.handle, Int32(count), real))
  }

  /// Binds a value of any type to the next place; SQLite copies texts and blobs.
  ///
  /// - Throws: what SQLite refuses, such as a value for a place that the statement has not.
  package mutating func append(_ value: Value) throws(DatabaseError) {
    count += 1
    try check(statement.bind(value, at: Int32(count)))
  }

  /// A text that outlives the run.
  package mutating func append(_ text: LastingText) throws(DatabaseError) {
    count += 1
    try check(
      sqlite3_bind_text64(
        statement.handle, Int32(count), text.start, UInt64(text.size), nil, UInt8(SQLITE_UTF8)))
  }

  /// Bytes, of which SQLite makes a copy.
  package mutating func append(_ bytes: UnsafeRawBufferPointer) throws(DatabaseError) {
    count += 1
    try check(
      sqlite3_bind_blob64(
        statement.handle, Int32(count), bytes.baseAddress, UInt64(bytes.count), copied))
  }

  private func check(_ code: Int32) throws(DatabaseError) {
    if code != SQLITE_OK { throw statement.refusal(code) }
  }
}

/// A text that is bound again and again without being copied.
package final class LastingText {
  /// The text as a Swift string.
  package let text: String
  fileprivate let start: UnsafeMutablePointer<CChar>
  fileprivate let size: Int

  /// Copies the text's UTF-8, which stays where it is for as long as this lives.
  package init(_ text: String) {
    self.text = text
    let bytes = text.utf8.map { CChar(truncatingIfNeeded: $0) }
    size = bytes.count
    start = .allocate(capacity: max(size, 1))
    start.initialize(from: bytes, count: size)
  }

  deinit { start.deallocate() }
}
