import Cluster
import Commands
import Datasets
import Documents
import Keys
import Launching
import Processes
import Runtime
import Sweeps
import Trials

extension Command {
  /// A worker, on this machine or another than the coordinator's.
  static let work = Command(
    name: "work", summary: "train trials for a coordinator",
    synopsis: "ENDPOINT [options]",
    discussion: """
      Calls the coordinator at ENDPOINT (tcp://host:port), trains what it hands out, and goes home
      when there is nothing left. If the coordinator falls silent, trainings go on and are handed in
      when it is back.

      A worker trusts its coordinator: where the sweep trains a program, the coordinator says which program
      runs, with which words, and it runs with all that the user of the worker may do. Work only for
      coordinators of people to whom you would give a shell; --no-command starts no programs, and leaves
      only trainings of the built-in engine. The coordinator also says which files of data are brought:
      they go below the folder of data or below the folder where the worker starts, never through links
      and never to hidden names, and none is replaced.

      What the sweep reads and this machine lacks (see 'sweep data') is sent by the coordinator and kept
      in ~/.cache/sweep.
      A coordinator lets in workers with a key on its list: 'sweep keys new ada', there, makes one.
      Results of long trainings are kept in the spool folder until the coordinator has them, so that
      not even a killed worker loses them. Ctrl-C and SIGTERM finish what is in training and hand it
      in; a second one hands it back and stops at once. With --time, or in a job of Slurm's, it takes
      no trial that it could not finish before its time is up, and goes home early. Exit code 0: there was nothing left to do.
      130, 143: stopped by a signal. 3: no coordinator answered, or it does not let this worker in. 69:
      the program or the data of the sweep is not here as the coordinator has it; what it was handed
      goes to others and counts as no try.
      """,
    example: "sweep work tcp://10.0.0.5:5555 --key ada.key --slots 8",
    options: [
      .key, .serverKey, WorkOptions.slots, WorkOptions.patience, WorkOptions.grace,
      .code, .attempts, .noCommand, .gpus, .memory, .tags, .time, .spool, .logFormat, .parent,
    ], operands: 1...1
  ) { arguments in
    do {
      return try work(arguments)
    } catch  where ExitCode(for: error) == .unavailable {
      Inabilities.leave(Main.sentence(for: error))
      throw error
    }
  }

  private static func work(_ arguments: Arguments) throws -> ExitCode {
    let slots =
      try arguments.integer(WorkOptions.slots, in: 1...WireLimit.slots)
      ?? CurrentProcess.processorCount
    let endpoint = try Endpoint.checked(arguments.operands[0])
    if let parent = try arguments.integer(.parent, in: 1...Int(Int32.max)) {
      try CurrentProcess.end(with: Int32(parent))
    }
    let key = try arguments.key(for: [.worker])
    let patience = try arguments.duration(WorkOptions.patience) ?? .seconds(600)
    // A worker that was started by its coordinator's process finds the same data.
    if !arguments.has(.parent) {
      try bringData(from: endpoint, key: key, patience: patience, code: arguments.text(.code))
    }
    let log = EventLog(try arguments.logFormat() ?? .text)
    let attempts = arguments.text(.attempts) ?? SelfInvocation.attempts
    var agent = try Agent(
      AgentOptions(
        endpoint: endpoint, key: key, slots: slots, patience: patience,
        grace: try arguments.duration(WorkOptions.grace),
        end: JobTime.left(of: try arguments.duration(.time)),
        spool: arguments.text(.spool) ?? SelfInvocation.spool(calling: endpoint),
        runner: SelfInvocation.runner(
          code: arguments.text(.code) ?? ".", attempts: attempts,
          trainsPrograms: !arguments.has(.noCommand)),
        resources: try arguments.resources(),
        cleanUp: {
          Leftovers.end()
          EmptiedFolders.removeAbandoned(in: attempts)
        },
        output: { PrintedOutput(of: $0, in: attempts) }),
      observe: log.take)
    defer { EmptiedFolders.removeAbandoned(in: attempts) }
    let reason: WorkerEnd
    do {
      reason = try agent.run()
    } catch let refused as Refused {
      throw UserError("\(refused)", exitCode: .unreachable)
    }
    if let inability = agent.inability { throw UserError(inability, exitCode: .unavailable) }
    switch reason {
    case .done: return agent.told.map { .signalled($0.rawValue) } ?? .success
    case .unanswered:
      throw UserError(agent.refused?.description ?? silence(of: endpoint), exitCode: .unreachable)
    case .rejected(.otherSemantics) where arguments.has(.noCommand):
      throw UserError(
        "the coordinator at \(endpoint) has none but programs to train, or another version of sweep; without"
          + " --no-command this worker would start its programs")
    case .rejected(let rejection) where rejection == .full || rejection == .quota:
      throw UserError("\(rejection)", exitCode: .temporary)
    case .rejected(let rejection):
      throw UserError(
        "the coordinator at \(endpoint) refused this worker: \(rejection.rawValue); bring sweep to the"
          + " same version on both machines ('sweep version' tells it)")
    case .otherVersion(let version):
      throw UserError("\(OtherVersion(endpoint: endpoint, version: version))")
    }
  }

  private static func silence(of endpoint: String) -> String {
    "no coordinator answered at \(endpoint); start one with 'sweep serve', or check address and firewall"
  }

  /// Has what trainings read and this machine lacks sent by the coordinator.
  private static func bringData(
    from endpoint: String, key: WorkerKey?, patience: Duration, code: String?
  ) throws {
    let library = DatasetLibrary(environment: CurrentProcess.environment)
    do {
      let hasAnswered = try DatasetDownload(folders: library.folders, code: code).run(
        at: endpoint, key: key, timeout: patience, note: Output.note)
      guard hasAnswered else { throw UserError(silence(of: endpoint), exitCode: .unreachable) }
    } catch let refused as Refused {
      throw UserError("\(refused)", exitCode: .unreachable)
    } catch let version as OtherVersion {
      throw UserError("\(version)")
    }
  }
}

extension Arguments {
  /// The lack of this machine for a single training with such needs; nil where it lacks nothing.
  func shortfall(of needs: Needs, slots: Int) throws(UserError) -> String? {
    guard needs != .oneSlot else { return nil }
    let here = try resources()
    return needs.shortfall(
      slots: slots, gpus: here.gpus.count, memory: here.memory, tags: here.tags)
  }

  /// The resources of the worker besides slots.
  func resources() throws(UserError) -> AgentResources {
    var resources = AgentResources()
    if text(.gpus) != "none" { resources.gpus = try list(.gpus) ?? GPUs.given() }
    for (index, word) in resources.gpus.enumerated()
    where !GPUs.isName(word) || resources.gpus[..<index].contains(word) {
      throw UserError(
        "--gpus takes numbers of GPUs with commas between, such as 0,1, or none, not '\(word)'")
    }
    resources.memory = try bytes(.memory) ?? MachineMemory.given()
    resources.tags = try list(.tags) ?? []
    return resources
  }
}

/// The options of `work`.
private enum WorkOptions {
  static let slots = Option(
    "--slots", short: "-j", value: "N", "trainings at a time (default: the processors)")
  static let patience = Option(
    "--patience", value: "TIME", "how long to call a silent coordinator (default: 10m)")
  static let grace = Option(
    "--grace", value: "TIME",
    "after the first Ctrl-C or SIGTERM, how long trainings may take before they are handed back"
      + " (default: as long as they like)")
}
