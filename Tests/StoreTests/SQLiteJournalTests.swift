import Documents
import Hashing
import Records
import SQLite
import Store
import Sweeps
import Testing
import Trials

struct SQLiteJournalTests {
  let place: Workplace
  let file: ResultsFile
  let plan: Plan
  let sweep: SweepID
  let recording: Recording
  let worker: Session

  init() throws {
    place = try Workplace()
    file = try ResultsFile(at: place.path())
    plan = try StoreTests.plan()
    sweep = try file.begin(plan)
    recording = try Recording(of: plan, sweep, in: file)
    worker = try recording.record { $0.join(ada) }
  }

  var trial: TrialID { plan.trials[0].id }

  /// The trial's state as a coordinator would find it if it started now.
  func state() throws -> TrialHistory? { try file.histories(plan, of: sweep)[trial] }

  func record(_ body: (Recording) throws -> Void) throws { try recording.record(body) }

  @Test func `an attempt goes from lease to result`() throws {
    #expect(try state() == TrialHistory(standing: .open, attempts: 0, failures: 0))
    try record { record in record.lease(trial, attempt: 1, to: worker) }
    #expect(
      try state()
        == TrialHistory(standing: .running, attempts: 1, failures: 0))
    try record { record in
      record.finish(trial, attempt: 1, outcome(0.5, 0.7), seconds: 2)
    }
    #expect(
      try state()
        == TrialHistory(standing: .finished(outcome(0.5, 0.7)), attempts: 1, failures: 0))
  }

  /// Swift takes both spellings for equal, and a hash does not.
  @Test func `metrics that differ in bytes alone are kept as they were handed in`() throws {
    let spellings = ["caf\u{e9}", "cafe\u{301}"]
    for (trial, spelling) in zip(plan.trials, spellings) {
      try record { record in
        record.lease(trial.id, attempt: 1, to: worker)
        record.finish(
          trial.id, attempt: 1,
          Outcome(
            status: .completed,
            measurements: [Measurement(epoch: 1, metrics: ["val_accuracy": 0.5, spelling: 1])]),
          seconds: 2)
      }
    }
    #expect(try ResultsReader(at: place.path()).examine().isEmpty)
  }

  @Test func `a longer plan goes on where the shorter one was, with all that is known`() throws {
    try record { record in
      record.lease(trial, attempt: 1, to: worker)
      record.finish(trial, attempt: 1, outcome(0.5), seconds: 2)
    }
    // Another sweep of the file has one of the new trials' results, and left one in training.
    let longer = try StoreTests.plan(replicates: 4)
    let added = Array(longer.trials.dropFirst(plan.trials.count))
    let other = try StoreTests.plan(name: "other", replicates: 4)
    let otherSweep = try file.register(other, specText: "other", semantics: "engine 1")
    try Recording(of: other, otherSweep, in: file).record { record in
      let worker = record.join(ada)
      record.lease(added[0].id, attempt: 1, to: worker)
      record.finish(added[0].id, attempt: 1, outcome(0.9), seconds: 1)
      record.lease(added[1].id, attempt: 1, to: worker)
    }

    let journal = try SQLiteJournal(OpenPlan(plan), of: sweep, in: file)
    _ = try journal.beginTerm()
    let histories = try journal.extend(
      to: longer, specText: "sweep: small\n# longer\n"
    ).histories
    #expect(histories.count == added.count)
    #expect(histories[0].standing == .finished(outcome(0.9)))
    #expect(histories[1] == TrialHistory(standing: .lost, attempts: 1, failures: 0))
    #expect(histories[2...].allSatisfy { $0 == .untried })

    let reader = try ResultsReader(at: place.path())
    let latest = try #require(try reader.latestSweep())
    #expect(latest.name == "small")
    #expect(latest.evaluation.replicates == 4)
    #expect(latest.specText == "sweep: small\n# longer\n")
    // Entries from now on are of the longer plan's trials.
    let number = try #require(OpenPlan(longer).number(of: added[1].id))
    let session = Session(number: 9)
    try journal.append([
      .joined(session, ada, as: nil),
      .leased(NumberedAttempt(trial: number, number: 2), to: session),
      .finished(
        NumberedAttempt(trial: number, number: 2), DecodedOutcome(outcome(0.7)), seconds: 1),
    ])
    let after = try ResultsReader(at: place.path())
    #expect(try after.progress(of: latest.id).completed == 3)
    #expect(try after.examine().isEmpty)
  }

  @Test func `lost, returned and failed attempts are told apart`() throws {
    let failure = Failure(cause: .crashed, message: "signal 11", output: "…\nSegmentation fault\n")
    try record { record in
      record.lease(trial, attempt: 1, to: worker)
      record.lose(trial, attempt: 1)
      record.lease(trial, attempt: 2, to: worker)
      record.giveBack(trial, attempt: 2)
      record.lease(trial, attempt: 3, to: worker)
      record.fail(trial, attempt: 3, failure, isFinal: false)
    }
    #expect(try state() == TrialHistory(standing: .open, attempts: 3, failures: 1))
    try record { record in
      record.lease(trial, attempt: 4, to: worker)
      record.fail(trial, attempt: 4, failure, isFinal: true)
      record.leave(worker)
    }
    #expect(try state() == TrialHistory(standing: .failed, attempts: 4, failures: 2))

    let attempts = try ResultsReader(at: place.path()).attempts(of: trial)
    #expect(attempts.map(\.number) == [1, 2, 3, 4])
    #expect(attempts.map(\.ending) == [.lost, .returned, .failed(failure), .failed(failure)])
    #expect(attempts.allSatisfy { $0.worker.host == "ada" && $0.ended != nil })
  }

  @Test func `a trial has one live attempt at most`() throws {
    let refusal = #expect(throws: StoreError.self) {
      try record { record in
        record.lease(trial, attempt: 1, to: worker)
        record.lease(trial, attempt: 2, to: worker)
      }
    }
    #expect(refusal?.reason == .contradiction)
    #expect(try state()?.attempts == 0)
  }

  @Test func `an attempt that was given up may still bring the result`() throws {
    try record { record in
      record.lease(trial, attempt: 1, to: worker)
      record.lose(trial, attempt: 1)
      record.lease(trial, attempt: 2, to: worker)
      record.finish(trial, attempt: 1, outcome(0.5), seconds: 2)
      record.giveBack(trial, attempt: 2)
    }
    #expect(try state()?.standing == .finished(outcome(0.5)))
    let attempts = try ResultsReader(at: place.path()).attempts(of: trial)
    #expect(attempts.map(\.ending) == [.finished, .returned])
  }

  @Test func `a worker that comes back goes on with its attempt`() throws {
    let bob = WorkerFacts(
      host: "bob", process: 7, slots: 1, semantics: ["engine 1"], kernel: "Haswell")
    try record { record in
      record.lease(trial, attempt: 1, to: worker)
      record.lose(trial, attempt: 1)
      record.adopt(trial, attempt: 1, by: record.join(bob))
    }
    #expect(
      try state()
        == TrialHistory(standing: .running, attempts: 1, failures: 0))
  }

  @Test func `the outcome takes the place of what was measured on the way`() throws {
    let whole = outcome(0.5, 0.6, 0.7)
    let early = Array(outcome(0.5, 0.65).measurements)
    try record { record in
      record.lease(trial, attempt: 1, to: worker)
      record.measure(early, of: trial, attempt: 1)
      record.measure(Array(early[..<1]), of: trial, attempt: 1)
    }
    #expect(try ResultsReader(at: place.path()).measurements(of: trial) == early)
    try record { record in
      record.finish(trial, attempt: 1, whole, seconds: 2)
    }
    #expect(try ResultsReader(at: place.path()).outcome(of: trial) == whole)
  }

  /// A digest that agrees says that no bit of any number went astray.
  @Test func `an outcome comes back as it went in`() throws {
    let odd: [Double] = [
      .nan, .infinity, -.infinity, 0.1 + 0.2, .leastNonzeroMagnitude, .greatestFiniteMagnitude,
      1e16,
    ]
    let diverged = Outcome(
      status: .diverged,
      measurements: odd.enumerated().map { Measurement(epoch: $0 + 1, metrics: ["loss": $1]) },
      attachments: [
        "confusion": Document(
          .list([[50, 2], [1, 47]].map { Document(.list($0.map { Document(.integer($0)) })) })),
        "odd": Document(
          .map([
            .init(key: "a \"key\"", value: Document(.list(odd.map { Document(.number($0)) }))),
            .init(key: "text", value: Document(.text("line\nnext\ttab \\ \u{1} \u{7f} ü 🦉"))),
            .init(key: "large", value: Document(.integer(.min))),
            .init(key: "flags", value: Document(.list([Document(.boolean(true))]))),
            .init(key: "nothing", value: Document(.null)),
            .init(key: "empty", value: Document(.list([]))),
            .init(key: "", value: Document(.map([]))),
          ])),
      ])
    try file.finish(plan, [(plan.trials[0], diverged)])
    let outcome = try #require(try ResultsReader(at: place.path()).outcome(of: trial))
    #expect(outcome.digest == diverged.digest)
    #expect(outcome.status == .diverged)
    #expect(try state()?.standing == .finished(diverged))
    #expect(try ResultsReader(at: place.path()).outcome(of: plan.trials[1].id) == nil)
  }

  @Test func `a second result is refused, and kept aside when it differs`() throws {
    try file.finish(plan, [(plan.trials[0], outcome(0.5))])
    try record { record in
      record.lease(trial, attempt: 2, to: worker)
      record.lease(plan.trials[1].id, attempt: 1, to: worker)
    }
    let refusal = #expect(throws: StoreError.self) {
      try record { record in
        record.finish(trial, attempt: 2, outcome(0.6), seconds: 1)
      }
    }
    #expect(refusal?.reason == .contradiction)
    try record { record in
      record.conflict(trial, attempt: 2, outcome(0.6), seconds: 1)
    }
    #expect(try state()?.standing == .finished(outcome(0.5)))
    let reader = try ResultsReader(at: place.path())
    #expect(try reader.outcome(of: trial) == outcome(0.5))
    #expect(try reader.attempts(of: trial).map(\.ending) == [.finished, .finished])
    #expect(try reader.conflicts(of: sweep) == [Conflict(trial: trial, attempt: 2, outcome(0.6))])
  }

  @Test func `a coordinator finds the attempts of its sweep and ends those of others`() throws {
    let other = try StoreTests.plan(name: "other", l2: [7], replicates: 1)
    let otherSweep = try file.register(other, specText: "other", semantics: "engine 1")
    try Recording(of: other, otherSweep, in: file).record { record in
      record.lease(other.trials[0].id, attempt: 1, to: record.join(ada))
    }
    // A run of the other sweep ends the leases of this one, and the other way round.
    try Recording(of: plan, sweep, in: file).record { record in
      record.lease(trial, attempt: 1, to: record.join(ada))
    }
    _ = try file.beginTerm(plan, of: sweep)
    #expect(try state()?.standing == .running)
    #expect(
      try file.histories(other, of: otherSweep)[other.trials[0].id]
        == TrialHistory(standing: .lost, attempts: 1, failures: 0))
  }

  @Test func `nothing in a file points at what is not there`() throws {
    try file.finish(plan, [(plan.trials[0], outcome(0.5, .nan))])
    try record { record in
      record.lease(trial, attempt: 2, to: worker)
      record.conflict(trial, attempt: 2, outcome(0.6), seconds: 1)
    }
    let database = try Database(at: place.path(), mode: .readOnly)
    #expect(try database.prepare("PRAGMA foreign_key_check").map { $0.text(0) } == [])
    #expect(try database.integrityProblems() == [])
  }

  /// Somebody with `sqlite3` and good intentions.
  @Test(arguments: [
    "UPDATE results SET status = 'diverged'",
    "DELETE FROM results",
    "INSERT OR REPLACE INTO results SELECT * FROM results",
    "UPDATE measurements SET value = 1",
    "DELETE FROM measurements",
    "UPDATE attachments SET content = '[]'",
    "DELETE FROM attachments",
  ])
  func `what was recorded cannot be changed by hand`(statement: String) throws {
    let result = Outcome(
      status: .completed, measurements: outcome(0.5).measurements,
      attachments: ["confusion": Document(.list([Document(.integer(7))]))])
    try file.finish(plan, [(plan.trials[0], result)])
    let refusal = #expect(throws: DatabaseError.self) {
      try Database(at: place.path()).execute(statement)
    }
    #expect(refusal?.reason == .constraint)
    #expect(try ResultsReader(at: place.path()).outcome(of: trial) == result)
  }
}
