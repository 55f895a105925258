import Control
import Documents
import Glibc
import Planning
import Processes
import Reports
import Results
import Specs
import Store
import Sweeps

extension Command {
  /// More trials of a sweep that is there.
  static let extend = Command(
    name: "extend", summary: "add replicates or values to a sweep, also while it runs",
    synopsis: "[FILE] [--replicates N] [--configurations N] [NAME=VALUES...] [options]",
    discussion: """
      Asks for more of the sweep that was run last, or of that of --sweep: replicates until there are N
      in all, more values of parameters, written as on a command line (lr=0.1,0.2 or
      'lr=logspace(1e-4,1e-1,4)'), or of a search more configurations: the first ones stay as they
      are. What is trained already counts; only the difference is trained. A
      coordinator that runs takes the new trials up at once, and goes on with what it has in training;
      a search that learns decides on as if it had been asked for so many from the start, and so do races
      and halving: from what is known they decide again for all, so that what left may be in once more, and
      what somebody brought back stays. What is in training is finished all the same.
      Where nobody coordinates they are planned, and the line that trains them is printed. FILE, the
      spec, is needed only there, and only if it does not lie in the working directory: beside it are
      the sweep's program and its data. With --connect, asks a coordinator on any machine; that takes an
      operator's key.
      """,
    example: "sweep extend --replicates 10 l2=0.003,0.01",
    options: [
      ExtendOptions.replicates, ExtendOptions.configurations, .sweep, .results, .networkDisk, .json,
    ] + AskedSweep.options, operands: 0...1000
  ) { arguments in
    let (file, words) = ExtendOptions.parted(arguments.operands)
    let replicates = try arguments.integer(ExtendOptions.replicates, in: 1...1_000_000)
    let configurations = try arguments.integer(
      ExtendOptions.configurations, in: 1...SpecLimit.trials)
    guard replicates != nil || configurations != nil || !words.isEmpty else {
      throw UserError(
        "extend needs to know by what: --replicates N, more values such as lr=0.1,0.2, or of a search"
          + " --configurations N")
    }
    let asked = try AskedSweep(arguments)
    let sweep = try asked.reader().sweep
    let longer: LongerForm
    do {
      longer = try LongerForm(
        of: sweep, replicates: replicates, configurations: configurations, words: words)
    } catch let error as DocumentError {
      throw UserError(error.message)
    }
    let isRunning = try asked.carryOut(.extend(spec: longer.text), timeout: .seconds(60)) {
      results in
      let prepared = try longer.prepared(besides: file, resultsPath: asked.results)
      _ = try results.register(
        prepared.plan, specText: longer.text, semantics: prepared.semantics)
    }
    let counts = try asked.counts(of: sweep.name)
    if arguments.has(.json) {
      let json = JSON.object([
        "sweep": .text(sweep.name), "trials": .integer(counts.total),
        "open": .integer(counts.total - counts.ended), "running": .boolean(isRunning),
        "changes": .list(longer.changes.map(JSON.text)),
      ])
      Output.print(json.line + "\n")
      return .success
    }
    if longer.learns {
      Output.print(
        "sweep '\(sweep.name)' decides its further configurations"
          + " \(isRunning ? "as it runs" : "when it is run")\n")
    } else if longer.asksInSteps {
      Output.print(
        "sweep '\(sweep.name)' deals its further trials"
          + " \(isRunning ? "as it runs" : "when it is run")\n")
    } else {
      Output.print(
        "sweep '\(sweep.name)' has \(counted(counts.total, "trial")) now,"
          + " \(counts.total - counts.ended) of them to be trained\n")
    }
    if !isRunning {
      Output.print("to train them: \(longer.line(running: file, in: asked.results))\n")
    }
    return .success
  }
}

private enum ExtendOptions {
  static let replicates = Option("--replicates", value: "N", "how many there are to be in all")
  static let configurations = Option(
    "--configurations", value: "N", "how many a search is to try in all")

  /// The spec's file, if one is named, and the words that have values.
  static func parted(_ operands: [String]) -> (file: String?, words: [String]) {
    guard let first = operands.first, !first.contains("=") || Folder.exists(at: first) else {
      return (nil, operands)
    }
    return (first, Array(operands.dropFirst()))
  }
}
