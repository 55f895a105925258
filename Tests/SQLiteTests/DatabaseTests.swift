import SQLite
import Testing

struct DatabaseTests {
  let database: Database

  init() throws {
    database = try Database(at: ":memory:")
    try database.execute("CREATE TABLE run (id INTEGER PRIMARY KEY, name TEXT UNIQUE, loss)")
  }

  func count() throws -> Int {
    try #require(try database.prepare("SELECT count(*) FROM run").first { $0.int(0) })
  }

  @Test func `a transaction that is committed stays`() throws {
    try database.transaction { () throws(DatabaseError) in
      try database.prepare("INSERT INTO run (name) VALUES (?)").run(["ada"])
    }
    #expect(try count() == 1)
    #expect(database.lastInsertRowID == 1)
    #expect(database.changes == 1)
  }

  @Test func `a transaction whose body throws leaves nothing`() throws {
    #expect(throws: DatabaseError.self) {
      try database.transaction { () throws(DatabaseError) in
        try database.execute("INSERT INTO run (name) VALUES ('ada')")
        try database.execute("INSERT INTO run (name) VALUES ('ada')")
      }
    }
    #expect(try count() == 0)
    try database.transaction { () throws(DatabaseError) in
      try database.execute("INSERT INTO run (name) VALUES ('ada')")
    }
    #expect(try count() == 1)
  }

  @Test func `a transaction let go without a commit rolls back`() throws {
    struct Refusal: Error {}
    func refuse() throws {
      let transaction = try database.begin()
      try database.execute("INSERT INTO run (name) VALUES ('ada')")
      if try count() == 1 { throw Refusal() }
      try transaction.commit()
    }
    #expect(throws: Refusal.self) { try refuse() }
    #expect(try count() == 0)
  }

  @Test func `a commit that is refused leaves nothing`() throws {
    try database.execute(
      """
      PRAGMA foreign_keys = on;
      CREATE TABLE fold (run INTEGER REFERENCES run DEFERRABLE INITIALLY DEFERRED);
      """)
    let error = #expect(throws: DatabaseError.self) {
      try database.transaction { () throws(DatabaseError) in
        try database.execute("INSERT INTO fold VALUES (7)")
      }
    }
    #expect(error?.reason == .constraint)
    #expect(try database.prepare("SELECT count(*) FROM fold").first { $0.int(0) } == 0)
  }

  @Test func `an error carries the SQL and SQLite's own words`() throws {
    try database.execute("INSERT INTO run (name) VALUES ('ada')")
    let insert = try database.prepare("INSERT INTO run (name) VALUES (?)")
    let error = #expect(throws: DatabaseError.self) { try insert.run(["ada"]) }
    #expect(
      error?.description == """
        SQLite says: UNIQUE constraint failed: run.name (code 2067), \
        to: INSERT INTO run (name) VALUES (?)
        """)
    #expect(error?.reason == .constraint)
    try insert.run(["bob"])
  }

  @Test func `SQL that is none, or more than one statement, is refused`() {
    #expect(throws: DatabaseError.self) { try database.prepare("SELEKT 1") }
    #expect(throws: DatabaseError.self) { try database.prepare("SELECT 1; SELECT 2") }
    #expect(throws: DatabaseError.self) { try database.prepare("") }
    #expect(throws: Never.self) { try database.prepare("SELECT 1;\n") }
  }

  @Test func `keeps a user version and answers an integrity check`() throws {
    #expect(try database.userVersion() == 0)
    try database.setUserVersion(7)
    #expect(try database.userVersion() == 7)
    #expect(try database.integrityProblems() == [])
  }

  @Test func `a journal mode that SQLite does not take is an error`() {
    #expect(throws: DatabaseError.self) { try database.setJournalMode(.wal) }
  }
}
