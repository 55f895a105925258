import Glibc
import Testing

@testable import SQLite

/// A folder that lives as long as its test.
final class Scratch {
  let path: String

  init() {
    path = "/tmp/sqlite-test-XXXXXX".withCString { template in
      let name = strdup(template)!
      defer { free(name) }
      precondition(mkdtemp(name) != nil, "no temporary folder: errno \(errno)")
      return String(cString: name)
    }
  }

  deinit {
    for name in ["a.sqlite", "a.sqlite-wal", "a.sqlite-shm"] { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}

struct FileTests {
  let scratch = Scratch()
  var path: String { scratch.path + "/a.sqlite" }

  @Test func `a reader sees what a writer committed in WAL mode`() throws {
    let writer = try Database(at: path)
    try writer.setJournalMode(.wal)
    try writer.setSynchronous(.full)
    try writer.execute("CREATE TABLE t (a); INSERT INTO t VALUES (1)")

    let reader = try Database(at: path, mode: .readOnly)
    let select = try reader.prepare("SELECT count(*) FROM t")
    #expect(try select.first { $0.int(0) } == 1)
    let transaction = try writer.begin()
    try writer.execute("INSERT INTO t VALUES (2)")
    #expect(try select.first { $0.int(0) } == 1)
    try transaction.commit()
    #expect(try select.first { $0.int(0) } == 2)
  }

  @Test func `a second writer is told that the file is busy`() throws {
    let first = try Database(at: path)
    let second = try Database(at: path, busyTimeout: .zero)
    let transaction = try first.begin()
    let error = #expect(throws: DatabaseError.self) {
      try second.transaction { () throws(DatabaseError) in }
    }
    #expect(error?.reason == .busy)
    try transaction.commit()
    #expect(throws: Never.self) { try second.transaction { () throws(DatabaseError) in } }
  }

  @Test func `a reader cannot write`() throws {
    try Database(at: path).execute("CREATE TABLE t (a)")
    let reader = try Database(at: path, mode: .readOnly)
    let error = #expect(throws: DatabaseError.self) { try reader.execute("DROP TABLE t") }
    #expect(error?.reason == .readOnly)
  }

  @Test(arguments: [Database.Mode.readOnly, .readWrite])
  func `a missing file is refused with its path`(mode: Database.Mode) {
    let error = #expect(throws: DatabaseError.self) { try Database(at: path, mode: mode) }
    #expect(error?.reason == .cannotOpen)
    #expect(error?.subject == path)
  }

  @Test func `a file that is no database is refused at the first statement`() throws {
    let file = try #require(fopen(path, "w"))
    fputs(String(repeating: "no database ", count: 200), file)
    fclose(file)
    let error = #expect(throws: DatabaseError.self) { try Database(at: path).userVersion() }
    #expect(error?.reason == .corrupt)
  }

  /// As a full disk does it where the index of the log is to grow; other I/O errors leave no one sure.
  @Test(
    arguments: [(4874, true), (13, true), (10, false), (778, false), (1034, false)]
      as [(Int32, Bool)])
  func `an index of the log that cannot grow is a full disk`(code: Int32, isFull: Bool) {
    let error = DatabaseError(code: code, message: "disk I/O error", subject: path)
    #expect(error.reason == (isFull ? .full : .inputOutput))
  }
}
