import Documents
import Hosts
import Keys
import Launching
import Planning
import Processes
import Reports
import Specs
import Store
import Sweeps

extension Command {
  /// Workers on machines that ssh leads to.
  static let hosts = Command(
    name: "hosts", summary: "start, show and end workers on other machines, by ssh",
    synopsis: "[start FILE --connect ADDRESS | drain HOST | stop HOST | clean HOST] [options]",
    discussion: """
      Without a word: shows each host, its slots, kernel, state, trials, trials an hour and failures.

      start FILE --host H ... --connect tcp://HOST:PORT: starts workers for a coordinator that runs
      ('sweep serve FILE'); 'sweep run FILE --host H' does the same for one of its own. Each host is
      looked at, gets what it lacks in ~/.cache/sweep (this program with its libraries, the data set,
      and of a command the folder that the spec names under sync), makes a key of its own, and starts
      a worker that outlives the connection. It is your own ssh that is used, with its configuration,
      agent and jump hosts; it never asks for a password and changes no known_hosts. The worker calls
      back to where ssh came from; 'via: tunnel', or --via tunnel, has it come through ssh, so that no
      other port has to be open. Tunnels last as long as this command line, which opens them again
      after a restart of the coordinator.

      drain HOST: finish what is in training and go. stop HOST: hand it back and go at once. clean
      HOST: stop, and take away all that was brought there.

      A file for --hosts lists hosts: [ada, bob@10.0.0.7:8, {host: eve, slots: 4, via: tunnel}], with
      program: PATH for one that has its own sweep.

      Exit code 0: all was done. 3: with some host it was not, and a line said why.
      """,
    example: "sweep hosts drain ada",
    options: Option.allOfHosts + [
      HostsOptions.connect, .epochs, .set, .keys, .sweep, .results, .json, .parent, .delivery,
    ], operands: 0...4096,
    words: .these(["start", "drain", "stop", "clean"])
  ) { arguments in
    let words = arguments.operands
    switch words.first {
    case nil: try HostTable(arguments).show(asJSON: arguments.has(.json))
    case "start" where words.count == (arguments.has(.delivery) ? 1 : 2):
      return try start(words.dropFirst().first, arguments)
    case "drain" where words.count > 1:
      return try end(words.dropFirst(), .drain, arguments)
    case "stop" where words.count > 1:
      return try end(words.dropFirst(), .stop, arguments)
    case "clean" where words.count > 1:
      return try end(words.dropFirst(), .clean, arguments)
    default:
      throw UserError(
        "usage: sweep hosts [start FILE --connect ADDRESS | drain HOST | stop HOST | clean HOST]"
          + suggestion(for: words[0], among: ["start", "drain", "stop", "clean"])
          + "; see 'sweep help hosts'")
    }
    return .success
  }

  /// Starts workers.
  ///
  /// - Parameter spec: the path of the sweep's spec; nil where a file says what hosts are brought.
  private static func start(_ spec: String?, _ arguments: Arguments) throws -> ExitCode {
    let parent = try arguments.integer(.parent, in: 1...Int(Int32.max))
    if let parent { try CurrentProcess.end(with: Int32(parent)) }
    let named = try NamedHosts(arguments)
    guard !named.hosts.isEmpty, let endpoint = arguments.text(HostsOptions.connect) else {
      throw UserError(
        "hosts start needs --host or --hosts, and --connect tcp://HOST:PORT: where the coordinator"
          + " listens")
    }
    let list = try delivery(spec, arguments)
    let launcher = try HostLauncher(
      for: LaunchedSweep(list.sweep, in: arguments.resultsPath),
      at: try CoordinatorAddress(endpoint), keys: try arguments.keyFolder(),
      bringing: try list.delivery(version: Commands.version), shell: named.shell,
      note: Output.note)
    let failures = try launcher.launch(named.hosts)
    guard parent != nil else { return failures == 0 ? .success : .unreachable }
    // A run goes on with those that work, or by itself.
    if failures == named.hosts.count {
      Output.note("no host works for this run; it has its own slots (-j) and no others")
    }
    return .success
  }

  /// The list of all that hosts are brought: read from a file, or made from a spec.
  private static func delivery(_ spec: String?, _ arguments: Arguments) throws -> DeliveryList {
    guard let spec else { return try DeliveryList(at: arguments.text(.delivery) ?? "") }
    return try PlannedSweep(
      spec, overrides: arguments.overrides(), resultsPath: arguments.resultsPath
    ).delivery(results: arguments.resultsPath)
  }

  /// Ends the workers of the hosts that are named, at the same time.
  private static func end(
    _ names: ArraySlice<String>, _ ending: HostEnding, _ arguments: Arguments
  ) throws -> ExitCode {
    let registry = HostRegistry.beside(arguments.resultsPath)
    let known = try registry.records()
    let records = try names.map { name in
      guard let record = known.first(where: { $0.host.name == name }) else {
        throw UserError(
          "no worker was started on '\(name)' for '\(arguments.resultsPath)'"
            + suggestion(for: name, among: known.map(\.host.name)))
      }
      return record
    }
    let failures = try ending.carryOut(on: records, notedIn: registry)
    for sentence in failures { Output.note("sweep: \(sentence)") }
    return failures.isEmpty ? .success : .unreachable
  }
}

private enum HostsOptions {
  static let connect = Option(
    "--connect", value: "ADDRESS", "where the coordinator listens that the hosts are to work for")
}
