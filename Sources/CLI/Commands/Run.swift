import Cluster
import Documents
import Glibc
import Hosts
import Keys
import Launching
import Processes
import Reports
import Runtime
import Specs
import Store
import Sweeps
import Training
import Trials

extension Command {
  /// A whole sweep on this machine.
  static let run = Command(
    name: "run", summary: "run a sweep on this machine and print its table",
    synopsis: "FILE [options] | [options] -- COMMAND... [NAME=VALUES...]",
    discussion: """
      Starts a coordinator and N trainings at a time, each in a process of its own. Results are kept
      in the results file: run it again, after Ctrl-C, a crash or a change of the spec, and only what
      is missing is trained. Ctrl-C and SIGTERM finish what is in training, or what is done of it within
      --grace; a second one stops at once.
      With --host or --hosts, workers are started on other machines too, by your own ssh, and nothing
      has to be installed there; 'sweep help hosts' tells how.

      A command line after '--' needs no file: {NAME} in it stands for a parameter, and the last words
      NAME=VALUES are the parameters, such as lr=0.1,0.2 or 'lr=logspace(1e-4,1e-1,4)'. 'sweep help
      command' tells what the program is told and how it says what it measured; 'sweep init' writes the
      same as a spec. A sweep.yaml of Weights & Biases is read as it is.

      When the first three trials that are given up fail for one cause, and none has come to a result,
      the run stops and asks whether to go on; --keep-going asks nobody.

      Exit code 0: all trials are done. 1: some failed for good. 130: stopped by Ctrl-C. 2: what was
      written is wrong. 69: this machine cannot train them. 75: try again later, as when a disk is full
      or another coordinator runs.
      """,
    example: "sweep run sweeps/digits-l2.yaml -j 4",
    options: [RunOptions.jobs, .gpus, .memory, .tags] + Option.allOfHosts + [
      RunOptions.listen, RunOptions.grace, RunOptions.keepGoing, .epochs, .set, .keep, .stale,
      .renamed, .added,
      .results, .networkDisk, .progress, .json,
    ] + LineOptions.all, operands: 1...4096, optionHint: LineOptions.hint
  ) { arguments in
    let named = try NamedHosts(arguments)
    let least = named.hosts.isEmpty ? 1 : 0
    let jobs =
      try arguments.integer(RunOptions.jobs, in: least...4096) ?? CurrentProcess.processorCount
    let session = try Coordination(arguments)
    if named.hosts.isEmpty { try session.checkNeeds(arguments, slots: jobs) }
    let worker = { (endpoint: String, key: String?) in
      try Relatives.worker(
        calling: endpoint, slots: jobs, results: arguments.resultsPath, key: key,
        code: session.prepared.folder,
        options: [Option.gpus, .memory, .tags].flatMap { option in
          arguments.text(option).map { [option.name, $0] } ?? []
        })
    }
    guard !named.hosts.isEmpty else {
      guard arguments.text(RunOptions.listen) == nil else {
        throw UserError("run listens for hosts only; name some with --host, or use 'sweep serve'")
      }
      return try session.run(listening: .privately) { endpoint in [try worker(endpoint, nil)] }
    }
    guard arguments.line == nil else {
      throw UserError(
        "hosts need a spec; 'sweep init -- COMMAND...' writes one, and 'sync: .' in it has the program"
          + " brought to them")
    }
    _ = try session.prepared.synced(results: arguments.resultsPath)
    let door = try HostDoor(arguments.resultsPath)
    let address =
      try arguments.text(RunOptions.listen).map(Endpoint.checked)
      ?? HostDoor.listeningAddress(for: named.hosts)
    return try session.run(listening: .at(address, keys: door.keys)) { endpoint in
      let launcher = try Relatives.launcher(
        calling: endpoint, spec: arguments.operands[0],
        words: arguments.wordsOfOverrides + NamedHosts.words(arguments),
        results: arguments.resultsPath, keys: door.keys)
      guard jobs > 0 else { return [launcher] }
      return [try worker(CoordinatorAddress(endpoint).endpointHere, door.localKey), launcher]
    }
  }

  /// A coordinator for workers elsewhere.
  static let serve = Command(
    name: "serve", summary: "coordinate a sweep for workers on this and other machines",
    synopsis: "FILE --listen tcp://HOST:PORT [options]",
    discussion: """
      Hands the trials of a sweep to the workers that call, and prints the table when all are done.
      Workers come in with a key each: 'sweep keys new ada' makes ada.key, and on the other machine
      'sweep work tcp://HOST:PORT --key ada.key' uses it. All that travels is encrypted. HOST
      is an address of this machine, or * for all of them. Ctrl-C and SIGTERM wait until what is in
      training has been handed in, or for --grace; a second one stops at once. With --detach it goes
      on behind, and after you have logged out; 'sweep watch' follows it, 'sweep stop' ends it.
      """,
    example: "sweep serve sweeps/mnist-l2.yaml --listen 'tcp://*:5555'",
    options: [
      RunOptions.listen, .keys, RunOptions.insecure, RunOptions.grace, .epochs, .set, .keep, .stale,
      .renamed, .added,
      .results, .networkDisk, .progress, .logFormat, RunOptions.detach,
      .json,
    ], operands: 1...1
  ) { arguments in
    guard !arguments.has(RunOptions.detach) else {
      let results = arguments.resultsPath
      if Folder.exists(at: results), let writer = try ResultsReader(at: results).writer {
        throw UserError(
          "process \(writer) coordinates into '\(results)' already; \(hint("stop", in: results)) ends it",
          exitCode: .temporary)
      }
      let log = results + ".log"
      let process = try Detachment.start(
        without: RunOptions.detach.name, log: log, sign: "listening")
      guard let process else {
        Output.note("all trials are done; \(hint("table", in: results)) shows them")
        return .success
      }
      Output.note(
        "process \(process) coordinates and writes to \(log); \(hint("watch", in: results)) follows it,"
          + " \(hint("stop", in: results)) ends it")
      return .success
    }
    guard let text = arguments.text(RunOptions.listen) else {
      throw UserError("serve needs --listen tcp://HOST:PORT, such as tcp://127.0.0.1:5555")
    }
    let endpoint = try Endpoint.checked(text)
    let keys = try keys(for: endpoint, arguments)
    // It means the list of keys from now on, also while the spec is being worked out.
    if keys != nil { Signal.hangup.hold() }
    return try Coordination(arguments).run(listening: .at(endpoint, keys: keys)) { _ in [] }
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
  static let grace = Option(
    "--grace", value: "TIME",
    "after the first Ctrl-C or SIGTERM, how long trainings may take before they are handed back"
      + " (default: as long as they like)")
  static let insecure = Option("--insecure", "let in everybody, and encrypt nothing")
  static let keepGoing = Option(
    "--keep-going", "go on also when the first three trials fail for one cause")
  static let detach = Option("--detach", "go on behind, without a terminal")
}

/// One run of a coordinator, from the spec to the table.
private struct Coordination {
  let prepared: Preparation
  let policy: RunPolicy
  private let keepsGoing: Bool
  let resultsPath: String
  let progress: ProgressMode
  let log: LogFormat?
  let trustsNetwork: Bool
  let grace: Duration?
  let format: SummaryTable.Format

  init(_ arguments: Arguments) throws {
    resultsPath = arguments.resultsPath
    log = try arguments.logFormat()
    // Either a picture for people who watch, or a log for those who look later.
    progress = log == nil ? try arguments.progressMode() : .none
    trustsNetwork = arguments.has(.networkDisk)
    grace = try arguments.duration(RunOptions.grace)
    format = arguments.has(.json) ? .json : .text
    var prepared = try Preparation(arguments)
    prepared.noteOddities()
    try Coordination.bringUpToDate(resultsPath, trustsNetwork: trustsNetwork)
    let stale = try StaleTrials(prepared, in: resultsPath)
    if try stale.choice(arguments) == .keep { prepared.keep(stale.results) }
    let carried = try CarriedTrials(prepared, arguments)
    carried.tell()
    prepared.keep(carried.results)
    self.prepared = prepared
    var policy = try arguments.policy(of: prepared)
    // Only where somebody waits for it: a coordinator for workers elsewhere goes on.
    keepsGoing = arguments.has(RunOptions.keepGoing) || !arguments.knows(RunOptions.keepGoing)
    if !keepsGoing { policy.alikeLimit = Coordination.alikeLimit }
    self.policy = policy
  }

  /// So many trials that fail alike, before any has a result, are a mistake and no bad luck.
  private static let alikeLimit = 3

  /// Refuses to wait for ever for what this machine does not have.
  func checkNeeds(_ arguments: Arguments, slots: Int) throws {
    guard let shortfall = try arguments.shortfall(of: policy.limits.needs, slots: slots) else {
      return
    }
    throw UserError(
      "\(prepared.path): no trial can be trained on this machine: \(shortfall)",
      exitCode: .unavailable)
  }

  /// Has a file of an earlier version be one of today's, beside a copy, so that it can be read.
  private static func bringUpToDate(_ path: String, trustsNetwork: Bool) throws {
    guard Folder.exists(at: path) else { return }
    do throws(StoreError) {
      _ = try ResultsReader(at: path)
    } catch {
      guard error.reason == .older else { return }
      _ = try ResultsFile(at: path, trustsNetwork: trustsNetwork)
    }
  }

  /// Coordinates to the end, prints the table, and says how it went.
  func run(
    listening: CoordinatorLoop.Listening,
    workers: (_ endpoint: String) throws -> [Processes.Command]
  ) throws -> ExitCode {
    var ending = try coordinate(listening: listening, policy, workers: workers)
    if case .halted = ending, !keepsGoing, try failsAlike(), asksToGoOn() {
      var policy = policy
      policy.alikeLimit = nil
      ending = try coordinate(listening: listening, policy, workers: workers)
    }
    let recorded = try Recorded(path: resultsPath, name: prepared.plan.sweep.name)
    let counts = try recorded.counts
    if counts.ended > 0 || format != .text {
      let table = try (recorded.levelTable() ?? recorded.table().without(recorded.hidden))
        .arranged()
      try recorded.noteHidden()
      Output.print(table.formatted(as: format, width: Output.width, style: Output.style))
      try recorded.noteEqualReplicates()
    }
    let failed = counted(counts.failed, "trial")
    let reasons = hint("trials --failed", in: resultsPath)
    let again =
      "\(hint("retry --failed", in: resultsPath)) has \(counts.failed == 1 ? "it" : "them") tried again"
    switch ending {
    case .drained(let signal), .stopped(let signal):
      Output.note("stopped; run the same command again to go on")
      return .signalled(signal.rawValue)
    case .unable(let sentence):
      throw UserError(
        "no trial can be trained on this machine: \(sentence)", exitCode: .unavailable)
    case .halted where try !keepsGoing && failsAlike():
      Output.note(
        "stopped, as \(failed) failed for one cause\(try recorded.lastFailure) and none came to a result;"
          + " \(reasons) tells more, --keep-going goes on all the same, and \(again)")
      return .trialsFailed
    case .halted:
      Output.note(
        "stopped after \(failed) failed, more than limits.failures allows; \(reasons) tells why,"
          + " \(again)")
      return .trialsFailed
    case .complete where counts.failed > 0:
      Output.note("\(failed) failed; \(reasons) tells why, \(again)")
      return .trialsFailed
    case .complete:
      return .success
    }
  }

  /// Has all open trials trained. The file is at rest when this returns, so that readers find it
  /// as it will be.
  private func coordinate(
    listening: CoordinatorLoop.Listening, _ policy: RunPolicy,
    workers: (_ endpoint: String) throws -> [Processes.Command]
  ) throws -> CoordinatorLoop.Ending {
    // Whoever asks once more that it should stop must not hit it while it closes the file.
    let signals = try Signals([.interrupt, .terminate])
    defer { withExtendedLifetime(signals) {} }
    let file = try ResultsFile(at: resultsPath, trustsNetwork: trustsNetwork)
    let plan = prepared.plan
    let sweep = try file.register(
      plan, specText: prepared.text, semantics: prepared.semantics)
    if let code = prepared.code { try file.note(code, of: sweep) }
    if policy.keep != nil { try noteMissingWeights(of: sweep) }
    let open = OpenPlan(plan)
    let journal = try SQLiteJournal(open, of: sweep, in: file)
    let replay = try journal.replay()
    if replay.isSettled { return .complete }
    let picture = try picture(open)
    let (begin, observe, end) = onlookers(picture, open)
    var loop = try CoordinatorLoop(
      open, replay: replay, journal: journal, in: file, policy: policy,
      semantics: prepared.semantics, listening: listening,
      data: try listening == .privately ? [] : prepared.shelf(), grace: grace, workers: workers,
      describe: picture.text, observe: observe)
    if listening != .privately { begin(loop.endpoint, listening.keys != nil) }
    defer { end() }
    return try loop.run()
  }

  /// Whether what stopped it is that the first trials failed for one cause.
  private func failsAlike() throws -> Bool {
    guard policy.alikeLimit != nil else { return false }
    let recorded = try Recorded(path: resultsPath, name: prepared.plan.sweep.name)
    return try recorded.counts.done == 0
  }

  /// Asks the person at the terminal; without one, the answer is no.
  private func asksToGoOn() -> Bool {
    guard isatty(STDIN_FILENO) == 1, Output.isTerminal else { return false }
    let reasons = hint("trials --failed", in: resultsPath)
    while true {
      Output.live(
        "the first trials failed for one cause (\(reasons) tells more). Go on with the others? [yes/no] "
      )
      guard let line = readLine()?.lowercased(), !line.isEmpty else { return false }
      if "yes".hasPrefix(line) { return true }
      if "no".hasPrefix(line) { return false }
    }
  }

  /// Who is told what happens: a log, or somebody who watches.
  private func onlookers(_ picture: RunPicture, _ plan: OpenPlan) -> (
    begin: (_ endpoint: String, _ hasKeys: Bool) -> Void, observe: (CoordinatorLoop.Event) -> Void,
    end: () -> Void
  ) {
    if let log {
      let log = CoordinatorLog(plan, log, picture: picture)
      return (log.begin, log.take, {})
    }
    let watcher = Watcher(
      picture, of: plan, needs: policy.limits.needs, in: resultsPath, mode: progress)
    return (watcher.begin, watcher.take, watcher.end)
  }

  /// Says so when trials are done whose networks nobody kept.
  private func noteMissingWeights(of sweep: SweepID) throws {
    let count = try ResultsReader(at: resultsPath).completedWithoutWeights(in: sweep)
    guard count > 0 else { return }
    Output.note(
      "\(counted(count, "trial")) done before without keeping a network will not be trained again; use"
        + " another --results file to have them all")
  }

  /// How the run stands at its beginning: what is done already, as the file tells it.
  private func picture(_ open: OpenPlan) throws -> RunPicture {
    let recorded = try Recorded(path: resultsPath, name: prepared.plan.sweep.name)
    var values: [Double?] = Array(repeating: nil, count: open.trials.count)
    let known = try recorded.file.values(of: recorded.sweep.id, metric: recorded.sweep.metric)
    for (trial, value) in zip(open.plan.trials, known) where value.status != .open {
      if let number = open.number(of: trial.id) { values[number] = value.value ?? .nan }
    }
    return RunPicture(open, values: values, counts: try recorded.counts)
  }
}

extension Recorded {
  /// The failure that came last, in brackets; nothing where there is none.
  fileprivate var lastFailure: String {
    get throws {
      let latest = try file.failures(of: sweep.id, last: 1).latest.first?.failure
      return latest.map { " (\($0.cause.rawValue): \($0.message.printable))" } ?? ""
    }
  }
}
