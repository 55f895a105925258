import Documents
import Glibc
import Processes
import Reports
import Runtime
import Store
import Sweeps
import Trials

/// How soon a sweep goes on after something died.
enum FaultCases {
  /// Kills one of two workers: how long its trials are nobody's.
  static func lostWorker() throws -> [Figure] {
    let stage = try Stage(trials: 100)
    let watch = Watch()
    let helpers = Helpers()
    var killed: Double?
    watch.atPicture = {
      if killed == nil, watch.joined == 2, now() > watch.lastJoin.time + 2 {
        killed = now()
        helpers.killFirst()
      } else if watch.lost > 0 || killed.map({ now() > $0 + 60 }) == true {
        stopCoordinator()
      }
    }
    try stage.run(
      listening: .at("tcp://127.0.0.1:*"),
      worker: { endpoint in
        let options = Crowd.Options(endpoint: endpoint, workers: 1, slots: 1, nap: 1e6)
        try helpers.start(options.command)
        return try options.command
      }, watch: watch)
    let delay = watch.lost > 0 ? watch.lastLoss.time - (killed ?? .nan) : .infinity
    return [
      Figure(
        "kill -9 of a worker: its trials requeued", delay, "beats", .atMost(5),
        ["beat_s": .integer(1), "requeued": .integer(watch.lost)])
    ]
  }

  /// Kills a coordinator of 100,000 trials and starts it again.
  static func restart() throws -> [Figure] {
    let trials = 100_000
    let workers = 100
    let stage = try Stage(trials: trials)
    var command = try Part.command(["coordinator", stage.directory, "\(trials)"])
    command.output = .pipe
    let first = try command.start()
    try waitUntilReady(first)
    let helpers = Helpers()
    try helpers.start(
      Crowd.Options(endpoint: stage.door, workers: workers, slots: 1, nap: 6).command)
    var held: [TrialID] = []
    let deadline = now() + 30
    while held.count < 2 * workers, now() < deadline {
      usleep(100_000)
      held = try running(in: stage)
    }
    first.send(.kill)
    _ = try first.wait()
    let start = now()
    let second = try command.start()
    try waitUntilReady(second)
    let ready = now() - start
    // Time enough for all workers to come back, and for trials of forgotten ones to be given to others.
    sleep(10)
    let file = try ResultsReader(at: stage.resultsPath)
    let kept = try held.count { try file.attempts(of: $0).count == 1 }
    second.send(.kill)
    return [
      Figure(
        "kill -9 of the coordinator with 100,000 trials: ready again", ready, "s", .atMost(2)),
      Figure(
        "its running trials adopted", 100 * Double(kept) / Double(held.count), "%", .atLeast(99),
        ["running": .integer(held.count), "workers": .integer(workers)]),
    ]
  }

  private static func running(in stage: Stage) throws -> [TrialID] {
    let file = try ResultsReader(at: stage.resultsPath)
    guard let sweep = try file.latestSweep() else { return [] }
    return try file.trials(of: sweep.id, metric: sweep.metric).filter { $0.status == .running }
      .map(\.id)
  }

  /// Waits for the word that a coordinator says once it listens and knows how its sweep stands.
  private static func waitUntilReady(_ coordinator: Child) throws {
    while try coordinator.output?.waitUntilReadable(upTo: .seconds(60)) == true {
      switch try coordinator.output?.read() {
      case .bytes: return
      case .wouldBlock: continue
      case .end, nil: throw Trouble("the coordinator ended before it was ready")
      }
    }
    throw Trouble("the coordinator is not ready after a minute")
  }

  /// Cuts 20 workers off for 10 s, longer than they believe in their connections and shorter than
  /// their leases: how long until all are back.
  static func cut() throws -> [Figure] {
    let stage = try Stage(trials: 100)
    let watch = Watch()
    let workers = 20
    let cut = now() + 4..<now() + 14
    watch.atPicture = {
      if watch.joined >= 2 * workers && now() > cut.upperBound + 3 || now() > cut.upperBound + 20 {
        stopCoordinator()
      }
    }
    try stage.run(
      listening: .at("tcp://127.0.0.1:*"),
      worker: { endpoint in
        try Crowd.Options(endpoint: endpoint, workers: workers, slots: 1, nap: 1e6, cut: cut)
          .command
      }, watch: watch)
    let file = try ResultsReader(at: stage.resultsPath)
    let anew = try stage.plan.trials.count { try file.attempts(of: $0.id).count > 1 }
    return [
      Figure(
        "a cut of 10 s heals", watch.lastJoin.time - cut.upperBound, "s", .atMost(2),
        ["workers": .integer(workers)]),
      Figure(
        "trials begun anew after it", Double(anew), "trials", .atMost(0),
        ["adopted": .integer(watch.adopted)]),
    ]
  }
}
