import Cluster
import Sweeps
import Trials

/// A coordinator, and workers that say what a test lets them say.
struct CoordinatorHarness {
  private(set) var plan: Plan
  var coordinator: Coordinator
  private(set) var now = Duration.zero
  /// The workers on record that get no more work.
  private(set) var quarantined: [Session] = []
  private var names: [Session: ProcessName] = [:]
  private var sent: [Session: Int] = [:]
  private var latest: [Int: Attempt] = [:]
  private let term: Int
  /// The key with which each worker came in.
  var peers: [Session: Peer] = [:]

  /// - Parameter histories: of trials that were tried before, by their numbers.
  init(
    trials: Int, histories: [Int: TrialHistory] = [:], orphans: [Replay.Orphan] = [],
    policy: RunPolicy = RunPolicy(), issued: [NumberedAttempt: Peer] = [:],
    quarantined: Set<ProcessName> = [], setAside: Set<NumberedAttempt> = [], term: Int = 1,
    isQueued: Bool = false, allowance: RecordAllowance = RecordAllowance()
  ) {
    plan = Fixture.plan(trials: trials)
    self.term = term
    var replay = Replay(
      histories: (0..<trials).map { histories[$0] ?? .untried }, orphans: orphans, issued: issued,
      quarantined: Set(quarantined.map { WorkerIdentity($0) }))
    replay.setAside = setAside
    for (number, history) in histories where history.standing == .running && orphans.isEmpty {
      let attempt = NumberedAttempt(trial: number, number: Int(history.attempts))
      let nobody = ProcessName(host: "a host that is gone", process: 1)
      replay.orphans.append(Replay.Orphan(attempt, holder: nobody))
    }
    coordinator = Coordinator(
      OpenPlan(plan), replay: replay, policy: policy, semantics: Fixture.semantics, term: term,
      isQueued: isQueued, allowance: allowance)
  }

  func trial(_ index: Int) -> TrialID { plan.trials[index].id }

  func attempt(_ index: Int, _ number: Int = 1) -> Attempt {
    Attempt(trial: trial(index), number: number)
  }

  /// The same attempt as the journal has it.
  func numbered(_ index: Int, _ number: Int = 1) -> NumberedAttempt {
    NumberedAttempt(trial: index, number: number)
  }

  /// A worker's next message; its place in the conversation is counted here.
  mutating func hear(_ message: Message, from session: Session) -> Answer {
    sent[session, default: 0] += 1
    return hear(message, from: session, sequence: sent[session, default: 0])
  }

  /// A message at a place of the test's choice, as a bad network would deliver it.
  mutating func hear(_ message: Message, from session: Session, sequence: Int) -> Answer {
    let envelope = Envelope(term: term, session: session, sequence: sequence, message: message)
    return note(answer(to: .received(envelope, from: peers[session])))
  }

  mutating func hello(
    _ session: Session, slots: Int = 1, host: String? = nil, process: Int = 7,
    holding: [Attempt] = []
  ) -> Answer {
    let facts = Fixture.facts(
      host ?? "host \(session.number)", process: process, slots: slots)
    names[session] = facts.processName
    return hear(.hello(Hello(worker: facts, term: 0, holding: holding)), from: session)
  }

  mutating func beat(
    _ session: Session, seen: Int = .max, holding: [Attempt] = [], isDraining: Bool = false
  ) -> Answer {
    hear(.beat(Beat(seen: seen, holding: holding, isDraining: isDraining)), from: session)
  }

  mutating func result(
    _ attempt: Attempt, _ accuracy: Double, after seconds: Double = 1, from session: Session
  ) -> Answer {
    hear(
      .result(attempt, .outcome(EncodedOutcome(Fixture.outcome(accuracy)), seconds: seconds)),
      from: session)
  }

  mutating func failure(
    _ attempt: Attempt, _ cause: Failure.Cause = .crashed, from session: Session
  ) -> Answer {
    let failure = Failure(cause: cause, message: "no")
    return hear(.result(attempt, .failure(failure)), from: session)
  }

  mutating func disconnect(_ session: Session) -> Answer {
    note(answer(to: .disconnected(session)))
  }

  /// The list of keys gives these so many slots.
  mutating func limit(slots: [Peer: Int]) -> Answer { note(answer(to: .limited(slots: slots))) }

  mutating func revoke(_ sessions: Session...) -> Answer {
    note(answer(to: .revoked(sessions)))
  }

  /// The worker's process ends.
  mutating func die(_ session: Session) -> Answer {
    let facts = Fixture.facts("host \(session.number)")
    return note(
      answer(to: .ended(process: facts.process, host: facts.host)))
  }

  /// The disk is full, or has room again.
  mutating func fill(_ isFull: Bool) -> Answer {
    note(answer(to: .recordIsFull(isFull)))
  }

  /// The plan is longer than before; nothing is on record of the new trials.
  mutating func extend(to trials: Int) -> Answer {
    let added = trials - plan.trials.count
    plan = Fixture.plan(trials: trials)
    coordinator.extend(to: plan, histories: Array(repeating: .untried, count: added), at: now)
    return Answer(coordinator.takeOutbox())
  }

  /// The attempts that a worker was given and has not handed in.
  func held(by session: Session) -> [Attempt] {
    coordinator.progress.workers.first { $0.facts.processName == names[session] }?.training
      .compactMap { latest[$0.trial] } ?? []
  }

  func place(of attempt: Attempt) -> Int? { plan.trials.firstIndex { $0.id == attempt.trial } }

  private mutating func answer(to event: Coordinator.Event) -> Answer {
    coordinator.handle(event, at: now)
    return Answer(coordinator.takeOutbox())
  }

  private mutating func note(_ answer: Answer) -> Answer {
    for record in answer.records {
      if case .leased(let attempt, _) = record {
        latest[attempt.trial] = self.attempt(attempt.trial, attempt.number)
      }
      if case .quarantined(let session) = record { quarantined.append(session) }
    }
    return answer
  }

  mutating func drain(within grace: Duration? = nil) -> Answer {
    answer(to: .drained(within: grace))
  }

  mutating func drain(hosts: [String]) -> Answer {
    note(answer(to: .drainedHosts(hosts)))
  }

  mutating func release(_ sessions: Session...) -> Answer {
    note(answer(to: .released(sessions)))
  }

  mutating func pause(_ flag: Bool) -> Answer { note(answer(to: .paused(flag))) }

  mutating func pardon(_ trials: [TrialID] = [], hosts: [String] = []) -> Answer {
    note(answer(to: .retried(trials: trials, hosts: hosts)))
  }

  /// Lets so many beats go by in silence.
  mutating func wait(beats: Int) -> Answer {
    let end = now + Timing().beat * beats
    var outbox = Outbox()
    repeat {
      now = min(now + Timing().beat, end)
      coordinator.handle(.ticked, at: now)
      outbox.append(coordinator.takeOutbox())
    } while now < end
    return note(Answer(outbox))
  }

  /// Lets so many beats go by in which the coordinator does nothing at all.
  mutating func sleep(beats: Int) { now += Timing().beat * beats }

  /// Lets so many beats go by, and gives the coordinator's answer once it looks at its clock.
  mutating func standStill(beats: Int) -> Answer {
    sleep(beats: beats)
    return note(answer(to: .ticked))
  }
}

/// The actions of a coordinator, without the numbers that every message carries.
struct Answer: Equatable {
  struct Line: Equatable {
    let to: Session
    let message: Message
  }

  var records: [JournalEntry] = []
  var lines: [Line] = []
  var refusals: [QuotaRefusal] = []
  var ends = false

  init(_ outbox: Outbox) {
    records = outbox.entries
    lines = outbox.messages.map { Line(to: $0.session, message: $0.message) }
    refusals = outbox.refusals
    ends = outbox.hasEnded
  }

  /// The messages to a worker.
  func said(to session: Session) -> [Message] { lines.filter { $0.to == session }.map(\.message) }

  /// The attempts that were assigned to a worker.
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

  /// The attempts that a worker that came may go on with; nil when it was not welcome.
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

  /// The session of the same worker after so many calls more.
  func later(_ calls: UInt64 = 1) -> Session { Session(number: number + calls) }
}
