import Sweeps
import Trials

/// Which worker has which trial, from the lease to the result.
///
/// A lease stands in three places: with its trial in the ledger, with its worker in the roster, and on record. They
/// change together here, and each change puts its entry into the outbox that comes along. Nothing is said from here:
/// when trials are handed out, and what workers hear of it, is the coordinator's.
struct LeaseTable: Sendable {
  var plan: RunningPlan
  var roster: Roster
  private var orphanedLeases: OrphanedLeases
  private var placement: TrialPlacement
  private var keys: KeyAccounts
  /// The attempts whose results were set aside: these are duplicates when they come again.
  private let setAside: Set<NumberedAttempt>
  /// How long a training may take.
  private let timeLimit: Duration?
  private let timing: Timing

  /// - Parameters:
  ///   - replay: what the journal says of the plan's trials, by their numbers.
  ///   - ends: until when workers of a former life are waited for.
  init(
    _ plan: RunningPlan, replay: Replay, limits: TrialLimits, timing: Timing,
    allowance: RecordAllowance, waitingForOrphansUntil ends: Duration
  ) {
    self.plan = plan
    self.timing = timing
    timeLimit = limits.time
    setAside = replay.setAside
    roster = Roster(needs: limits.needs)
    orphanedLeases = OrphanedLeases(replay.orphans, until: ends)
    placement = TrialPlacement(quarantined: replay.quarantined)
    keys = KeyAccounts(allowance, issued: replay.issued, timing: timing)
  }

  // MARK: - Workers that come and go

  /// The reason why one more worker may not come in; nil where it may. One that comes back takes its own place.
  mutating func rejection(
    of session: Session, _ facts: WorkerFacts, from peer: Peer?, at now: Duration,
    into outbox: inout Outbox
  ) -> Rejection? {
    let comesBack = roster.sessions.contains(where: session.replaces)
    if !comesBack, roster.count >= WireLimit.workers { return .full }
    return keys.rejection(
      of: facts, from: peer, comesBack: comesBack, to: roster, at: now, &outbox)
  }

  /// Takes a worker in, which goes on with what is still its own.
  ///
  /// - Parameter holding: the attempts that it says it holds.
  mutating func join(
    _ session: Session, as member: Member, holding: [Attempt], into outbox: inout Outbox
  ) {
    roster.add(member, as: session)
    outbox.record(.joined(session, member.facts, as: member.peer))
    let name = member.facts.processName
    if placement.isQuarantined(member.identity) { outbox.record(.quarantined(session)) }
    if roster.isDrained(name.host) { outbox.record(.drained(host: name.host)) }
    for attempt in holding.compactMap(plan.numbered)
    where plan.state(of: attempt.trial) != .leased(to: session) {
      adopt(attempt, by: session, into: &outbox)
    }
    // Attempts that the record leases to it and that it does not hold have never arrived, or it has let go of
    // them, as a former life wanted: nobody can tell, so their trials come as further attempts.
    for attempt in orphanedLeases.attempts(of: name)
    where plan.state(of: attempt.trial) == .leased(to: nil)
      && keys.isIssued(attempt, to: member.peer)
    {
      plan.putBack(attempt.trial, asLost: true)
      outbox.record(.lost(attempt))
    }
    // Attempts that it was given in the conversation before and does not hold have never arrived. They are
    // still its own: the first beat that does not hold one has it told again.
    for former in roster.sessions where session.replaces(former) {
      for attempt in roster[former]?.held ?? [] { adopt(attempt, by: session, into: &outbox) }
      let shared = roster[former]?.shared ?? []
      roster[session]?.shared += shared
      dismiss(former, asLost: false, into: &outbox)
    }
  }

  /// Lets a worker that has come back go on with what is still its own.
  private mutating func adopt(
    _ attempt: NumberedAttempt, by session: Session, into outbox: inout Outbox
  ) {
    let holder = plan.state(of: attempt.trial).holder
    guard let position = roster.position(of: session),
      keys.isIssued(attempt, to: roster[position].peer),
      plan.mayBeTrained(by: roster[position].facts), plan.adopt(attempt, by: session)
    else { return }
    plan.handedOut(to: roster[position].facts)
    var lease =
      holder.flatMap { roster[$0]?.lease(of: attempt) }
      ?? Lease(attempt: attempt, since: roster[position].lastHeard)
    lease.sequence = 0
    if let holder { roster[holder]?.release(attempt.trial) }
    roster[position].hold(lease)
    outbox.record(.adopted(attempt, by: session))
  }

  /// Ends a conversation; what the worker held waits for others.
  mutating func dismiss(_ session: Session, asLost: Bool, into outbox: inout Outbox) {
    guard let worker = roster.remove(session) else { return }
    for lease in worker.leases { takeBack(lease, from: session, asLost: asLost, into: &outbox) }
    outbox.record(.left(session))
  }

  /// A worker goes by itself, and comes to no result of what it held any more.
  mutating func takeLeave(of session: Session, into outbox: inout Outbox) {
    for attempt in roster[session]?.held ?? [] { keys.withdraw(attempt) }
    dismiss(session, asLost: false, into: &outbox)
  }

  /// A worker that leaves before its call has been heard leaves its earlier conversations, too.
  mutating func takeLeave(ofUnheard session: Session, into outbox: inout Outbox) {
    for former in roster.sessions where session.replaces(former) {
      dismiss(former, asLost: false, into: &outbox)
    }
    roster.noteDeparture(session)
  }

  // MARK: - Leases

  /// Whether a worker, by its place in the roster, is to have more trials.
  func takesWork(at position: Int, _ now: Duration) -> Bool {
    isHeard(at: position, now) ? mayTrain(at: position) : false
  }

  /// Whether there was word of a worker lately: one that is silent gets nothing new.
  private func isHeard(at position: Int, _ now: Duration) -> Bool {
    now - roster[position].lastHeard <= timing.suspicion
  }

  private func mayTrain(at position: Int) -> Bool {
    placement.mayTrain(position, of: roster, plan)
  }

  /// The workers that get none of the sweep's trials: they are quarantined, or another kernel than theirs has
  /// begun the search.
  var unfit: [Session] { placement.unfit(of: roster, for: plan) }

  /// Hands the next trial to a worker, by its place in the roster; nil where there is none for it.
  mutating func lease(
    toMemberAt position: Int, at now: Duration, into outbox: inout Outbox
  ) -> NumberedAttempt? {
    guard keys.takeAttempt(of: roster[position].peer, at: now, &outbox) else { return nil }
    guard let attempt = nextAttempt(forMemberAt: position) else {
      keys.giveAttempt(to: roster[position].peer, at: now)
      return nil
    }
    roster[position].hold(Lease(attempt: attempt, since: now))
    keys.issue(attempt, to: roster[position].peer)
    plan.handedOut(to: roster[position].facts)
    outbox.record(.leased(attempt, to: roster.sessions[position]))
    return attempt
  }

  /// The next trial for a worker, unless somebody else is better asked.
  private mutating func nextAttempt(forMemberAt position: Int) -> NumberedAttempt? {
    let session = roster.sessions[position]
    guard placement.isSelective else { return plan.lease(to: session) }
    return plan.lease(to: session, unless: placement.unwanted(position, of: roster, plan))
  }

  /// Has a trial wait for others that a worker had.
  private mutating func takeBack(
    _ lease: Lease, from session: Session, asLost: Bool, into outbox: inout Outbox
  ) {
    roster[session]?.release(lease.attempt.trial)
    plan.putBack(lease.attempt.trial, asLost: asLost)
    outbox.record(asLost ? .lost(lease.attempt) : .returned(lease.attempt))
  }

  /// A worker gives back what it was told to let go of, and comes to no result of it.
  mutating func giveBack(_ lease: Lease, from session: Session, into outbox: inout Outbox) {
    takeBack(lease, from: session, asLost: false, into: &outbox)
    keys.withdraw(lease.attempt)
  }

  // MARK: - Results

  /// Whether an attempt was handed to the owner of this key: a key is good for its own work only.
  func isIssued(_ attempt: NumberedAttempt, to peer: Peer?) -> Bool {
    keys.isIssued(attempt, to: peer)
  }

  /// The same of a member's key, by its place in the roster: a key that was read for it would copy all of this, at
  /// every result.
  func isIssued(_ attempt: NumberedAttempt, toMemberAt position: Int) -> Bool {
    keys.isIssued(attempt, to: roster[position].peer)
  }

  /// Progress counts only from the attempt that has the trial now.
  mutating func note(
    _ measurements: [Measurement], of attempt: NumberedAttempt, by session: Session,
    at now: Duration, into outbox: inout Outbox
  ) {
    guard let last = measurements.last, measurements.brokenRule(mustAscend: false) == nil,
      roster[session]?.note(attempt, trained: last.epoch, at: now) == true,
      keys.mayReport(measurements, by: roster[session]?.peer, at: now, &outbox)
    else { return }
    outbox.record(.measured(attempt, measurements))
  }

  /// Takes in how an attempt ended, and tells what became of that.
  ///
  /// - Parameter position: where the worker is that came to it.
  mutating func take(
    _ result: AttemptResult, of attempt: NumberedAttempt, fromMemberAt position: Int,
    at now: Duration, into outbox: inout Outbox
  ) -> Verdict {
    let (session, peer) = (roster.sessions[position], roster[position].peer)
    switch result {
    case .failure(let failure):
      let bounded = keys.bounded(failure, by: peer, at: now, &outbox)
      let verdict = fail(attempt, bounded, by: session, at: now, into: &outbox)
      if verdict == .recorded { keys.giveAttempt(to: peer, at: now) }
      return verdict
    case .outcome(let outcome, let seconds):
      do throws(BrokenRule) {
        let decoded = try outcome.checked(seconds: seconds, metric: plan.metric)
        guard !setAside.contains(attempt) else { return .duplicate }
        // Its lease is over, and others have begun with other kernels since.
        guard plan.mayBeTrained(by: roster[position].facts) else { return .unknown }
        roster[position].credit.note(seconds)
        roster[position].isStalled = false
        let bytes = outcome.bytes.count
        let verdict = finish(
          attempt, decoded, seconds, by: session, peer, bytes, at: now, into: &outbox)
        if verdict == .recorded {
          keys.finished(decoded.outcome.measurements, bytes, by: peer, at: now)
        }
        return verdict
      } catch {
        // It is answered, as the worker would say it for ever, and tried again elsewhere.
        return fail(attempt, Failure(refusing: error), by: session, at: now, into: &outbox)
      }
    }
  }

  private mutating func finish(
    _ attempt: NumberedAttempt, _ outcome: DecodedOutcome, _ seconds: Double, by session: Session,
    _ peer: Peer?, _ bytes: Int, at now: Duration, into outbox: inout Outbox
  ) -> Verdict {
    let former = plan.state(of: attempt.trial)
    let verdict = plan.finish(attempt, outcome)
    switch verdict {
    case .recorded:
      placement.settle(attempt.trial)
      if let worker = roster[session] { plan.bindKernel(of: worker.facts) }
      outbox.record(.finished(attempt, outcome, seconds: seconds))
      endLease(of: attempt, in: former, at: now, into: &outbox)
      if let worker = roster[session]?.identity {
        let configuration = plan.configuration(of: attempt.trial)
        for broken in placement.completed(
          attempt.trial, of: configuration, on: worker, of: roster)
        {
          outbox.record(.quarantined(broken))
        }
      }
    case .conflict:
      guard keys.mayContradict(bytes, by: peer, at: now, &outbox) else { break }
      outbox.record(.conflicted(attempt, outcome, seconds: seconds))
    case .duplicate, .unknown:
      break
    }
    return verdict
  }

  /// Ends the lease of a trial that has its result. Another attempt may be under way in vain: its worker drops
  /// it at the next beat.
  private mutating func endLease(
    of attempt: NumberedAttempt, in former: Ledger.State, at now: Duration,
    into outbox: inout Outbox
  ) {
    guard case .leased(let holder) = former else { return }
    guard let holder else {
      if let orphan = orphanedLeases.attempt(at: attempt.trial), orphan != attempt {
        outbox.record(.returned(orphan))
      }
      return
    }
    guard let position = roster.position(of: holder),
      let lease = roster[position].release(attempt.trial)
    else { return }
    if lease.attempt == attempt {
      keys.note(training: now - lease.since, of: roster[position].peer, at: now)
    } else {
      outbox.record(.returned(lease.attempt))
    }
  }

  private mutating func fail(
    _ attempt: NumberedAttempt, _ failure: Failure, by session: Session, at now: Duration,
    into outbox: inout Outbox
  ) -> Verdict {
    let holder = plan.state(of: attempt.trial).holder
    let isSpared = spares(
      attempt, failure.cause, failedBy: roster[session]?.peer, at: now, into: &outbox)
    guard let isFinal = plan.fail(attempt, cause: failure.cause, isSpared: isSpared) else {
      return .duplicate
    }
    if isFinal { placement.settle(attempt.trial) }
    if let holder { roster[holder]?.release(attempt.trial) }
    if failure.cause.isWorthRetrying, let worker = roster[session] {
      placement.failed(
        attempt.trial, of: plan.configuration(of: attempt.trial), on: worker.identity,
        isFinal: isFinal)
    }
    outbox.record(.failed(attempt, failure, isFinal: isFinal))
    return .recorded
  }

  /// Whether a trial goes to another key before it is given up for a failure.
  private mutating func spares(
    _ attempt: NumberedAttempt, _ cause: Failure.Cause, failedBy peer: Peer?, at now: Duration,
    into outbox: inout Outbox
  ) -> Bool {
    guard let peer, let isLast = plan.isLastChance(attempt, cause: cause) else { return false }
    let isSpared = placement.spares(
      attempt.trial, cause, failedBy: peer, isLast: isLast, of: roster, plan)
    if isSpared { keys.tellOfFailures(of: peer, at: now, &outbox) }
    return isSpared
  }

  /// Has trials tried again that were given up, and hosts trusted again that were not.
  mutating func retry(_ trials: [TrialID], _ hosts: [String], into outbox: inout Outbox) {
    for trial in trials.compactMap(plan.number) where plan.reopen(trial) {
      outbox.record(.reopened(trial: trial))
    }
    for host in hosts {
      placement.trust(host: host)
      roster.trust(host: host)
      outbox.record(.trusted(host: host))
    }
  }

  // MARK: - Time

  /// Gives up whoever is gone.
  mutating func expire(at now: Duration, into outbox: inout Outbox) {
    for session in roster.sessions {
      guard let worker = roster[session] else { continue }
      if worker.hasEnded {
        workerDied(session, at: now, into: &outbox)
      } else if worker.isRevoked || now - worker.lastHeard > timing.lease {
        dismiss(session, asLost: true, into: &outbox)
      } else {
        takeOverdue(from: session, worker.leases, at: now, into: &outbox)
      }
    }
  }

  /// Gives up what a former life left behind, once it has had its time.
  mutating func expireOrphans(at now: Duration, into outbox: inout Outbox) {
    for attempt in orphanedLeases.abandoned(at: now)
    where plan.state(of: attempt.trial) == .leased(to: nil) {
      plan.putBack(attempt.trial, asLost: true)
      outbox.record(.lost(attempt))
    }
  }

  /// Counts the death of a worker against what it trained: that may have been the cause.
  private mutating func workerDied(
    _ session: Session, at now: Duration, into outbox: inout Outbox
  ) {
    guard let worker = roster[session] else { return }
    for lease in worker.leases.prefix(worker.places) {
      let failure = Failure(
        cause: .crashed, message: "the worker \(worker.facts.process) died while it trained this")
      let isSpared = spares(
        lease.attempt, failure.cause, failedBy: worker.peer, at: now, into: &outbox)
      guard let isFinal = plan.fail(lease.attempt, cause: nil, isSpared: isSpared) else { continue }
      if isFinal { placement.settle(lease.attempt.trial) }
      roster[session]?.release(lease.attempt.trial)
      outbox.record(.failed(lease.attempt, failure, isFinal: isFinal))
    }
    dismiss(session, asLost: false, into: &outbox)
  }

  /// Takes trials from a worker that beats and trains none of them, and gives it no more until it has
  /// handed something in. A worker ends what takes longer than the limit by itself, and has at most three
  /// trials a slot, one after the other. What it hands in late is welcome.
  private mutating func takeOverdue(
    from session: Session, _ leases: [Lease], at now: Duration, into outbox: inout Outbox
  ) {
    guard let timeLimit else { return }
    for lease in leases where now - lease.since > timeLimit * 3 + timing.lease {
      roster[session]?.isStalled = true
      takeBack(lease, from: session, asLost: true, into: &outbox)
    }
  }

  /// Gives trials of which a key has said nothing for long to idle workers of other keys, too. The key's own
  /// attempt may go on, and the first result counts; but the worker gets no more until it hands something in.
  mutating func shareSilent(at now: Duration, into outbox: inout Outbox) {
    // A limit in the spec says how long trainings may take.
    guard timeLimit == nil else { return }
    var idle: [Peer: Int] = [:]
    for position in roster.indices where couldTakeOver(at: position, now) {
      let room = roster[position].places - roster[position].leases.count
      if room > 0, let peer = roster[position].peer { idle[peer, default: 0] += room }
    }
    guard !idle.isEmpty else { return }
    var room = idle.values.reduce(0, +)
    for session in roster.sessions {
      guard let worker = roster[session], let peer = worker.peer else { continue }
      let silence = keys.silence(of: peer)
      for lease in worker.leases where now - lease.heard > silence {
        guard room > idle[peer, default: 0] else { break }
        room -= 1
        roster[session]?.shared.append(lease.attempt)
        roster[session]?.isStalled = true
        takeBack(lease, from: session, asLost: true, into: &outbox)
        placement.noteSilence(of: peer, about: lease.attempt.trial)
        keys.tellOfSilence(of: peer, at: now, &outbox)
      }
    }
  }

  /// Whether it could go on with what another key has been silent about, kernels that this has claimed or not.
  private func couldTakeOver(at position: Int, _ now: Duration) -> Bool {
    guard isHeard(at: position, now) else { return false }
    if plan.isKernelClaimed { return roster[position].takesWork }
    return mayTrain(at: position)
  }
}
