import Records
import SQLite
import Store
import Sweeps
import Testing
import Trials
import Views

/// Transactions that come to nothing: the journal is as it was before, and can record the same again.
struct RollbackTests {
  let place: Workplace
  let file: ResultsFile

  init() throws {
    place = try Workplace()
    file = try ResultsFile(at: place.path())
  }

  /// Has nothing be inserted into a table while a body runs.
  private func refusing(_ table: String, _ body: () throws -> Void) throws {
    let other = try Database(at: place.path())
    try other.execute(
      "CREATE TRIGGER refusal BEFORE INSERT ON \(table) BEGIN SELECT RAISE(ABORT, 'no'); END")
    defer { try? other.execute("DROP TRIGGER refusal") }
    try body()
  }

  @Test(arguments: ["workers", "leases", "measurements", "results", "remarks", "sweep_notes"])
  func `entries that could not be recorded are recorded when they can be`(table: String) throws {
    let plan = try StoreTests.plan(replicates: 1, folds: 2)
    let sweep = try file.begin(plan)
    let journal = try SQLiteJournal(OpenPlan(plan), of: sweep, in: file)
    _ = try journal.replay()
    _ = try journal.beginTerm()
    let reader = try ResultsReader(at: place.path())
    let (former, worker) = (Session(number: 1 << 40), Session(number: 2 << 40))
    let attempts = (0..<3).map { NumberedAttempt(trial: $0, number: 1) }
    try journal.append([
      .joined(former, ada, as: nil), .leased(attempts[0], to: former),
      .leased(attempts[1], to: former),
      .measured(attempts[0], [Measurement(epoch: 1, metrics: ["val_accuracy": 0.25])]),
    ])
    let standing = journal.standing
    let result = Outcome(
      status: .completed,
      measurements: [1, 2].map {
        Measurement(epoch: $0, metrics: ["val_accuracy": 0.25 * Double($0)])
      },
      notes: Notes(output: "", program: "1.0", remarks: [Remark("a remark")]))
    let entries: [JournalEntry] = [
      .joined(worker, ada, as: nil), .adopted(attempts[0], by: worker), .lost(attempts[1]),
      .left(former), .leased(attempts[2], to: worker),
      .finished(attempts[0], DecodedOutcome(result), seconds: 1),
      .failed(attempts[2], Failure(cause: .crashed, message: "signal 9"), isFinal: true),
      .annotated(Annotation(.note("a note"), on: try reader.identity(of: sweep))),
    ]
    try refusing(table) {
      #expect(throws: StoreError.self) { try journal.append(entries) }
    }
    #expect(journal.standing == standing)
    #expect(try reader.progress(of: sweep).completed == 0)

    try journal.append(entries)
    #expect(journal.standing?.completed == 1)
    #expect(journal.standing?.failed == 1)
    #expect(journal.standing?.durations.count == 1)
    #expect(try reader.wrongStandings().isEmpty)
    #expect(try reader.examine().isEmpty)
    let replay = try SQLiteJournal(OpenPlan(plan), of: sweep, in: file).replay()
    #expect(
      replay.histories.prefix(3).map(\.standing) == [.finished(result), .lost, .failed])
    let counts = try Database(at: place.path(), mode: .readOnly)
      .prepare("SELECT sum(finished), sum(failed), count(*), count(departed) FROM workers")
      .first { [$0.int(0), $0.int(1), $0.int(2), $0.int(3)] }
    #expect(counts == [1, 1, 2, 1])
  }

  @Test(arguments: ["decisions", "configurations", "trials", "sweep_trials", "standings"])
  func `decisions that could not be recorded are recorded when they can be`(table: String) throws {
    let plan = try searchPlan(configurations: 3)
    let sweep = try file.register(plan, specText: "search", semantics: "engine 1")
    let journal = try SQLiteJournal(OpenPlan(plan), of: sweep, in: file)
    _ = try journal.replay()
    _ = try journal.beginTerm()
    _ = try journal.follow([decision(0, l2: 0.25)])
    let standing = journal.standing
    let more = [decision(1, l2: 0.5), decision(2, l2: 0.75)]
    try refusing(table) {
      #expect(throws: StoreError.self) { _ = try journal.follow(more) }
    }
    #expect(journal.standing == standing)
    #expect(try file.decisions(of: sweep).count == 1)

    #expect(try journal.follow(more).histories.count == 4)
    #expect(journal.standing?.open == 6)
    let worker = Session(number: 1)
    let attempt = NumberedAttempt(trial: 5, number: 1)
    try journal.append([
      .joined(worker, ada, as: nil), .leased(attempt, to: worker),
      .finished(attempt, DecodedOutcome(outcome(0.5)), seconds: 1),
    ])
    let reader = try ResultsReader(at: place.path())
    #expect(try reader.wrongStandings().isEmpty)
    #expect(try reader.examine().isEmpty)
    var open = OpenPlan(plan)
    _ = open.follow([decision(0, l2: 0.25)] + more)
    let histories = try SQLiteJournal(open, of: sweep, in: file).replay().histories
    #expect(
      histories.map(\.standing) == Array(repeating: .open, count: 5) + [.finished(outcome(0.5))])
  }
}
