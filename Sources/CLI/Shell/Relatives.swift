import Processes

/// The processes of this same program that a run is made of.
enum Relatives {
  /// Starts a worker of this machine that ends with this process.
  static func worker(calling endpoint: String, slots: Int) throws -> Processes.Command {
    try relative(["work", endpoint, "--slots", "\(slots)", "--with-parent"])
  }

  /// Starts a process that trains.
  static func runner() throws -> Processes.Command { try relative(["runner"]) }

  private static func relative(_ arguments: [String]) throws -> Processes.Command {
    Processes.Command(
      try CurrentProcess.executablePath(), arguments: arguments,
      environment: CurrentProcess.environment)
  }
}
