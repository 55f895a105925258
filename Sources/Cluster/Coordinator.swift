package import Sweeps

/// Decides which worker trains which trial.
///
/// Opens no socket, no file and no clock: what happened and when comes in, what to do comes out.
/// Whoever performs the actions of one event commits all its records before it sends anything, so
/// a decision is on the disk before anybody hears of it.
package struct Coordinator: Sendable {
  package enum Event: Hashable, Sendable {
    /// A message, and who brought it, where the door asks for keys.
    case received(Envelope, from: Peer? = nil)
    /// The worker's connection is closed: it comes back soon or not at all.
    case disconnected(Session)
    /// The workers' key opens the door no more.
    case revoked([Session])
    /// Time has passed; to be said a few times a beat.
    case ticked
    /// A worker's process is known to have ended: nothing of it has to be waited for.
    case ended(process: Int, host: String)
    /// Somebody wants the sweep to stop: finish what is in training, hand out nothing new.
    case drained
    /// Nothing can be recorded for now, or can again: the disk is full, or has room.
    case recordIsFull(Bool)
  }

  package enum Action: Hashable, Sendable {
    case record(Record)
    /// The envelope's session says to whom.
    case send(Envelope)
    /// Nothing is left to decide.
    case end
  }

  /// What has to be on the disk.
  package enum Record: Hashable, Sendable {
    case joined(Session, WorkerFacts, as: Peer?)
    case left(Session)
    case leased(Attempt, to: Session)
    /// A worker came back with it after it had been given up.
    case adopted(Attempt, by: Session)
    case measured(Attempt, [Measurement])
    case finished(Attempt, Outcome, seconds: Double)
    /// The trial had another result already.
    case conflicted(Attempt, Outcome, seconds: Double)
    case failed(Attempt, Failure, isFinal: Bool)
    /// The worker fell silent.
    case lost(Attempt)
    /// The worker did not get to it.
    case returned(Attempt)
    /// The worker has failed trial after trial that others could complete.
    case quarantined(Session)
  }

  struct Lease: Hashable, Sendable {
    let attempt: Attempt
    /// Of the message that last told the worker about it.
    var sequence: Int
    /// The last of its epochs that has been reported.
    var trained = 0
  }

  struct Worker: Hashable, Sendable {
    let facts: WorkerFacts
    /// Whose key it came in with; nil where none is asked for.
    let peer: Peer?
    var leases: [Lease] = []
    var lastHeard: Duration
    var sent = 0
    /// The sequence of the newest message from it.
    var received: Int
    var isDraining = false
    /// Its process is known to have ended.
    var hasEnded = false
    /// Its key opens the door no more.
    var isRevoked = false
  }

  private let plan: Plan
  let trials: [TrialID: Trial]
  private let policy: RunPolicy
  private let semantics: String
  private let epoch: Int
  private let timing: Timing
  /// Until when workers of a former life are waited for.
  private let adoptionEnds: Duration
  private(set) var ledger: Ledger
  private var orphans: [Attempt]
  /// Which process each orphan was handed to, where the record says so.
  private var holders: [TrialID: ProcessName]
  /// Whose key each attempt was handed to, where keys are asked for.
  private var issued: [Attempt: Peer]
  private(set) var workers: [Session: Worker] = [:]
  /// In the order in which they came, so that decisions do not depend on hashing.
  private(set) var sessions: [Session] = []
  /// Of all workers.
  private var slots = 0
  /// Of the configurations that had a trial handed out.
  private var briefs: [Int: Brief] = [:]
  private var blame = Blame()
  private var isDraining = false
  private var isRecordFull = false
  private var endsAt: Duration?
  private var hasEnded = false

  /// A coordinator at the beginning of a life.
  ///
  /// - Parameters:
  ///   - histories: what the record says of the plan's trials; those not in it were never tried.
  ///   - epoch: higher than in any former life.
  ///   - semantics: what workers' trainers must promise about their numbers.
  ///   - issued: whose key each attempt of a former life was handed to.
  ///   - grace: how long to wait for workers of a former life; zero where none can be alive.
  package init(
    _ plan: Plan, histories: [TrialID: TrialHistory] = [:], issued: [Attempt: Peer] = [:],
    policy: RunPolicy = RunPolicy(),
    semantics: String, epoch: Int, timing: Timing = Timing(), grace: Duration? = nil,
    at now: Duration = .zero
  ) {
    self.plan = plan
    self.policy = policy
    self.semantics = semantics
    self.epoch = epoch
    self.timing = timing
    adoptionEnds = now + (grace ?? timing.grace)
    trials = Dictionary(plan.trials.map { ($0.id, $0) }) { first, _ in first }
    ledger = Ledger(plan.trials.map(\.id), histories: histories)
    orphans = ledger.orphans
    holders = histories.compactMapValues(\.holder)
    self.issued = issued
  }

  /// Takes in what happened and says what to do about it, in order.
  package mutating func handle(_ event: Event, at now: Duration) -> [Action] {
    var actions: [Action] = []
    let waiting = ledger.waitingCount
    switch event {
    case .received(let envelope, _) where isRecordFull: bear(envelope, at: now, &actions)
    case .received(let envelope, let peer): receive(envelope, from: peer, at: now, &actions)
    case .disconnected(let session): hurry(session, at: now)
    case .revoked(let sessions):
      for session in sessions { workers[session]?.isRevoked = true }
    case .ticked: break
    case .ended(let process, let host):
      for session in sessions where workers[session]?.isProcess(process, on: host) == true {
        workers[session]?.hasEnded = true
      }
    case .drained: isDraining = true
    case .recordIsFull(let isFull): isRecordFull = isFull
    }
    if !isRecordFull {
      if event.isOfTime { expire(at: now, &actions) }
      if case .received(let envelope, _) = event, ledger.waitingCount <= waiting {
        // There was nothing for the others before, and there is no more now.
        handOut(to: [envelope.session], at: now, &actions)
      } else {
        handOut(to: sessions, at: now, &actions)
      }
    }
    finishUp(at: now, told: event == .drained, &actions)
    return actions
  }

  // MARK: - Messages

  private mutating func receive(
    _ envelope: Envelope, from peer: Peer?, at now: Duration, _ actions: inout [Action]
  ) {
    let session = envelope.session
    if case .hello(let hello) = envelope.message {
      return welcome(hello, envelope, from: peer, at: now, &actions)
    }
    guard let received = workers[session]?.received else {
      if envelope.message != .bye { reject(session, .unknownSession, &actions) }
      return
    }
    workers[session]?.lastHeard = now
    // What comes late or twice is as good as lost: whatever counts is said again.
    guard envelope.sequence > received else { return }
    workers[session]?.received = envelope.sequence
    switch envelope.message {
    case .beat(let beat):
      answer(beat, session, &actions)
    case .report(let attempt, let measurements):
      note(measurements, of: attempt, by: session, &actions)
    case .result(let attempt, .outcome(let outcome, let seconds)):
      finish(attempt, outcome, seconds, by: session, &actions)
    case .result(let attempt, .failure(let failure)):
      fail(attempt, failure, by: session, &actions)
    case .bye:
      dismiss(session, asLost: false, &actions)
    case .hello, .welcome, .reject, .beatAcknowledged, .assign, .resultAcknowledged:
      break  // Said above, or by no worker of ours: nothing to answer.
    }
  }

  /// Answers without recording anything: what is left unanswered is said again.
  private mutating func bear(_ envelope: Envelope, at now: Duration, _ actions: inout [Action]) {
    let session = envelope.session
    guard let worker = workers[session] else { return }
    workers[session]?.lastHeard = now
    guard case .beat = envelope.message, envelope.sequence > worker.received else { return }
    workers[session]?.received = envelope.sequence
    let hold = worker.leases.map(\.attempt)
    send(.beatAcknowledged(Orders(hold: hold, drain: endsSoon)), to: session, &actions)
  }

  /// Turns away one that is none of the workers, and so has no sequence either.
  private func reject(
    _ session: Session, _ rejection: Rejection, _ actions: inout [Action]
  ) {
    let message = Message.reject(rejection)
    actions.append(.send(Envelope(epoch: epoch, session: session, sequence: 0, message: message)))
  }

  private mutating func welcome(
    _ hello: Hello, _ envelope: Envelope, from peer: Peer?, at now: Duration,
    _ actions: inout [Action]
  ) {
    let session = envelope.session
    guard hello.worker.semantics == semantics else {
      return reject(session, .otherSemantics, &actions)
    }
    // The worker has begun another conversation since; this is an echo.
    if sessions.contains(where: { $0.replaces(session) }) { return }
    if workers[session] == nil {
      guard workers.count < WireLimit.workers else { return reject(session, .full, &actions) }
      workers[session] = Worker(
        facts: hello.worker, peer: peer, lastHeard: now, received: envelope.sequence)
      sessions.append(session)
      slots += hello.worker.places(for: policy.limits.needs)
      actions.append(.record(.joined(session, hello.worker, as: peer)))
      adopt(hello.holding, by: session, &actions)
    }
    workers[session]?.lastHeard = now
    let keep = workers[session]?.leases.map(\.attempt) ?? []
    send(.welcome(Welcome(timing: timing, keep: keep)), to: session, &actions)
  }

  /// Lets a worker that has come back go on with what is still its own.
  private mutating func adopt(
    _ holding: [Attempt], by session: Session, _ actions: inout [Action]
  ) {
    for attempt in holding {
      let former = ledger.state(of: attempt.trial)
      guard former != .leased(to: session), isIssued(attempt, to: session),
        ledger.adopt(attempt, by: session)
      else { continue }
      release(attempt.trial, from: former)
      workers[session]?.leases.append(Lease(attempt: attempt, sequence: 0))
      actions.append(.record(.adopted(attempt, by: session)))
    }
    adoptUnheard(by: session, &actions)
    // What it had been given in the conversation before and does not hold has never arrived.
    for former in sessions where session.replaces(former) {
      dismiss(former, asLost: false, &actions)
    }
  }

  /// Gives a worker what the coordinator's former life had recorded as its own without telling it
  /// any more: the first beat that does not hold it has it told again.
  private mutating func adoptUnheard(by session: Session, _ actions: inout [Action]) {
    guard !holders.isEmpty, let name = workers[session]?.facts.processName else { return }
    for attempt in orphans where holders[attempt.trial] == name {
      guard ledger.state(of: attempt.trial) == .leased(to: nil), isIssued(attempt, to: session),
        ledger.adopt(attempt, by: session)
      else { continue }
      workers[session]?.leases.append(Lease(attempt: attempt, sequence: 0))
      actions.append(.record(.adopted(attempt, by: session)))
    }
  }

  /// Compares what the worker holds with what it should hold, as far as it can know.
  private mutating func answer(
    _ beat: Beat, _ session: Session, _ actions: inout [Action]
  ) {
    workers[session]?.isDraining = beat.isDraining
    let holding = Set(beat.holding)
    let leases = workers[session]?.leases ?? []
    let missing = leases.filter {
      $0.sequence <= beat.seen && !holding.contains($0.attempt)
    }
    for lease in missing {
      if beat.isDraining {
        workers[session]?.release(lease.attempt.trial)
        ledger.putBack(lease.attempt.trial, asLost: false)
        actions.append(.record(.returned(lease.attempt)))
      } else {
        assign(lease.attempt, to: session, &actions)
      }
    }
    let hold = workers[session]?.leases.map(\.attempt) ?? []
    send(.beatAcknowledged(Orders(hold: hold, drain: endsSoon)), to: session, &actions)
  }

  /// Progress counts only from the attempt that has the trial now.
  private mutating func note(
    _ measurements: [Measurement], of attempt: Attempt, by session: Session,
    _ actions: inout [Action]
  ) {
    guard let index = workers[session]?.leases.firstIndex(where: { $0.attempt == attempt }),
      let last = measurements.last
    else { return }
    workers[session]?.leases[index].trained = last.epoch
    actions.append(.record(.measured(attempt, measurements)))
  }

  private mutating func finish(
    _ attempt: Attempt, _ outcome: Outcome, _ seconds: Double, by session: Session,
    _ actions: inout [Action]
  ) {
    guard isIssued(attempt, to: session) else {
      return send(.resultAcknowledged(attempt, .unknown), to: session, &actions)
    }
    let former = ledger.state(of: attempt.trial)
    let verdict = ledger.finish(attempt, digest: outcome.digest)
    switch verdict {
    case .recorded:
      actions.append(.record(.finished(attempt, outcome, seconds: seconds)))
      // Another attempt may be under way in vain: its worker drops it at the next beat.
      if case .leased(let holder?) = former,
        let other = workers[holder]?.leases.first(where: { $0.attempt.trial == attempt.trial }),
        other.attempt != attempt
      {
        actions.append(.record(.returned(other.attempt)))
      }
      release(attempt.trial, from: former)
      credit(attempt.trial, to: session, &actions)
    case .conflict:
      actions.append(.record(.conflicted(attempt, outcome, seconds: seconds)))
    case .duplicate, .unknown:
      break
    }
    send(.resultAcknowledged(attempt, verdict), to: session, &actions)
  }

  private mutating func fail(
    _ attempt: Attempt, _ failure: Failure, by session: Session, _ actions: inout [Action]
  ) {
    guard isIssued(attempt, to: session) else {
      return send(.resultAcknowledged(attempt, .unknown), to: session, &actions)
    }
    let former = ledger.state(of: attempt.trial)
    let isFinal = ledger.fail(attempt, cause: failure.cause, retries: policy.retries)
    if let isFinal {
      release(attempt.trial, from: former)
      if failure.cause.isWorthRetrying, let worker = workers[session] {
        blame.failed(attempt.trial, on: Blame.Name(worker.facts), isFinal: isFinal)
      }
      actions.append(.record(.failed(attempt, failure, isFinal: isFinal)))
    }
    let verdict = isFinal == nil ? Verdict.duplicate : .recorded
    send(.resultAcknowledged(attempt, verdict), to: session, &actions)
  }

  /// Whether the attempt was handed to the owner of the key that the session came in with: a key
  /// opens the door to its own work only.
  private func isIssued(_ attempt: Attempt, to session: Session) -> Bool {
    guard let peer = workers[session]?.peer else { return true }
    return issued[attempt] == peer
  }

  /// Notes who can complete what, which tells who is broken.
  private mutating func credit(
    _ trial: TrialID, to session: Session, _ actions: inout [Action]
  ) {
    guard !blame.isEmpty, let worker = workers[session] else { return }
    let guilty = blame.completed(trial, on: Blame.Name(worker.facts))
    for session in sessions where !guilty.isEmpty {
      guard let worker = workers[session], guilty.contains(Blame.Name(worker.facts)) else {
        continue
      }
      actions.append(.record(.quarantined(session)))
    }
  }

  /// Takes the trial from the worker that has had it.
  private mutating func release(_ trial: TrialID, from state: Ledger.State?) {
    if case .leased(let holder?) = state { workers[holder]?.release(trial) }
  }

  // MARK: - Time

  /// A worker that lives calls again at once, so that the silence of a closed connection may be as
  /// short as one that casts suspicion; half a beat is left for the ticks to notice.
  private mutating func hurry(_ session: Session, at now: Duration) {
    guard let worker = workers[session] else { return }
    let silence = timing.suspicion - timing.beat / 2
    workers[session]?.lastHeard = min(worker.lastHeard, now - timing.lease + silence)
  }

  private mutating func expire(at now: Duration, _ actions: inout [Action]) {
    for session in sessions {
      guard let worker = workers[session] else { continue }
      if worker.hasEnded {
        mourn(session, at: now, &actions)
      } else if worker.isRevoked || now - worker.lastHeard > timing.lease {
        dismiss(session, asLost: true, &actions)
      }
    }
    if now >= adoptionEnds {
      for attempt in orphans where ledger.state(of: attempt.trial) == .leased(to: nil) {
        ledger.putBack(attempt.trial, asLost: true)
        actions.append(.record(.lost(attempt)))
      }
      orphans = []
      holders = [:]
    }
  }

  /// Counts the death of a worker against what it trained: that may have been the cause.
  private mutating func mourn(
    _ session: Session, at now: Duration, _ actions: inout [Action]
  ) {
    guard let worker = workers[session] else { return }
    for lease in worker.leases.prefix(
      worker.facts.places(for: policy.limits.needs))
    {
      let failure = Failure(
        cause: .crashed, message: "the worker \(worker.facts.process) died while it trained this")
      let isFinal = ledger.fail(lease.attempt, cause: .crashed, retries: policy.retries)
      guard let isFinal else { continue }
      workers[session]?.release(lease.attempt.trial)
      actions.append(.record(.failed(lease.attempt, failure, isFinal: isFinal)))
    }
    dismiss(session, asLost: false, &actions)
  }

  private mutating func dismiss(_ session: Session, asLost: Bool, _ actions: inout [Action]) {
    guard let worker = workers.removeValue(forKey: session) else { return }
    sessions.removeAll { $0 == session }
    slots -= worker.facts.places(for: policy.limits.needs)
    for lease in worker.leases {
      ledger.putBack(lease.attempt.trial, asLost: asLost)
      actions.append(.record(asLost ? .lost(lease.attempt) : .returned(lease.attempt)))
    }
    actions.append(.record(.left(session)))
  }

  // MARK: - Work

  /// Fills the slots of workers, then gives a trial to hold ready for each while there is plenty.
  private mutating func handOut(
    to sessions: [Session], at now: Duration, _ actions: inout [Action]
  ) {
    guard !endsSoon, ledger.waitingCount > 0 else { return }
    let candidates = Blame.Candidates(
      blame, workers.values.lazy.filter { !$0.isDraining }.map { Blame.Name($0.facts) })
    fill(sessions, upTo: { $0 }, candidates, at: now, &actions)
    guard ledger.waitingCount >= slots else { return }
    fill(sessions, upTo: { 2 * $0 }, candidates, at: now, &actions)
  }

  private mutating func fill(
    _ sessions: [Session], upTo capacity: (_ places: Int) -> Int, _ candidates: Blame.Candidates,
    at now: Duration, _ actions: inout [Action]
  ) {
    for session in sessions {
      guard let worker = workers[session], !worker.isDraining,
        now - worker.lastHeard <= timing.suspicion, candidates.include(worker.facts)
      else { continue }
      let places = worker.facts.places(for: policy.limits.needs)
      var room = capacity(places) - worker.leases.count
      while room > 0,
        let attempt = ledger.lease(
          to: session, unless: { candidates.haveBetter(than: worker.facts, for: $0) })
      {
        workers[session]?.leases.append(Lease(attempt: attempt, sequence: 0))
        issued[attempt] = worker.peer
        actions.append(.record(.leased(attempt, to: session)))
        assign(attempt, to: session, &actions)
        room -= 1
      }
    }
  }

  private mutating func assign(
    _ attempt: Attempt, to session: Session, _ actions: inout [Action]
  ) {
    guard let trial = trials[attempt.trial], let sent = workers[session]?.sent,
      let index = workers[session]?.leases.firstIndex(where: { $0.attempt == attempt })
    else { return }
    workers[session]?.leases[index].sequence = sent + 1
    let brief = briefs[trial.configuration] ?? plan.brief(of: trial.configuration)
    briefs[trial.configuration] = brief
    let message = Message.assign(
      attempt, plan.assignment(for: trial, brief: brief, keeping: policy.keep),
      limits: policy.limits)
    send(message, to: session, &actions)
  }

  private mutating func send(
    _ message: Message, to session: Session, _ actions: inout [Action]
  ) {
    guard let sent = workers[session]?.sent else { return }
    workers[session]?.sent = sent + 1
    actions.append(
      .send(Envelope(epoch: epoch, session: session, sequence: sent + 1, message: message)))
  }

  // MARK: - The end

  /// Whether nothing more will be handed out; final, as workers have been sent home for it.
  private var endsSoon: Bool { endsAt != nil || isDraining || isComplete || isHalted }

  /// Tells the workers to go home, and ends when they have, or when they have had the time.
  private mutating func finishUp(at now: Duration, told: Bool, _ actions: inout [Action]) {
    guard endsSoon, !hasEnded else { return }
    if told || endsAt == nil {
      for session in sessions {
        let hold = workers[session]?.leases.map(\.attempt) ?? []
        send(.beatAcknowledged(Orders(hold: hold, drain: true)), to: session, &actions)
      }
    }
    // Draining waits for trainings however long they take; a worker that dies is noticed by its
    // lease. Without any training left, only goodbyes are waited for.
    let isBusy = workers.values.contains { !$0.leases.isEmpty }
    let end = isBusy ? now + timing.suspicion : endsAt ?? now + timing.suspicion
    endsAt = end
    if workers.isEmpty || now >= end {
      hasEnded = true
      actions.append(.end)
    }
  }
}

extension Coordinator.Event {
  /// Whether it may show that somebody's time is up.
  fileprivate var isOfTime: Bool {
    switch self {
    case .ticked, .ended, .recordIsFull, .revoked: true
    case .received, .disconnected, .drained: false
    }
  }
}

extension Coordinator.Worker {
  fileprivate func isProcess(_ process: Int, on host: String) -> Bool {
    facts.processName == ProcessName(host: host, process: process)
  }

  fileprivate mutating func release(_ trial: TrialID) {
    leases.removeAll { $0.attempt.trial == trial }
  }
}

extension Coordinator {
  /// Whether every trial has a result or has failed for good.
  package var isComplete: Bool { ledger.openCount == 0 }

  /// Whether more trials have failed for good than the spec allows.
  package var isHalted: Bool {
    policy.failureLimit.map { Double(ledger.failedCount) > $0 * Double(ledger.count) } ?? false
  }
}
