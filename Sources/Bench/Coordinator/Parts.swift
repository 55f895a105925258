import Cluster
import Datasets
import Glibc
import Processes
import Runtime
import Training
import Trials

/// The processes of this program that a measurement is made of; not for people.
enum Part {
  /// Carries out one part's command line.
  static func run(_ words: [String]) throws {
    try CurrentProcess.raiseDescriptorLimit()
    switch words.first {
    case "crowd":
      var crowd = try Crowd(try Crowd.Options(words: words.dropFirst()))
      try crowd.run()
    case "agent" where words.count == 4:
      var agent = try Agent(
        AgentOptions(
          endpoint: words[1], slots: Int(words[2]) ?? 1, patience: .seconds(60),
          runner: try Part.command(["runner", words[3]])),
        observe: { _ in })
      _ = try agent.run()
    case "runner" where words.count == 2:
      try runner(Double(words[1]))
    case "coordinator" where words.count == 3:
      let stage = try Stage(trials: Int(words[2]) ?? 50, at: words[1])
      let watch = Watch()
      watch.atPicture = {
        write(STDOUT_FILENO, "ready\n", 6)
        watch.atPicture = {}
      }
      try stage.run(listening: .at(stage.door), worker: nil, watch: watch)
    default:
      throw Trouble("no part is called \(words)")
    }
  }

  /// Naps for so long, or trains with the engine.
  private static func runner(_ nap: Double?) throws {
    let facts = WorkerFacts(
      host: Host.name, process: Int(getpid()), slots: 1,
      semantics: [nap == nil ? EngineTrainer.semantics : Stage.semantics],
      kernel: EngineTrainer.kernel)
    if let nap {
      try Runner.run(NapTrainer(seconds: nap), facts: facts, parent: getppid())
    } else {
      let library = DatasetLibrary(environment: CurrentProcess.environment)
      try Runner.run(EngineTrainer(library), facts: facts, parent: getppid())
    }
  }

  /// Starts a part.
  static func command(_ words: [String]) throws -> Command {
    Command(
      try CurrentProcess.executablePath(), arguments: ["part"] + words,
      environment: CurrentProcess.environment)
  }

  /// Starts a worker of real processes.
  ///
  /// - Parameter trainer: how long each training naps, in seconds, or `engine`.
  static func agent(_ endpoint: String, slots: Int, trainer: String) throws -> Command {
    try command(["agent", endpoint, "\(slots)", trainer])
  }
}

extension Crowd.Options {
  /// Starts a crowd in a process of its own.
  var command: Command {
    get throws {
      let numbers = [
        Double(workers), Double(slots), nap, stay, cut.lowerBound, cut.upperBound,
      ]
      return try Part.command(["crowd", endpoint, key ?? "-"] + numbers.map { "\($0)" })
    }
  }
}
