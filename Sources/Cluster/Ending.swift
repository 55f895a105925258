import Sweeps

extension Coordinator {
  /// Whether every trial has a result or has failed for good.
  package var isComplete: Bool { ledger.openCount == 0 }

  /// Whether more trials have failed for good than the spec allows.
  package var isHalted: Bool {
    policy.failureLimit.map { Double(ledger.failedCount) > $0 * Double(ledger.count) } ?? false
  }

  /// Whether nothing more will be handed out; final, as workers have been sent home for it.
  var endsSoon: Bool { endsAt != nil || isDraining || isComplete || isHalted }

  /// Tells the workers to go home, and ends when they have, or when they have had the time.
  mutating func finishUp(at now: Duration, told: Bool, _ actions: inout [Action]) {
    guard endsSoon, !hasEnded else { return }
    if told || endsAt == nil {
      for session in roster.sessions {
        let hold = roster[session]?.held ?? []
        send(.beatAcknowledged(Orders(hold: hold, drain: true)), to: session, &actions)
      }
    }
    // Draining waits for trainings however long they take; a worker that dies is noticed by its
    // lease. Without any training left, only goodbyes are waited for.
    let isBusy = roster.all.contains { !$0.leases.isEmpty }
    let end = isBusy ? now + timing.suspicion : endsAt ?? now + timing.suspicion
    endsAt = end
    if roster.isEmpty || now >= end {
      hasEnded = true
      actions.append(.end)
    }
  }
}
