package import Keys
import Processes
package import Schedulers
import ZeroMQ

/// Workers for a coordinator, started by a scheduler.
package struct SchedulerLaunch {
  private let scheduler: Scheduler
  private let sweep: LaunchedSweep
  private let workers: WorkerScript
  private let request: JobRequest
  /// Where the coordinator's list is; nil where it lets in everybody.
  private let folder: KeyFolder?
  private let registry: JobRegistry
  private let inabilities: Inabilities
  /// The program that is copied to where the nodes find it; nil where they have their own.
  private let archive: ProgramArchive?
  private let say: @Sendable (String) -> Void

  /// The request for workers, in the words of the command line.
  package struct WorkerRequest: Sendable {
    /// How many workers, at most.
    package var workers = 1
    /// Trainings at a time in each.
    package var slots = 1
    /// The time that each job may take; nil for what the scheduler allows.
    package var time: Duration?
    /// The partition, or the queue of schedulers that have those; nil for the scheduler's default.
    package var partition: String?
    /// The account that pays; nil for the user's default.
    package var account: String?
    /// Features that a node must have, in the scheduler's words; nil for none.
    package var constraint: String?
    /// Further resources of each job, such as `gpu:1`, in the scheduler's words; nil for none.
    package var resources: String?
    /// The most jobs that run at a time; nil for all.
    package var maximumRunning: Int?
    /// Bytes of memory of each worker; nil asks for none. Not asked of Grid Engine, and GPUs neither.
    package var memory: Int?
    /// GPUs of each worker; 0 asks for none, and so does any number where `resources` names GPUs.
    package var gpus = 0
    /// The tags that workers are said to have besides.
    package var tags: [String] = []
    /// Further directives for the scheduler, a line each, without `#SBATCH` and the like.
    package var directives: [String] = []
    /// Lines for the shell before the worker starts, such as `module load cuda`; if one fails, the job ends.
    package var setup: [String] = []
    /// Where the program lies on the nodes; nil for a copy in the home that they share.
    package var program: String?
    /// Where the sweep's own program lies on the nodes; nil where it has none.
    package var code: String?

    /// Makes a request for one worker with one slot, and for nothing else.
    package init() {}
  }

  /// - Parameters:
  ///   - endpoint: the address that workers call.
  ///   - folder: where the coordinator's keys are; nil where it lets in everybody.
  ///   - program: gives the program to copy where the wish names none.
  ///   - say: is told what people should hear.
  package init(
    _ wish: WorkerRequest, of scheduler: Scheduler, for sweep: LaunchedSweep,
    calling endpoint: String,
    keys folder: KeyFolder?, program: () throws -> ProgramArchive,
    say: @escaping @Sendable (String) -> Void
  ) throws {
    self.scheduler = scheduler
    self.sweep = sweep
    self.folder = folder
    self.say = say
    registry = JobRegistry.beside(sweep.results)
    // Not those of an earlier launch.
    let name = "\(scheduler.name)-" + String(UInt16.random(in: .min ... .max), radix: 16)
    let logs = SchedulerLaunch.absolute(registry.folder)
    inabilities = Inabilities(of: name, in: logs)
    archive = try wish.program == nil ? program() : nil
    workers = WorkerScript(
      name: name, endpoint: endpoint, slots: wish.slots,
      program: try wish.program ?? archive?.place() ?? "", code: wish.code, time: wish.time,
      memory: wish.memory, tags: wish.tags,
      keys: try folder.map { folder in
        WorkerKeys(name, count: wish.workers, coordinator: try folder.coordinator().publicKey)
      })
    request = JobRequest(
      name: "sweep-" + String(sweep.name.map { $0.isLetter || $0.isNumber ? $0 : "-" }),
      indices: 0...(wish.workers - 1), processors: wish.slots, memory: wish.memory,
      gpus: wish.gpus, time: wish.time,
      partition: wish.partition, account: wish.account, constraint: wish.constraint,
      resources: wish.resources, maximumRunning: wish.maximumRunning,
      directives: wish.directives, setup: wish.setup,
      logs: logs, body: workers.text, inabilities: inabilities.beginning)
  }

  /// The path from the root of a folder that is yet to be made.
  private static func absolute(_ path: String) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let parent = parts.dropLast().joined(separator: "/")
    let above = parts.count == 1 ? "." : parent.isEmpty ? "/" : parent
    return Folder.absolute(path)
      ?? Folder.absolute(above).map { "\($0 == "/" ? "" : $0)/\(parts.last ?? "")" } ?? path
  }

  /// The script that would be handed in.
  package var script: String { scheduler.script(for: request) }

  /// Hands in all workers, as one array where the scheduler takes one as large.
  ///
  /// - Returns: the scheduler's identifiers of the jobs.
  package func submit() throws -> [String] {
    try prepare()
    var identifiers: [String] = []
    do {
      try scheduler.submit(request) { record in
        try registry.note(record)
        identifiers.append(record.identifier)
      }
      return identifiers
    } catch {
      // Workers that are queued already need their keys.
      if identifiers.isEmpty { try revoke() }
      throw error
    }
  }

  /// Keeps as many workers queued or running as open trials can use, until there are none.
  package func keepUp() throws {
    try prepare()
    do {
      try Autoscaler(
        scheduler, request, slots: workers.slots, sweep: sweep, registry: registry,
        inabilities: inabilities, say: say
      ).keepUp()
    } catch let error as NoWorkerCanTrain {
      // None of them is left that could use its key.
      try revoke()
      throw error
    }
    try revoke()
  }

  /// Has all there that jobs find when they start, and lets them in.
  private func prepare() throws {
    _ = try Folder(registry.folder)
    try archive?.install()
    guard let folder else { return }
    try workers.keys?.letIn(by: folder)
    sweep.announceKeys()
  }

  private func revoke() throws {
    inabilities.clear()
    if let folder { try workers.keys?.revoke(from: folder) }
  }
}
