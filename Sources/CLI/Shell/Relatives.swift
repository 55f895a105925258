import Glibc
import Processes

/// The processes of this same program that a run is made of.
enum Relatives {
  /// Starts a worker of this machine that ends with this process.
  static func worker(calling endpoint: String, slots: Int) throws -> Processes.Command {
    try relative(["work", endpoint, "--slots", "\(slots)"])
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
  /// Ties a relative to the process that started it.
  static let parent = Option("--parent", value: "PID", "end when this process, the parent, does")
}
