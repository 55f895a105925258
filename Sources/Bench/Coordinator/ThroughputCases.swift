import Documents
import Glibc
import Processes
import Reports
import Runtime

/// How many trials go through a coordinator, and how many workers it can have.
enum ThroughputCases {
  /// Trials without any work, durable, for 8 workers: simulated ones, so that two processors are
  /// enough to keep the coordinator busy. Medians of three runs.
  ///
  /// With more slots more trials are under way, and the more of them share a commit: that tells on
  /// a slow disk.
  static func crowd() throws -> [Figure] {
    try [8, 32].flatMap { slots in
      let runs = try (0..<3).map { _ in
        try measure(trials: 40_000) { endpoint in
          try Crowd.Options(endpoint: endpoint, workers: 8, slots: slots, nap: 0).command
        }
      }
      return [
        Figure(
          "no-op trials, durable, 8 workers of \(slots) slots", runs.map(\.rate).median,
          "trials/s", .atLeast(20_000),
          ["workers": .text("state machines in one process"), "trials": .integer(40_000)]),
        Figure(
          "their coordinator's processor time a trial", runs.map(\.processor).median * 1e6, "us",
          .atMost(50), ["threads": .text("all of the process")]),
      ]
    }
  }

  /// The same with workers as people have them: 8 agents with a runner process each.
  static func agents() throws -> [Figure] {
    let workers = Helpers()
    let run = try measure(trials: 20_000) { endpoint in
      for _ in 1..<8 { try workers.start(Part.agent(endpoint, slots: 1, trainer: "0")) }
      return try Part.agent(endpoint, slots: 1, trainer: "0")
    }
    return [
      Figure(
        "no-op trials, durable, 8 workers of real processes", run.rate, "trials/s",
        nil, ["workers": .text("8 agents, 8 runners"), "trials": .integer(20_000)]),
      Figure(
        "its coordinator's processor time a trial", run.processor * 1e6, "us", nil,
        ["why": .text("with 16 trials under way, a commit holds few")]),
    ]
  }

  private static func measure(
    trials: Int, worker: @escaping (String) throws -> Command
  ) throws -> (rate: Double, processor: Double) {
    let stage = try Stage(trials: trials)
    let watch = Watch(trials: trials)
    try stage.run(worker: worker, watch: watch)
    guard watch.finished == trials else {
      throw Trouble("\(watch.finished) of \(trials) trials have a result")
    }
    return (Double(trials) / watch.seconds, watch.processorSeconds / Double(trials))
  }

  /// A thousand workers that come at once, with a key, and then train for long.
  static func fleet() throws -> [Figure] {
    let (share, watch, start) = try restingShare(of: 1000, trials: 3000)
    let details: KeyValuePairs<String, JSON> = ["workers": .integer(watch.joined)]
    return [
      Figure(
        "1,000 CURVE workers registered", watch.lastJoin.time - start, "s", .atMost(10), details),
      Figure("their coordinator at rest", share * 100, "% of a core", .atMost(10), details),
      Figure("its memory", peakMemory() / 1e6, "MB", .atMost(200), details),
    ]
  }

  /// The share of a core that a coordinator takes while so many workers train for long, and what it saw
  /// of them since when.
  static func restingShare(
    of count: Int, trials: Int
  ) throws -> (processor: Double, watch: Watch, start: Double) {
    let stage = try Stage(trials: trials)
    let watch = Watch()
    var rest: Watch.Moment?
    var share = Double.nan
    let keys = try stage.makeKeys()
    let start = now()
    watch.atPicture = {
      guard watch.joined >= count else { return }
      // The cost of the workers' coming is over by then.
      if rest == nil, now() > watch.lastJoin.time + 3 { rest = .init() }
      guard let rest, now() > rest.time + 10 else { return }
      let end = Watch.Moment()
      share = (end.processor - rest.processor) / (end.time - rest.time)
      stopCoordinator()
    }
    try stage.run(
      listening: .at("tcp://127.0.0.1:*", keys: keys),
      worker: { endpoint in
        try Crowd.Options(
          endpoint: endpoint, key: stage.keyPath, workers: count, slots: 1, nap: 1e6
        ).command
      }, watch: watch)
    return (share, watch, start)
  }
}

/// Processes beside the one that a coordinator starts itself; ended with this.
final class Helpers {
  private var children: [Child] = []

  func start(_ command: Command) throws { children.append(try command.start()) }

  /// Ends the first as a power cut would.
  func killFirst() { children.first?.send(.kill) }
}
