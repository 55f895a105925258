import SQLite
import Store
import Sweeps
import Testing

struct MigrationTests {
  let place: Workplace
  /// A version that this program does not have yet, in two steps from today's.
  let later = Schema(
    migrations: Schema.current.migrations + [
      "ALTER TABLE sweeps ADD COLUMN note TEXT", "UPDATE sweeps SET note = 'from ' || name",
    ])

  init() throws { place = try Workplace() }

  @Test func `an older file is brought up to date step by step and copied before`() throws {
    let plan = try plan()
    do {
      let file = try ResultsFile(at: place.path())
      _ = try file.begin(plan)
      try file.finish([(plan.trials[0], outcome(0.5))])
    }
    do {
      let file = try ResultsFile(at: place.path(), schema: later)
      let sweep = try file.register(plan, specText: "sweep: small", semantics: "engine 1")
      #expect(
        try file.trialStates(of: sweep)[plan.trials[0].id]?.state
          == .finished(outcome(0.5).digest))
    }
    let database = try Database(at: place.path(), mode: .readOnly)
    #expect(try database.userVersion() == Schema.current.migrations.count + 2)
    #expect(try database.prepare("SELECT note FROM sweeps").map { $0.text(0) } == ["from small"])

    #expect(try place.names == ["sweep.sqlite", "sweep.sqlite.version-1"])
    let copy = try ResultsReader(at: place.path("sweep.sqlite.version-1"))
    let sweep = try #require(try copy.latestSweep())
    #expect(try copy.progress(of: sweep.id).done == 1)
  }

  @Test func `a copy never takes the place of another file`() throws {
    do { _ = try ResultsFile(at: place.path()) }
    try place.write([7], to: "sweep.sqlite.version-1")
    do { _ = try ResultsFile(at: place.path(), schema: later) }
    #expect(
      try place.names == ["sweep.sqlite", "sweep.sqlite.version-1", "sweep.sqlite.version-1-2"])
    #expect(try place.bytes("sweep.sqlite.version-1") == [7])
  }

  @Test func `a step that fails leaves the version before it`() throws {
    do { _ = try ResultsFile(at: place.path()) }
    let broken = Schema(
      migrations: Array(later.migrations[...1]) + ["CREATE TABLE half (x); SELECT nonsense"])
    #expect(throws: StoreError.self) { _ = try ResultsFile(at: place.path(), schema: broken) }
    let database = try Database(at: place.path(), mode: .readOnly)
    #expect(try database.userVersion() == 2)
    #expect(
      try database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'half'")
        .first { $0.int(0) } == 0)
  }

  @Test func `a reader says who brings an older file up to date`() throws {
    do { _ = try ResultsFile(at: place.path()) }
    let refusal = #expect(throws: StoreError.self) {
      _ = try ResultsReader(at: place.path(), schema: later)
    }
    #expect(refusal?.reason == .older)
    #expect(
      refusal?.message
        == "'\(place.path())' was written by an earlier version; `sweep run` brings it up to date"
        + " and keeps a copy")
  }
}
