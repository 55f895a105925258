import Sweeps

extension Coordinator {
  /// A worker that lives calls again at once, so that the silence of a closed connection may be as
  /// short as one that casts suspicion; half a beat is left for the ticks to notice.
  mutating func hurry(_ session: Session, at now: Duration) {
    guard let worker = roster[session] else { return }
    let silence = timing.suspicion - timing.beat / 2
    roster[session]?.lastHeard = min(worker.lastHeard, now - timing.lease + silence)
  }

  /// Who was not there to listen cannot tell who was silent: after an absence of its own, the
  /// coordinator gives everybody as long to be heard as casts suspicion, and to say goodbye.
  mutating func notice(at now: Duration) {
    defer { lastEvent = now }
    guard now - lastEvent > timing.suspicion else { return }
    if endsAt != nil { endsAt = now + timing.suspicion }
    let heard = now - timing.lease + timing.suspicion
    for session in roster.sessions {
      guard let worker = roster[session] else { continue }
      roster[session]?.lastHeard = max(worker.lastHeard, heard)
    }
  }

  /// Gives up whoever is gone, and what a former life left behind, once they have had their time.
  mutating func expire(at now: Duration, _ actions: inout [Action]) {
    for session in roster.sessions {
      guard let worker = roster[session] else { continue }
      if worker.hasEnded {
        mourn(session, at: now, &actions)
      } else if worker.isRevoked || now - worker.lastHeard > timing.lease {
        dismiss(session, asLost: true, &actions)
      }
    }
    for attempt in inheritance.abandon(at: now)
    where ledger.state(of: attempt.trial) == .leased(to: nil) {
      ledger.putBack(attempt.trial, asLost: true)
      actions.append(.record(.lost(attempt)))
    }
  }

  /// Counts the death of a worker against what it trained: that may have been the cause.
  private mutating func mourn(
    _ session: Session, at now: Duration, _ actions: inout [Action]
  ) {
    guard let worker = roster[session] else { return }
    for lease in worker.leases.prefix(worker.facts.places(for: policy.limits.needs)) {
      let failure = Failure(
        cause: .crashed, message: "the worker \(worker.facts.process) died while it trained this")
      let isFinal = ledger.fail(lease.attempt, cause: .crashed, retries: policy.retries)
      guard let isFinal else { continue }
      roster[session]?.release(lease.attempt.trial)
      actions.append(.record(.failed(lease.attempt, failure, isFinal: isFinal)))
    }
    dismiss(session, asLost: false, &actions)
  }

  /// Ends a conversation; what the worker held waits for others.
  mutating func dismiss(_ session: Session, asLost: Bool, _ actions: inout [Action]) {
    guard let worker = roster.remove(session) else { return }
    for lease in worker.leases {
      ledger.putBack(lease.attempt.trial, asLost: asLost)
      actions.append(.record(asLost ? .lost(lease.attempt) : .returned(lease.attempt)))
    }
    actions.append(.record(.left(session)))
  }

  /// Whoever leaves before its call has been heard leaves its earlier conversations, too.
  mutating func takeLeave(of session: Session, _ actions: inout [Action]) {
    for former in roster.sessions where session.replaces(former) {
      dismiss(former, asLost: false, &actions)
    }
    roster.noteDeparture(session)
  }
}
