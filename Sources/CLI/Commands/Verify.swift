import Documents
import Hosts
import Planning
import Processes
import Reports
import Results
import Runtime
import Specs
import Sweeps

extension Command {
  /// Whether finished trials come to the same bits again.
  static let verify = Command(
    name: "verify", summary: "train a sample of finished trials again and compare the bits",
    synopsis: "[FILE] [--sample N] [--worker HOST] [options]",
    discussion: """
      Draws some finished trials of the sweep that was run last, or of that of --sweep, trains each once
      more, and compares every measurement of every epoch with the record. On the same class of kernels
      the built-in engine promises the same bits, on this machine and on any other; a program promises
      what it promises. The results file is only read. With --worker, a machine that ssh leads to trains
      them, as with 'sweep run --host'. FILE, the spec, is needed if it does not lie in the working
      directory: beside it are the sweep's program and its data.

      Exit code 0: all that could be compared is the same. 1: a trial came to other bits, failed or
      was not tried. 69: all were trained with another class of kernels, and nothing can be said.
      """,
    example: "sweep verify --sample 3",
    options: [
      VerifyOptions.sample, VerifyOptions.seed, VerifyOptions.jobs, VerifyOptions.worker, .via,
      .ssh, .sweep, .results, .json,
    ], operands: 0...1
  ) { arguments in
    let count = try arguments.integer(VerifyOptions.sample, in: 1...SpecLimit.trials) ?? 5
    let given = try arguments.integer(VerifyOptions.seed, in: 0...Int.max)
    let seed = given ?? Int.random(in: 0..<10_000)
    let file = arguments.operands.first
    let place = try VerifyOptions.place(arguments, spec: file)
    let recorded = try SweepReader(arguments)
    let longer = try LongerForm(of: recorded.sweep, replicates: nil, configurations: nil, words: [])
    let verification = try Verification(
      recorded, try longer.prepared(besides: file, resultsPath: arguments.resultsPath),
      count: count, seed: UInt64(seed))
    if given == nil { Output.note("the same trials again: --seed \(seed)") }
    let outcome = try verification.run(at: place)
    let report = try verification.report(outcome)
    Output.print(arguments.has(.json) ? report.json.document : report.text)
    switch outcome.ending {
    case .drained(by: let signal), .stopped(by: let signal): return .signalled(signal.rawValue)
    case .unable(let sentence):
      throw UserError(
        "no trial can be trained on this machine: \(sentence)", exitCode: .unavailable)
    case .complete, .halted:
      return report.hasFaults ? .trialsFailed : report.tellsNothing ? .unavailable : .success
    }
  }
}

/// The options of `verify`.
private enum VerifyOptions {
  static let sample = Option("--sample", value: "N", "how many trials (default: 5)")
  static let seed = Option("--seed", value: "N", "draws the same trials each time (default: any)")
  static let worker = Option(
    "--worker", value: "HOST", repeats: true,
    "train on this host, by ssh: HOST, USER@HOST or USER@HOST:SLOTS; may be repeated")
  static let jobs = Option(
    "--jobs", short: "-j", value: "N", "trainings at a time here (default: the processors)")

  /// Where trials are trained again.
  static func place(_ arguments: Arguments, spec: String?) throws -> Verification.Place {
    let route = try arguments.choice(
      .via, among: RemoteHost.Route.allCases.map { ($0.rawValue, $0) })
    let hosts = try arguments.texts(worker).map { try RemoteHost($0, route: route ?? .direct) }
    guard !hosts.isEmpty else {
      guard route == nil, arguments.text(.ssh) == nil else {
        throw UserError("--via and --ssh are for hosts; name one with --worker HOST")
      }
      return .here(
        slots: try arguments.integer(jobs, in: 1...4096) ?? CurrentProcess.processorCount)
    }
    guard arguments.text(jobs) == nil else {
      throw UserError("-j is for trainings here; write the slots behind the host, as in HOST:4")
    }
    guard spec != nil else {
      throw UserError(
        "--worker needs FILE, the spec: what lies beside it is brought to the host, as in"
          + " sweep verify sweep.yaml --worker HOST")
    }
    return .hosts(
      hosts,
      words: arguments.texts(worker).flatMap { [Option.host.name, $0] }
        + [Option.via, .ssh].flatMap { option in
          arguments.text(option).map { [option.name, $0] } ?? []
        })
  }
}
