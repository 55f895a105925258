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

extension SweepReader {
  /// Visits the trials that are shown in the order of the plan; what it reads is the same each time.
  func forEachRow(
    onlyFailed: Bool = false, _ visit: (TrialListing.Row) -> Void
  ) throws(StoreError) {
    func row(_ trial: TrialRecord) throws(StoreError) {
      // Of what left a race or was not trained to the end, all trials are told.
      guard !onlyFailed || trial.status == .failed, shown.reason(for: trial.configuration) == nil
      else { return }
      visit(try self.row(of: trial))
    }
    if halving != nil {
      try file.forEachPartialTrial(of: sweep.id, metric: sweep.metric, row)
    }
    try file.forEachTrial(of: sweep.id, metric: sweep.metric, row)
  }

  /// A part of the trials that are shown, where no more than that has to be looked at: of a sweep of which nothing
  /// is hidden and nothing ends before its end; nil of any other.
  func rows(
    ofConfiguration configuration: Int?, first: Int, count: Int
  ) throws(StoreError) -> (part: [TrialListing.Row], total: Int)? {
    guard halving == nil, shown.removals.isEmpty else { return nil }
    let (part, total) = try file.trials(
      of: sweep.id, metric: sweep.metric, configuration: configuration, first: first, count: count)
    var rows: [TrialListing.Row] = []
    for trial in part { rows.append(try row(of: trial)) }
    return (rows, total)
  }

  private func row(of trial: TrialRecord) throws(StoreError) -> TrialListing.Row {
    TrialListing.Row(
      id: trial.id, configuration: trial.configuration, replicate: trial.replicate,
      fold: trial.fold, until: trial.until, status: trial.status.rawValue, value: trial.value,
      seconds: trial.seconds, attempts: trial.attempts,
      failure: trial.status == .failed ? try failure(of: trial.id) : nil)
  }

  /// Why the trial's last failed attempt failed.
  private func failure(of trial: TrialID) throws(StoreError) -> Failure? {
    for attempt in try file.attempts(of: trial).reversed() {
      if case .failed(let failure)? = attempt.ending { return failure }
    }
    return nil
  }
}
