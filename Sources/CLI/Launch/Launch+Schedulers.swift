import Documents
import Keys
import Launching
import Planning
import Processes
import Results
import Runtime
import Schedulers
import Specs
import Sweeps

extension Command {
  /// Has a scheduler start workers, as the command line wants them.
  static func launch(by scheduler: Scheduler, _ arguments: Arguments) throws {
    let prepared = try PlannedSweep(
      arguments.operands[1], overrides: arguments.overrides(), resultsPath: arguments.resultsPath)
    guard let text = arguments.text(LaunchOptions.connect) else {
      throw UserError(
        "launch needs --connect tcp://HOST:PORT, where"
          + " \(hint("serve \(prepared.path.shellQuoted)", in: arguments.resultsPath)) listens")
    }
    let endpoint = Endpoint.callable(try Endpoint.checked(text))
    guard !arguments.has(LaunchOptions.auto) || !arguments.has(LaunchOptions.print) else {
      throw UserError("--print hands in nothing, and --auto again and again; give one of them")
    }
    var wish = try SchedulerLaunch.WorkerRequest(
      arguments, needs: prepared.spec.policy.limits.needs, scheduler: scheduler.name)
    // Nodes find it where it is here, as they do this program.
    wish.code = prepared.code.map { _ in Folder.absolute(prepared.folder) ?? prepared.folder }
    if let time = wish.time, let limit = prepared.spec.policy.limits.time, time <= limit {
      throw UserError(
        "in jobs of \(time) no trial can be trained that may take \(limit) (limits.trial); give them"
          + " more --time, or trials less")
    }
    let launch = try SchedulerLaunch(
      wish, of: scheduler,
      for: LaunchedSweep(prepared.plan.sweep.name, in: arguments.resultsPath), calling: endpoint,
      keys: arguments.keysOfCoordinator(),
      program: { try ProgramArchive(version: Commands.version) }, say: Output.note)
    guard !arguments.has(LaunchOptions.print) else { return Output.print(launch.script) }
    guard !arguments.has(LaunchOptions.auto) else { return try launch.keepUp() }
    let identifiers = try launch.submit()
    let workers = wish.workers == 1 ? "1 worker is" : "\(wish.workers) workers are"
    Output.note(
      "\(workers) queued as \(scheduler.name) job"
        + " \(identifiers.joined(separator: ", "));"
        + " \(hint("status", in: arguments.resultsPath)) shows \(wish.workers == 1 ? "it" : "them")"
    )
    Output.print(identifiers.map { "\($0)\n" }.joined())
  }
}

extension SchedulerLaunch.WorkerRequest {
  /// The needs of each worker, for as many trainings as it has slots for.
  fileprivate init(_ arguments: Arguments, needs: Needs, scheduler: String) throws {
    self.init()
    workers = try arguments.integer(LaunchOptions.workers, in: 1...4096) ?? 1
    slots = try arguments.integer(LaunchOptions.slots, in: 1...1024) ?? needs.slots
    let places = max(1, slots / needs.slots)
    memory =
      try arguments.bytes(LaunchOptions.memory) ?? (needs.memory > 0 ? needs.memory * places : nil)
    gpus = needs.gpus * places
    tags = try arguments.list(.tags) ?? []
    directives = arguments.texts(LaunchOptions.directive)
    setup = arguments.texts(LaunchOptions.setup)
    if let shortfall = needs.shortfall(
      slots: slots, gpus: gpus, memory: memory ?? needs.memory, tags: tags)
    {
      throw UserError("such jobs could train nothing: \(shortfall)")
    }
    if scheduler == "sge", memory != nil || gpus > 0 {
      Output.note(
        "Grid Engine's words for memory and GPUs are its site's own: ask for them with --directive, such as"
          + " '-l mem_free=4G'")
    }
    time = try arguments.duration(.time)
    partition = arguments.text(LaunchOptions.partition)
    account = arguments.text(LaunchOptions.account)
    constraint = arguments.text(LaunchOptions.constraint)
    resources = arguments.text(LaunchOptions.resources)
    maximumRunning = try arguments.integer(LaunchOptions.maximumRunning, in: 1...4096)
    program = arguments.text(LaunchOptions.program)
  }
}

extension Arguments {
  /// The keys of the coordinator that is to be called; nil where it asks for none.
  fileprivate func keysOfCoordinator() throws -> KeyFolder? {
    guard !has(LaunchOptions.insecure) else { return nil }
    let folder = try keyFolder()
    guard folder.hasCoordinator else {
      throw UserError(
        "there is no coordinator's key in '\(folder.path)'; 'sweep keys new' makes one before 'sweep"
          + " serve' is started, or add --insecure where that lets in everybody")
    }
    return folder
  }
}
