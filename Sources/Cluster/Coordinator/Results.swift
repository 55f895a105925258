import Sweeps

extension Coordinator {
  /// Progress counts only from the attempt that has the trial now.
  mutating func note(
    _ measurements: [Measurement], of attempt: Attempt, by session: Session,
    _ actions: inout [Action]
  ) {
    guard let index = roster[session]?.leases.firstIndex(where: { $0.attempt == attempt }),
      let last = measurements.last
    else { return }
    roster[session]?.leases[index].trained = last.epoch
    actions.append(.record(.measured(attempt, measurements)))
  }

  mutating func finish(
    _ attempt: Attempt, _ outcome: Outcome, _ seconds: Double, by session: Session,
    _ actions: inout [Action]
  ) {
    guard isIssued(attempt, to: session) else {
      return send(.resultAcknowledged(attempt, .unknown), to: session, &actions)
    }
    roster[session]?.isQuick = seconds < 0.25
    let former = ledger.state(of: attempt.trial)
    let verdict = ledger.finish(attempt, digest: outcome.digest)
    switch verdict {
    case .recorded:
      actions.append(.record(.finished(attempt, outcome, seconds: seconds)))
      // Another attempt may be under way in vain: its worker drops it at the next beat.
      if case .leased(let holder?) = former,
        let other = roster[holder]?.leases.first(where: { $0.attempt.trial == attempt.trial }),
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

  mutating func fail(
    _ attempt: Attempt, _ failure: Failure, by session: Session, _ actions: inout [Action]
  ) {
    guard isIssued(attempt, to: session) else {
      return send(.resultAcknowledged(attempt, .unknown), to: session, &actions)
    }
    let former = ledger.state(of: attempt.trial)
    let isFinal = ledger.fail(attempt, cause: failure.cause, retries: policy.retries)
    if let isFinal {
      if isFinal, failure.cause.tellsOfMistake { givenUp[failure.cause, default: 0] += 1 }
      release(attempt.trial, from: former)
      if failure.cause.isWorthRetrying, let worker = roster[session],
        let trial = trials[attempt.trial]
      {
        blame.failed(
          trial.id, of: trial.configuration, on: worker.facts.processName, isFinal: isFinal)
      }
      actions.append(.record(.failed(attempt, failure, isFinal: isFinal)))
    }
    let verdict = isFinal == nil ? Verdict.duplicate : .recorded
    send(.resultAcknowledged(attempt, verdict), to: session, &actions)
  }

  /// Whether the attempt was handed to the owner of the key that the session came in with: a key
  /// opens the door to its own work only.
  func isIssued(_ attempt: Attempt, to session: Session) -> Bool {
    guard let peer = roster[session]?.peer else { return true }
    return issued[attempt] == peer
  }

  /// Notes who can complete what, which tells who is broken.
  private mutating func credit(
    _ trial: TrialID, to session: Session, _ actions: inout [Action]
  ) {
    guard !blame.isEmpty, let worker = roster[session], let trial = trials[trial] else { return }
    let before = blame
    let guilty = blame.completed(
      trial.id, of: trial.configuration, on: worker.facts.processName)
    guard !guilty.isEmpty else { return }
    for session in roster.sessions {
      guard let name = roster[session]?.facts.processName, blame.isQuarantined(name),
        !before.isQuarantined(name)
      else { continue }
      actions.append(.record(.quarantined(session)))
    }
  }

  /// Takes the trial from the worker that has had it.
  mutating func release(_ trial: TrialID, from state: Ledger.State?) {
    if case .leased(let holder?) = state { roster[holder]?.release(trial) }
  }
}
