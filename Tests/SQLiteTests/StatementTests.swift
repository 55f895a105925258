import SQLite
import Testing

struct StatementTests {
  let database: Database

  init() throws { database = try Database(at: ":memory:") }

  @Test(
    arguments: [
      .null, .integer(Int64.min), .integer(Int64.max), 0.1, .real(-.infinity), "",
      "naïve\u{0}text 🐘",
      .blob([]), .blob([0, 255]),
    ] as [Value])
  func `gives back the value that was bound`(value: Value) throws {
    #expect(try database.prepare("SELECT ?").first([value]) { $0.value(0) } == value)
  }

  @Test func `a NaN is stored as null and read as NaN`() throws {
    let select = try database.prepare("SELECT ?")
    #expect(try select.first([.real(.nan)]) { $0.isNull(0) } == true)
    #expect(try select.first([.real(.nan)]) { $0.double(0).isNaN } == true)
  }

  @Test func `columns of a row`() throws {
    let select = try database.prepare("SELECT 7, 'ada', 0.5, x'0102', NULL")
    var rows = try select.rows()
    let row = try #require(try rows.next())
    #expect(row.columnCount == 5)
    #expect(row.int(0) == 7)
    #expect(row.text(1) == "ada")
    #expect(row.double(2) == 0.5)
    #expect(row.blob(3) == [1, 2])
    #expect(row.withBytes(of: 3) { $0.count } == 2)
    #expect(row.isNull(4) && !row.isNull(0))
    #expect((row.int(4), row.text(4), row.blob(4)) == (0, "", []))
  }

  @Test func `rows come one by one and end once`() throws {
    var rows = try database.prepare("VALUES (1), (2)").rows()
    #expect(try rows.next()?.int(0) == 1)
    #expect(try rows.next()?.int(0) == 2)
    #expect(try rows.next() == nil)
    #expect(try rows.next() == nil)
  }

  @Test func `a statement is compiled once`() throws {
    let first = try database.prepare("SELECT 1")
    let second = try database.prepare("SELECT 1")
    #expect(first === second)
  }

  @Test func `a query may be asked again from within its own rows`() throws {
    let sql = "VALUES (1), (2)"
    let pairs = try database.prepare(sql).map { outer throws(DatabaseError) in
      try database.prepare(sql).map { outer.int(0) * 10 + $0.int(0) }
    }
    #expect(pairs == [[11, 12], [21, 22]])
  }

  @Test func `text that is not UTF-8 is repaired`() throws {
    let text = try database.prepare("SELECT CAST(x'61ff62' AS TEXT)").first { $0.text(0) }
    #expect(text == "a\u{fffd}b")
  }

  @Test func `a statement outlives its database`() throws {
    var short: Database? = try Database(at: ":memory:")
    let select = try #require(try short?.prepare("SELECT 5"))
    short = nil
    #expect(try select.first { $0.int(0) } == 5)
  }

  @Test func `a hundred thousand rows go in through one statement`() throws {
    try database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b REAL)")
    let insert = try database.prepare("INSERT INTO t VALUES (?, ?)")
    try database.transaction { () throws(DatabaseError) in
      for number in 0..<100_000 { try insert.run([.integer(number), .real(Double(number))]) }
    }
    let sum = try database.prepare("SELECT count(*), sum(b) FROM t").first {
      [$0.double(0), $0.double(1)]
    }
    #expect(sum == [100_000, 4_999_950_000])
  }
}
