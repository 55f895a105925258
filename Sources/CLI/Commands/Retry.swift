import Reports
import Store
import Sweeps

extension Command {
  /// Another chance for trials that were given up.
  static let retry = Command(
    name: "retry", summary: "have trials that were given up tried again",
    synopsis: "(TRIAL... | --failed | --quarantined) [options]",
    discussion: """
      A trial is given up when it has failed as often as 'retry.max' allows, or for a mistake in its
      values. This forgets those failures for the next 'sweep run', and keeps their history: 'sweep
      show' still tells it. --quarantined takes the trials that failed again and again, --failed also
      those whose values were refused. No coordinator may be running meanwhile.
      """,
    example: "sweep retry --failed --configuration l2=0.001",
    options: [
      RetryOptions.failed, RetryOptions.quarantined, RetryOptions.configuration, .sweep, .results,
      .networkDisk, .json,
    ], operands: 0...1000
  ) { arguments in
    // Whoever reads the file keeps it from being opened for writing.
    let chosen = try RetryOptions.chosen(arguments)
    let file = try ResultsFile(
      at: arguments.resultsPath, trustsNetwork: arguments.has(.networkDisk))
    let count = try file.reopen(chosen)
    Output.print(
      arguments.has(.json)
        ? JSON.object(["reopened": .integer(count)]).line + "\n"
        : count == 0
          ? "nothing to try again\n"
          : "\(count) \(count == 1 ? "trial" : "trials") will be tried again by the next 'sweep run'\n"
    )
    return .success
  }
}

/// The options of `retry`.
private enum RetryOptions {
  static let failed = Option("--failed", "all that were given up")
  static let quarantined = Option(
    "--quarantined", "those that were given up after failing again and again")
  static let configuration = Option(
    "--configuration", value: "NAME=VALUE,...", "only trials with these values")

  /// The trials that the command line means.
  static func chosen(_ arguments: Arguments) throws -> Set<TrialID> {
    let recorded = try Recorded(arguments)
    let all = arguments.has(RetryOptions.failed)
    guard all || arguments.has(RetryOptions.quarantined) || !arguments.operands.isEmpty else {
      throw UserError("retry needs to know what: name trials, or use --failed or --quarantined")
    }
    var chosen = Set(try arguments.operands.map { try recorded.trial(named: $0).id })
    if chosen.isEmpty {
      let givenUp = try recorded.file.givenUp(of: recorded.sweep.id)
      chosen = Set(givenUp.filter { all || $0.1.isWorthRetrying }.map(\.0))
    }
    if let text = arguments.text(RetryOptions.configuration) {
      let configurations = try recorded.configurations(matching: text)
      let trials = try recorded.file.trials(of: recorded.sweep.id, metric: recorded.sweep.metric)
      chosen.formIntersection(trials.filter { configurations.contains($0.configuration) }.map(\.id))
    }
    return chosen
  }
}

extension Recorded {
  /// The trial whose hash begins so.
  func trial(named prefix: String) throws -> TrialRecord {
    let trials = try file.trials(of: sweep.id, metric: sweep.metric)
    let found = trials.filter { "\($0.id.digest)".hasPrefix(prefix.lowercased()) }
    guard let trial = found.first, found.count == 1, !prefix.isEmpty else {
      throw UserError(
        found.isEmpty
          ? "sweep '\(sweep.name)' has no trial '\(prefix)'; 'sweep trials' lists them"
          : "'\(prefix)' is the beginning of \(found.count) trials; write more of it")
    }
    return trial
  }

  /// The configurations with all of the values in a text such as `l2=0.001,units=32`.
  fileprivate func configurations(matching text: String) throws -> Set<Int> {
    let labels = try file.labels(of: sweep.id)
    var matching = Set(labels.indices)
    for pair in text.split(separator: ",") {
      let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw UserError("--configuration takes NAME=VALUE, such as l2=0.001, not '\(pair)'")
      }
      guard let place = sweep.parameterNames.firstIndex(of: parts[0]) else {
        throw UserError(
          "sweep '\(sweep.name)' has no parameter '\(parts[0])'"
            + suggestion(for: parts[0], among: sweep.parameterNames))
      }
      let fitting = labels.indices.filter { labels[$0][place] == parts[1] }
      guard !fitting.isEmpty else {
        throw UserError(
          "no configuration has \(parts[0]) '\(parts[1])'"
            + suggestion(for: parts[1], among: labels.map { $0[place] }))
      }
      matching.formIntersection(fitting)
    }
    return matching
  }
}
