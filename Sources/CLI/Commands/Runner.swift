import Cluster
import Datasets
import Glibc
import Processes
import Runtime
import Training

extension Command {
  /// What a worker starts for each of its slots; not for people.
  static let runner = Command(
    name: "runner", summary: "train what a worker asks for",
    options: [Option.parent], isHidden: true
  ) { arguments in
    let facts = WorkerFacts(
      host: Host.name, process: Int(getpid()), slots: 1, semantics: EngineTrainer.semantics,
      kernel: EngineTrainer.kernel)
    let library = DatasetLibrary(environment: CurrentProcess.environment)
    let parent = try arguments.integer(.parent, in: 1...Int(Int32.max)).map(Int32.init) ?? getppid()
    try Runner.run(EngineTrainer(library), facts: facts, parent: parent)
    return .success
  }
}
