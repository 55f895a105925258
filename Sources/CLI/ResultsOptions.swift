import Reports
import Store
import Sweeps

/// Where results are, and which of them.
extension Option {
  static let results = Option(
    "--results", value: "PATH", "the results file (default: sweep.sqlite)")
  static let networkDisk = Option(
    "--network-disk", "allow the results file on a network's file system")
  static let sweep = Option(
    "--sweep", value: "NAME", "the sweep of this name (default: the one run last)")
  static let json = Option("--json", "print JSON")
  static let over = Option(
    "--over", value: "UNIT",
    "what counts as one observation: trials, replicates or folds (default: replicates, if several)")
}

extension Arguments {
  var resultsPath: String { text(.results) ?? "sweep.sqlite" }

  func unit() throws(UserError) -> Summary.Unit? {
    try choice(.over, among: Summary.Unit.allCases.map { ($0.rawValue, $0) })
  }
}

/// A sweep as its results file tells of it: whatever commands print comes from here, and so a
/// running sweep and a finished one, here or copied from elsewhere, look alike.
struct Recorded {
  let file: ResultsReader
  let sweep: RecordedSweep

  /// Opens the file that the command line names, at the sweep that it names.
  init(_ arguments: Arguments) throws {
    try self.init(path: arguments.resultsPath, name: arguments.text(.sweep))
  }

  init(path: String, name: String? = nil) throws {
    file = try ResultsReader(at: path)
    guard let sweep = try file.latestSweep(named: name) else {
      guard let name else {
        throw UserError("'\(path)' holds no sweep yet; make one with 'sweep run'")
      }
      let names = Set(try file.sweeps().map(\.name)).sorted()
      throw UserError(
        "'\(path)' holds no sweep named '\(name)'" + suggestion(for: name, among: names)
          + " (it holds \(names.joined(separator: ", ")))")
    }
    self.sweep = sweep
  }

  /// How the trials stand.
  var counts: TrialCounts {
    get throws {
      let progress = try file.progress(of: sweep.id)
      return TrialCounts(
        completed: progress.completed, diverged: progress.diverged, failed: progress.failed,
        running: progress.running, waiting: progress.open)
    }
  }

  /// Mean and spread of every configuration, over the unit asked for or the sweep's own.
  func table(over unit: Summary.Unit? = nil) throws -> SummaryTable {
    let summary = Summary(
      try file.values(of: sweep.id, metric: sweep.metric),
      configurationCount: sweep.configurationCount, metric: sweep.metric,
      unit: unit ?? sweep.evaluation.summaryUnit)
    return SummaryTable(
      sweep: sweep.name, parameters: sweep.parameterNames,
      labels: try file.labels(of: sweep.id), metric: sweep.metric, evaluation: sweep.evaluation,
      summary: summary, counts: try counts)
  }
}
