import Foundation
import Hashing
import Processes
import Records
import SQLite
import Store
import Sweeps
import Testing
import Trials

/// Uses of results afterwards: hide, purge, train again, take over.
struct WALCheckpointerTests {
  let place: Workplace

  init() throws { place = try Workplace() }

  /// A file with all trials of a plan done, but for some.
  @discardableResult
  private func make(
    _ name: String, _ plan: Plan, without open: Set<Int> = [], value: Double = 0.5
  ) throws -> SweepID {
    let file = try ResultsFile(at: place.path(name))
    let specText = "sweep: \(plan.sweep.name) \(name)"
    let sweep = try file.begin(plan, specText: specText)
    try file.finish(
      plan,
      plan.trials.enumerated().filter { !open.contains($0.offset) }
        .map { ($0.element, outcome(value + Double($0.offset) / 100)) }, specText: specText)
    return sweep
  }

  private func done(_ name: String, _ plan: Plan) throws -> Int {
    try ResultsReader(at: place.path(name)).finished(among: plan.trials.map(\.id)).count
  }

  // MARK: - Merging

  @Test func `two halves of a grid become one`() throws {
    let (left, right) = (try plan(l2: [0, 0.001]), try plan(l2: [0.01, 0.1]))
    let whole = try plan(l2: [0, 0.001, 0.01, 0.1])
    try make("a.sqlite", left)
    try make("b.sqlite", right)
    let before = try place.bytes("b.sqlite")
    let report = try ResultsFile(at: place.path("a.sqlite")).merge(place.path("b.sqlite"))
    #expect(report.results == right.trials.count && report.sweeps == 1)
    #expect(report.conflicts.isEmpty && report.weights.isEmpty)
    #expect(try done("a.sqlite", whole) == whole.trials.count)
    #expect(try place.bytes("b.sqlite") == before)
    let merged = try ResultsReader(at: place.path("a.sqlite"))
    let other = try ResultsReader(at: place.path("b.sqlite"))
    for trial in right.trials {
      #expect(try merged.measurements(of: trial.id) == other.measurements(of: trial.id))
      #expect(try merged.resultDigest(of: trial.id) == other.resultDigest(of: trial.id))
    }
    // The sweep that was run last here stays the latest.
    #expect(try merged.latestSweep()?.specText == "sweep: small a.sqlite")
    #expect(try merged.sweeps().count == 2)
    #expect(try merged.examine().isEmpty)
  }

  @Test func `a second time there is nothing to take`() throws {
    let plan = try plan()
    try make("a.sqlite", plan, without: [0, 1])
    try make("b.sqlite", plan)
    let file = try ResultsFile(at: place.path("a.sqlite"))
    #expect(try file.merge(place.path("b.sqlite")).results == 2)
    let again = try file.merge(place.path("b.sqlite"))
    #expect(again.results == 0 && again.sweeps == 0 && again.conflicts.isEmpty)
  }

  @Test func `of two results the one that was here stays, and is told`() throws {
    let plan = try plan()
    try make("a.sqlite", plan)
    try make("b.sqlite", plan, value: 0.7)
    let report = try ResultsFile(at: place.path("a.sqlite")).merge(place.path("b.sqlite"))
    #expect(report.results == 0)
    #expect(Set(report.conflicts) == Set(plan.trials.map(\.id)))
    let file = try ResultsReader(at: place.path("a.sqlite"))
    #expect(try file.measurements(of: plan.trials[0].id) == outcome(0.5).measurements)
  }

  @Test func `a trial that was given up here has its attempts and the result from there`() throws {
    let plan = try plan()
    do {
      let file = try ResultsFile(at: place.path("a.sqlite"))
      let sweep = try file.begin(plan)
      try Recording(of: plan, sweep, in: file).record { record in
        let worker = record.join(ada)
        record.lease(plan.trials[0].id, attempt: 1, to: worker)
        let failure = Failure(cause: .exited, message: "no")
        record.fail(plan.trials[0].id, attempt: 1, failure, isFinal: true)
      }
    }
    try make("b.sqlite", plan)
    do { _ = try ResultsFile(at: place.path("a.sqlite")).merge(place.path("b.sqlite")) }
    let file = try ResultsReader(at: place.path("a.sqlite"))
    #expect(try file.attempts(of: plan.trials[0].id).map(\.number) == [1, 2])
    #expect(try file.measurements(of: plan.trials[0].id) == outcome(0.5).measurements)
  }

  @Test func `what is no results file is refused, and nothing is changed`() throws {
    let plan = try plan()
    try make("a.sqlite", plan, without: [0])
    try place.write(Array("no database".utf8), to: "b.sqlite")
    let file = try ResultsFile(at: place.path("a.sqlite"))
    for name in ["b.sqlite", "nowhere.sqlite"] {
      #expect(throws: StoreError.self) { try file.merge(place.path(name)) }
    }
    #expect(throws: StoreError.self) { try file.merge(place.path("a.sqlite")) }
  }

  @Test(arguments: [
    "PRAGMA foreign_keys = off; DELETE FROM sweep_splits",
    "PRAGMA foreign_keys = off; DELETE FROM splits",
    "PRAGMA foreign_keys = off; DELETE FROM configurations WHERE number = 0",
    "PRAGMA foreign_keys = off; DELETE FROM data_sets",
  ])
  func `a damaged file is named as damaged, and nothing is changed`(damage: String) throws {
    try make("a.sqlite", try plan(l2: [0, 0.001]))
    try make("b.sqlite", try plan(l2: [0.01, 0.1]))
    try Database(at: place.path("b.sqlite")).execute(damage)
    let file = try ResultsFile(at: place.path("a.sqlite"))
    let refusal = #expect(throws: StoreError.self) { try file.merge(place.path("b.sqlite")) }
    #expect(refusal?.reason == .damaged)
    #expect(refusal?.message.contains("b.sqlite' is damaged") == true)
    #expect(try ResultsReader(at: place.path("a.sqlite")).sweeps().count == 1)
  }

  // MARK: - Another training

  @Test func `a result that is set aside is kept, and its trial is open`() throws {
    let plan = try plan()
    let trial = plan.trials[0].id
    let sweep = try make("a.sqlite", plan)
    let file = try ResultsFile(at: place.path("a.sqlite"))
    #expect(try file.setAside([trial], because: "a bad node") == [trial])
    #expect(try file.setAside([trial], because: "again") == [])
    let state = try #require(try file.histories(plan, of: sweep)[trial])
    #expect(state.standing == .open && state.attempts == 1)
    #expect(try ResultsReader(at: place.path("a.sqlite")).examine().isEmpty)
    // Another training, by a machine that is well.
    try Recording(of: plan, sweep, in: file).record { record in
      let worker = record.join(ada)
      record.lease(trial, attempt: 2, to: worker)
      record.finish(trial, attempt: 2, outcome(0.9), seconds: 1)
    }
    let reader = try ResultsReader(at: place.path("a.sqlite"))
    #expect(try reader.measurements(of: trial) == outcome(0.9).measurements)
    let earlier = try reader.earlierResults(of: trial)
    #expect(earlier.map(\.attempt) == [1] && earlier.map(\.reason) == ["a bad node"])
    #expect(earlier[0].digest == outcome(0.5).digest)
    #expect(try reader.measurements(of: trial, attempt: 1) == outcome(0.5).measurements)
    #expect(try reader.examine().isEmpty)
  }

  @Test func `a result goes nowhere else`() throws {
    try make("a.sqlite", plan())
    let database = try Database(at: place.path("a.sqlite"))
    for table in ["results", "measurements"] {
      #expect(throws: DatabaseError.self) { try database.execute("DELETE FROM \(table)") }
    }
  }

  // MARK: - Hiding and purging

  @Test func `a sweep that is hidden is there for those who ask for its trials`() throws {
    let plan = try plan()
    try make("a.sqlite", plan)
    let path = place.path("a.sqlite")
    do { #expect(try ResultsFile(at: path).hide(sweepsNamed: "small", because: "old") == 1) }
    #expect(try ResultsReader(at: path).latestSweep() == nil)
    #expect(try ResultsReader(at: path).hiddenSweeps() == ["small"])
    #expect(try done("a.sqlite", plan) == plan.trials.count)
    do { #expect(try ResultsFile(at: path).restore(sweepsNamed: "small") == 1) }
    #expect(try ResultsReader(at: path).latestSweep()?.name == "small")
  }

  @Test func `who runs a hidden sweep again sees it`() throws {
    let plan = try plan()
    let path = place.path("a.sqlite")
    try make("a.sqlite", plan)
    let file = try ResultsFile(at: path)
    _ = try file.hide(sweepsNamed: "small", because: "old")
    _ = try file.begin(plan, specText: "sweep: small a.sqlite")
    #expect(try ResultsReader(at: path).latestSweep()?.name == "small")
  }

  @Test func `only what nothing else asks for is purged, and on record`() throws {
    let (old, new) = (
      try plan(name: "old", l2: [0, 0.001]), try plan(name: "new", l2: [0.001, 0.1])
    )
    let path = place.path("a.sqlite")
    let file = try ResultsFile(at: path)
    _ = try file.begin(old)
    try file.finish(old, old.trials.map { ($0, outcome(0.5)) })
    _ = try file.begin(new, specText: "sweep: new")
    let shared = Set(old.trials.map(\.id)).intersection(new.trials.map(\.id))
    #expect(!shared.isEmpty)
    #expect(try file.purge(because: "nothing is hidden") == [])
    _ = try file.hide(sweepsNamed: "old", because: "a slip")
    let gone = try file.purge(because: "a slip")
    #expect(Set(gone) == Set(old.trials.map(\.id)).subtracting(shared))
    let reader = try ResultsReader(at: path)
    #expect(try reader.finished(among: old.trials.map(\.id)) == shared)
    #expect(try reader.attempts(of: gone[0]).isEmpty)
    #expect(try reader.examine().isEmpty)
    let record = try Database(at: path, mode: .readOnly)
      .prepare("SELECT count(*), min(reason) FROM purges").map { ($0.int(0), $0.text(1)) }
    #expect(record.count == 1 && record[0] == (gone.count, "a slip"))
  }

  @Test func `notes stay with a sweep, whatever becomes of its spec`() throws {
    let path = place.path("a.sqlite")
    let first = try make("a.sqlite", plan())
    let file = try ResultsFile(at: path)
    func note(_ text: String, on sweep: SweepID) throws {
      let identity = try ResultsReader(at: path).identity(of: sweep)
      try file.annotate(Annotation(.note(text), on: identity))
    }
    try note("from the broken node", on: first)
    let second = try file.begin(plan(l2: [0.5]), specText: "sweep: small, another")
    try note("mended", on: second)
    let reader = try ResultsReader(at: path)
    let notes = try reader.annotations(of: #require(try reader.latestSweep())).notes.map(\.text)
    #expect(notes == ["from the broken node", "mended"])
  }

  // MARK: - The file itself

  @Test func `a copy without its log has what was folded in`() throws {
    let plan = try plan()
    let path = place.path("a.sqlite")
    let file = try ResultsFile(at: path)
    _ = try file.begin(plan)
    try file.finish(plan, [(plan.trials[0], outcome(0.5))])
    file.foldLog()
    try place.write(try place.bytes("a.sqlite"), to: "copy.sqlite")
    #expect(try done("copy.sqlite", plan) == 1)
    withExtendedLifetime(file) {}
  }

  @Test func `a copy that lacks all says where it may be`() throws {
    try place.write([], to: "copy.sqlite")
    let error = try #require(throws: StoreError.self) {
      try ResultsReader(at: place.path("copy.sqlite"))
    }
    #expect(error.message.contains("copied without '\(place.path("copy.sqlite"))-wal'"))
  }

  @Test func `a file that was deleted or replaced is not written to`() throws {
    let path = place.path("a.sqlite")
    let file = try ResultsFile(at: path)
    let found = try #require(FileStamp(behind: path))
    try file.refuseLoss(of: found)
    try FileManager.default.removeItem(atPath: path)
    #expect(throws: StoreError.self) { try file.refuseLoss(of: found) }
    try place.write([1], to: "a.sqlite")
    let error = try #require(throws: StoreError.self) { try file.refuseLoss(of: found) }
    #expect(error.message.contains("-wal"))
  }
}
