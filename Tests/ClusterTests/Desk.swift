import Cluster
import Sweeps
import Trials

/// A coordinator, and workers that say what a test lets them say.
struct Desk {
  let plan: Plan
  var coordinator: Coordinator
  private(set) var now = Duration.zero
  /// Those of whom it was recorded that they get no more work.
  private(set) var quarantined: [Session] = []
  private var names: [Session: ProcessName] = [:]
  private var sent: [Session: Int] = [:]
  private var latest: [TrialID: Attempt] = [:]
  private let epoch: Int
  /// Whose key each worker came in with.
  var peers: [Session: Peer] = [:]

  init(
    trials: Int, histories: [TrialID: TrialHistory] = [:], policy: RunPolicy = RunPolicy(),
    issued: [Attempt: Peer] = [:], quarantined: Set<ProcessName> = [],
    epoch: Int = 1
  ) {
    plan = Fixture.plan(trials: trials)
    self.epoch = epoch
    coordinator = Coordinator(
      plan, histories: histories, issued: issued, quarantined: quarantined, policy: policy,
      semantics: Fixture.semantics, epoch: epoch)
  }

  func trial(_ index: Int) -> TrialID { plan.trials[index].id }

  func attempt(_ index: Int, _ number: Int = 1) -> Attempt {
    Attempt(trial: trial(index), number: number)
  }

  /// A worker's next message; its place in the conversation is counted here.
  mutating func hear(_ message: Message, from session: Session) -> Answer {
    sent[session, default: 0] += 1
    return hear(message, from: session, sequence: sent[session, default: 0])
  }

  /// A message at a place of the test's choice, as a bad network would deliver it.
  mutating func hear(_ message: Message, from session: Session, sequence: Int) -> Answer {
    let envelope = Envelope(epoch: epoch, session: session, sequence: sequence, message: message)
    return note(Answer(coordinator.handle(.received(envelope, from: peers[session]), at: now)))
  }

  mutating func hello(
    _ session: Session, slots: Int = 1, host: String? = nil, process: Int = 7,
    holding: [Attempt] = []
  ) -> Answer {
    let facts = Fixture.facts(
      host ?? "host \(session.number)", process: process, slots: slots)
    names[session] = facts.processName
    return hear(.hello(Hello(worker: facts, epoch: 0, holding: holding)), from: session)
  }

  mutating func beat(
    _ session: Session, seen: Int = .max, holding: [Attempt] = [], isDraining: Bool = false
  ) -> Answer {
    hear(.beat(Beat(seen: seen, holding: holding, isDraining: isDraining)), from: session)
  }

  mutating func result(_ attempt: Attempt, _ accuracy: Double, from session: Session) -> Answer {
    hear(.result(attempt, .outcome(Fixture.outcome(accuracy), seconds: 1)), from: session)
  }

  mutating func failure(
    _ attempt: Attempt, _ cause: Failure.Cause = .crashed, from session: Session
  ) -> Answer {
    let failure = Failure(cause: cause, message: "no")
    return hear(.result(attempt, .failure(failure)), from: session)
  }

  mutating func disconnect(_ session: Session) -> Answer {
    note(Answer(coordinator.handle(.disconnected(session), at: now)))
  }

  mutating func revoke(_ sessions: Session...) -> Answer {
    note(Answer(coordinator.handle(.revoked(sessions), at: now)))
  }

  /// The worker's process ends.
  mutating func die(_ session: Session) -> Answer {
    let facts = Fixture.facts("host \(session.number)")
    return note(
      Answer(coordinator.handle(.ended(process: facts.process, host: facts.host), at: now)))
  }

  /// The disk is full, or has room again.
  mutating func fill(_ isFull: Bool) -> Answer {
    note(Answer(coordinator.handle(.recordIsFull(isFull), at: now)))
  }

  /// What a worker has been given and has not handed in.
  func held(by session: Session) -> [Attempt] {
    coordinator.progress.workers.first { $0.facts.processName == names[session] }?.training
      .compactMap { latest[$0.trial.id] } ?? []
  }

  func place(of attempt: Attempt) -> Int? { plan.trials.firstIndex { $0.id == attempt.trial } }

  private mutating func note(_ answer: Answer) -> Answer {
    for record in answer.records {
      if case .leased(let attempt, _) = record { latest[attempt.trial] = attempt }
      if case .quarantined(let session) = record { quarantined.append(session) }
    }
    return answer
  }

  mutating func drain(within grace: Duration? = nil) -> Answer {
    Answer(coordinator.handle(.drained(within: grace), at: now))
  }

  mutating func pardon(_ trials: [TrialID] = [], hosts: [String] = []) -> Answer {
    note(Answer(coordinator.handle(.pardoned(trials: trials, hosts: hosts), at: now)))
  }

  /// Lets so many beats go by in silence.
  mutating func wait(beats: Int) -> Answer {
    let end = now + Timing().beat * beats
    var actions: [Coordinator.Action] = []
    repeat {
      now = min(now + Timing().beat, end)
      actions += coordinator.handle(.ticked, at: now)
    } while now < end
    return note(Answer(actions))
  }

  /// Lets so many beats go by in which the coordinator does nothing at all.
  mutating func sleep(beats: Int) { now += Timing().beat * beats }

  /// What a coordinator does that looks at its clock after so many beats.
  mutating func standStill(beats: Int) -> Answer {
    sleep(beats: beats)
    return note(Answer(coordinator.handle(.ticked, at: now)))
  }
}

/// What a coordinator did, without the numbers that every message carries.
struct Answer: Equatable {
  struct Line: Equatable {
    let to: Session
    let message: Message
  }

  var records: [Coordinator.Record] = []
  var lines: [Line] = []
  var ends = false

  init(_ actions: [Coordinator.Action]) {
    for action in actions {
      switch action {
      case .record(let record): records.append(record)
      case .send(let envelope):
        lines.append(Line(to: envelope.session, message: envelope.message))
      case .end: ends = true
      }
    }
  }

  /// What was said to a worker.
  func said(to session: Session) -> [Message] { lines.filter { $0.to == session }.map(\.message) }

  /// What was given to a worker to train.
  func assigned(to session: Session) -> [Attempt] {
    said(to: session).compactMap { message in
      if case .assign(let attempt, _, _) = message { attempt } else { nil }
    }
  }

  /// The verdict on a result.
  var verdict: Verdict? {
    lines.compactMap { line in
      if case .resultAcknowledged(_, let verdict) = line.message { verdict } else { nil }
    }.first
  }

  /// The orders to a worker, if there were any.
  func orders(to session: Session) -> Orders? {
    said(to: session).compactMap { message in
      if case .beatAcknowledged(let orders) = message { orders } else { nil }
    }.last
  }

  /// What a worker that came may go on with; nil when it was not welcome.
  func kept(by session: Session) -> [Attempt]? {
    said(to: session).compactMap { message in
      if case .welcome(let welcome) = message { welcome.keep } else { nil }
    }.first
  }
}

extension Session {
  static let ada = Session(number: 100 << 32)
  static let bob = Session(number: 200 << 32)
  static let eve = Session(number: 300 << 32)

  /// What the same worker calls its conversation after so many calls more.
  func later(_ calls: UInt64 = 1) -> Session { Session(number: number + calls) }
}
