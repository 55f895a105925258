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
    /// Somebody wants the sweep to stop: finish what is in training, hand out nothing new. What is
    /// not finished within the time is given back; nil is for as long as it takes.
    case drained(within: Duration? = nil)
    /// Somebody gives trials that were given up, and hosts that were quarantined, another chance.
    case pardoned(trials: [TrialID], hosts: [String])
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
    /// The worker, or another of its host, has failed trial after trial that others could complete.
    case quarantined(Session)
    /// A trial that was given up is open again, and its failures forgotten.
    case reopened(TrialID)
    /// Workers of this host are as good as others again.
    case forgiven(host: String)
  }

  let plan: Plan
  let trials: [TrialID: Trial]
  let policy: RunPolicy
  let semantics: String
  let epoch: Int
  let timing: Timing
  var ledger: Ledger
  var roster: Roster
  var inheritance: Inheritance
  /// Whose key each attempt was handed to, where keys are asked for.
  var issued: [Attempt: Peer]
  /// Of the configurations that had a trial handed out.
  var briefs: [Int: Brief] = [:]
  var blame: Blame
  /// How many trials were given up in this life, by the cause.
  var givenUp: [Failure.Cause: Int] = [:]
  var isDraining = false
  /// When trainings that still go on are given back, once the sweep is to stop.
  var recallAt: Duration?
  var isRecalled = false
  private var isRecordFull = false
  var endsAt: Duration?
  var hasEnded = false
  var lastEvent: Duration

  /// A coordinator at the beginning of a life.
  ///
  /// - Parameters:
  ///   - histories: what the record says of the plan's trials; those not in it were never tried.
  ///   - epoch: higher than in any former life.
  ///   - semantics: what workers' trainers must promise about their numbers.
  ///   - issued: whose key each attempt of a former life was handed to.
  ///   - quarantined: the workers that former lives gave no more work.
  ///   - grace: how long to wait for workers of a former life; zero where none can be alive.
  package init(
    _ plan: Plan, histories: [TrialID: TrialHistory] = [:], issued: [Attempt: Peer] = [:],
    quarantined: Set<ProcessName> = [], policy: RunPolicy = RunPolicy(),
    semantics: String, epoch: Int, timing: Timing = Timing(), grace: Duration? = nil,
    at now: Duration = .zero
  ) {
    self.plan = plan
    self.policy = policy
    self.semantics = semantics
    self.epoch = epoch
    self.timing = timing
    trials = Dictionary(plan.trials.map { ($0.id, $0) }) { first, _ in first }
    ledger = Ledger(plan.trials.map(\.id), histories: histories)
    inheritance = Inheritance(
      ledger.orphans, histories: histories, until: now + (grace ?? timing.grace))
    self.issued = issued
    roster = Roster(needs: policy.limits.needs)
    blame = Blame(quarantined: quarantined)
    lastEvent = now
  }

  /// Takes in what happened and says what to do about it, in order.
  package mutating func handle(_ event: Event, at now: Duration) -> [Action] {
    var actions: [Action] = []
    let waiting = ledger.waitingCount
    notice(at: now)
    switch event {
    case .received(let envelope, _) where isRecordFull: bear(envelope, at: now, &actions)
    case .received(let envelope, let peer): receive(envelope, from: peer, at: now, &actions)
    case .disconnected(let session): hurry(session, at: now)
    case .revoked(let sessions):
      for session in sessions { roster[session]?.isRevoked = true }
    case .ticked: break
    case .ended(let process, let host):
      let name = ProcessName(host: host, process: process)
      for session in roster.sessions where roster[session]?.facts.processName == name {
        roster[session]?.hasEnded = true
      }
    case .drained(let grace):
      isDraining = true
      recallAt = grace.map { now + $0 }
    case .pardoned(let trials, let hosts): pardon(trials, hosts, &actions)
    case .recordIsFull(let isFull): isRecordFull = isFull
    }
    if !isRecordFull {
      if event.isOfTime { expire(at: now, &actions) }
      if case .received(let envelope, _) = event, ledger.waitingCount <= waiting {
        // There was nothing for the others before, and there is no more now.
        handOut(to: [envelope.session], at: now, &actions)
      } else {
        handOut(to: roster.sessions, at: now, &actions)
      }
    }
    finishUp(at: now, told: event.asksToEnd, &actions)
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
    guard let received = roster[session]?.received else {
      guard envelope.message == .bye else { return reject(session, .unknownSession, &actions) }
      return takeLeave(of: session, &actions)
    }
    roster[session]?.lastHeard = now
    // What comes late or twice is as good as lost: whatever counts is said again.
    guard envelope.sequence > received else { return }
    roster[session]?.received = envelope.sequence
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
    case .hello, .welcome, .reject, .beatAcknowledged, .assign, .resultAcknowledged, .look, .sight,
      .ask, .tell:
      break  // Said above, or by no worker of ours: nothing to answer.
    }
  }

  /// Answers without recording anything: what is left unanswered is said again.
  private mutating func bear(_ envelope: Envelope, at now: Duration, _ actions: inout [Action]) {
    let session = envelope.session
    guard let worker = roster[session] else { return }
    roster[session]?.lastHeard = now
    guard case .beat = envelope.message, envelope.sequence > worker.received else { return }
    roster[session]?.received = envelope.sequence
    sendOrders(to: session, &actions)
  }

  /// Turns away one that is none of the workers, and so has no sequence either.
  func reject(
    _ session: Session, _ rejection: Rejection, _ actions: inout [Action]
  ) {
    let message = Message.reject(rejection)
    actions.append(.send(Envelope(epoch: epoch, session: session, sequence: 0, message: message)))
  }

  /// Says something to a worker that is there, as the next of this conversation.
  mutating func send(
    _ message: Message, to session: Session, _ actions: inout [Action]
  ) {
    guard let sent = roster[session]?.sent else { return }
    roster[session]?.sent = sent + 1
    actions.append(
      .send(Envelope(epoch: epoch, session: session, sequence: sent + 1, message: message)))
  }
}

extension Coordinator.Event {
  /// Whether it may show that somebody's time is up.
  fileprivate var isOfTime: Bool {
    switch self {
    case .ticked, .ended, .recordIsFull, .revoked: true
    case .received, .disconnected, .drained, .pardoned: false
    }
  }

  fileprivate var asksToEnd: Bool { if case .drained = self { true } else { false } }
}
