import Sweeps

extension Coordinator {
  /// Whether every trial has a result or has failed for good.
  package var isComplete: Bool { ledger.openCount == 0 }

  /// Whether more trials have failed for good than the spec allows, or the first of all for one cause.
  package var isHalted: Bool { exceedsFailures || failsAlike }

  /// Whether so many trials were given up for one cause, and none has a result, that the next would do
  /// no better.
  package var failsAlike: Bool {
    guard let limit = policy.alikeLimit, ledger.finishedCount == 0 else { return false }
    return givenUp.values.contains { $0 >= limit }
  }

  private var exceedsFailures: Bool {
    policy.failureLimit.map { Double(ledger.failedCount) > $0 * Double(ledger.count) } ?? false
  }

  /// Whether nothing more will be handed out; final, as workers have been sent home for it.
  package var endsSoon: Bool { endsAt != nil || isDraining || isComplete || isHalted }

  /// What a worker should hold: nothing any more once trainings are recalled. Until it says that it
  /// has let go, or hands in a result that was under way, they stay its own.
  func orders(for member: Member) -> Orders {
    Orders(hold: isRecalled ? [] : member.held, drain: endsSoon)
  }

  /// Tells the workers to go home, and ends when they have, or when they have had the time.
  mutating func finishUp(at now: Duration, told: Bool, _ actions: inout [Action]) {
    guard endsSoon, !hasEnded else { return }
    let isTime = recallAt.map { now >= $0 } ?? false
    if isTime {
      recallAt = nil
      isRecalled = true
    }
    // Trainings are waited for until they are recalled; a worker that dies is noticed by its lease.
    // Without any training left, only goodbyes are waited for.
    let isBusy = !isRecalled && roster.all.contains { !$0.leases.isEmpty }
    let isNews = told || isTime || endsAt == nil
    let end = isBusy || isTime ? now + timing.suspicion : endsAt ?? now + timing.suspicion
    endsAt = end
    if isNews {
      for session in roster.sessions { sendOrders(to: session, &actions) }
    }
    if roster.isEmpty || now >= end {
      hasEnded = true
      actions.append(.end)
    }
  }

  /// Tells a worker what it should hold, and whether to go home.
  mutating func sendOrders(to session: Session, _ actions: inout [Action]) {
    guard let member = roster[session] else { return }
    send(.beatAcknowledged(orders(for: member)), to: session, &actions)
  }
}
