/// A simulated schedule of a fixed number of workers, which says which results a proposal may know.
///
/// A search that knows all results that are there is fast and never the same again; one that knows
/// those of a fixed number of proposals before is starved or idle. Here simulated workers train for
/// predicted times, in whole units, and a result is known to the search some slack after its simulated
/// end: the real run waits for exactly those.
///
/// ```swift
/// var clock = VirtualClock(workers: 2, trialsPerJob: 1, slack: Slack(3, 2))
/// clock.next()               // .idleWorker: propose something
/// clock.start(0, cost: 10)
/// clock.next()               // .idleWorker
/// clock.start(1, cost: 30)
/// clock.next()               // .idleWorker, at time 10
/// clock.start(2, cost: 10)
/// clock.next()               // .known(0), at time 15
/// ```
struct VirtualClock: Sendable {
  enum Event: Hashable {
    /// A worker has nothing to do.
    case idleWorker
    /// The results of a job are known from now on.
    case known(Int)
    /// All workers are idle and nothing is to become known, or there are no workers.
    case nothing
  }

  private let trialsPerJob: Int
  private let slack: Slack
  private var now = 0
  private var idle: Int
  private var queue = EventQueue()
  private var sequence = 0
  /// Trials of started jobs that no worker has taken.
  private var waiting = 0
  private var latest = 0
  private var latestCost = 1
  private var jobs: [Int: Job] = [:]

  private struct Job: Sendable {
    let start: Int
    var unfinished: Int
  }

  init(workers: Int, trialsPerJob: Int, slack: Slack) {
    self.trialsPerJob = trialsPerJob
    self.slack = slack
    idle = workers
  }

  /// Begins a job now, for an idle worker and those that become idle next.
  ///
  /// - Parameter cost: of each of its trials, in units of time.
  mutating func start(_ job: Int, cost: Int) {
    jobs[job] = Job(start: now, unfinished: trialsPerJob)
    latest = job
    latestCost = min(max(cost, 1), VirtualClock.longest)
    waiting = trialsPerJob
  }

  /// Longer predictions count as this: time stays far from the end of whole numbers.
  static let longest = 1 << 40

  /// Lets time pass until something is to be done; the same again until a job is started.
  ///
  /// - Parameter hasWork: whether an idle worker can be given something: without, time passes.
  mutating func next(hasWork: Bool = true) -> Event {
    while true {
      while idle > 0, waiting > 0 {
        waiting -= 1
        idle -= 1
        push(now + latestCost, .free, latest)
      }
      if idle > 0, hasWork { return .idleWorker }
      guard let event = queue.pop() else { return .nothing }
      now = event.time
      switch event.kind {
      case .known:
        jobs[event.job] = nil
        return .known(event.job)
      case .free:
        idle += 1
        guard var job = jobs[event.job] else { preconditionFailure("job \(event.job) is over") }
        job.unfinished -= 1
        jobs[event.job] = job
        if job.unfinished == 0 {
          push(job.start + slack.stretched(now - job.start), .known, event.job)
        }
      }
    }
  }

  private mutating func push(_ time: Int, _ kind: EventQueue.Kind, _ job: Int) {
    sequence += 1
    queue.push(EventQueue.Event(time: time, kind: kind, sequence: sequence, job: job))
  }
}

/// How much longer than predicted a job may take before a search waits for it: a ratio.
package struct Slack: Hashable, Sendable {
  let numerator: Int
  let denominator: Int

  /// Makes the ratio numerator / denominator, which is at least 1.
  package init(_ numerator: Int, _ denominator: Int) {
    precondition(numerator >= denominator && denominator > 0, "no result is known before its end")
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Slack for the engine, whose times are known to ±20 %.
  ///
  /// With more, a search knows less: with a half, regrets were up to 1.45 times those of a free pace. With this
  /// eighth they are up to 1.1 times those, and eight workers wait for 1 % of their time.
  package static let predicted = Slack(5, 4)
  /// Slack for programs, of whose times nothing is known.
  package static let unpredicted = Slack(5, 2)

  /// The time, rounded up.
  func stretched(_ time: Int) -> Int {
    (time * numerator + denominator - 1) / denominator
  }
}

/// Events in order of time; at one time, workers become idle before results become known, and then
/// first come, first served. A binary heap.
private struct EventQueue: Sendable {
  enum Kind: Int { case free, known }

  struct Event: Sendable {
    let time: Int
    let kind: Kind
    let sequence: Int
    let job: Int

    static func < (a: Event, b: Event) -> Bool {
      (a.time, a.kind.rawValue, a.sequence) < (b.time, b.kind.rawValue, b.sequence)
    }
  }

  private var heap: [Event] = []

  mutating func push(_ event: Event) {
    heap.append(event)
    var place = heap.count - 1
    while place > 0, heap[place] < heap[(place - 1) / 2] {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  mutating func pop() -> Event? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return first }
    heap[0] = last
    var place = 0
    while true {
      let children = [2 * place + 1, 2 * place + 2].filter { $0 < heap.count }
      guard let least = children.min(by: { heap[$0] < heap[$1] }), heap[least] < heap[place] else {
        return first
      }
      heap.swapAt(place, least)
      place = least
    }
  }
}
