import Hashing
import Records
import SQLite
import Sweeps
import Testing
import Trials

@testable import Store

struct ResultsReaderTests {
  let place: Workplace
  let file: ResultsFile
  let plan: Plan
  let sweep: SweepID

  init() throws {
    place = try Workplace()
    file = try ResultsFile(at: place.path())
    plan = try StoreTests.plan()
    sweep = try file.begin(plan)
  }

  func reader() throws -> ResultsReader { try ResultsReader(at: place.path()) }

  /// A change of the schema has another digest, which is to be put there.
  @Test func `files of today are known by their statements`() throws {
    #expect(try SchemaModel.of(.current).digest == SchemaModel.currentDigest)
    #expect(try SchemaModel.isCurrent(Connection(at: place.path(), mode: .readOnly)))
  }

  @Test func `sees one moment of a file that goes on being written`() throws {
    let before = try reader()
    try file.finish(plan, plan.trials[..<5].map { ($0, outcome(0.5)) })
    let after = try reader()
    let during = try Recording(of: plan, sweep, in: file).record { record in
      let worker = record.join(ada)
      record.lease(plan.trials[5].id, attempt: 1, to: worker)
      // Opened with a transaction under way: neither waits for the other.
      return try ResultsReader(at: place.path()).progress(of: sweep)
    }
    #expect(during.done == 5 && during.running == 0)
    #expect(try before.progress(of: sweep).done == 0)
    #expect(try after.progress(of: sweep).done == 5)
    #expect(try after.progress(of: sweep).running == 0)
    #expect(try reader().progress(of: sweep).running == 1)
  }

  @Test func `selections of trials are those of all, in their order`() throws {
    try file.finish(plan, [(plan.trials[1], outcome(.nan, status: .diverged))])
    try file.finish(plan, plan.trials[2..<9].map { ($0, outcome(0.5)) })
    try Recording(of: plan, sweep, in: file).record { record in
      let worker = record.join(ada)
      for trial in [plan.trials[10], plan.trials[12]] {
        record.lease(trial.id, attempt: 1, to: worker)
        let failure = Failure(cause: .invalid, message: "units must be positive")
        record.fail(trial.id, attempt: 1, failure, isFinal: true)
      }
    }
    let reader = try reader()
    let metric = plan.sweep.metric
    let all = try reader.trials(of: sweep, metric: metric)
    #expect(
      try reader.trials(of: sweep, metric: metric, .failed) == all.filter { $0.status == .failed })
    #expect(
      try reader.trials(of: sweep, metric: metric, .configurations([2, 0]))
        == all.filter { [0, 2].contains($0.configuration) })
    #expect(try reader.trials(of: sweep, metric: metric, .configurations([])) == [])
    #expect(try reader.firstMeasured(of: sweep, metric: metric) == all.first { $0.value != nil })
  }

  @Test func `values of one metric are those of all measurements`() throws {
    let measured = Outcome(
      status: .completed,
      measurements: (1...4).map { epoch in
        Measurement(epoch: epoch, metrics: epoch == 2 ? ["b": 1] : ["a": Double(epoch), "b": 0])
      })
    try file.finish(plan, [(plan.trials[0], measured)])
    let trial = plan.trials[0].id
    for (metric, epochs) in [("a", [1, 3, 4]), ("b", [1, 2, 3, 4]), ("c", [])] {
      let values = try reader().measurements(of: trial, metric: metric)
      #expect(values.map(\.epoch) == epochs)
      #expect(
        values.map(\.value) == measured.measurements.compactMap { $0.metrics[metric] })
    }
    let curves = try #require(try reader().curves(of: trial, metrics: ["b", "c", "a"]))
    #expect(curves.epochs == [1, 2, 3, 4])
    #expect(
      curves.columns == [[0, 1, 0, 0], [nil, nil, nil, nil], [1, nil, 3, 4]])
  }

  @Test func `the attempts at one trial are found without a look at others`() throws {
    let steps = try reader().connection.all("EXPLAIN QUERY PLAN \(attemptsOfTrial)", [.integer(1)])
    {
      $0.text(3)
    }
    #expect(steps.contains { $0.contains("SEARCH attempts USING PRIMARY KEY") })
    #expect(!steps.contains("SCAN attempts") && !steps.contains("SCAN leases"))
  }

  @Test func `counts trials by how far they are`() throws {
    try file.finish(plan, plan.trials[..<3].map { ($0, outcome(0.5)) })
    try file.finish(plan, [(plan.trials[3], outcome(.nan, status: .diverged))])
    try Recording(of: plan, sweep, in: file).record { record in
      let worker = record.join(ada)
      for trial in plan.trials[4...6] { record.lease(trial.id, attempt: 1, to: worker) }
      let failure = Failure(cause: .invalid, message: "units must be positive")
      record.fail(plan.trials[6].id, attempt: 1, failure, isFinal: true)
    }
    let progress = try reader().progress(of: sweep)
    #expect(
      progress == Progress(trials: 24, completed: 3, diverged: 1, failed: 1, running: 2))
    #expect(progress.done == 4)
    #expect(progress.open == 17)

    let trials = try reader().trials(of: sweep, metric: plan.sweep.metric)
    #expect(
      trials[..<8].map(\.status) == [
        .completed, .completed, .completed, .diverged, .running, .running, .failed, .open,
      ])
    #expect(trials[..<8].map(\.attempts) == [1, 1, 1, 1, 1, 1, 1, 0])
    #expect(trials[2].value == 0.5)
    #expect(trials[2].seconds == 0.5)
    #expect(trials[3].value == nil, "the last number before a loss ran away is no result")
    #expect(trials[7].value == nil && trials[7].seconds == nil)
  }

  static let metrics: [Metric] = [.maximize, .minimize].flatMap { goal in
    ["val_accuracy", "loss", "unheard of"].flatMap { name in
      [.last, .best, .epoch(1), .epoch(3)].map { Metric(name: name, goal: goal, moment: $0) }
    }
  }

  /// `Metric` says what the value of a trial is; the file finds it without reading every epoch.
  /// And whether trials are so short that it reads them all from first to last, or not.
  @Test(arguments: metrics, [0, 9]) func `finds the values that the metric's rule asks for`(
    metric: Metric, moreEpochs: Int
  ) throws {
    let long = outcome(0.8)
    let outcomes = [
      Outcome(
        status: .completed,
        measurements: long.measurements
          + (0..<moreEpochs).map { Measurement(epoch: $0 + 2, metrics: ["loss": 1]) }),
      outcome(0.5, 0.7, 0.6), outcome(0.9), outcome(.nan, 0.2, .nan), outcome(.nan, .nan),
      outcome(.infinity, 0.1), outcome(-.infinity, 0.1, 0.1), outcome(),
      Outcome(
        status: .completed,
        measurements: [
          Measurement(epoch: 2, metrics: ["val_accuracy": 0.3, "loss": 4]),
          Measurement(epoch: 3, metrics: ["loss": 5]),
        ]),
    ]
    try file.finish(plan, Array(zip(plan.trials, outcomes)))
    let values = try reader().values(of: sweep, metric: metric)
    #expect(
      values.map { [$0.configuration, $0.replicate, $0.fold] }
        == plan.trials.map { [$0.configuration, $0.replicate, $0.fold] })
    for (value, outcome) in zip(values, outcomes) {
      let expected = metric.value(of: outcome.measurements)
      #expect(value.value?.bitPattern == expected?.bitPattern)
    }
    #expect(values[outcomes.count...].allSatisfy { $0.value == nil })
    for count in 0...3 {
      let first = try reader().values(of: sweep, metric: metric, replicates: count)
      #expect(
        first.map { [$0.configuration, $0.replicate, $0.fold] }
          == plan.trials.filter { $0.replicate < count }
          .map { [$0.configuration, $0.replicate, $0.fold] })
      #expect(first.map(\.value?.bitPattern) == values.prefix(first.count).map(\.value?.bitPattern))
    }
  }

  @Test func `a configuration written twice shares its trials`() throws {
    let twice = try StoreTests.plan(l2: [0.001, 0.001])
    let id = try file.begin(twice)
    #expect(Set(twice.trials.map(\.id)).count == 12)
    let first = twice.trials.filter { $0.configuration == 0 }
    try file.finish(plan, first.map { ($0, outcome(0.5)) })
    #expect(try reader().progress(of: id).done == 12)
    let values = try reader().values(of: id, metric: twice.sweep.metric)
    #expect(Set(values.filter { $0.value != nil }.map(\.configuration)) == [0, 2])
  }

  /// Whoever reads finds places in lists by the numbers on record.
  @Test(arguments: [
    "configurations WHERE number = 0", "configurations WHERE number = 1",
    "configurations WHERE number > 1", "splits", "sweep_splits",
  ])
  func `configurations or splits that are not there are damage and no trap`(rows: String) throws {
    try file.finish(plan, plan.trials.map { ($0, outcome(0.5)) })
    try Database(at: place.path()).execute("PRAGMA foreign_keys = off; DELETE FROM \(rows)")
    let refusal = #expect(throws: StoreError.self) {
      let reader = try reader()
      let sweep = try #require(try reader.latestSweep())
      let splits = try reader.splits(of: sweep.id)
      let numbers = 0..<sweep.configurationCount
      for trial in try reader.trials(of: sweep.id, metric: sweep.metric) {
        #expect(numbers ~= trial.configuration && splits.indices ~= trial.fold)
      }
    }
    #expect(refusal?.reason == .damaged)
    #expect(refusal?.message.contains("are missing") == true)
  }

  @Test func `values and rows of a configuration that is not there are damage`() throws {
    try file.finish(plan, plan.trials.map { ($0, outcome(0.5)) })
    try Database(at: place.path()).execute(
      "PRAGMA foreign_keys = off; DELETE FROM configurations WHERE number = 3")
    let reader = try reader()
    for metric in [plan.sweep.metric, Metric(name: "loss", goal: .minimize, moment: .epoch(1))] {
      let refusal = #expect(throws: StoreError.self) {
        _ = try reader.values(of: sweep, metric: metric)
      }
      #expect(refusal?.reason == .damaged)
    }
  }

  /// Somebody edits by hand what no trigger guards.
  @Test(arguments: [
    "UPDATE sweeps SET seed = 'none'",
    "UPDATE data_sets SET hash = zeroblob(31)",
    "PRAGMA foreign_keys = off; DELETE FROM configurations",
  ])
  func `contents that cannot be are said to be damaged`(statement: String) throws {
    try Database(at: place.path()).execute("PRAGMA ignore_check_constraints = on; " + statement)
    let refusal = #expect(throws: StoreError.self) {
      let reader = try reader()
      _ = try reader.labels(of: try #require(try reader.latestSweep()).id)
    }
    #expect(refusal?.reason == .damaged)
  }
}
