import Cluster
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
      Ctrl-C finishes what is in training; a second one stops at once.
      """,
    example: "sweep work tcp://10.0.0.5:5555 --slots 8",
    options: [WorkOptions.slots, WorkOptions.patience, Option.parent], operands: 1...1
  ) { arguments in
    let slots =
      try arguments.integer(WorkOptions.slots, in: 1...4096) ?? CurrentProcess.processorCount
    let endpoint = try Endpoint.checked(arguments.operands[0])
    if let parent = try arguments.integer(.parent, in: 1...Int(Int32.max)) {
      try CurrentProcess.end(with: Int32(parent))
    }
    var agent = try Agent(
      Agent.Options(
        endpoint: endpoint, slots: slots,
        patience: try arguments.duration(WorkOptions.patience) ?? .seconds(600),
        runner: try Relatives.runner()),
      observe: { _ in })
    switch try agent.run() {
    case .done: return .success
    case .unanswered:
      throw UserError(
        "no coordinator answered at \(endpoint); start one with 'sweep serve', or check address"
          + " and firewall", exitCode: .unreachable)
    case .rejected(let rejection):
      throw UserError(
        "the coordinator at \(endpoint) refused this worker: \(rejection.rawValue); run the same"
          + " sweep on both machines")
    }
  }
}

/// The options of `work`.
private enum WorkOptions {
  static let slots = Option(
    "--slots", short: "-j", value: "N", "trainings at a time (default: the processors)")
  static let patience = Option(
    "--patience", value: "TIME", "how long to call a silent coordinator (default: 10m)")
}
