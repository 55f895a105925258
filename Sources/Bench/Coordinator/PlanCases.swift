import Datasets
import Documents
import Glibc
import Processes
import Reports
import Store
import Sweeps

/// The time that a sweep of 100,000 trials takes besides its trainings.
enum PlanCases {
  static func plan() throws -> [Figure] {
    let start = now()
    let stage = try Stage(trials: 100_000)
    let planned = now()
    do {
      let file = try ResultsFile(at: stage.resultsPath)
      _ = try file.register(stage.plan, specText: stage.specText, semantics: Stage.semantics)
    }
    let stored = now()
    var status: [Double] = []
    let watch = Watch(trials: 100_000)
    watch.atPicture = {
      // Nine times while results pour in, from the reader's side of the file.
      guard watch.finished > 10_000 * (status.count + 1), status.count < 9 else { return }
      let before = now()
      _ = try? PlanCases.status(of: stage.resultsPath)
      status.append(now() - before)
    }
    try stage.run(
      worker: {
        try Crowd.Options(endpoint: $0, workers: 8, slots: 8, nap: 0).command
      }, watch: watch)
    let before = now()
    let counts = try PlanCases.table(of: stage.resultsPath)
    return [
      Figure(
        "100,000 trials planned and stored", stored - start, "s", .atMost(5),
        ["planned_s": .number((planned - start).rounded(4))]),
      Figure(
        "their status while running, median", status.median * 1e3, "ms", .atMost(100),
        ["worst_ms": .number(((status.max() ?? .nan) * 1e3).rounded(4))]),
      Figure(
        "their table", now() - before, "s", .atMost(1), ["trials": .integer(counts)]),
    ]
  }

  /// Does the work of `sweep status`; gives the number of trials.
  private static func status(of path: String) throws -> Int {
    let file = try ResultsReader(at: path)
    guard let sweep = try file.latestSweep() else { throw Trouble("no sweep was recorded") }
    let values = try file.values(of: sweep.id, metric: sweep.metric)
    _ = try (file.labels(of: sweep.id), file.activity(of: sweep.id))
    _ = try file.failures(of: sweep.id, last: 10)
    return summarised(values, of: sweep)
  }

  /// Does the work of `sweep table`; gives the number of trials.
  private static func table(of path: String) throws -> Int {
    let file = try ResultsReader(at: path)
    guard let sweep = try file.latestSweep() else { throw Trouble("no sweep was recorded") }
    return summarised(try file.values(of: sweep.id, metric: sweep.metric), of: sweep)
  }

  private static func summarised(_ values: [TrialValue], of sweep: RecordedSweep) -> Int {
    let summary = Summary(
      values, configurationCount: sweep.configurationCount, metric: sweep.metric,
      unit: sweep.evaluation.summaryUnit)
    precondition(summary.rows.count == sweep.configurationCount)
    return values.count
  }
}
