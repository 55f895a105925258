import Documents
import Reports
import Store
import Sweeps

extension Command {
  /// Every trial of a sweep.
  static let trials = Command(
    name: "trials", summary: "list the trials of a sweep", synopsis: "[options]",
    discussion: """
      One line a trial: where it stands, the metric, how long it took, and for one that failed why.
      """,
    example: "sweep trials --failed", options: [TrialsOptions.failed, .sweep, .results, .json]
  ) { arguments in
    let recorded = try Recorded(arguments)
    var trials = try recorded.file.trials(of: recorded.sweep.id, metric: recorded.sweep.metric)
    if arguments.has(TrialsOptions.failed) { trials = trials.filter { $0.status == .failed } }
    let labels = try recorded.file.labels(of: recorded.sweep.id)
    let listing = TrialListing(
      parameters: recorded.sweep.parameterNames, metric: recorded.sweep.metric.name,
      rows: try trials.map { trial in
        TrialListing.Row(
          id: trial.id, labels: labels[trial.configuration], replicate: trial.replicate,
          fold: trial.fold, status: trial.status.rawValue, value: trial.value,
          seconds: trial.seconds, attempts: trial.attempts,
          failure: trial.status == .failed ? try recorded.failure(of: trial.id) : nil)
      })
    Output.print(arguments.has(.json) ? listing.json.document : listing.text)
    return .success
  }
}

/// The options of `trials`.
private enum TrialsOptions {
  static let failed = Option("--failed", "only those that failed for good")
}

extension Recorded {
  /// Why the trial's last failed attempt failed.
  fileprivate func failure(of trial: TrialID) throws -> Failure? {
    for attempt in try file.attempts(of: trial).reversed() {
      if case .failed(let failure)? = attempt.ending { return failure }
    }
    return nil
  }
}
