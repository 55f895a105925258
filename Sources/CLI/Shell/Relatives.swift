import Glibc
import Processes

/// The processes of this same program that a run is made of.
enum Relatives {
  /// Starts a worker of this machine that ends with this process.
  ///
  /// - Parameter results: the results file, beside which its spool lies.
  static func worker(
    calling endpoint: String, slots: Int, results: String
  ) throws -> Processes.Command {
    try relative([
      "work", endpoint, "--slots", "\(slots)", Option.spool.name, results + "-spool",
      Option.logFormat.name, LogFormat.none.rawValue,
    ])
  }

  /// Where a worker keeps results for a coordinator unless told otherwise: in the user's state
  /// directory, a folder for each address.
  static func spool(calling endpoint: String) -> String? {
    let environment = CurrentProcess.environment
    guard
      let state = environment["XDG_STATE_HOME"]
        ?? environment["HOME"].map({ "\($0)/.local/state" })
    else { return nil }
    let name = endpoint.map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "-" }
    return "\(state)/sweep/spool/\(String(name))"
  }

  /// Starts a process that trains.
  static func runner() throws -> Processes.Command { try relative(["runner"]) }

  private static func relative(_ arguments: [String]) throws -> Processes.Command {
    Processes.Command(
      try CurrentProcess.executablePath(),
      arguments: arguments + [Option.parent.name, "\(getpid())"],
      environment: CurrentProcess.environment)
  }
}

extension Option {
  static let spool = Option(
    "--spool", value: "FOLDER",
    "keeps results until the coordinator has them (default: in ~/.local/state/sweep)")
  /// Ties a relative to the process that started it.
  static let parent = Option("--parent", value: "PID", "end when this process, the parent, does")
}
