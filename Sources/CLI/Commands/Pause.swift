import Control
import Documents
import Processes
import Reports
import Results
import Runtime
import Store

extension Command {
  /// A run that begins no training for a while.
  static let pause = Command(
    name: "pause", summary: "have a run begin no training for a while",
    synopsis: "[options]",
    discussion: """
      Trainings under way are finished, none begins, and workers stay; what they hold ready goes back to the
      coordinator. 'sweep resume' has trainings begin again. The time of a budget goes on meanwhile, and a run
      that is ended and started anew is not paused.
      With --connect, asks a coordinator on any machine, of a queue about the sweep that --sweep names; that
      takes an operator's key: 'sweep keys new eve --role operator', there, makes one.
      """,
    example: "sweep pause",
    options: PauseOptions.all
  ) { try PauseOptions.ask(.pause(true), $0) }

  /// The end of a pause.
  static let resume = Command(
    name: "resume", summary: "have a paused run begin trainings again",
    synopsis: "[options]",
    discussion: """
      Ends what 'sweep pause' has begun. A sweep that nobody runs goes on with 'sweep run FILE'.
      With --connect, asks a coordinator on any machine; that takes an operator's key: 'sweep keys new eve
      --role operator', there, makes one.
      """,
    example: "sweep resume",
    options: PauseOptions.all
  ) { try PauseOptions.ask(.pause(false), $0) }
}

private enum PauseOptions {
  static let all: [Option] = [
    .connect, .key, .serverKey, .patience, .sweep, .results, .networkDisk, .json,
  ]

  /// Asks whoever coordinates; a sweep at rest begins nothing anyway.
  static func ask(_ request: ControlRequest, _ arguments: Arguments) throws -> ExitCode {
    let isPause = request == .pause(true)
    if let endpoint = arguments.text(.connect) {
      var elsewhere = try RemoteCoordinator(endpoint, arguments)
      try elsewhere.ask(request)
    } else {
      try arguments.refuseRemoteOptions()
      guard !arguments.has(.sweep) else {
        throw UserError("--sweep names a sweep of a queue; it belongs to --connect ENDPOINT")
      }
      let path = arguments.resultsPath
      // Nobody makes a file for the sake of a pause.
      _ = try ResultsReader(at: path)
      let asking = CoordinatorRequest(
        request: request, results: path, trustsNetwork: arguments.has(.networkDisk),
        timeout: .seconds(10))
      _ = try asking.carryOut { _ in
        throw UserError(
          "nobody coordinates into '\(path)', so there is nothing to "
            + (isPause ? "pause" : "resume; \(hint("run", in: path)) goes on with its sweep"))
      }
    }
    if arguments.has(.json) {
      Output.print(JSON.object(["paused": .boolean(isPause)]).line + "\n")
    } else {
      Output.print(
        isPause
          ? "trainings under way are finished, and none begins until 'sweep resume'\n"
          : "trainings begin again\n")
    }
    return .success
  }
}
