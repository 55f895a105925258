import Cluster
import Random
import Sweeps
import Trials

/// A worker, and a coordinator that says what a test lets it say.
struct WorkerHarness {
  let plan = Fixture.plan(trials: 9)
  var worker: Worker
  private(set) var now = Duration.zero
  /// The conversation that the worker has begun last.
  private(set) var session: Session?
  private var sent = 0

  init(
    slots: Int = 1, patience: Duration = .seconds(600), end: Duration? = nil,
    results: [Attempt: AttemptResult] = [:],
    seed: UInt64 = 1
  ) {
    worker = Worker(
      Fixture.facts("ada", slots: slots), patience: patience, end: end, results: results,
      random: RandomStream(seed: seed))
  }

  func attempt(_ index: Int, _ number: Int = 1) -> Attempt {
    Attempt(trial: plan.trials[index].id, number: number)
  }

  /// The coordinator's next message; its place in the conversation is counted here.
  mutating func hear(_ message: Message, term: Int = 1) -> WorkerOutput {
    sent += 1
    return hear(message, term: term, sequence: sent)
  }

  mutating func hear(
    _ message: Message, term: Int = 1, sequence: Int, in session: Session? = nil
  ) -> WorkerOutput {
    let envelope = Envelope(
      term: term, session: session ?? self.session ?? Session(number: 0), sequence: sequence,
      message: message)
    return handle(.received(envelope))
  }

  mutating func handle(_ event: Worker.Event) -> WorkerOutput {
    let deed = WorkerOutput(worker.handle(event, at: now))
    if let begun = deed.sessions.last, begun != session {
      session = begun
      sent = 0
    }
    return deed
  }

  /// Lets time go by, with ticks four times a second, until the worker does something or it is over.
  mutating func wait(_ duration: Duration) -> WorkerOutput {
    let end = now + duration
    while now < end {
      now += min(.milliseconds(250), end - now)
      let deed = handle(.ticked)
      if deed != WorkerOutput([]) { return deed }
    }
    return WorkerOutput([])
  }

  /// Lets time go by, whatever the worker does.
  mutating func pass(_ duration: Duration) {
    let end = now + duration
    while now < end { _ = wait(end - now) }
  }

  /// Calls, and is welcome.
  mutating func join(keeping keep: [Attempt] = [], term: Int = 1) -> WorkerOutput {
    _ = wait(.seconds(6))
    return hear(.welcome(Welcome(timing: Timing(), keep: keep)), term: term)
  }

  mutating func assign(_ attempt: Attempt, limit: Duration? = nil) -> WorkerOutput {
    hear(assignment(attempt, limit: limit))
  }

  func assignment(_ attempt: Attempt, limit: Duration? = nil) -> Message {
    let trial = plan.trials.first { $0.id == attempt.trial } ?? plan.trials[0]
    return .assign(
      attempt, EncodedAssignment(plan.assignment(for: trial)), limits: TrialLimits(time: limit))
  }

  mutating func finish(_ attempt: Attempt) -> WorkerOutput {
    handle(.ended(attempt, .outcome(EncodedOutcome(Fixture.outcome(0.5)), seconds: 1)))
  }

  mutating func orders(hold: [Attempt], drain: Bool = false) -> WorkerOutput {
    hear(.beatAcknowledged(Orders(hold: hold, drain: drain)))
  }
}

/// The actions of a worker, without the numbers that every message carries.
struct WorkerOutput: Equatable {
  var connects = 0
  var said: [Message] = []
  var sessions: [Session] = []
  var trains: [Attempt] = []
  /// The attempt to be ready behind each training.
  var prepares: [Attempt: Attempt] = [:]
  var stops: [Attempt] = []
  var overdue: [Attempt] = []
  var settled: [Attempt] = []
  var refusals: [Rejection] = []
  var leaves: WorkerEnd?

  init(_ actions: [WorkerAction]) {
    for action in actions {
      switch action {
      case .connect: connects += 1
      case .send(let envelope):
        said.append(envelope.message)
        sessions.append(envelope.session)
      case .train(let attempt, _, _): trains.append(attempt)
      case .prepare(let attempt, _, _, let leader): prepares[leader] = attempt
      case .stop(let attempt): stops.append(attempt)
      case .overdue(let attempt, _): overdue.append(attempt)
      case .settled(let attempt): settled.append(attempt)
      case .refused(let rejection): refusals.append(rejection)
      case .leave(let reason): leaves = reason
      }
    }
  }

  /// The attempts that the worker says it holds, in a beat or a hello.
  var holding: [Attempt]? {
    said.compactMap { message in
      switch message {
      case .beat(let beat): beat.holding
      case .hello(let hello): hello.holding
      default: nil
      }
    }.last
  }

  /// The attempts whose results are handed in.
  var results: [Attempt] {
    said.compactMap { message in
      if case .result(let attempt, _) = message { attempt } else { nil }
    }
  }

  /// Whether the worker calls anew.
  var calls: Bool {
    said.contains { message in
      if case .hello = message { true } else { false }
    }
  }
}
