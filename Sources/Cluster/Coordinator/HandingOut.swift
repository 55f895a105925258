import Sweeps

extension Coordinator {
  /// Compares what the worker holds with what it should hold, as far as it can know.
  mutating func answer(
    _ beat: Beat, _ session: Session, _ actions: inout [Action]
  ) {
    roster[session]?.isDraining = beat.isDraining
    let holding = Set(beat.holding)
    let leases = roster[session]?.leases ?? []
    let missing = leases.filter {
      $0.sequence <= beat.seen && !holding.contains($0.attempt)
    }
    for lease in missing {
      if beat.isDraining {
        roster[session]?.release(lease.attempt.trial)
        ledger.putBack(lease.attempt.trial, asLost: false)
        actions.append(.record(.returned(lease.attempt)))
      } else {
        assign(lease.attempt, to: session, &actions)
      }
    }
    sendOrders(to: session, &actions)
  }

  /// Fills the slots of workers, then gives a trial to hold ready for each while there is plenty: two
  /// where they are over sooner than a busy disk may have the last result.
  mutating func handOut(
    to sessions: [Session], at now: Duration, _ actions: inout [Action]
  ) {
    guard !endsSoon, ledger.waitingCount > 0 else { return }
    fill(sessions, upTo: { _ in 1 }, at: now, &actions)
    guard ledger.waitingCount >= roster.places else { return }
    fill(sessions, upTo: { $0.isQuick ? 3 : 2 }, at: now, &actions)
  }

  private mutating func fill(
    _ sessions: [Session], upTo depth: (Member) -> Int, at now: Duration,
    _ actions: inout [Action]
  ) {
    for session in sessions {
      guard let worker = roster[session], !worker.isDraining,
        now - worker.lastHeard <= timing.suspicion,
        blame.mayTrain(worker.facts.processName, among: roster.candidates)
      else { continue }
      var room = depth(worker) * worker.facts.places(for: policy.limits.needs) - worker.leases.count
      while room > 0, let attempt = lease(to: session, worker.facts.processName) {
        roster[session]?.leases.append(Lease(attempt: attempt))
        issued[attempt] = worker.peer
        actions.append(.record(.leased(attempt, to: session)))
        assign(attempt, to: session, &actions)
        room -= 1
      }
    }
  }

  /// The next trial for a worker, unless somebody else is better asked.
  private mutating func lease(to session: Session, _ worker: ProcessName) -> Attempt? {
    let (blame, roster) = (blame, roster)
    return ledger.lease(
      to: session,
      unless: { blame.haveBetter(than: worker, for: $0, among: roster.candidates) })
  }

  private mutating func assign(
    _ attempt: Attempt, to session: Session, _ actions: inout [Action]
  ) {
    guard let trial = trials[attempt.trial], let sent = roster[session]?.sent,
      let index = roster[session]?.leases.firstIndex(where: { $0.attempt == attempt })
    else { return }
    roster[session]?.leases[index].sequence = sent + 1
    let brief = briefs[trial.configuration] ?? plan.brief(of: trial.configuration)
    briefs[trial.configuration] = brief
    let message = Message.assign(
      attempt, plan.assignment(for: trial, brief: brief, keeping: policy.keep),
      limits: policy.limits)
    send(message, to: session, &actions)
  }
}
