import Cluster
import Datasets
import Glibc
import Processes
import Runtime
import Training

extension Command {
  /// What a worker starts for each of its slots; not for people.
  static let runner = Command(
    name: "runner", summary: "train what a worker asks for", isHidden: true
  ) { _ in
    let facts = WorkerFacts(
      host: Host.name, process: Int(getpid()), slots: 1, semantics: EngineTrainer.semantics,
      kernel: EngineTrainer.kernel)
    let library = DatasetLibrary(environment: CurrentProcess.environment)
    try Runner.run(EngineTrainer(library), facts: facts)
    return .success
  }
}
