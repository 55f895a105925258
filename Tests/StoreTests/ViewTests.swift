import Documents
import Hashing
import Records
import SQLite
import Statistics
import Store
import Sweeps
import Testing
import Trials

/// The views are there for people; what they say must be what the program says.
struct ViewTests {
  let place: Workplace
  let file: ResultsFile

  init() throws {
    place = try Workplace()
    file = try ResultsFile(at: place.path())
  }

  /// Rows as `sqlite3` prints them.
  func rows(_ sql: String) throws -> [String] {
    try Database(at: place.path(), mode: .readOnly).prepare(sql).map { row in
      (0..<row.columnCount).map { row.text($0) }.joined(separator: "|")
    }
  }

  /// Accuracies near one, of which sums of squares would keep few digits; some are missing.
  func train(_ plan: Plan) throws {
    var outcomes = plan.trials.enumerated().map {
      ($1, outcome(0.5, 0.98 + 0.001 * Double($0 * $0 % 7)))
    }
    outcomes[1].1 = outcome(0.5, .nan, status: .diverged)
    outcomes[5].1 = outcome(0.5, .infinity, status: .diverged)
    outcomes[9].1 = outcome(0.5, -.infinity, status: .diverged)
    try file.finish(plan, outcomes.filter { $0.0.configuration != 3 })
    try file.finish(plan, [outcomes[3]])
  }

  @Test func `summary agrees with the program's own`() throws {
    let plan = try plan()
    let sweep = try file.begin(plan)
    try train(plan)
    let values = try ResultsReader(at: place.path()).values(of: sweep, metric: plan.sweep.metric)
    let summary = Summary(
      values, configurationCount: 4, metric: plan.sweep.metric, unit: .trials)

    let database = try Database(at: place.path(), mode: .readOnly)
    let view = try database.prepare(
      "SELECT configuration, n, mean, std, min, max FROM summary WHERE sweep = 'small'")
    var row = 0
    var rows = try view.rows()
    while let found = try rows.next() {
      let moments = summary.rows[row].moments
      #expect(found.int(0) == row)
      #expect(found.int(1) == moments.count)
      #expect(abs(found.double(2) - (try #require(moments.mean))) < 1e-15)
      if let deviation = moments.standardDeviation {
        #expect(abs(found.double(3) / deviation - 1) < 1e-12)
      } else {
        #expect(found.isNull(3))
      }
      #expect(found.double(4) == moments.minimum)
      #expect(found.double(5) == moments.maximum)
      row += 1
    }
    #expect(row == 4)
    #expect(summary.rows.map(\.moments.count) == [6, 3, 6, 1])
  }

  @Test func `summary names configurations and shows those without values`() throws {
    let plan = try plan()
    _ = try file.begin(plan)
    try file.finish(
      plan,
      plan.trials.filter { $0.configuration == 1 }.map { ($0, outcome(0.25)) })
    #expect(
      try rows("SELECT * FROM summary") == [
        "small|0|l2=0, layers=small|val_accuracy|0|||||6",
        "small|1|l2=0, layers=wide|val_accuracy|6|0.25|0.0|0.25|0.25|6",
        "small|2|l2=0.001, layers=small|val_accuracy|0|||||6",
        "small|3|l2=0.001, layers=wide|val_accuracy|0|||||6",
      ])
  }

  @Test func `summary shows the sweep that was run last of each name`() throws {
    let old = try plan(replicates: 1)
    _ = try file.begin(old)
    try file.finish(old, old.trials.map { ($0, outcome(0.25)) })
    _ = try file.begin(plan(name: "other", l2: [5], replicates: 1))
    _ = try file.begin(plan(replicates: 2))
    let counts = "SELECT sweep, sum(n), sum(trials) FROM summary GROUP BY sweep"
    #expect(try rows(counts) == ["other|0|4", "small|8|16"])
    _ = try file.begin(old)
    #expect(try rows(counts) == ["other|0|4", "small|8|8"])
  }

  @Test func `no view shows what is hidden, also where a longer form of the sweep begins`() throws {
    let short = try plan(replicates: 1)
    let sweep = try file.begin(short)
    try file.finish(short, short.trials.map { ($0, outcome(0.25)) })
    try file.hide(1, of: sweep, because: "a slip")
    let shown = "SELECT count(*) FROM summary WHERE configuration = 1"
    let trials = "SELECT count(*) FROM trial_results WHERE configuration = 1"
    let curves = "SELECT count(*) FROM curves WHERE configuration = 1"
    for view in [shown, trials, curves] { #expect(try rows(view) == ["0"]) }
    #expect(try rows("SELECT count(*) FROM summary") == ["3"])

    let longer = try file.begin(plan(replicates: 2))
    #expect(longer != sweep)
    let removals = try ResultsReader(at: place.path()).removals(of: longer)
    #expect(removals.map(\.configuration) == [1] && removals.map(\.reason) == ["a slip"])
    for view in [shown, trials, curves] { #expect(try rows(view) == ["0"]) }
    try file.restore(1, of: longer)
    #expect(try rows(shown) == ["1"])
    _ = try file.hide(sweepsNamed: "small", because: "old")
    #expect(try rows("SELECT count(*) FROM summary") == ["0"])
  }

  @Test(arguments: [Metric.Goal.maximize, .minimize], [Metric.Moment.last, .best, .epoch(1)])
  func `trial_results lists what the program lists`(
    goal: Metric.Goal, moment: Metric.Moment
  ) throws {
    let plan = try plan(metric: Metric(name: "val_accuracy", goal: goal, moment: moment))
    let sweep = try file.begin(plan)
    try train(plan)
    let trials = try ResultsReader(at: place.path()).trials(of: sweep, metric: plan.sweep.metric)
    let expected = trials.sorted {
      ($0.configuration, $0.replicate, $0.fold) < ($1.configuration, $1.replicate, $1.fold)
    }.map { trial in
      [
        "\(trial.configuration)", "\(trial.replicate)", "\(trial.fold)", trial.status.rawValue,
        trial.value.map { $0.isNaN ? "" : $0.isFinite ? "\($0)" : $0 > 0 ? "Inf" : "-Inf" } ?? "",
        trial.seconds.map { "\($0)" } ?? "", "\(trial.attempts)", trial.id.digest.description,
      ].joined(separator: "|")
    }
    #expect(
      try rows(
        """
        SELECT configuration, replicate, fold, status, value, seconds, attempts, trial
        FROM trial_results
        """) == expected)
  }

  @Test func `curves has a row for every metric at every epoch`() throws {
    let plan = try plan(l2: [0], replicates: 1)
    _ = try file.begin(plan)
    try file.finish(plan, [(plan.trials[3], outcome(0.25, 0.5))])
    #expect(
      try rows("SELECT * FROM curves") == [
        "small|1|l2=0, layers=wide|0|1|loss|1|0.75",
        "small|1|l2=0, layers=wide|0|1|loss|2|0.5",
        "small|1|l2=0, layers=wide|0|1|val_accuracy|1|0.25",
        "small|1|l2=0, layers=wide|0|1|val_accuracy|2|0.5",
      ])
  }

  @Test func `values of parameters keep their types`() throws {
    _ = try file.begin(plan(replicates: 1))
    #expect(
      try rows(
        """
        SELECT p.name, v.label, typeof(v.value), v.value
        FROM parameter_values v
        JOIN parameters p ON p.sweep = v.sweep AND p.position = v.parameter
        WHERE v.configuration = 2
        """) == ["l2|0.001|real|0.001", #"layers|small|text|{"units": 4}"#])
  }
}
