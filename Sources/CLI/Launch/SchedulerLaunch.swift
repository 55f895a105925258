import Glibc
import Keys
import Processes
import Reports
import Schedulers
import Specs
import Store
import Sweeps
import ZeroMQ

/// Workers for a coordinator, started by a scheduler.
struct SchedulerLaunch {
  private let scheduler: Scheduler
  private let arguments: Arguments
  private let prepared: Preparation
  private let workers: Int
  private let slots: Int
  private let endpoint: String
  private let book: JobBook
  /// What its workers are called, which are not those of an earlier launch.
  private let name: String

  init(_ scheduler: Scheduler, _ arguments: Arguments) throws {
    self.scheduler = scheduler
    self.arguments = arguments
    prepared = try Preparation(
      arguments.operands[1], overrides: arguments.overrides(), resultsPath: arguments.resultsPath)
    workers = try arguments.integer(LaunchOptions.workers, in: 1...4096) ?? 1
    slots = try arguments.integer(LaunchOptions.slots, in: 1...1024) ?? 1
    guard let text = arguments.text(LaunchOptions.connect) else {
      throw UserError(
        "launch needs --connect tcp://HOST:PORT, where 'sweep serve \(prepared.path)' listens")
    }
    endpoint = Endpoint.callable(try Endpoint.checked(text))
    guard !arguments.has(LaunchOptions.auto) || !arguments.has(LaunchOptions.print) else {
      throw UserError("--print hands in nothing, and --auto again and again; give one of them")
    }
    if let time = try arguments.duration(.time), let limit = prepared.spec.policy.limits.time,
      time <= limit
    {
      throw UserError(
        "in jobs of \(time) no trial can be trained that may take \(limit) (limits.trial); give them"
          + " more --time, or trials less")
    }
    book = JobBook.beside(arguments.resultsPath)
    name = "\(scheduler.name)-" + String(UInt16.random(in: .min ... .max), radix: 16)
  }

  func run() throws {
    let keys = try keys()
    let request = try request(keys)
    guard !arguments.has(LaunchOptions.print) else {
      return Output.print(scheduler.script(for: request))
    }
    try letIn(keys)
    guard arguments.has(LaunchOptions.auto) else {
      do {
        try submit(request)
      } catch {
        try keys?.revoke(from: arguments.keyFolder())
        throw error
      }
      return
    }
    let crew = Crew(
      scheduler, request, slots: slots, results: arguments.resultsPath,
      sweep: prepared.plan.sweep.name, book: book)
    try crew.keepUp()
    try keys?.revoke(from: arguments.keyFolder())
  }

  private func submit(_ request: JobRequest) throws {
    let identifier = try scheduler.submit(request)
    try book.note(
      JobRecord(scheduler: scheduler.name, identifier: identifier, indices: request.indices))
    Output.note(
      "\(request.indices.count) workers are queued as \(scheduler.name) job \(identifier);"
        + " 'sweep status' shows them")
    Output.print("\(identifier)\n")
  }

  private func request(_ keys: WorkerKeys?) throws -> JobRequest {
    let time = try arguments.duration(.time)
    let program: String
    if let path = arguments.text(LaunchOptions.program) {
      program = path
    } else {
      let archive = try BundleArchive()
      // To show a script, nothing has to be there yet.
      program =
        try arguments.has(LaunchOptions.print)
        ? "\(BundleArchive.cache)/programs/\(archive.name)/sweep" : archive.installed()
    }
    let logs = book.folder
    if !arguments.has(LaunchOptions.print) { _ = try Folder(logs) }
    return JobRequest(
      name: "sweep-"
        + String(prepared.plan.sweep.name.map { $0.isLetter || $0.isNumber ? $0 : "-" }),
      indices: 0...(workers - 1), processors: slots, time: time,
      partition: arguments.text(LaunchOptions.partition),
      account: arguments.text(LaunchOptions.account),
      constraint: arguments.text(LaunchOptions.constraint),
      resources: arguments.text(LaunchOptions.resources),
      maximumRunning: try arguments.integer(LaunchOptions.maximumRunning, in: 1...4096),
      logs: Folder.canonicalPath(of: logs) ?? logs,
      body: WorkerScript(
        name: name, endpoint: endpoint, slots: slots, program: program, time: time, keys: keys
      ).text)
  }

  /// A key for each worker; nil where the coordinator asks for none.
  private func keys() throws -> WorkerKeys? {
    guard !arguments.has(LaunchOptions.insecure) else { return nil }
    let folder = try arguments.keyFolder()
    guard folder.hasCoordinator else {
      throw UserError(
        "there is no coordinator's key in '\(folder.path)'; 'sweep keys new' makes one before 'sweep"
          + " serve' is started, or add --insecure where that lets in everybody")
    }
    return WorkerKeys(
      name, count: workers,
      coordinator: try folder.coordinator().publicKey)
  }

  private func letIn(_ keys: WorkerKeys?) throws {
    guard let keys else { return }
    try keys.letIn(by: arguments.keyFolder())
    let results = arguments.resultsPath
    guard Folder.exists(at: results), let writer = try ResultsReader(at: results).writer else {
      return
    }
    kill(pid_t(writer), SIGHUP)
  }
}

extension JobBook {
  /// The book of a results file.
  static func beside(_ results: String) -> JobBook { JobBook(results + "-jobs") }
}
