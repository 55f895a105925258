import Control
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
      line goes on later. With --connect, asks a coordinator on any machine; that takes an operator's key:
      'sweep keys new eve --role operator', there, makes one.
      """,
    example: "sweep stop --now",
    options: [
      StopOptions.now, .connect, .key, .serverKey, .patience, .results, .networkDisk,
    ]
  ) { arguments in
    let request = ControlRequest.stop(atOnce: arguments.has(StopOptions.now))
    if let endpoint = arguments.text(.connect) {
      var elsewhere = try RemoteCoordinator(endpoint, arguments)
      try elsewhere.ask(request)
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
      request: request, results: path, trustsNetwork: arguments.has(.networkDisk), patience: nil)
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

private enum StopOptions {
  static let now = Option("--now", "hand back what is in training instead of finishing it")
}
