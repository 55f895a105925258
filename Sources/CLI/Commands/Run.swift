import Cluster
import Keys
import Processes
import Reports
import Runtime
import Specs
import Store
import Sweeps
import Training

extension Command {
  /// A whole sweep on this machine.
  static let run = Command(
    name: "run", summary: "run a sweep on this machine and print its table",
    synopsis: "FILE [options] | [options] -- COMMAND... [NAME=VALUES...]",
    discussion: """
      Starts a coordinator and N trainings at a time, each in a process of its own. Results are kept
      in the results file: run it again, after Ctrl-C, a crash or a change of the spec, and only what
      is missing is trained. Ctrl-C finishes what is in training; a second one stops at once.

      A command line after '--' needs no file: {NAME} in it stands for a parameter, and the last words
      NAME=VALUES are the parameters, such as lr=0.1,0.2 or 'lr=logspace(1e-4,1e-1,4)'. 'sweep help
      command' tells what the program is told and how it says what it measured; 'sweep init' writes the
      same as a spec. A sweep.yaml of Weights & Biases is read as it is.

      Exit code 0: all trials are done. 1: some failed for good. 130: stopped by Ctrl-C.
      """,
    example: "sweep run sweeps/digits-l2.yaml -j 4",
    options: [
      RunOptions.jobs, .gpus, .memory, .tags, .keep, .stale, .results, .networkDisk, .progress,
      .json,
    ] + LineOptions.all, operands: 1...4096
  ) { arguments in
    let jobs = try arguments.integer(RunOptions.jobs, in: 1...4096) ?? CurrentProcess.processorCount
    let session = try Coordination(arguments)
    return try session.run(listening: .privately) { endpoint in
      try Relatives.worker(
        calling: endpoint, slots: jobs, results: arguments.resultsPath,
        code: session.prepared.folder,
        options: [Option.gpus, .memory, .tags].flatMap { option in
          arguments.text(option).map { [option.name, $0] } ?? []
        })
    }
  }

  /// A coordinator for workers elsewhere.
  static let serve = Command(
    name: "serve", summary: "coordinate a sweep for workers on this and other machines",
    synopsis: "FILE --listen tcp://HOST:PORT [options]",
    discussion: """
      Hands the trials of a sweep to the workers that call, and prints the table when all are done.
      Workers come in with a key each: 'sweep keys new ada' makes ada.key, and on the other machine
      'sweep work tcp://HOST:PORT --key ada.key' uses it. All that travels is encrypted. SIGHUP has
      the list of keys read again. HOST is an address of this machine, or * for all of them.
      """,
    example: "sweep serve sweeps/mnist-l2.yaml --listen 'tcp://*:5555'",
    options: [
      RunOptions.listen, .keys, RunOptions.insecure, .keep, .stale, .results, .networkDisk,
      .progress,
      .logFormat,
      .json,
    ], operands: 1...1
  ) { arguments in
    guard let text = arguments.text(RunOptions.listen) else {
      throw UserError("serve needs --listen tcp://HOST:PORT, such as tcp://127.0.0.1:5555")
    }
    let endpoint = try Endpoint.checked(text)
    let keys = try keys(for: endpoint, arguments)
    return try Coordination(arguments).run(listening: .at(endpoint, keys: keys), worker: nil)
  }

  /// The keys that an address needs: all but a socket file, which has its directory to guard it, can
  /// be reached by others, on 127.0.0.1 by whoever else is on this machine.
  private static func keys(for endpoint: String, _ arguments: Arguments) throws -> KeyFolder? {
    if arguments.has(RunOptions.insecure) {
      guard !arguments.has(.keys) else {
        throw UserError(
          "--insecure lets in everybody, --keys only those on a list; give one of them")
      }
      return nil
    }
    if endpoint.hasPrefix("ipc:"), !arguments.has(.keys) { return nil }
    let keys = try arguments.keyFolder()
    guard keys.hasCoordinator else {
      throw UserError(
        "others can reach \(endpoint), so workers need keys and there are none in '\(keys.path)';"
          + " make one with 'sweep keys new NAME', or add --insecure on a network that you trust")
    }
    return keys
  }
}

/// The options of `run` and `serve`.
private enum RunOptions {
  static let jobs = Option(
    "--jobs", short: "-j", value: "N", "trainings at a time (default: the processors)")
  static let listen = Option("--listen", value: "ADDRESS", "where workers call")
  static let insecure = Option("--insecure", "let in everybody, and encrypt nothing")
}

/// One run of a coordinator, from the spec to the table.
private struct Coordination {
  let prepared: Preparation
  let policy: RunPolicy
  let resultsPath: String
  let progress: ProgressMode
  let log: LogFormat?
  let trustsNetwork: Bool
  let format: SummaryTable.Format

  init(_ arguments: Arguments) throws {
    resultsPath = arguments.resultsPath
    log = try arguments.logFormat()
    // Either a picture for people who watch, or a log for those who look later.
    progress = log == nil ? try arguments.progressMode() : .none
    trustsNetwork = arguments.has(.networkDisk)
    format = arguments.has(.json) ? .json : .text
    var prepared = try Preparation(arguments)
    let stale = try StaleTrials(prepared, in: resultsPath)
    if try stale.choice(arguments) == .keep { prepared.keep(stale) }
    self.prepared = prepared
    policy = try arguments.policy(of: prepared)
  }

  func run(
    listening: CoordinatorLoop.Listening,
    worker: ((_ endpoint: String) throws -> Processes.Command)?
  ) throws -> ExitCode {
    let ending = try coordinate(listening: listening, worker: worker)
    let recorded = try Recorded(path: resultsPath, name: prepared.plan.sweep.name)
    Output.print(
      try recorded.table().formatted(as: format, width: Output.width, style: Output.style))
    let counts = try recorded.counts
    switch ending {
    case .drained(let signal), .stopped(let signal):
      Output.note("stopped; run the same command again to go on")
      return .signalled(signal.rawValue)
    case .halted:
      Output.note(
        "stopped after \(counts.failed) failed trials, more than limits.failures allows;"
          + " 'sweep trials --failed' tells why, 'sweep retry --failed' has them tried again")
      return .trialsFailed
    case .complete where counts.failed > 0:
      Output.note(
        "\(counts.failed) trials failed; 'sweep trials --failed' tells why, 'sweep retry --failed' has"
          + " them tried again")
      return .trialsFailed
    case .complete:
      return .success
    }
  }

  /// Has all open trials trained. The file is at rest when this returns, so that readers find it
  /// as it will be.
  private func coordinate(
    listening: CoordinatorLoop.Listening,
    worker: ((_ endpoint: String) throws -> Processes.Command)?
  ) throws -> CoordinatorLoop.Ending {
    let file = try ResultsFile(at: resultsPath, trustsNetwork: trustsNetwork)
    let plan = prepared.plan
    let sweep = try file.register(
      plan, specText: prepared.text, semantics: prepared.semantics)
    if let code = prepared.code { try file.note(code, of: sweep) }
    if policy.keep != nil { try noteMissingWeights(of: sweep) }
    let states = try file.trialStates(of: sweep)
    if states.values.allSatisfy(\.isSettled) { return .complete }
    let (begin, observe, end) = try onlookers()
    var loop = try CoordinatorLoop(
      plan, in: file, as: sweep, policy: policy,
      semantics: EngineTrainer.semantics, listening: listening, worker: worker,
      observe: observe)
    if listening != .privately { begin(loop.endpoint, listening.keys != nil) }
    defer { end() }
    return try loop.run()
  }

  /// Who is told what happens: a log, or somebody who watches.
  private func onlookers() throws -> (
    begin: (_ endpoint: String, _ hasKeys: Bool) -> Void, observe: (CoordinatorLoop.Event) -> Void,
    end: () -> Void
  ) {
    if let log {
      let log = CoordinatorLog(prepared.plan, log)
      return (log.begin, log.take, {})
    }
    let watcher = try watcher()
    return (watcher.begin, watcher.take, watcher.end)
  }

  /// Says so when trials are done whose networks nobody kept.
  private func noteMissingWeights(of sweep: SweepID) throws {
    let count = try ResultsReader(at: resultsPath).completedWithoutWeights(in: sweep)
    guard count > 0 else { return }
    Output.note(
      "\(count) trials were done before without keeping their networks and are not trained again;"
        + " use another --results file to have them all")
  }

  /// Knows what is done already, as the file tells it.
  private func watcher() throws -> Watcher {
    let recorded = try Recorded(path: resultsPath, name: prepared.plan.sweep.name)
    let trials = try recorded.file.trials(
      of: recorded.sweep.id, metric: recorded.sweep.metric
    ).filter { $0.status != .open && $0.status != .running }
    return Watcher(
      prepared.plan, mode: progress,
      values: Dictionary(trials.map { ($0.id, $0.value) }) { first, _ in first },
      counts: try recorded.counts)
  }
}

extension RecordedTrial {
  /// Whether nothing is to be done about it.
  fileprivate var isSettled: Bool {
    switch state {
    case .finished, .failed: true
    case .open, .running: false
    }
  }
}
