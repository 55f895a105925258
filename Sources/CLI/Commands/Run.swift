import Cluster
import Hosts
import Keys
import Launching
import Planning
import Processes
import Reports
import Results
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
      is missing is trained. Ctrl-C, SIGTERM and a closed terminal finish what is in training, or what is
      done of it within --grace; a second Ctrl-C or SIGTERM stops at once. Behind nohup it goes on.
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
      RunOptions.listen, RunOptions.grace, RunOptions.budget, RunOptions.keepGoing,
      RunOptions.web, .epochs, .set,
      .keep, .stale,
      .renamed, .added,
      .results, .networkDisk, .progress, .json, .warmStart,
    ] + EndCommands.options + LineOptions.all,
    operands: 1...4096, optionHint: LineOptions.hint
  ) { arguments in
    let named = try NamedHosts(arguments)
    let least = named.hosts.isEmpty ? 1 : 0
    let jobs =
      try arguments.integer(RunOptions.jobs, in: least...4096) ?? CurrentProcess.processorCount
    let session = try Coordination(arguments)
    if named.hosts.isEmpty { try session.checkNeeds(arguments, slots: jobs) }
    let worker = { (endpoint: String, key: String?) in
      SelfInvocation.worker(
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
      return try session.run(listening: .privately) { endpoint in [worker(endpoint, nil)] }
    }
    guard arguments.line == nil else {
      throw UserError(
        "hosts need a spec; 'sweep init -- COMMAND...' writes one, and 'sync: .' in it has the program"
          + " brought to them")
    }
    let delivery = try session.prepared.delivery(results: arguments.resultsPath)
    let door = try HostCredentials(arguments.resultsPath)
    try delivery.write(to: door.delivery)
    let address =
      try arguments.text(RunOptions.listen).map(Endpoint.checked)
      ?? HostCredentials.listeningAddress(for: named.hosts)
    return try session.run(listening: .at(address, keys: door.keys)) { endpoint in
      let launcher = SelfInvocation.launcher(
        calling: endpoint, delivery: door.delivery, words: NamedHosts.words(arguments),
        results: arguments.resultsPath, keys: door.keys)
      guard jobs > 0 else { return [launcher] }
      return [try worker(CoordinatorAddress(endpoint).endpointHere, door.localKey), launcher]
    }
  }

  /// A coordinator for workers elsewhere.
  static let serve = Command(
    name: "serve", summary: "coordinate a sweep for workers on this and other machines",
    synopsis: "FILE|--queue DIR --listen tcp://HOST:PORT [options]",
    discussion: """
      Hands the trials of a sweep to the workers that call, and prints the table when all are done.
      Workers come in with a key each: 'sweep keys new ada' makes ada.key, and on the other machine
      'sweep work tcp://HOST:PORT --key ada.key' uses it. All that travels is encrypted. HOST
      is an address of this machine, or * for all of them. Ctrl-C and SIGTERM wait until what is in
      training has been handed in, or for --grace; a second one stops at once. With --detach it goes
      on behind, and after you have logged out; 'sweep watch' follows it, 'sweep stop' ends it.

      With --queue, and without a FILE, it coordinates a queue of sweeps for one pool of workers, and stands
      until it is ended: 'sweep submit' adds sweeps, 'sweep list --queue DIR' shows them. Each has its
      results file, DIR/NAME.sqlite, which all other commands take as --results, also to stop or pause that
      sweep alone. Sweeps of a higher priority come first; those of the same one share the slots of workers
      evenly. A worker serves one sweep at a time and finishes what it trains before it serves another, so
      that workers of few slots (sweep work --slots 1) share more finely. A worker that no sweep can use
      waits; one that lacks a sweep's program goes home with exit code 69, as from any coordinator. Programs
      and data of the sweeps are looked for on this machine. Killed and started again, the
      queue goes on with all that is in DIR.
      """,
    example: "sweep serve sweeps/mnist-l2.yaml --listen 'tcp://*:5555'",
    options: [
      RunOptions.listen, .queue, .keys, RunOptions.insecure, RunOptions.grace, RunOptions.budget,
      RunOptions.web, .epochs,
      .set, .warmStart,
      .keep, .stale,
      .renamed, .added,
      .results, .networkDisk, .progress, .logFormat, RunOptions.detach,
      .json,
    ] + EndCommands.options, operands: 0...1
  ) { arguments in
    if let queue = arguments.text(.queue) { return try serveQueue(in: queue, arguments) }
    guard arguments.operands.count == 1 else {
      throw UserError(
        "serve takes a spec, or --queue DIR for a queue of sweeps that 'sweep submit' fills; see 'sweep help"
          + " serve'")
    }
    guard !arguments.has(RunOptions.detach) else {
      let results = arguments.resultsPath
      guard !arguments.has(RunOptions.web) else {
        // The address of the pages has a token in it, and a log may be read by others.
        throw UserError(
          "--web prints an address that lets people in, and --detach would write it into a log; leave"
            + " --web out, and start \(hint("web", in: results)) beside")
      }
      if Folder.exists(at: results), let writer = try ResultsReader(at: results).writer {
        throw UserError(
          "process \(writer) coordinates into '\(results)' already; \(hint("stop", in: results)) ends it",
          exitCode: .temporary)
      }
      let log = results + ".log"
      let process = try Detachment.start(
        without: RunOptions.detach.name, log: log, coordinating: results)
      guard let process else {
        Output.note("all trials are done; \(hint("table", in: results)) shows them")
        return .success
      }
      Output.note(
        "process \(process) coordinates and writes to \(log); \(hint("watch", in: results)) follows it,"
          + " \(hint("stop", in: results)) ends it")
      return .success
    }
    let (endpoint, keys) = try listening(arguments)
    // It means the list of keys from now on, also while the spec is being worked out.
    if keys != nil { Signal.hangup.hold() }
    return try Coordination(arguments).run(
      listening: .at(endpoint, keys: keys), areElsewhere: true
    ) { _ in [] }
  }

  /// Where a coordinator is to listen, and the keys that are needed there.
  static func listening(_ arguments: Arguments) throws -> (endpoint: String, keys: KeyFolder?) {
    guard let text = arguments.text(RunOptions.listen) else {
      throw UserError("serve needs --listen tcp://HOST:PORT, such as tcp://127.0.0.1:5555")
    }
    let endpoint = try Endpoint.checked(text)
    return (endpoint, try keys(for: endpoint, arguments))
  }

  /// The keys that an address needs: all but a socket file, which has its directory to guard it, can
  /// be reached by others, on 127.0.0.1 by other users of this machine.
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
