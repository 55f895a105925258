import Glibc
import Keys
import Processes

/// The processes of this same program that a run is made of.
enum SelfInvocation {
  /// Starts a worker of this machine that ends with this process.
  ///
  /// - Parameters:
  ///   - results: the results file, beside which its spool and its programs' directories lie.
  ///   - key: the file of the key to come in with, where one is asked for.
  ///   - code: the folder of the programs.
  ///   - options: further words for the worker, as they stand on a command line.
  static func worker(
    calling endpoint: String, slots: Int, results: String, key: String? = nil, code: String,
    options: [String] = []
  ) -> Processes.Command {
    relative(
      [
        "work", endpoint, "--slots", "\(slots)", Option.spool.name, results + "-spool",
        Option.attempts.name, results + "-attempts", Option.code.name, code,
        Option.logFormat.name, LogFormat.none.rawValue,
      ] + (key.map { ["--key", $0] } ?? []) + options)
  }

  /// Starts what launches workers on hosts, and holds tunnels to them, until this process ends.
  ///
  /// - Parameters:
  ///   - delivery: the file that says what hosts are brought.
  ///   - words: the words of the command line that name hosts.
  static func launcher(
    calling endpoint: String, delivery: String, words: [String], results: String, keys: KeyFolder
  ) -> Processes.Command {
    relative(
      ["hosts", "start", Option.delivery.name, delivery, "--connect", endpoint] + words
        + [Option.results.name, results, Option.keys.name, keys.path])
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

  /// Where a worker's programs get their directories unless told otherwise: in the user's state
  /// directory.
  static var attempts: String {
    let environment = CurrentProcess.environment
    let state =
      environment["XDG_STATE_HOME"] ?? environment["HOME"].map { "\($0)/.local/state" } ?? "."
    return "\(state)/sweep/attempts"
  }

  /// Starts a process that trains.
  ///
  /// - Parameter trainsPrograms: whether it may start programs that a sweep names.
  static func runner(
    code: String, attempts: String, trainsPrograms: Bool
  ) -> Processes.Command {
    relative(
      ["runner", Option.code.name, code, Option.attempts.name, attempts]
        + (trainsPrograms ? [] : [Option.noCommand.name]))
  }

  private static func relative(_ arguments: [String]) -> Processes.Command {
    CurrentProcess.again(arguments + [Option.parent.name, "\(getpid())"])
  }
}

extension Option {
  static let code = Option(
    "--code", value: "FOLDER",
    "where the programs of sweeps are, as the spec's folder has them (default: here)")
  static let attempts = Option(
    "--attempts", value: "FOLDER",
    "where programs get a directory each (default: in ~/.local/state/sweep)")
  static let noCommand = Option(
    "--no-command", "train networks of the built-in engine only, and start no programs")
  static let gpus = Option(
    "--gpus", value: "LIST",
    "the GPUs that trainings may be given, by number, such as 0,1, or none (default: those of"
      + " CUDA_VISIBLE_DEVICES or the job, else all)")
  static let memory = Option(
    "--memory", value: "SIZE",
    "the memory that trainings may share, such as 32G (default: the job's, or the machine's)")
  static let tags = Option(
    "--tags", value: "WORDS", "what else the worker has, for specs that ask for it")
  static let spool = Option(
    "--spool", value: "FOLDER",
    "keeps results until the coordinator has them (default: in ~/.local/state/sweep)")
  /// The list of all that a launcher brings to hosts, as the process that started it has worked it out.
  static let delivery = Option(
    "--delivery", value: "FILE", "bring to hosts what this file lists, and read no spec")
  /// Ties a relative to the process that started it.
  static let parent = Option("--parent", value: "PID", "end when this process, the parent, does")
}
