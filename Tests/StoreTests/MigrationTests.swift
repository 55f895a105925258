import Foundation
import Hashing
import Records
import SQLite
import Store
import Sweeps
import Testing
import Trials

struct MigrationTests {
  let place: Workplace
  /// A version that this program does not have yet, in two steps from today's.
  let later = Schema(
    migrations: Schema.current.migrations + [
      "ALTER TABLE sweeps ADD COLUMN note TEXT", "UPDATE sweeps SET note = 'from ' || name",
    ])

  /// The name of the copy of a file of today, made before the file is brought up to date.
  let copyName = "sweep.sqlite.version-\(Schema.current.migrations.count)"

  init() throws { place = try Workplace() }

  /// The file as it was written then, not as today's program would write it.
  func make(version: Int) throws {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("version-\(version).sql")
    try Database(at: place.path()).execute(try String(contentsOf: script, encoding: .utf8))
  }

  @Test func `a file of version 1 still tells all that it knows`() throws {
    try make(version: 1)
    let plan = try plan(l2: [0.001], replicates: 1)
    do {
      let file = try ResultsFile(at: place.path())
      let sweep = try file.register(
        plan, specText: "# why\nsweep: small\n", semantics: "engine 1")
      let states = try file.histories(plan, of: sweep)
      let digest = try #require(
        Digest(
          hexadecimal: "3e517dffb3888a1cebf404878df16301cf005efb43914c14607096203cb92c62"))
      #expect(
        plan.trials.map { states[$0.id] } == [
          TrialHistory(standing: .finished(Fingerprint(digest)), attempts: 2, failures: 0),
          TrialHistory(standing: .running, attempts: 2, failures: 1),
          TrialHistory(standing: .failed, attempts: 1, failures: 1),
          TrialHistory(standing: .open, attempts: 0, failures: 0),
        ])
      #expect(try ResultsReader(at: place.path()).outcome(of: plan.trials[0].id)?.digest == digest)
    }
    let reader = try ResultsReader(at: place.path())
    let sweeps = try reader.sweeps()
    #expect(sweeps.count == 1)
    #expect(sweeps[0].evaluation == plan.sweep.evaluation)
    #expect(try reader.splits(of: sweeps[0].id) == plan.splits)
    #expect(try reader.conflicts(of: sweeps[0].id).map(\.outcome) == [outcome(0.25)])
  }

  /// A view of version 2 tells of hidden configurations; the file is as a new one once it is brought up
  /// to date.
  @Test func `a file of version 2 is sound, and its views leave out what is hidden`() throws {
    try make(version: 2)
    do { _ = try ResultsFile(at: place.path()) }
    let reader = try ResultsReader(at: place.path())
    #expect(try reader.examine() == [])
    let sweep = try #require(try reader.latestSweep())
    #expect(try reader.removals(of: sweep.id).map(\.configuration) == [0])
    #expect(try reader.progress(of: sweep.id).completed == 5)
    let shown = try Database(at: place.path(), mode: .readOnly)
      .prepare("SELECT parameters, n FROM summary").map { "\($0.text(0)) \($0.int(1))" }
    #expect(shown == ["lr=0.2 2", "lr=0.3 1"])
  }

  /// An edit of a released script makes files that no version knows.
  @Test(arguments: [1, 2]) func `the script of a version is what it was`(version: Int) throws {
    try make(version: version)
    let then = Schema(migrations: Array(Schema.current.migrations.prefix(version)))
    do { _ = try ResultsFile(at: place.path("today"), schema: then) }
    func statements(_ name: String) throws -> [String] {
      try Database(at: place.path(name), mode: .readOnly)
        .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
        .map { $0.text(0) }
    }
    #expect(try statements("today") == statements("sweep.sqlite"))
  }

  @Test func `an older file is brought up to date step by step and copied before`() throws {
    let plan = try plan()
    do {
      let file = try ResultsFile(at: place.path())
      _ = try file.begin(plan)
      try file.finish(plan, [(plan.trials[0], outcome(0.5))])
    }
    do {
      let file = try ResultsFile(at: place.path(), schema: later)
      let sweep = try file.register(plan, specText: "sweep: small", semantics: "engine 1")
      #expect(
        try file.histories(plan, of: sweep)[plan.trials[0].id]?.standing
          == .finished(outcome(0.5)))
    }
    let database = try Database(at: place.path(), mode: .readOnly)
    #expect(try database.userVersion() == Schema.current.migrations.count + 2)
    #expect(try database.prepare("SELECT note FROM sweeps").map { $0.text(0) } == ["from small"])

    #expect(try place.names == ["sweep.sqlite", copyName])
    let copy = try ResultsReader(at: place.path(copyName))
    let sweep = try #require(try copy.latestSweep())
    #expect(try copy.progress(of: sweep.id).done == 1)
  }

  @Test func `a copy never takes the place of another file`() throws {
    do { _ = try ResultsFile(at: place.path()) }
    try place.write([7], to: copyName)
    do { _ = try ResultsFile(at: place.path(), schema: later) }
    #expect(try place.names == ["sweep.sqlite", copyName, copyName + "-2"])
    #expect(try place.bytes(copyName) == [7])
  }

  @Test func `a step that fails leaves the version before it`() throws {
    do { _ = try ResultsFile(at: place.path()) }
    let broken = Schema(
      migrations: Array(later.migrations.dropLast()) + ["CREATE TABLE half (x); SELECT nonsense"])
    #expect(throws: StoreError.self) { _ = try ResultsFile(at: place.path(), schema: broken) }
    let database = try Database(at: place.path(), mode: .readOnly)
    #expect(try database.userVersion() == Schema.current.migrations.count + 1)
    #expect(
      try database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'half'")
        .first { $0.int(0) } == 0)
  }

  @Test func `a new file whose tables cannot be made is taken away`() throws {
    let broken = Schema(migrations: ["CREATE TABLE half (x)", "SELECT nonsense"])
    #expect(throws: StoreError.self) { _ = try ResultsFile(at: place.path(), schema: broken) }
    #expect(try place.names == [])
  }

  @Test func `a file with other tables than its version has is refused in one sentence`() throws {
    do { _ = try ResultsFile(at: place.path()) }
    try Database(at: place.path()).execute("ALTER TABLE workers DROP COLUMN key")
    for open in [{ _ = try ResultsFile(at: $0) }, { _ = try ResultsReader(at: $0) }]
      as [(String) throws -> Void]
    {
      let refusal = #expect(throws: StoreError.self) { try open(place.path()) }
      #expect(
        refusal?.message
          == "'\(place.path())' has other tables than this `sweep` makes ('workers' has no 'key'): an"
          + " unreleased build made it, or it is damaged; read it with that build, or name another"
          + " file with --results")
    }
  }

  @Test func `a reader says who brings an older file up to date`() throws {
    do { _ = try ResultsFile(at: place.path()) }
    let refusal = #expect(throws: StoreError.self) {
      _ = try ResultsReader(at: place.path(), schema: later)
    }
    #expect(refusal?.reason == .older)
    #expect(
      refusal?.message
        == "'\(place.path())' was written by an earlier version; `sweep run` or `sweep doctor --repair`"
        + " brings it up to date and keeps a copy")
  }
}
