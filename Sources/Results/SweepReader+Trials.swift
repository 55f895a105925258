import Hashing
import Processes
package import Reports
package import Store
package import Trials

extension SweepReader {
  /// Visits the trials that are shown in the order of the plan; what it reads is the same each time.
  package func forEachRow(
    onlyFailed: Bool = false, _ visit: (TrialListing.Row) -> Void
  ) throws(StoreError) {
    func row(_ trial: TrialRecord) throws(StoreError) {
      // All trials of a configuration that left a race or was not trained to the end are listed.
      guard shown.reason(for: trial.configuration) == nil else { return }
      visit(try self.row(of: trial))
    }
    let selection = onlyFailed ? TrialSelection.failed : .all
    if halving != nil {
      try file.forEachPartialTrial(of: sweep.id, metric: sweep.metric, selection, row)
    }
    try file.forEachTrial(of: sweep.id, metric: sweep.metric, selection, row)
  }

  /// A part of the trials that are shown, where no more than that has to be looked at: of a sweep of which nothing
  /// is hidden and nothing ends before its end; nil of any other.
  package func rows(
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

  /// The failure of the trial's last failed attempt; nil where none failed.
  private func failure(of trial: TrialID) throws(StoreError) -> Failure? {
    for attempt in try file.attempts(of: trial).reversed() {
      if case .failed(let failure)? = attempt.ending { return failure }
    }
    return nil
  }

  /// The trial whose hash begins so.
  ///
  /// - Parameter listing: what lists the sweep's trials; nil for a command on its results file.
  package func trial(named prefix: String, listing: String? = nil) throws -> TrialRecord {
    if let digest = Digest(hexadecimal: prefix),
      let trial = try file.trial(TrialID(digest: digest), of: sweep.id, metric: sweep.metric)
    {
      return trial
    }
    let trials = try file.trials(of: sweep.id, metric: sweep.metric)
    let found = trials.filter { "\($0.id.digest)".hasPrefix(prefix.lowercased()) }
    guard let trial = found.first, found.count == 1, !prefix.isEmpty else {
      throw UserError(
        found.isEmpty
          ? "sweep '\(sweep.name)' has no trial '\(prefix)'; \(listing ?? ownHint("trials")) lists them"
          : "'\(prefix)' is the beginning of \(found.count) trials; write more of it")
    }
    return trial
  }
}

/// Trials that were given up by the same cause, with the same words.
package struct FailureGroup: Sendable {
  /// The kind of the failure, the same for all trials of the group.
  package let cause: Failure.Cause
  /// The words of the failure, the same for all trials of the group.
  package let message: String
  /// The last that one of them printed.
  package fileprivate(set) var output = ""
  /// The trials of the group, in the order in which `forEachRow` visits them.
  package fileprivate(set) var trials: [TrialListing.Row] = []

  /// Where they failed, as far as a few of them tell.
  package func hosts(in file: ResultsReader) throws(StoreError) -> [String] {
    var hosts: Set<String> = []
    for trial in trials.prefix(100) {
      if let host = try file.attempts(of: trial.id).last?.worker.host { hosts.insert(host) }
    }
    return hosts.sorted()
  }
}

extension SweepReader {
  /// The trials that were given up, by why; the most frequent first.
  package func failureGroups() throws(StoreError) -> [FailureGroup] {
    struct Reason: Hashable {
      let cause: Failure.Cause
      let message: String
    }
    var groups: [FailureGroup] = []
    var places: [Reason: Int] = [:]
    try forEachRow(onlyFailed: true) { row in
      guard let failure = row.failure else { return }
      let reason = Reason(cause: failure.cause, message: failure.message)
      let place = places[reason] ?? groups.count
      if place == groups.count {
        places[reason] = place
        groups.append(FailureGroup(cause: failure.cause, message: failure.message))
      }
      groups[place].output = failure.output
      groups[place].trials.append(row)
    }
    return groups.enumerated().sorted {
      ($1.element.trials.count, $0.offset) < ($0.element.trials.count, $1.offset)
    }.map(\.element)
  }
}
