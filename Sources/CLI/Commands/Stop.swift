import Control
import Documents
import Glibc
import Processes
import Reports
import Runtime
import Store

extension Command {
  /// The end of a coordinator that runs somewhere behind.
  static let stop = Command(
    name: "stop", summary: "end the coordinator of a results file, in good order",
    synopsis: "[options]",
    discussion: """
      Asks whoever coordinates into the results file, 'sweep run' or 'sweep serve', to finish what is
      in training and go, and waits until it has. Ctrl-C ends the waiting only. The same 'sweep serve'
      line goes on later.
      --host lets the run go on without some hosts: their workers finish what they train and go (they are
      drained), and others that come from there are sent home, until 'sweep retry --host NAME' trusts the host again
      or the run ends. --queue ends a queue of sweeps, and with --sweep one of its sweeps alone, whose
      end is not waited for; so does --results with the sweep's file. What was ended goes on when the
      queue is started or the sweep submitted again. With --connect, asks a coordinator on any machine; that takes an operator's key:
      'sweep keys new eve --role operator', there, makes one.
      """,
    example: "sweep stop --now",
    options: [
      StopOptions.now, StopOptions.host, .queue, .sweep, .connect, .key, .serverKey, .patience,
      .results, .networkDisk,
    ]
  ) { arguments in
    guard !arguments.has(.sweep) || arguments.has(.queue) || arguments.has(.connect) else {
      throw UserError(
        "--sweep names a sweep of a queue; give --queue DIR or --connect ENDPOINT too")
    }
    if let hosts = try arguments.list(StopOptions.host) {
      return try drain(hosts, arguments)
    }
    let request = ControlRequest.stop(atOnce: arguments.has(StopOptions.now))
    if arguments.has(.queue) { return try stopQueue(request, arguments) }
    if let endpoint = arguments.text(.connect) {
      var elsewhere = try RemoteCoordinator(endpoint, arguments)
      try elsewhere.ask(request)
      guard !arguments.has(.sweep) else {
        Output.note("the sweep finishes what is in training, and ends")
        return .success
      }
      Output.note("told the coordinator at \(endpoint) to stop; waiting for it")
      try elsewhere.awaitEnd()
      return .success
    }
    try arguments.refuseRemoteOptions()
    let path = arguments.resultsPath
    guard let writer = try ResultsReader(at: path).writer else {
      throw UserError("nobody coordinates into '\(path)'; there is nothing to stop")
    }
    let asking = CoordinatorRequest(
      request: request, results: path, trustsNetwork: arguments.has(.networkDisk), timeout: nil)
    do {
      // A run that has ended meanwhile is at its end, too.
      guard try asking.carryOut(atRest: { _ in }) else { return .success }
    } catch let error as ControlError {
      throw UserError("\(error); 'kill \(writer)' ends the run in good order")
    }
    Output.note("told process \(writer) to stop; waiting for it")
    while WriterLock.holder(of: path) == writer { usleep(100_000) }
    return .success
  }
}

/// Has the workers of hosts finish what they train, and go.
private func drain(_ hosts: [String], _ arguments: Arguments) throws -> ExitCode {
  guard !arguments.has(StopOptions.now) else {
    throw UserError("--host lets workers finish what they train; --now is for the whole run")
  }
  let request = ControlRequest.drain(hosts: hosts)
  if let endpoint = arguments.text(.connect) {
    var elsewhere = try RemoteCoordinator(endpoint, arguments)
    let there = Set(try elsewhere.snapshot().workers.map(\.host))
    try refuseStrangers(hosts, there)
    try elsewhere.ask(request)
  } else {
    try arguments.refuseRemoteOptions()
    let path = arguments.resultsPath
    let file = try ResultsReader(at: path)
    guard file.writer != nil else {
      throw UserError("nobody coordinates into '\(path)'; there is no worker to send home")
    }
    try refuseStrangers(hosts, Set(file.presentWorkers().map(\.worker.host)))
    let asking = CoordinatorRequest(
      request: request, results: path, trustsNetwork: arguments.has(.networkDisk),
      timeout: .seconds(10))
    guard try asking.carryOut(atRest: { _ in }) else {
      throw UserError("the run has ended meanwhile; there is no worker to send home")
    }
  }
  for host in hosts {
    Output.print("workers of \(host.printable) finish what they train, and go\n")
  }
  return .success
}

/// Refuses a host that no worker is there of: a misspelt name would wait for one.
private func refuseStrangers(_ hosts: [String], _ there: Set<String>) throws(UserError) {
  guard let stranger = hosts.first(where: { !there.contains($0) }) else { return }
  throw UserError(
    "no worker of a host '\(stranger)' is there" + suggestion(for: stranger, among: there.sorted())
      + (there.isEmpty ? "" : " (there is \(there.sorted().joined(separator: ", ")))"))
}

private enum StopOptions {
  static let host = Option(
    "--host", value: "NAME", "send home the workers of a host alone, or of several (a,b)")
  static let now = Option("--now", "hand back what is in training instead of finishing it")
}
