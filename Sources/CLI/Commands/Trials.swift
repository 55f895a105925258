import Documents
import Processes
import Reports
import Results
import Store
import Sweeps
import Trials

extension Command {
  /// Every trial of a sweep.
  static let trials = Command(
    name: "trials", summary: "list the trials of a sweep", synopsis: "[options]",
    discussion: """
      One line a trial: where it stands, the metric, how long it took, and for one that failed why.
      Those of configurations that 'sweep remove' has hidden are left out.
      """,
    example: "sweep trials --failed", options: [TrialsOptions.failed, .sweep, .results, .json]
  ) { arguments in
    let recorded = try SweepReader(arguments)
    let onlyFailed = arguments.has(TrialsOptions.failed)
    let labels = try recorded.file.labels(of: recorded.sweep.id)
    let parameters = recorded.sweep.parameterNames
    try recorded.noteHidden()
    var output = Output.Stream()
    guard !arguments.has(.json) else {
      var list = JSONListText()
      try recorded.forEachRow(onlyFailed: onlyFailed) { row in
        let json = TrialListing.json(of: row, parameters, labels[row.configuration])
        output.print(list.text(of: json))
      }
      output.print(list.end)
      return .success
    }
    var widths = TrialListing.Widths(
      parameters: parameters, metric: recorded.sweep.metric.name, labels: labels)
    try recorded.forEachRow(onlyFailed: onlyFailed) { widths.include($0) }
    let listing = TrialListing(widths)
    output.print(listing.head)
    try recorded.forEachRow(onlyFailed: onlyFailed) { output.print(listing.text(of: $0)) }
    return .success
  }
}

/// The options of `trials`.
private enum TrialsOptions {
  static let failed = Option("--failed", "only those that failed for good")
}
