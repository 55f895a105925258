import Cluster
import Glibc
import Keys
import Processes
import Random
import Runtime
import Sweeps
import Trials
import ZeroMQ

/// Many workers in one process: real state machines, each on a socket of its own, whose trainings
/// are naps.
///
/// The runner processes of real workers are left out: so a thousand workers fit beside the
/// coordinator that is measured.
struct Crowd {
  struct Options {
    var endpoint: String
    /// The file of the key that all of them come in with; nil where none is asked for.
    var key: String?
    var workers: Int
    var slots: Int
    /// How long a training takes, in seconds.
    var nap: Double
    /// How long a worker stays before it leaves and comes back, on average, in seconds; 0 for ever.
    var stay = 0.0
    /// Between these times, as `now()` tells them, nothing comes through in either direction.
    var cut = Double.infinity..<Double.infinity
  }

  private final class Member {
    var worker: Cluster.Worker
    var line: WorkerSocket?
    /// The messages that are sent together.
    var unsent: [Envelope] = []
    /// When it leaves, or comes back once it has left.
    var turn: Duration
    var isAway = false

    init(_ worker: Cluster.Worker, turn: Duration) {
      self.worker = worker
      self.turn = turn
    }
  }

  private struct Nap {
    let until: Duration
    let member: Int
    let attempt: Attempt
  }

  private static let tick = Duration.milliseconds(100)

  private let options: Options
  private let key: WorkerKey?
  /// One for each 100 workers, with their monitors: a context has no more than 1,023 sockets.
  private let contexts: [Context]
  private let clock = SuspendingClock()
  private let start: SuspendingClock.Instant
  private var members: [Member] = []
  private var present: Int
  /// The naps under way, in the order in which they end: all are equally long.
  private var naps: ArraySlice<Nap> = []
  private let outcome = EncodedOutcome(
    Outcome(
      status: .completed,
      measurements: [Measurement(epoch: 1, metrics: ["val_accuracy": 0.5])]))

  init(_ options: Options) throws {
    self.options = options
    key = try options.key.map { try WorkerKey(KeyFile(at: $0)) }
    start = clock.now
    contexts = try (0...options.workers / 100).map { _ in try Context() }
    present = options.workers
    for number in 0..<options.workers {
      let worker = Crowd.worker(number, options, at: .zero)
      members.append(Member(worker, turn: Crowd.stay(options, at: .zero)))
    }
  }

  private static func worker(
    _ number: Int, _ options: Options, at now: Duration
  ) -> Cluster.Worker {
    let facts = WorkerFacts(
      host: "crowd-\(number)", process: Int(getpid()), slots: options.slots,
      semantics: [Stage.semantics], kernel: "none")
    return Cluster.Worker(
      facts, patience: .seconds(600), random: RandomStream(seed: .random(in: .min ... .max)),
      at: now)
  }

  /// When one that comes now leaves again: any time from none to twice the average.
  private static func stay(_ options: Options, at now: Duration) -> Duration {
    options.stay > 0 ? now + .seconds(options.stay * .random(in: 0...2)) : .seconds(1e9)
  }

  private var now: Duration { start.duration(to: clock.now) }
  private var isCut: Bool { options.cut.contains(Bench.now()) }

  /// Works until the coordinator has sent all of them home.
  mutating func run() throws {
    // With its coordinator's process, it ends.
    try CurrentProcess.end(with: getppid())
    try tick()
    for index in members.indices { try flush(index) }
    var lastTick = now
    while present > 0 {
      try wait()
      for index in members.indices { try takeInMessages(index) }
      while let nap = naps.first, nap.until <= now {
        naps.removeFirst()
        try end(nap.attempt, of: nap.member)
      }
      if now - lastTick >= Crowd.tick {
        lastTick = now
        try tick()
      }
      for index in members.indices where pause(of: index) == .zero {
        try handle(.ticked, by: index)
      }
      for index in members.indices { try flush(index) }
    }
  }

  private func wait() throws {
    var poller = Poller()
    for member in members { member.line?.add(to: &poller) }
    let nap = naps.first.map { max($0.until - now, .zero) } ?? Crowd.tick
    _ = try poller.wait(upTo: members.indices.reduce(nap) { min($0, pause(of: $1)) })
  }

  /// How long nothing has to be heard of time by a worker.
  private func pause(of index: Int) -> Duration {
    guard !members[index].isAway else { return Crowd.tick }
    return members[index].worker.pause(upTo: Crowd.tick, at: now)
  }

  private mutating func tick() throws {
    for index in members.indices {
      if members[index].turn <= now { try change(index) }
      if !members[index].isAway { try handle(.ticked, by: index) }
    }
  }

  /// Has one that is there leave, at once or when it is done, and one that is away come back.
  private mutating func change(_ index: Int) throws {
    let member = members[index]
    if member.isAway {
      member.worker = Crowd.worker(index, options, at: now)
      member.isAway = false
      member.turn = Crowd.stay(options, at: now)
    } else {
      member.turn = .seconds(1e9)
      try handle(.random() ? .drained : .stopped, by: index)
    }
  }

  private mutating func takeInMessages(_ index: Int) throws {
    while let news = try members[index].line?.news() {
      switch news {
      // In a cut, no connection comes about.
      case .connected: if !isCut { try handle(.connected, by: index) }
      case .disconnected: try handle(.disconnected, by: index)
      case .refused: break
      }
    }
    while let received = try members[index].line?.receive() {
      guard !isCut, case .envelopes(let envelopes) = received else { continue }
      for envelope in envelopes { try handle(.received(envelope), by: index) }
      try flush(index)
    }
  }

  private mutating func end(_ attempt: Attempt, of index: Int) throws {
    try handle(.ended(attempt, .outcome(outcome, seconds: options.nap)), by: index)
  }

  private func flush(_ index: Int) throws {
    guard !members[index].unsent.isEmpty else { return }
    try members[index].line?.send(members[index].unsent)
    members[index].unsent = []
  }

  private mutating func handle(_ event: Cluster.Worker.Event, by index: Int) throws {
    for action in members[index].worker.handle(event, at: now) {
      switch action {
      case .connect:
        members[index].unsent = []
        members[index].line = try WorkerSocket(
          contexts[index / 100], endpoint: options.endpoint, key: key)
      case .send(let envelope) where !isCut:
        members[index].unsent.append(envelope)
      case .train(let attempt, _, _):
        if options.nap == 0 {
          try end(attempt, of: index)
        } else {
          naps.append(Nap(until: now + .seconds(options.nap), member: index, attempt: attempt))
        }
      case .stop(let attempt):
        naps.removeAll { $0.attempt == attempt }
      case .send, .prepare, .overdue, .settled, .refused: break
      case .leave:
        try flush(index)
        members[index].line = nil
        guard options.stay > 0 else {
          present -= 1
          break
        }
        // Also from a sweep that has ended, which ends this process too.
        members[index].isAway = true
        members[index].turn = now + .seconds(.random(in: 0...2))
      }
    }
  }
}

extension Crowd.Options {
  /// A crowd's command line, from endpoint and key, `-` for none, to the end of the cut.
  init(words: ArraySlice<String>) throws {
    let numbers = words.dropFirst(2).compactMap(Double.init)
    guard let endpoint = words.first, numbers.count == 6, numbers[4] <= numbers[5] else {
      throw Trouble("no crowd is made of \(words)")
    }
    self.init(
      endpoint: endpoint, key: words.dropFirst().first == "-" ? nil : words.dropFirst().first,
      workers: Int(numbers[0]), slots: Int(numbers[1]), nap: numbers[2], stay: numbers[3],
      cut: numbers[4]..<numbers[5])
  }
}
