import Documents
import Processes
import Reports
import Results
import Specs
import Statistics
import Store
import Sweeps
import Trials
import Views

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
    "--over", value: "UNIT", words: Summary.Unit.allCases.map(\.rawValue),
    "what counts as one observation: trials, replicates or folds (default: folds, if several)")
  static let variance = Option(
    "--variance", value: "MODEL", words: VarianceModel.allCases.map(\.rawValue),
    "of differences: moderated (default), separate or pooled; see 'sweep help table'")
  static let metric = Option(
    "--metric", value: "NAMES",
    "metrics, with commas between, such as val_mae,fid:minimize (default: the sweep's own)")
  static let interval = Option(
    "--interval", value: "METHOD", words: SummaryTable.IntervalMethod.allCases.map(\.rawValue),
    "of means: student (default), or bootstrap from ten replicates on")
  static let level = Option(
    "--level", value: "SHARE", "of intervals, and 1 less the size of tests (default: 0.95)")
  static let label = Option(
    "--label", value: "METRIC=TEXT", repeats: true,
    "what a metric is called, such as val_accuracy=\"Accuracy (%)\"; may be repeated")
  static let percent = Option("--percent", "shares in per cent, such as 98.34 for 0.9834")
}

extension Arguments {
  var resultsPath: String { text(.results) ?? ResultsPath.standard }

  /// Between 0 and 1, both excluded.
  func level() throws(UserError) -> Double {
    try number(.level, between: 0, and: 1) ?? 0.95
  }
}

extension SummaryOptions {
  /// The options of commands that print or draw numbers.
  static let all: [Option] = [.metric, .over, .level]
  /// The options of commands that mark the better configurations.
  static let marking: [Option] = all + [.variance]
  /// The options of commands that show metrics to people.
  static let wording: [Option] = [.label, .percent]

  /// Reads the options from a command line.
  init(_ arguments: Arguments) throws(UserError) {
    self.init(
      metrics: try arguments.list(.metric),
      unit: try arguments.choice(.over, among: Summary.Unit.allCases.map { ($0.rawValue, $0) }),
      level: try arguments.level(),
      variance: try arguments.choice(
        .variance, among: VarianceModel.allCases.map { ($0.rawValue, $0) }) ?? .moderated,
      interval: try arguments.choice(
        .interval, among: SummaryTable.IntervalMethod.allCases.map { ($0.rawValue, $0) })
        ?? .student,
      labels: try SummaryOptions.labels(arguments), isPercent: arguments.has(.percent))
  }

  /// The texts of `--label` by metric.
  private static func labels(_ arguments: Arguments) throws(UserError) -> [String: String] {
    var labels: [String: String] = [:]
    for text in arguments.texts(.label) {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw UserError(
          "--label takes a metric and what it is called, such as val_accuracy=\"Accuracy (%)\", not"
            + " '\(text)'")
      }
      guard labels.updateValue(parts[1], forKey: parts[0]) == nil else {
        throw UserError("--label names '\(parts[0])' twice")
      }
    }
    return labels
  }
}
