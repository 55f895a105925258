import Documents
import Glibc
import Processes

/// `bench coordinator`: what the coordinator reaches, with real sockets, files and processes.
enum CoordinatorBenchmark {
  /// The cases, in the order of the table that they measure.
  static let cases: [(name: String, measure: @Sendable () throws -> [Figure])] = [
    ("lost", FaultCases.lostWorker),
    ("restart", FaultCases.restart),
    ("cut", FaultCases.cut),
    ("noop", ThroughputCases.crowd),
    ("agents", ThroughputCases.agents),
    ("gap", SlotCases.gap),
    ("fleet", ThroughputCases.fleet),
    ("churn", ChurnCase.churn),
    ("rest", ChurnCase.rest),
    ("plan", PlanCases.plan),
    ("nap", SlotCases.nap),
    ("folds", SlotCases.folds),
  ]

  /// Measures the cases of these names, or all; says whether every bar was reached.
  ///
  /// Each in a process of its own, whose memory and processor time are the case's alone.
  static func run(_ names: [String]) throws -> Bool {
    guard names.count == 1, let found = cases.first(where: { $0.name == names[0] }) else {
      var isMet = true
      for name in names.isEmpty ? cases.map(\.name) : names {
        var command = Command(
          try CurrentProcess.executablePath(), arguments: ["coordinator", name],
          environment: CurrentProcess.environment)
        command.group = .inherited
        if try command.start().wait() != .exited(0) { isMet = false }
      }
      return isMet
    }
    try CurrentProcess.raiseDescriptorLimit()
    let figures = try found.measure()
    for figure in figures { print(figure.line(of: found.name)) }
    return figures.allSatisfy(\.isMet)
  }
}
