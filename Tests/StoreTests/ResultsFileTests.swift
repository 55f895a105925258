import Foundation
import Records
import SQLite
import Store
import Sweeps
import Testing
import Trials

struct ResultsFileTests {
  let place: Workplace

  init() throws { place = try Workplace() }

  @Test func `is a single file at rest`() throws {
    do {
      let file = try ResultsFile(at: place.path())
      _ = try file.begin(plan())
      #expect(try place.names.contains("sweep.sqlite-wal"))
    }
    #expect(try place.names == ["sweep.sqlite"])
    _ = try ResultsReader(at: place.path())
    #expect(try place.names == ["sweep.sqlite"])
  }

  @Test func `carries the program's mark and its version`() throws {
    do { _ = try ResultsFile(at: place.path()) }
    let header = try place.bytes().prefix(72)
    #expect(header[68..<72].elementsEqual(Array("swep".utf8)))
    #expect(header[60..<64].elementsEqual([0, 0, 0, UInt8(Schema.current.migrations.count)]))
  }

  @Test func `each coordinator is newer than the last`() throws {
    let plan = try plan()
    for expected in 1...3 {
      let file = try ResultsFile(at: place.path())
      let sweep = try file.register(plan, specText: "", semantics: "engine 1")
      #expect(try file.beginTerm(plan, of: sweep) == expected)
    }
  }

  /// The file on the disk at that moment is what a kill would leave.
  @Test func `what is not committed is gone after a crash and what is stays`() throws {
    let file = try ResultsFile(at: place.path())
    let plan = try plan()
    let sweep = try file.begin(plan)
    try file.finish(plan, [(plan.trials[0], outcome(0.5))])
    try Recording(of: plan, sweep, in: file).record { record in
      let worker = record.join(ada)
      record.lease(plan.trials[1].id, attempt: 1, to: worker)
      record.finish(plan.trials[1].id, attempt: 1, outcome(0.6), seconds: 1)
      // Before the entries are handed to the journal.
      for suffix in ["", "-wal"] {
        try place.write(place.bytes("sweep.sqlite" + suffix), to: "crashed" + suffix)
      }
    }
    let states = try ResultsFile(at: place.path("crashed")).histories(plan, of: sweep)
    #expect(states[plan.trials[0].id]?.standing == .finished(outcome(0.5)))
    #expect(
      states[plan.trials[1].id] == TrialHistory(standing: .open, attempts: 0, failures: 0))
  }

  @Test func `nothing remains of entries of which one is refused`() throws {
    let file = try ResultsFile(at: place.path())
    let plan = try plan()
    let sweep = try file.begin(plan)
    try file.finish(plan, [(plan.trials[0], outcome(0.5))])
    let recording = try Recording(of: plan, sweep, in: file)
    #expect(throws: StoreError.self) {
      try recording.record { record in
        let worker = record.join(ada)
        record.lease(plan.trials[1].id, attempt: 1, to: worker)
        record.finish(plan.trials[0].id, attempt: 1, outcome(0.6), seconds: 1)
      }
    }
    #expect(try file.histories(plan, of: sweep)[plan.trials[1].id]?.standing == .open)
    // The journal goes on as if they had never been handed over.
    try recording.record { record in
      record.lease(plan.trials[1].id, attempt: 1, to: record.join(ada))
    }
    #expect(try file.histories(plan, of: sweep)[plan.trials[1].id]?.standing == .running)
  }
}

// MARK: - Files that cannot be used

extension ResultsFileTests {
  /// The reason and the sentence for which both ways to open a file refuse it, the same for both.
  private func refusal(_ path: String) -> StoreError? {
    let writing = #expect(throws: StoreError.self) { _ = try ResultsFile(at: path) }
    let reading = #expect(throws: StoreError.self) { _ = try ResultsReader(at: path) }
    #expect(writing == reading)
    return writing
  }

  @Test func `a second writer is told who the first is`() throws {
    do {
      let first = try ResultsFile(at: place.path())
      let refusal = #expect(throws: StoreError.self) { _ = try ResultsFile(at: first.path) }
      let process = Int(ProcessInfo.processInfo.processIdentifier)
      #expect(refusal?.reason == .locked(process: process))
      #expect(
        refusal?.message
          == "'\(first.path)' is being written by process \(process); wait for it, stop it, or name"
          + " another file with --results")
      #expect(try ResultsReader(at: first.path).writer == process)
    }
    _ = try ResultsFile(at: place.path())
    #expect(try ResultsReader(at: place.path()).writer == nil)
  }

  @Test func `a lock that a dead process left behind is no lock`() throws {
    do { _ = try ResultsFile(at: place.path()) }
    try place.write(Array("1\n".utf8), to: "sweep.sqlite-lock")
    #expect(try ResultsReader(at: place.path()).writer == nil)
    do { _ = try ResultsFile(at: place.path()) }
    #expect(try place.names == ["sweep.sqlite"])
  }

  @Test func `a file of a newer version is refused and stays as it is`() throws {
    do { _ = try ResultsFile(at: place.path()) }
    do { try Database(at: place.path()).setUserVersion(9) }
    let before = try place.bytes()
    let refusal = refusal(place.path())
    #expect(refusal?.reason == .newer)
    #expect(
      refusal?.message
        == "'\(place.path())' is a results file of version 9, and this program knows versions up to"
        + " \(Schema.current.migrations.count); use a newer `sweep`, or name another file with --results"
    )
    #expect(try place.bytes() == before)
    #expect(try place.names == ["sweep.sqlite"])
  }

  /// A log that was not folded in belongs to the version that wrote it.
  @Test func `not even the log of a newer version is touched`() throws {
    let newer = try Database(at: place.path("newer"))
    try newer.setJournalMode(.wal)
    try newer.execute(
      "CREATE TABLE later (x); PRAGMA application_id = 0x73776570; PRAGMA user_version = 9")
    for suffix in ["", "-wal"] {
      try place.write(place.bytes("newer" + suffix), to: "sweep.sqlite" + suffix)
    }
    let before = [try place.bytes(), try place.bytes("sweep.sqlite-wal")]
    #expect(refusal(place.path())?.reason == .newer)
    #expect([try place.bytes(), try place.bytes("sweep.sqlite-wal")] == before)
  }

  @Test func `files of other programs are refused and stay as they are`() throws {
    do { try Database(at: place.path("other")).execute("CREATE TABLE guests (name)") }
    try place.write(Array("sweep: small\n".utf8), to: "spec.yaml")
    for name in ["other", "spec.yaml"] {
      let before = try place.bytes(name)
      #expect(
        refusal(place.path(name))
          == StoreError(
            .foreign,
            "'\(place.path(name))' is not a results file; name another one with --results"))
      #expect(try place.bytes(name) == before)
    }
    #expect(try place.names == ["other", "spec.yaml"])
  }

  @Test func `a damaged file is refused with a way to save what is left`() throws {
    do { _ = try ResultsFile(at: place.path()).begin(plan()) }
    var bytes = try place.bytes()
    for index in 100..<4096 { bytes[index] = 0xff }
    try place.write(bytes)
    let refusal = refusal(place.path())
    #expect(refusal?.reason == .damaged)
    #expect(refusal?.message.hasSuffix("`sqlite3 '\(place.path())' .recover`") == true)
  }

  @Test(arguments: ["-wal", "-lock"])
  func `a directory in the place of a file of its own is told`(end: String) throws {
    do { _ = try ResultsFile(at: place.path()) }
    try FileManager.default.createDirectory(
      atPath: place.path() + end, withIntermediateDirectories: false)
    let refusal = #expect(throws: StoreError.self) { _ = try ResultsFile(at: place.path()) }
    #expect(
      refusal?.message.hasSuffix(
        "sweep.sqlite\(end)' is no file, and stands where '\(place.path())' needs one; move it away, or name"
          + " another file with --results") == true, "\(String(describing: refusal))")
  }

  @Test func `a file that is missing is made by a writer and missed by a reader`() throws {
    let refusal = #expect(throws: StoreError.self) { _ = try ResultsReader(at: place.path()) }
    #expect(refusal?.reason == .missing)
    #expect(
      refusal?.message
        == "there is no results file '\(place.path())'; make one with `sweep run`, or name another"
        + " with --results")
    #expect(try place.names == [])
  }

  @Test func `a directory that is missing is named`() throws {
    let path = place.path("nowhere/sweep.sqlite")
    let refusal = #expect(throws: StoreError.self) { _ = try ResultsFile(at: path) }
    #expect(refusal?.reason == .missing)
    #expect(
      refusal?.message
        == "the directory '\(place.path("nowhere"))' for the results file does not exist; create"
        + " it, or name another file with --results")
  }

  @Test func `a directory is no results file`() {
    #expect(refusal(place.directory.path)?.reason == .foreign)
  }
}
