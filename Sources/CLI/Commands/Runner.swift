import Cluster
import Commands
import Datasets
import Documents
import Glibc
import Processes
import Runtime
import Sweeps
import Training
import Trials

extension Command {
  /// The command that a worker starts for each of its slots; not for people.
  static let runner = Command(
    name: "runner", summary: "train what a worker asks for",
    options: [.parent, .code, .attempts, .noCommand], isHidden: true
  ) { arguments in
    let trainsPrograms = !arguments.has(.noCommand)
    let facts = WorkerFacts(
      host: Host.name, process: Int(getpid()), slots: 1,
      semantics: (trainsPrograms ? [.engine, .program] : [RecipeKind.engine]).map(\.semantics),
      kernel: EngineTrainer.kernel)
    let library = DatasetLibrary(environment: CurrentProcess.environment)
    let parent = try arguments.integer(.parent, in: 1...Int(Int32.max)).map(Int32.init) ?? getppid()
    let place = ProgramPlace(
      code: arguments.text(.code) ?? ".", attempts: arguments.text(.attempts) ?? "sweep-attempts",
      environment: CurrentProcess.environment, caller: 0)
    let programs = ProgramTrainer(library, at: place)
    defer { programs.end() }
    let trainer = AnyTrainer(engine: EngineTrainer(library), program: programs)
    try Runner.run(
      trainer, facts: facts, parent: parent,
      download: DatasetDownload(folders: library.folders, code: arguments.text(.code)))
    return .success
  }
}
