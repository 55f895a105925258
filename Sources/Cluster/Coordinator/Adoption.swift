import Sweeps

/// What a former life of the coordinator handed out and did not see the end of.
struct Inheritance: Sendable {
  /// Until when its workers are waited for.
  let ends: Duration
  private(set) var orphans: [Attempt]
  /// Which process each orphan was handed to, where the record says so.
  private let holders: [TrialID: ProcessName]

  init(_ orphans: [Attempt], histories: [TrialID: TrialHistory], until ends: Duration) {
    self.ends = ends
    self.orphans = orphans
    holders = histories.compactMapValues(\.holder)
  }

  /// What the record calls the process's own.
  func orphans(of process: ProcessName) -> [Attempt] {
    orphans.filter { holders[$0.trial] == process }
  }

  /// What nobody has come back for in time.
  mutating func abandon(at now: Duration) -> [Attempt] {
    guard now >= ends else { return [] }
    defer { orphans = [] }
    return orphans
  }
}

extension Coordinator {
  mutating func welcome(
    _ hello: Hello, _ envelope: Envelope, from peer: Peer?, at now: Duration,
    _ actions: inout [Action]
  ) {
    let session = envelope.session
    guard hello.worker.semantics == semantics else {
      return reject(session, .otherSemantics, &actions)
    }
    if roster.isOver(session) { return }
    if roster[session] == nil {
      guard roster.count < WireLimit.workers else { return reject(session, .full, &actions) }
      roster.add(
        Member(facts: hello.worker, peer: peer, lastHeard: now, received: envelope.sequence),
        as: session)
      actions.append(.record(.joined(session, hello.worker, as: peer)))
      if blame.isQuarantined(hello.worker.processName) {
        actions.append(.record(.quarantined(session)))
      }
      for attempt in hello.holding where ledger.state(of: attempt.trial) != .leased(to: session) {
        adopt(attempt, by: session, &actions)
      }
      // What the record calls its own and nobody told it any more: the first beat that does not hold
      // it has it told again.
      for attempt in inheritance.orphans(of: hello.worker.processName)
      where ledger.state(of: attempt.trial) == .leased(to: nil) {
        adopt(attempt, by: session, &actions)
      }
      // What it was given in the conversation before and does not hold has never arrived. It is still
      // its own, and told again like the above.
      for former in roster.sessions where session.replaces(former) {
        for attempt in roster[former]?.held ?? [] { adopt(attempt, by: session, &actions) }
        dismiss(former, asLost: false, &actions)
      }
    }
    roster[session]?.lastHeard = now
    let keep = roster[session]?.held ?? []
    send(.welcome(Welcome(timing: timing, keep: keep)), to: session, &actions)
  }

  /// Lets a worker that has come back go on with what is still its own.
  private mutating func adopt(
    _ attempt: Attempt, by session: Session, _ actions: inout [Action]
  ) {
    let former = ledger.state(of: attempt.trial)
    guard isIssued(attempt, to: session), ledger.adopt(attempt, by: session) else { return }
    release(attempt.trial, from: former)
    roster[session]?.leases.append(Lease(attempt: attempt))
    actions.append(.record(.adopted(attempt, by: session)))
  }
}
