import Records
import SQLite
import Store
import Sweeps
import Testing
import Trials
import Views

/// The standings of sweeps that a file keeps.
struct StandingTests {
  let place: Workplace
  let plan: Plan

  init() throws {
    place = try Workplace()
    plan = try StoreTests.plan(replicates: 1, folds: 2)
  }

  /// Trains all trials but the last, which is given up.
  private func train() throws -> SweepID {
    let file = try ResultsFile(at: place.path())
    let sweep = try file.begin(plan)
    let outcomes = plan.trials.dropLast().map { trial in
      (trial: trial, outcome: outcome(0.5 + Double(trial.configuration) / 10))
    }
    try file.finish(plan, outcomes)
    try Recording(of: plan, sweep, in: file).record { record in
      let last = plan.trials[plan.trials.count - 1].id
      record.lease(last, attempt: 1, to: record.join(ada))
      record.fail(
        last, attempt: 1, Failure(cause: .crashed, message: "signal 9"), isFinal: true)
    }
    return sweep
  }

  private func row() throws -> Int {
    try Database(at: place.path(), mode: .readOnly).prepare("SELECT count(*) FROM standings")
      .first { $0.int(0) } ?? 0
  }

  /// The standing on record, which agrees with the one counted from the trials.
  private func standing() throws -> Standing {
    let reader = try ResultsReader(at: place.path())
    let sweep = try #require(try reader.latestSweep())
    let standing = try reader.standing(of: sweep)
    #expect(try standing.agrees(with: reader.countedStanding(of: sweep)))
    #expect(try reader.wrongStandings() == [])
    return standing
  }

  @Test func `what a coordinator records is counted in the same commit`() throws {
    _ = try train()
    let standing = try standing()
    #expect(standing.completed == plan.trials.count - 1)
    #expect(standing.failed == 1)
    #expect(standing.failedAttempts == 1)
    #expect(standing.open == 0)
    #expect(standing.durations == Standing.Durations(count: 7, mean: 0.5, deviation: 0))
    // The last configuration lacks a fold for good.
    #expect(standing.best?.configuration == 2)
    #expect(try row() == 1)
  }

  @Test func `what changes the record at rest has it counted again`() throws {
    let sweep = try train()
    let trial = plan.trials[plan.trials.count - 1].id
    try ResultsFile(at: place.path()).retry([trial])
    #expect(try standing().open == 1)
    #expect(try row() == 1)

    // It is one fold short, and that is open again.
    #expect(try standing().best?.configuration == 3)
    try ResultsFile(at: place.path()).hide(3, of: sweep, because: "noisy")
    #expect(try standing().best?.configuration == 2)
    try ResultsFile(at: place.path()).restore(3, of: sweep)
    #expect(try standing().best?.configuration == 3)

    _ = try ResultsFile(at: place.path()).setAside([plan.trials[0].id], because: "again")
    #expect(try standing().completed == plan.trials.count - 2)
    #expect(try row() == 1)
  }

  @Test func `a sweep that may share trials is counted when another has run`() throws {
    _ = try train()
    let other = try StoreTests.plan(l2: [0, 0.001, 0.01], replicates: 1, folds: 2)
    do {
      let file = try ResultsFile(at: place.path())
      let sweep = try file.begin(other)
      _ = try SQLiteJournal(OpenPlan(other), of: sweep, in: file).replay()
    }
    let reader = try ResultsReader(at: place.path())
    let sweeps = try reader.sweeps()
    #expect(sweeps.count == 2)
    for sweep in sweeps {
      #expect(
        try reader.standing(of: sweep).agrees(with: reader.countedStanding(of: sweep)))
    }
    #expect(try row() == 1)
  }

  @Test func `a sweep of other data keeps what is written of it`() throws {
    _ = try train()
    try Database(at: place.path()).execute("UPDATE sweeps SET seed = '7'")
    do { _ = try ResultsFile(at: place.path()).begin(StoreTests.plan(name: "other")) }
    #expect(try row() == 1)
  }

  @Test func `what another program forgets is counted again on demand`() throws {
    _ = try train()
    try Database(at: place.path()).execute("UPDATE standings SET completed = 1")
    #expect(try ResultsReader(at: place.path()).wrongStandings().count == 1)
    try ResultsFile(at: place.path()).forgetStandings()
    #expect(try standing().completed == plan.trials.count - 1)
  }
}
