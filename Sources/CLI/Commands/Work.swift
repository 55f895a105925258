import Cluster
import Commands
import Keys
import Processes
import Runtime

extension Command {
  /// A worker, on this machine or another than the coordinator's.
  static let work = Command(
    name: "work", summary: "train trials for a coordinator",
    synopsis: "ENDPOINT [options]",
    discussion: """
      Calls the coordinator at ENDPOINT (tcp://host:port), trains what it hands out, and goes home
      when there is nothing left. If the coordinator falls silent, trainings go on and are handed in
      when it is back. The data set of the sweep has to be on this machine: see 'sweep data'.
      A coordinator lets in workers with a key on its list: 'sweep keys new ada', there, makes one.
      Results of long trainings are kept in the spool folder until the coordinator has them, so that
      not even a killed worker loses them. Ctrl-C and SIGTERM finish what is in training and hand it
      in; a second one hands it back and stops at once. Exit code 0: there was nothing left to do.
      130, 143: stopped by a signal. 3: no coordinator answered, or it does not let this worker in.
      """,
    example: "sweep work tcp://10.0.0.5:5555 --key ada.key --slots 8",
    options: [
      WorkOptions.key, .serverKey, WorkOptions.slots, WorkOptions.patience, WorkOptions.grace,
      .code, .attempts, .gpus, .memory, .tags, .spool, .logFormat, .parent,
    ], operands: 1...1
  ) { arguments in
    let slots =
      try arguments.integer(WorkOptions.slots, in: 1...WireLimit.slots)
      ?? CurrentProcess.processorCount
    let endpoint = try Endpoint.checked(arguments.operands[0])
    if let parent = try arguments.integer(.parent, in: 1...Int(Int32.max)) {
      try CurrentProcess.end(with: Int32(parent))
    }
    let log = EventLog(try arguments.logFormat() ?? .text)
    var agent = try Agent(
      Agent.Options(
        endpoint: endpoint, key: try key(arguments), slots: slots,
        patience: try arguments.duration(WorkOptions.patience) ?? .seconds(600),
        grace: try arguments.duration(WorkOptions.grace),
        spool: arguments.text(.spool) ?? Relatives.spool(calling: endpoint),
        runner: try Relatives.runner(
          code: arguments.text(.code) ?? ".",
          attempts: arguments.text(.attempts) ?? Relatives.attempts),
        resources: try arguments.resources(), cleanUp: Leftovers.end),
      observe: log.take)
    let reason: Worker.Reason
    do {
      reason = try agent.run()
    } catch let refused as Refused {
      throw UserError("\(refused)", exitCode: .unreachable)
    }
    switch reason {
    case .done: return agent.told.map { .signalled($0.rawValue) } ?? .success
    case .unanswered:
      let silence =
        "no coordinator answered at \(endpoint); start one with 'sweep serve', or check address and"
        + " firewall"
      throw UserError(agent.refused?.description ?? silence, exitCode: .unreachable)
    case .rejected(let rejection):
      throw UserError(
        "the coordinator at \(endpoint) refused this worker: \(rejection.rawValue); run the same"
          + " sweep on both machines")
    }
  }

  /// The key to come in with, if one is given.
  private static func key(_ arguments: Arguments) throws -> WorkerKey? {
    let coordinator = try arguments.publicKey(.serverKey)
    guard let path = arguments.text(WorkOptions.key) else {
      guard coordinator == nil else {
        throw UserError("--server-key needs a key of this worker too: --key FILE")
      }
      return nil
    }
    return try WorkerKey(KeyFile(at: path), coordinator: coordinator)
  }
}

extension Arguments {
  /// What the worker has besides slots.
  func resources() throws(UserError) -> Agent.Resources {
    var resources = Agent.Resources()
    for word in try list(.gpus) ?? [] {
      guard let number = Int(word), number >= 0, !resources.gpus.contains(number) else {
        throw UserError(
          "--gpus takes numbers of GPUs with commas between, such as 0,1, not '\(word)'")
      }
      resources.gpus.append(number)
    }
    resources.memory = try bytes(.memory) ?? 0
    resources.tags = try list(.tags) ?? []
    return resources
  }
}

/// The options of `work`.
private enum WorkOptions {
  static let key = Option(
    "--key", value: "FILE", "this worker's key, as 'sweep keys new' makes it")
  static let slots = Option(
    "--slots", short: "-j", value: "N", "trainings at a time (default: the processors)")
  static let patience = Option(
    "--patience", value: "TIME", "how long to call a silent coordinator (default: 10m)")
  static let grace = Option(
    "--grace", value: "TIME",
    "after the first Ctrl-C or SIGTERM, how long trainings may take before they are handed back"
      + " (default: as long as they like)")
}
