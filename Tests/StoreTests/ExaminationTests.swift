import Documents
import Records
import SQLite
import Store
import Sweeps
import Testing
import Trials

/// The findings of the doctor in a file.
struct ExaminationTests {
  let place: Workplace
  let sweep: SweepID

  init() throws {
    place = try Workplace()
    let plan = try plan()
    let file = try ResultsFile(at: place.path())
    sweep = try file.begin(plan)
    try file.finish(plan, plan.trials.prefix(6).map { ($0, outcome(0.5, 0.75)) })
    try Recording(of: plan, sweep, in: file).record { record in
      let worker = record.join(ada)
      let trial = plan.trials[6].id
      for attempt in 1...2 {
        record.lease(trial, attempt: attempt, to: worker)
        let failure = Failure(cause: .crashed, message: "signal 11", output: "oh")
        record.fail(trial, attempt: attempt, failure, isFinal: attempt == 2)
      }
    }
  }

  private func rules() throws -> [String] {
    try ResultsReader(at: place.path()).examine().map(\.rule)
  }

  @Test func `a configuration that is called by other values than it has`() throws {
    try Database(at: place.path()).execute(
      "UPDATE parameter_values SET label = '9e-05' WHERE configuration = 0 AND parameter = 0")
    #expect(try rules() == ["I5"])
  }

  @Test func `nothing in a sound file`() throws {
    #expect(try rules() == [])
  }

  /// SQLite keeps -0.0 as 0.0, so its hash is that of 0.0.
  @Test func `nothing in a file with a zero that was negative`() throws {
    let plan = try plan(name: "zero", l2: [0.1])
    do {
      let file = try ResultsFile(at: place.path())
      _ = try file.begin(plan)
      try file.finish(
        plan, [(plan.trials[0], outcome(-0.0, 0.5)), (plan.trials[1], outcome(0.5, -0.0))])
    }
    #expect(outcome(-0.0).digest == outcome(0.0).digest)
    #expect(try rules() == [])
  }

  /// In a hash the shorter name comes first, and epochs have the metrics that were measured then.
  @Test func `nothing in a file with metrics that lack epochs, or that are no numbers`() throws {
    let plan = try plan(name: "several", l2: [0.1])
    let measured = Outcome(
      status: .completed,
      measurements: [
        Measurement(epoch: 0, metrics: ["val_accuracy": .infinity, "loss": .nan]),
        Measurement(epoch: 3, metrics: ["val_accuracy": 0.5, "z": -0.0, "aa": 1]),
        Measurement(epoch: 300, metrics: ["aa": -.infinity]),
      ])
    do {
      let file = try ResultsFile(at: place.path())
      _ = try file.begin(plan)
      try file.finish(
        plan,
        [
          (plan.trials[0], measured),
          (plan.trials[1], Outcome(status: .diverged, measurements: [])),
        ])
    }
    #expect(try rules() == [])
  }

  @Test(arguments: [
    ("UPDATE attempts SET ending = 'lost' WHERE trial = 1", ["I2"]),
    ("UPDATE attempts SET number = 4 WHERE trial = 7 AND number = 2", ["I4"]),
    ("UPDATE coordinators SET epoch = epoch + 5; UPDATE attempts SET epoch = epoch + 5", ["I6"]),
    ("UPDATE splits SET training = x'01' WHERE id = 1", ["I5"]),
    ("UPDATE configurations SET recipe = '{}' WHERE number = 0", ["I5"]),
    ("UPDATE sweeps SET spec = 'sweep: other'", ["I5"]),
    ("DROP TRIGGER results_never_change", ["I8"]),
    ("UPDATE results SET status = 'diverged' WHERE trial = 2", ["I8", "I12"]),
    ("UPDATE measurements SET value = 0.7500001 WHERE trial = 3 AND epoch = 2", ["I8"]),
    ("DELETE FROM results WHERE trial = 3", ["I1", "I12"]),
    ("UPDATE standings SET open = open - 1", ["I12"]),
    ("UPDATE standings SET best = 1, best_n = 1, best_mean = 0.5", ["I12"]),
    ("UPDATE standings SET mean_seconds = 0.51", ["I12"]),
    ("DELETE FROM standings", []),
  ]) func `what cannot be`(damage: String, expected: [String]) throws {
    let database = try Database(at: place.path())
    // The triggers would not let it happen; a disk does not ask them.
    let list = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
    let triggers =
      damage.hasPrefix("DROP TRIGGER")
      ? [] : try database.prepare(list).map { (name: $0.text(0), sql: $0.text(1)) }
    for trigger in triggers { try database.execute("DROP TRIGGER \(trigger.name)") }
    try database.execute(damage)
    for trigger in triggers { try database.execute(trigger.sql) }
    #expect(Set(try rules()) == Set(expected))
  }

  @Test func `the digest depends on the results, and on nothing else`() throws {
    let before = try ResultsReader(at: place.path()).resultsDigest(of: sweep)
    let other = try Workplace()
    let plan = try plan()
    do {
      let file = try ResultsFile(at: other.path())
      let sweep = try file.begin(plan)
      for trial in plan.trials.prefix(6).reversed() {
        try file.finish(plan, [(trial, outcome(0.5, 0.75))])
      }
      #expect(try ResultsReader(at: other.path()).resultsDigest(of: sweep) == before)
      try file.finish(plan, [(plan.trials[7], outcome(0.5))])
      #expect(try ResultsReader(at: other.path()).resultsDigest(of: sweep) != before)
    }
  }

  @Test func `a trial that was given up gets all its chances again, and keeps its history`() throws
  {
    let plan = try plan()
    let trial = plan.trials[6].id
    #expect(try ResultsReader(at: place.path()).givenUp(of: sweep).map(\.0) == [trial])
    let file = try ResultsFile(at: place.path())
    try file.retry([trial, plan.trials[0].id])
    #expect(try file.histories(plan, of: sweep)[plan.trials[0].id]?.attempts == 1)
    let state = try file.histories(plan, of: sweep)[trial]
    #expect(state == TrialHistory(standing: .open, attempts: 2, failures: 0))
    #expect(try ResultsReader(at: place.path()).attempts(of: trial).count == 2)
  }
}
