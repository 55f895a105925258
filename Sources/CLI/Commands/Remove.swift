import Documents
import Processes
import Reports
import Results
import Store
import Sweeps
import Trials

extension Command {
  /// Hiding a sweep or a configuration.
  static let remove = Command(
    name: "remove", summary: "hide a sweep or a configuration, with a reason",
    synopsis: "SWEEP|CONFIGURATION --reason TEXT [options]",
    discussion: """
      A sweep goes by its name, a configuration by the values of its parameters, such as lr=0.1. What is
      hidden is in no table, plot, comparison, export or list any more, and those say so; nothing of it is
      deleted, its trials count for any sweep that asks for them, and --restore shows it again, as running
      the same spec does for a sweep. --restore SWEEP also shows the sweep's configurations again.
      --purge also deletes the attempts, measurements and results of trials that no sweep that is shown
      asks for, and frees their space; that is for ever, but for a record of which they were and why.
      """,
    example: "sweep remove lr=10 --reason 'a slip: nobody wants 10'",
    options: [
      RemoveOptions.reason, RemoveOptions.purge, RemoveOptions.restore, .sweep, .results,
      .networkDisk, .json,
    ], operands: 1...1
  ) { arguments in
    let name = arguments.operands[0]
    let path = arguments.resultsPath
    if arguments.has(RemoveOptions.restore) {
      guard !arguments.has(RemoveOptions.purge) else {
        throw UserError("--restore shows what --purge would delete; give one of them")
      }
      if try RemoveOptions.namesConfiguration(name, arguments) {
        try RemoveOptions.restore(name, arguments)
        return report("\(name) is shown again", [], arguments)
      }
      let count = try arguments.resultsFile().restore(sweepsNamed: name)
      guard count > 0 else {
        let hidden = try ResultsReader(at: path).hiddenSweeps()
        throw UserError(
          "nothing of a sweep '\(name)' is hidden" + suggestion(for: name, among: hidden))
      }
      return report("'\(name)' is shown again", [], arguments)
    }
    guard let reason = arguments.text(RemoveOptions.reason), !reason.isEmpty else {
      throw UserError("say why with --reason TEXT: whoever looks for it later will ask")
    }
    let hidden = try RemoveOptions.hide(name, because: reason, arguments)
    guard arguments.has(RemoveOptions.purge) else { return report(hidden, [], arguments) }
    let file = try arguments.resultsFile()
    let gone = try file.purge(because: reason)
    let weights = WeightsFolder(of: path)
    for trial in gone { weights.remove(trial) }
    return report("\(hidden); \(counted(gone.count, "trial")) purged", gone, arguments)
  }

  private static func report(
    _ sentence: String, _ purged: [TrialID], _ arguments: Arguments
  ) -> ExitCode {
    guard arguments.has(.json) else {
      Output.print(sentence + "\n")
      return .success
    }
    let json = JSON.object([
      "message": .text(sentence), "purged": .list(purged.map { .text("\($0.digest)") }),
    ])
    Output.print(json.line + "\n")
    return .success
  }

  /// Two files become one.
  static let merge = Command(
    name: "merge", summary: "take over sweeps and results of other results files",
    synopsis: "FILE OTHER... [options]",
    discussion: """
      FILE gets the sweeps of the others that it has not, and the results of trials that have none, with
      their attempts and measurements; the others are only read. Trials are known by their hashes: of a
      grid of which two people trained half each, 'sweep run' with the whole grid then finds all done.
      Where both have a result of one trial and they differ, that of FILE stays, and the trial is named.
      """,
    example: "sweep merge all.sqlite ada.sqlite bob.sqlite",
    options: [.networkDisk, .json], operands: 2...64
  ) { arguments in
    let path = arguments.operands[0]
    var merged: [(path: String, report: MergeReport)] = []
    for other in arguments.operands.dropFirst() {
      // Refused before the first is made: a misspelt name would leave a new file behind.
      _ = try ResultsReader(at: other)
    }
    let file = try ResultsFile(at: path, trustsNetwork: arguments.has(.networkDisk))
    for other in arguments.operands.dropFirst() {
      merged.append((other, try file.merge(other)))
    }
    if arguments.has(.json) {
      let json = JSON.list(
        merged.map { path, report in
          .object([
            "file": .text(path), "sweeps": .integer(report.sweeps),
            "results": .integer(report.results),
            "conflicts": .list(report.conflicts.map { .text("\($0.digest)") }),
          ])
        })
      Output.print(json.document)
    } else {
      for (other, report) in merged {
        Output.print(
          "'\(other.printable)': \(counted(report.results, "result")) and"
            + " \(counted(report.sweeps, "sweep")) taken over\n")
        guard let first = report.conflicts.first else { continue }
        Output.note(
          "\(counted(report.conflicts.count, "trial")) came to another result there, such as \(first):"
            + " those of '\(path)' stay")
      }
    }
    return .success
  }
}

extension Arguments {
  /// The results file of the command line, to be written to.
  func resultsFile() throws(StoreError) -> ResultsFile {
    // Not one that is made now, by a misspelt name.
    _ = try ResultsReader(at: resultsPath)
    return try ResultsFile(at: resultsPath, trustsNetwork: has(.networkDisk))
  }
}

/// The options of `remove`.
private enum RemoveOptions {
  static let reason = Option("--reason", value: "TEXT", "why, for those who look for it later")
  static let purge = Option("--purge", "delete what no sweep that is shown asks for")
  static let restore = Option("--restore", "show a sweep again, and what was hidden of it")

  /// Whether a word means a configuration; a sweep of that name goes before.
  static func namesConfiguration(_ name: String, _ arguments: Arguments) throws -> Bool {
    let file = try ResultsReader(at: arguments.resultsPath)
    return try name.contains("=") && !file.sweeps().contains { $0.name == name }
      && !file.hiddenSweeps().contains(name)
  }

  /// Hides what is named, and says what it was.
  static func hide(
    _ name: String, because reason: String, _ arguments: Arguments
  ) throws -> String {
    guard try namesConfiguration(name, arguments) else {
      let known = Set(try ResultsReader(at: arguments.resultsPath).sweeps().map(\.name))
      guard known.contains(name) else {
        throw UserError(
          "there is no sweep '\(name)'" + suggestion(for: name, among: known)
            + "; a configuration goes by its values, such as lr=0.1")
      }
      _ = try arguments.resultsFile().hide(sweepsNamed: name, because: reason)
      return "'\(name)' is shown no more"
    }
    let (sweep, number) = try configuration(name, arguments)
    try arguments.resultsFile().hide(number, of: sweep.id, because: reason)
    return "\(name) of '\(sweep.name)' is shown no more"
  }

  /// The reader is let go before anything is written.
  private static func configuration(
    _ name: String, _ arguments: Arguments
  ) throws -> (RecordedSweep, Int) {
    let recorded = try SweepReader(arguments)
    let number = try ConfigurationName(name, in: recorded).number()
    guard recorded.shown.numbers != [number] else {
      throw UserError(
        "\(name) is the only configuration of '\(recorded.sweep.name)' that is shown; 'sweep remove"
          + " \(recorded.sweep.name.shellQuoted)' hides the whole sweep")
    }
    return (recorded.sweep, number)
  }

  /// Shows a configuration again.
  static func restore(_ name: String, _ arguments: Arguments) throws {
    let (sweep, number): (RecordedSweep, Int) = try {
      let recorded = try SweepReader(arguments)
      let hidden = recorded.shown.removals.compactMap(\.configuration)
      let labels = try recorded.file.labels(of: recorded.sweep.id)
      let names = recorded.sweep.parameterNames
      guard !hidden.isEmpty else {
        throw UserError("no configuration of '\(recorded.sweep.name)' is hidden")
      }
      let place = try ConfigurationName(name, in: recorded)
        .configuration(names, hidden.map { labels[$0] })
      return (recorded.sweep, hidden[place])
    }()
    try arguments.resultsFile().restore(number, of: sweep.id)
  }
}
