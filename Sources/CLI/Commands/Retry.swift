import Control
import Documents
import Hashing
import Processes
import Reports
import Results
import Store
import Sweeps
import Trials

extension Command {
  /// Another chance for trials that were given up.
  static let retry = Command(
    name: "retry", summary: "have trials that were given up tried again",
    synopsis:
      "(TRIAL... | --failed | --exhausted | --host NAME | TRIAL... --again | --configuration"
      + " NAME=VALUE) [options]",
    discussion: """
      A trial is given up when it has failed as often as 'retry.max' allows, or for a mistake in its
      values. This forgets those failures, and keeps their history: 'sweep show' still tells it. A
      coordinator that runs takes the trials up at once, and else the next 'sweep run' does, also where
      one is about to end.
      --exhausted takes the trials that failed as often as 'retry.max' allows, --failed also those
      whose values were refused. --host trusts the workers of a host again that failed what others could train.

      --again has trials trained again that have a result, such as those of a node that was broken: the
      next run trains them, the old result is kept beside, and 'sweep show' tells whether the new one is
      the same.

      --configuration alone brings back what has left a race: it stays to its end, whatever becomes of it,
      and trains the blocks that it missed. What halving has not let go on is trained to its end, beside those
      that go on by themselves: nobody else is let on or kept back for it.

      With --connect, asks a coordinator on any machine; that takes an operator's key, and brings a copy of
      its results over, in which trials are looked up.
      """,
    example: "sweep retry --failed --configuration l2=0.001",
    options: [
      RetryOptions.failed, RetryOptions.exhausted, RetryOptions.host, RetryOptions.again,
      RetryOptions.configuration, .sweep, .results, .networkDisk, .json,
    ] + AskedSweep.options, operands: 0...1000
  ) { arguments in
    if arguments.has(RetryOptions.again) {
      guard !arguments.has(.connect) else {
        throw UserError(
          "--again sets results of a file aside that nobody writes to; use it where the results file is,"
            + " once its coordinator has ended")
      }
      let trials = try RetryOptions.completed(arguments, SweepReader(arguments))
      let opened = try arguments.resultsFile().setAside(trials, because: "retry --again")
      if arguments.has(.json) {
        let hashes = opened.map { JSON.text("\($0.digest)") }
        Output.print(JSON.object(["set_aside": .list(hashes)]).line + "\n")
      } else {
        Output.print(
          "\(counted(opened.count, "result")) set aside; the next"
            + " \(hint("run", in: arguments.resultsPath)) trains"
            + " \(opened.count == 1 ? "it" : "them") again\n")
      }
      return .success
    }
    let asked = try AskedSweep(arguments)
    if let back = try RetryOptions.departed(arguments, asked.reader()) {
      return try keep(back, asked, asJSON: arguments.has(.json))
    }
    // A reader of the file keeps it from being opened for writing: none is left.
    let chosen = try RetryOptions.chosen(
      arguments, asked.reader(), listing: asked.listing)
    let isRunning = try asked.carryOut(
      .retry(trials: chosen.trials, hosts: chosen.hosts), timeout: .seconds(10)
    ) { try $0.retry(chosen.trials, hosts: chosen.hosts) }
    if arguments.has(.json) {
      let json = JSON.object([
        "reopened": .integer(chosen.trials.count), "hosts": .list(chosen.hosts.map(JSON.text)),
      ])
      Output.print(json.line + "\n")
    } else {
      let count = chosen.trials.count
      let when = isRunning ? "" : " by the next \(hint("run", in: arguments.resultsPath))"
      if count > 0 {
        Output.print("\(count) \(count == 1 ? "trial" : "trials") will be tried again\(when)\n")
      }
      for host in chosen.hosts {
        Output.print("workers of \(host.printable) get work again\(when)\n")
      }
      if count == 0, chosen.hosts.isEmpty {
        if let trial = try RetryOptions.completed(arguments, asked.reader()).first {
          throw UserError(
            "trial \(trial) has a result; --again has it trained again and keeps that beside")
        }
        Output.print("nothing to try again\n")
      }
    }
    return .success
  }
}

/// Configurations that left a race and are to stay in it, or that halving has not trained to their end.
private struct ReturningConfigurations {
  let sweep: SweepID
  let numbers: [Int]
  let names: [String]
  let isRace: Bool
}

/// Brings configurations back into a race, or has halving train them to their end.
private func keep(
  _ back: ReturningConfigurations, _ asked: AskedSweep, asJSON isJSON: Bool
) throws -> ExitCode {
  let isRunning = try asked.carryOut(
    .keep(configurations: back.numbers), timeout: .seconds(10)
  ) { try $0.keep(back.numbers, of: back.sweep) }
  if isJSON {
    Output.print(JSON.object(["kept": .list(back.names.map(JSON.text))]).line + "\n")
    return .success
  }
  let next = hint("run", in: asked.results)
  for name in back.names {
    if back.isRace {
      let when = isRunning ? "" : "; the next \(next) trains them"
      Output.print(
        "\(name) is back in the race for good, and trains the blocks that it missed\(when)\n")
    } else {
      Output.print("\(name) is trained to its end\(isRunning ? "" : " by the next \(next)")\n")
    }
  }
  return .success
}

/// The options of `retry`.
private enum RetryOptions {
  static let failed = Option("--failed", "all that were given up")
  static let exhausted = Option(
    "--exhausted", "those that were given up after failing as often as allowed")
  static let host = Option(
    "--host", value: "NAME", "give work again to the workers of a host, or of several (a,b)")
  static let again = Option("--again", "also trials that have a result, which is kept beside")
  static let configuration = Option(
    "--configuration", value: "NAME=VALUE,...",
    "only trials with these values; alone, brings such configurations back into a race or into halving"
  )

  /// The configurations that left a race, or that halving has not trained to their end, where the command line
  /// means such; nil where it means trials.
  static func departed(
    _ arguments: Arguments, _ recorded: SweepReader
  ) throws -> ReturningConfigurations? {
    guard arguments.operands.isEmpty, let text = arguments.text(configuration),
      ![failed, exhausted, host, again].contains(where: arguments.has)
    else { return nil }
    guard recorded.race != nil || recorded.halving != nil else { return nil }
    let numbers = try recorded.configurations(matching: text).sorted()
    let out = Set(recorded.race.map { Array($0.left.keys) } ?? recorded.halving?.unfinished ?? [])
    let left = numbers.filter(out.contains)
    guard !left.isEmpty else {
      throw UserError(
        (recorded.race == nil
          ? "\(text) goes on to the end already" : "\(text) has not left the race")
          + "; --failed has its trials tried again that were given up, --again those that have a result"
      )
    }
    return ReturningConfigurations(
      sweep: recorded.sweep.id, numbers: left,
      names: try left.map { try recorded.configurationName($0) }, isRace: recorded.race != nil)
  }

  /// The trials with a result that the command line names.
  static func completed(
    _ arguments: Arguments, _ recorded: SweepReader
  ) throws -> [TrialID] {
    var trials = try arguments.operands.map { try recorded.trial(named: $0) }
    if let text = arguments.text(RetryOptions.configuration) {
      let configurations = try recorded.configurations(matching: text)
      if trials.isEmpty {
        trials = try recorded.file.trials(of: recorded.sweep.id, metric: recorded.sweep.metric)
      }
      trials = trials.filter { configurations.contains($0.configuration) }
    }
    let done = trials.filter { $0.status == .completed || $0.status == .diverged }
    guard !done.isEmpty || !arguments.has(RetryOptions.again) else {
      throw UserError(
        trials.isEmpty
          ? "--again needs to know what: name trials, or --configuration NAME=VALUE"
          : "none of these trials has a result; without --again, retry takes those that failed")
    }
    return done.map(\.id)
  }

  /// The trials that the command line means.
  ///
  /// - Parameter listing: what lists trials; nil for a command on the reader's results file.
  static func chosen(
    _ arguments: Arguments, _ recorded: SweepReader, listing: String?
  ) throws -> (trials: [TrialID], hosts: [String]) {
    let hosts = try arguments.list(RetryOptions.host)?.map { try recorded.host(named: $0) } ?? []
    let all = arguments.has(RetryOptions.failed)
    let takesMany = all || arguments.has(RetryOptions.exhausted)
    guard takesMany || !arguments.operands.isEmpty || !hosts.isEmpty else {
      let isChosen = arguments.has(RetryOptions.configuration)
      throw UserError(
        "retry needs to know what: name trials, or use --failed, --exhausted or --host"
          + (isChosen ? "; trials of a configuration that have a result go by --again" : ""))
    }
    let givenUp = try recorded.file.givenUp(of: recorded.sweep.id)
    var chosen = Set(
      try arguments.operands.map { try recorded.trial(named: $0, listing: listing).id })
    if chosen.isEmpty, takesMany {
      chosen = Set(givenUp.filter { all || $0.1.isWorthRetrying }.map(\.0))
    }
    if let text = arguments.text(RetryOptions.configuration) {
      let configurations = try recorded.configurations(matching: text)
      let trials = try recorded.file.trials(of: recorded.sweep.id, metric: recorded.sweep.metric)
      chosen.formIntersection(trials.filter { configurations.contains($0.configuration) }.map(\.id))
    }
    return (givenUp.map(\.0).filter(chosen.contains), hosts)
  }
}

extension SweepReader {
  /// A host whose workers get no more work.
  fileprivate func host(named name: String) throws -> String {
    let hosts = try file.quarantinedHosts()
    guard hosts.contains(name) else {
      throw UserError(
        "no worker of a host '\(name)' was quarantined" + suggestion(for: name, among: hosts)
          + (hosts.isEmpty ? "" : " (there is \(hosts.joined(separator: ", ")))"))
    }
    return name
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
