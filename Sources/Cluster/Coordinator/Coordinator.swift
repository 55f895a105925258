package import Search
package import Sweeps
package import Trials

/// Decides which worker trains which trial.
///
/// Opens no socket, no file and no clock: what happened and when comes in, what to do comes out.
/// The loop that performs it commits all entries of an outbox before any of its messages is sent, so a
/// decision is on the disk before anybody hears of it.
///
/// Here is what follows from each message; what is known of trials, workers, keys and the end is kept by the parts.
package struct Coordinator: Sendable {
  private let semantics: String
  private let term: Int
  private let limits: TrialLimits
  private let timing: Timing
  /// The attempts whose results were set aside: these are duplicates when they come again.
  private let setAside: Set<NumberedAttempt>
  private var plan: RunningPlan
  private var roster: Roster
  private var orphanedLeases: OrphanedLeases
  private var faults: FaultAttribution
  private var keys: KeyAccounts
  private var withheld = WithheldTrials()
  private var end: SweepEnd
  private var outbox = Outbox()
  /// Whether no training begins, as somebody wants it.
  private var isPaused = false
  private var isRecordFull = false
  private var lastEvent: Duration

  /// A coordinator at the beginning of a life.
  ///
  /// - Parameters:
  ///   - replay: what the journal says of the plan's trials, by their numbers.
  ///   - term: higher than in any former life.
  ///   - semantics: what workers' trainers must promise about their numbers.
  ///   - grace: how long to wait for workers of a former life; zero where none can be alive.
  ///   - search: what decides which configurations there are, as far as it is on record.
  ///   - race: what decides which of them get a further block, as far as it is on record.
  ///   - kept: the configurations that somebody has brought back into halving.
  ///   - kernel: the kernels that trials of the search were trained with; nil where none was.
  ///   - isFollowed: whether another coordinator follows at this address once all is done, as for a
  ///     confirmation: nobody is sent home then.
  ///   - lingers: whether workers of a coordinator before this one are likely to call, and are to be sent home
  ///     even if there is nothing to train.
  ///   - isQueued: whether workers are those of a queue of sweeps, and go back to it.
  ///   - allowance: how much each key may have recorded besides its results, where keys are asked for.
  package init(
    _ plan: OpenPlan, replay: Replay, policy: RunPolicy = RunPolicy(), semantics: String,
    term: Int, timing: Timing = Timing(), grace: Duration? = nil,
    search: SearchDriver? = nil, race: Race? = nil, kept: Set<Int> = [], kernel: String? = nil,
    isFollowed: Bool = false, lingers: Bool = false, isQueued: Bool = false,
    allowance: RecordAllowance = RecordAllowance(), at now: Duration = .zero
  ) {
    self.semantics = semantics
    self.term = term
    self.timing = timing
    limits = policy.limits
    setAside = replay.setAside
    roster = Roster(needs: policy.limits.needs)
    orphanedLeases = OrphanedLeases(replay.orphans, until: now + (grace ?? timing.grace))
    faults = FaultAttribution(quarantined: replay.quarantined)
    keys = KeyAccounts(allowance, issued: replay.issued, timing: timing)
    end = SweepEnd(
      isFollowed: isFollowed, isQueued: isQueued, patience: timing.suspicion,
      // Workers that find their coordinator silent call within the first half.
      lingersUntil: lingers ? now + timing.suspicion * 2 : now)
    lastEvent = now
    self.plan = RunningPlan(
      plan, replay.histories, policy: policy, search: search, race: race, kept: kept,
      kernel: kernel, at: now, into: &outbox)
  }

  // MARK: - What comes in, what comes out

  /// Takes in what happened; what is to be done about it is in the outbox then.
  package mutating func handle(_ event: Event, at now: Duration) {
    let waiting = plan.waitingCount
    var speaker: Session?
    noticeAbsence(at: now)
    switch event {
    case .received(let envelope, let peer):
      speaker = envelope.session
      if isRecordFull {
        receiveWhileFull(envelope, at: now)
      } else {
        receive(envelope, from: peer, at: now)
      }
    case .disconnected(let session): shortenLease(of: session, at: now)
    case .revoked(let sessions): for session in sessions { roster[session]?.isRevoked = true }
    case .limited(let slots): roster.limit(slots: slots)
    case .ticked: break
    case .ended(let process, let host):
      let name = ProcessName(host: host, process: process)
      for position in roster.indices where roster[position].facts.processName == name {
        roster[position].hasEnded = true
      }
    case .drained(let grace): end.drain(within: grace, at: now)
    case .retried(let trials, let hosts): retry(trials, hosts)
    case .kept(let configurations): plan.keep(configurations, into: &outbox)
    case .drainedHosts(let hosts): drain(hosts)
    case .paused(let flag): pause(flag)
    case .released(let sessions): release(sessions)
    case .annotated(let annotation): outbox.record(.annotated(annotation))
    case .recordIsFull(let isFull): isRecordFull = isFull
    case .awaitsTrials(let flag): end.awaitsTrials = flag
    }
    if !isRecordFull {
      if event.isOfTime { expire(at: now) }
      freeKernel()
      decide()
      if let speaker, plan.waitingCount <= waiting {
        // There was nothing for the others before, and there is no more now.
        if let position = roster.position(of: speaker) {
          handOut(to: CollectionOfOne(position), at: now)
        }
      } else {
        handOut(to: roster.indices, at: now)
      }
    }
    finishUp(at: now, told: event.asksToEnd)
  }

  /// Gives what is to be done since it was asked last.
  package mutating func takeOutbox() -> Outbox {
    defer { outbox = Outbox() }
    return outbox
  }

  /// Asks for another plan's trials from now on: those that were asked for before stay, more may come.
  ///
  /// - Parameters:
  ///   - longer: with the configurations of all decisions.
  ///   - histories: what the record says of the trials that are new, in their order.
  ///   - search: what goes on to decide; nil where the plan lists all configurations.
  package mutating func extend(
    to longer: Plan, histories: [TrialHistory], search: SearchExtension? = nil, at now: Duration
  ) {
    plan.extend(to: longer, histories, search: search, into: &outbox)
    handOut(to: roster.indices, at: now)
  }

  /// Goes on with decisions, which are on record now.
  ///
  /// - Parameters:
  ///   - histories: what the record says of their trials, in the order of their numbers.
  ///   - settled: what those of them came to that have ended already.
  ///   - kept: those of their configurations that were brought back in a shorter form of the sweep.
  ///   - kernel: the kernels that these were trained with, as for another form of the sweep.
  package mutating func follow(
    _ decisions: [Decision], histories: [TrialHistory], settled: [Int: Settlement],
    kept: [Kept] = [], kernel: String? = nil, at now: Duration
  ) {
    plan.follow(
      decisions, histories, settled: settled, kept: kept, kernel: kernel, into: &outbox)
    decide()
    handOut(to: roster.indices, at: now)
    finishUp(at: now, told: false)
  }

  /// Kernels that trials were handed to, and no result was recorded of, bind nobody once none is in training.
  private mutating func freeKernel() {
    guard plan.isKernelClaimed, roster.isIdle else { return }
    plan.freeKernel()
  }

  /// Has the search decide as far as it can.
  private mutating func decide() {
    guard plan.hasSearch, end.letsSearch, !isHalted, !isRecordFull else { return }
    plan.decide(places: roster.places, at: lastEvent, into: &outbox)
  }

  // MARK: - How it stands

  /// Whether every trial has a result or has failed for good, and no more are to come.
  package var isComplete: Bool { plan.isComplete }

  /// Whether more trials have failed for good than the spec allows, or the first of all for one cause.
  package var isHalted: Bool { plan.standing == .halted }

  /// Whether so many trials were given up for one cause, and none has a result, that the next would do
  /// no better.
  package var failsAlike: Bool { plan.failsAlike }

  /// Whether nothing more will be handed out; final, as workers have been sent home for it.
  package var endsSoon: Bool { end.isNear(plan.standing) }

  /// The attempt of a trial that is under way, and the conversation with the worker that has it; nil where
  /// none is there that has one.
  package func holder(of trial: TrialID) -> (attempt: Attempt, session: Session)? {
    guard let number = plan.number(of: trial), let session = plan.state(of: number).holder,
      let lease = roster[session]?.leases.first(where: { $0.attempt.trial == number })
    else { return nil }
    return (plan.named(lease.attempt), session)
  }

  /// How many trainings there could be at a time if there were workers for all: those that are asked for and
  /// have not ended. A search is given one place more than it fills, as long as it fills those that it has.
  package var demand: Int {
    guard !endsSoon || end.awaitsTrials, !isPaused else { return 0 }
    return plan.openCount + (plan.isSearching && roster.places <= plan.openCount ? 1 : 0)
  }

  /// The workers that get none of the sweep's trials: they are quarantined, or another kernel than theirs has
  /// begun the search.
  package var unfit: [Session] {
    guard !faults.isEmpty || plan.hasSearch else { return [] }
    return roster.sessions.filter { session in
      guard let member = roster[session], !member.isReleased else { return false }
      return faults.isQuarantined(member.identity)
        || !plan.mayBeTrained(by: member.facts)
    }
  }

  /// How many trials have a result or have failed for good, of how many.
  package var counts: (done: Int, failed: Int, total: Int) {
    (plan.finishedCount, plan.failedCount, plan.expectedCount)
  }

  /// How far the sweep is.
  package var progress: SweepProgress {
    SweepProgress(
      total: plan.expectedCount, finished: plan.finishedCount, failed: plan.failedCount,
      workers: roster.sessions.compactMap { session in
        roster[session].map { worker in
          SweepProgress.Worker(
            facts: worker.facts,
            training: worker.leases.map { .init(trial: $0.attempt.trial, epoch: $0.trained) })
        }
      }, search: plan.searchProgress, kernel: plan.kernel)
  }

  /// Whether a trial is one of the sweep's.
  package func has(_ trial: TrialID) -> Bool { plan.number(of: trial) != nil }

  // MARK: - Checkpoints: nothing is decided from whether they are there

  /// Whether the checkpoint that an attempt leaves is wanted.
  ///
  /// - Parameter peer: the worker that brings it, where keys are asked for: only one that was handed the
  ///   attempt may.
  package func wantsCheckpoint(of name: Attempt, from peer: Peer?) -> Bool {
    guard let attempt = plan.numbered(name), plan.wasHandedOut(attempt),
      keys.isIssued(attempt, to: peer)
    else { return false }
    return plan.worth(ofCheckpointAt: attempt.trial) != nil
  }

  /// How much the checkpoint of a trial is worth; nil where no training goes on from it any more.
  package func worth(ofCheckpointOf trial: TrialID) -> CheckpointWorth? {
    plan.number(of: trial).flatMap(plan.worth(ofCheckpointAt:))
  }

  /// The trial whose checkpoint nobody needs any more once this one has its result.
  package func trial(beforeTrialAt number: Int) -> TrialID? { plan.trial(beforeTrialAt: number) }

  // MARK: - Messages

  private mutating func receive(_ envelope: Envelope, from peer: Peer?, at now: Duration) {
    let session = envelope.session
    if case .hello(let hello) = envelope.message {
      return welcome(hello, envelope, from: peer, at: now)
    }
    guard let position = roster.position(of: session) else {
      guard envelope.message == .bye else { return reject(session, .unknownSession) }
      return takeLeave(of: session)
    }
    roster[position].lastHeard = now
    // A message that comes late or twice is as good as lost: whatever counts is said again.
    guard envelope.sequence > roster[position].received else { return }
    roster[position].received = envelope.sequence
    switch envelope.message {
    case .beat(let beat):
      answer(beat, session)
    case .report(let attempt, let measurements):
      note(measurements, of: attempt, by: session)
    case .result(let name, let result):
      // An outcome is long to read, and that of an attempt of somebody else's is not read at all.
      guard let attempt = plan.numbered(name), keys.isIssued(attempt, to: roster[position].peer)
      else {
        return send(.resultAcknowledged(name, .unknown), toMemberAt: position)
      }
      let verdict = take(result, of: attempt, from: session, at: position)
      send(.resultAcknowledged(name, verdict), toMemberAt: position)
    case .bye:
      for attempt in roster[position].held { keys.withdraw(attempt) }
      dismiss(session, asLost: false)
    case .hello, .welcome, .reject, .beatAcknowledged, .assign, .resultAcknowledged, .ask, .tell,
      .checkpoint, .checkpointTaken, .request, .answer, .output, .outputWanted:
      break  // Said above, or by no worker of ours: nothing to answer.
    }
  }

  /// Answers a beat without recording anything; the worker repeats whatever stays unanswered.
  private mutating func receiveWhileFull(_ envelope: Envelope, at now: Duration) {
    let session = envelope.session
    guard let worker = roster[session] else { return }
    roster[session]?.lastHeard = now
    guard case .beat = envelope.message, envelope.sequence > worker.received else { return }
    roster[session]?.received = envelope.sequence
    sendOrders(to: session)
  }

  /// Rejects a session that is no member of the roster, and so has no sequence either.
  private mutating func reject(_ session: Session, _ rejection: Rejection) {
    outbox.send(
      Envelope(term: term, session: session, sequence: 0, message: .reject(rejection)))
  }

  /// Sends a message to a worker that is there, as the next of this conversation.
  private mutating func send(_ message: Message, to session: Session) {
    guard let position = roster.position(of: session) else { return }
    send(message, toMemberAt: position)
  }

  private mutating func send(_ message: Message, toMemberAt position: Int) {
    roster[position].sent += 1
    outbox.send(
      Envelope(
        term: term, session: roster.sessions[position], sequence: roster[position].sent,
        message: message))
  }

  // MARK: - Workers that come

  private mutating func welcome(
    _ hello: Hello, _ envelope: Envelope, from peer: Peer?, at now: Duration
  ) {
    let session = envelope.session
    guard hello.worker.semantics.contains(semantics) else {
      return reject(session, .otherSemantics)
    }
    if roster.isOver(session) { return }
    if roster[session] == nil {
      if let rejection = rejection(of: session, hello.worker, from: peer, at: now) {
        return reject(session, rejection)
      }
      roster.add(
        Member(facts: hello.worker, peer: peer, lastHeard: now, received: envelope.sequence),
        as: session)
      outbox.record(.joined(session, hello.worker, as: peer))
      let name = hello.worker.processName
      if faults.isQuarantined(WorkerIdentity(name, peer: peer)) {
        outbox.record(.quarantined(session))
      }
      if roster.isDrained(name.host) { outbox.record(.drained(host: name.host)) }
      for attempt in hello.holding.compactMap(plan.numbered)
      where plan.state(of: attempt.trial) != .leased(to: session) {
        adopt(attempt, by: session)
      }
      // Attempts that the record leases to it and that it does not hold have never arrived, or it has let go of
      // them, as a former life wanted: nobody can tell, so their trials come as further attempts.
      for attempt in orphanedLeases.attempts(of: name)
      where plan.state(of: attempt.trial) == .leased(to: nil) && keys.isIssued(attempt, to: peer) {
        plan.putBack(attempt.trial, asLost: true)
        outbox.record(.lost(attempt))
      }
      // Attempts that it was given in the conversation before and does not hold have never arrived. They are
      // still its own: the first beat that does not hold one has it told again.
      for former in roster.sessions where session.replaces(former) {
        for attempt in roster[former]?.held ?? [] { adopt(attempt, by: session) }
        let shared = roster[former]?.shared ?? []
        roster[session]?.shared += shared
        dismiss(former, asLost: false)
      }
    }
    roster[session]?.lastHeard = now
    let keep = (roster[session].map { $0.held + $0.shared } ?? []).map(plan.named)
    send(.welcome(Welcome(timing: timing, keep: keep)), to: session)
  }

  /// The reason why one more worker may not come in; nil where it may. One that comes back takes its own place.
  private mutating func rejection(
    of session: Session, _ facts: WorkerFacts, from peer: Peer?, at now: Duration
  ) -> Rejection? {
    let comesBack = roster.sessions.contains(where: session.replaces)
    if !comesBack, roster.count >= WireLimit.workers { return .full }
    return keys.rejection(
      of: facts, from: peer, comesBack: comesBack, to: roster, at: now, &outbox)
  }

  /// Lets a worker that has come back go on with what is still its own.
  private mutating func adopt(_ attempt: NumberedAttempt, by session: Session) {
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
    roster[position].leases.append(lease)
    outbox.record(.adopted(attempt, by: session))
  }

  // MARK: - Work

  /// Compares what the worker holds with what it should hold, as far as it can know.
  private mutating func answer(_ beat: Beat, _ session: Session) {
    guard let position = roster.position(of: session) else { return }
    roster[position].isDraining =
      beat.isDraining ? true : roster.isDrained(roster[position].facts.host)
    let holding = Set(beat.holding.compactMap(plan.numbered))
    let missing = roster[position].leases.filter {
      $0.sequence <= beat.seen && !holding.contains($0.attempt)
    }
    let letsGo = beat.isDraining || isPaused || end.isRecalled || roster[position].isReleased
    for lease in missing {
      if letsGo || lease.isLetGo {
        takeBack(lease, from: session, asLost: false)
        keys.withdraw(lease.attempt)
      } else {
        assign(lease.attempt, toMemberAt: position)
      }
    }
    sendOrders(to: session)
  }

  /// Fills the slots of workers, then gives trials to hold ready for each while there is plenty.
  private mutating func handOut(to positions: some Sequence<Int>, at now: Duration) {
    guard !endsSoon, !isRecordFull, !isPaused, plan.waitingCount > 0 else { return }
    fill(positions, at: now) { _, _ in 1 }
    guard plan.waitingCount >= roster.places else { return }
    let share = plan.waitingCount / max(roster.places, 1)
    fill(positions, at: now) { credit, places in credit.within(share: share, places: places) }
  }

  /// - Parameter depth: how many trials a worker is to have for each place, by its credit.
  private mutating func fill(
    _ positions: some Sequence<Int>, at now: Duration,
    toDepth depth: (_ credit: Credit, _ places: Int) -> Int
  ) {
    for position in positions where takesWork(at: position, now) {
      let depth = depth(roster[position].credit, roster[position].places)
      var room = depth * roster[position].places - roster[position].leases.count
      while room > 0, keys.takeAttempt(of: roster[position].peer, at: lastEvent, &outbox) {
        guard let attempt = lease(toMemberAt: position) else {
          keys.giveAttempt(to: roster[position].peer, at: lastEvent)
          break
        }
        roster[position].leases.append(Lease(attempt: attempt, since: now))
        keys.issue(attempt, to: roster[position].peer)
        plan.handedOut(to: roster[position].facts)
        outbox.record(.leased(attempt, to: roster.sessions[position]))
        assign(attempt, toMemberAt: position)
        room -= 1
      }
    }
  }

  private func takesWork(at position: Int, _ now: Duration) -> Bool {
    isHeard(at: position, now) ? mayTrain(at: position) : false
  }

  /// Whether there was word of a worker lately: one that is silent gets nothing new.
  private func isHeard(at position: Int, _ now: Duration) -> Bool {
    now - roster[position].lastHeard <= timing.suspicion
  }

  private func mayTrain(at position: Int) -> Bool {
    guard roster[position].takesWork else { return false }
    // No `||` and no `??`: their right sides would hold a copy of all of this, at every message.
    if !faults.isEmpty {
      let candidates = roster.candidates(with: plan.kernel)
      guard faults.mayTrain(roster[position].identity, among: candidates) else { return false }
    }
    return plan.mayBeTrained(by: roster[position].facts)
  }

  /// Whether it could go on with what another key has been silent about, kernels that this has claimed or not.
  private func couldTakeOver(at position: Int, _ now: Duration) -> Bool {
    guard isHeard(at: position, now) else { return false }
    if plan.isKernelClaimed { return roster[position].takesWork }
    return mayTrain(at: position)
  }

  /// The keys of which a worker could train whatever waits.
  private var takers: Set<Peer> {
    var takers: Set<Peer> = []
    for position in roster.indices {
      guard let peer = roster[position].peer, !takers.contains(peer), roster[position].places > 0,
        mayTrain(at: position)
      else { continue }
      takers.insert(peer)
    }
    return takers
  }

  /// The next trial for a worker, unless somebody else is better asked.
  private mutating func lease(toMemberAt position: Int) -> NumberedAttempt? {
    let session = roster.sessions[position]
    if faults.isEmpty, withheld.isEmpty { return plan.lease(to: session) }
    let (withheld, faults, roster, kernel) = (withheld, faults, roster, plan.kernel)
    let (worker, takers) = (roster[position].identity, withheld.isEmpty ? [] : takers)
    return plan.lease(
      to: session,
      unless: { trial in
        if withheld.isWithheld(trial, from: worker.peer, among: takers) { return true }
        let others = roster.candidates(with: kernel).lazy.filter {
          !withheld.isWithheld(trial, from: $0.peer, among: takers)
        }
        return faults.haveBetter(than: worker, for: trial, among: others)
      })
  }

  private mutating func assign(_ attempt: NumberedAttempt, toMemberAt position: Int) {
    roster[position].note(attempt, assignedBy: roster[position].sent + 1)
    let assignment = plan.assignment(of: attempt.trial)
    send(.assign(plan.named(attempt), assignment, limits: limits), toMemberAt: position)
  }

  // MARK: - Results

  /// Progress counts only from the attempt that has the trial now.
  private mutating func note(
    _ measurements: [Measurement], of attempt: Attempt, by session: Session
  ) {
    guard let attempt = plan.numbered(attempt), let last = measurements.last,
      measurements.brokenRule(mustAscend: false) == nil,
      roster[session]?.note(attempt, trained: last.epoch, at: lastEvent) == true,
      keys.mayReport(measurements, by: roster[session]?.peer, at: lastEvent, &outbox)
    else { return }
    outbox.record(.measured(attempt, measurements))
  }

  /// Takes in how an attempt ended, and tells what became of that.
  ///
  /// - Parameter position: where the worker is.
  private mutating func take(
    _ result: AttemptResult, of attempt: NumberedAttempt, from session: Session, at position: Int
  ) -> Verdict {
    let peer = roster[position].peer
    switch result {
    case .failure(let failure):
      let bounded = keys.bounded(failure, by: peer, at: lastEvent, &outbox)
      let verdict = fail(attempt, bounded, by: session)
      if verdict == .recorded { keys.giveAttempt(to: peer, at: lastEvent) }
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
        let verdict = finish(attempt, decoded, seconds, by: session, peer, bytes)
        if verdict == .recorded {
          keys.finished(decoded.outcome.measurements, bytes, by: peer, at: lastEvent)
        }
        return verdict
      } catch {
        // It is answered, as the worker would say it for ever, and tried again elsewhere.
        return fail(attempt, Failure(refusing: error), by: session)
      }
    }
  }

  private mutating func finish(
    _ attempt: NumberedAttempt, _ outcome: DecodedOutcome, _ seconds: Double, by session: Session,
    _ peer: Peer?, _ bytes: Int
  ) -> Verdict {
    let former = plan.state(of: attempt.trial)
    let verdict = plan.finish(attempt, outcome)
    switch verdict {
    case .recorded:
      withheld.settle(attempt.trial)
      if let worker = roster[session] { plan.bindKernel(of: worker.facts) }
      outbox.record(.finished(attempt, outcome, seconds: seconds))
      endLease(of: attempt, in: former)
      credit(attempt.trial, to: session)
    case .conflict:
      guard keys.mayContradict(bytes, by: peer, at: lastEvent, &outbox) else { break }
      outbox.record(.conflicted(attempt, outcome, seconds: seconds))
    case .duplicate, .unknown:
      break
    }
    return verdict
  }

  /// Ends the lease of a trial that has its result. Another attempt may be under way in vain: its worker drops
  /// it at the next beat.
  private mutating func endLease(of attempt: NumberedAttempt, in former: Ledger.State) {
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
      let time = lastEvent - lease.since
      keys.note(training: time, of: roster[position].peer, at: lastEvent)
    } else {
      outbox.record(.returned(lease.attempt))
    }
  }

  private mutating func fail(
    _ attempt: NumberedAttempt, _ failure: Failure, by session: Session
  ) -> Verdict {
    let holder = plan.state(of: attempt.trial).holder
    let isSpared = spares(attempt, failure.cause, failedBy: roster[session]?.peer)
    guard let isFinal = plan.fail(attempt, cause: failure.cause, isSpared: isSpared) else {
      return .duplicate
    }
    if isFinal { withheld.settle(attempt.trial) }
    if let holder { roster[holder]?.release(attempt.trial) }
    if failure.cause.isWorthRetrying, let worker = roster[session] {
      faults.failed(
        attempt.trial, of: plan.configuration(of: attempt.trial), on: worker.identity,
        isFinal: isFinal)
    }
    outbox.record(.failed(attempt, failure, isFinal: isFinal))
    return .recorded
  }

  /// Whether a trial goes to another key before it is given up for a failure.
  private mutating func spares(
    _ attempt: NumberedAttempt, _ cause: Failure.Cause, failedBy peer: Peer?
  ) -> Bool {
    guard let peer, let isLast = plan.isLastChance(attempt, cause: cause) else { return false }
    let isSpared = withheld.failed(
      attempt.trial, with: peer, isLast: isLast, mayRepeat: cause.isWorthRetrying,
      among: isLast ? takers : [])
    if isSpared { keys.tellOfFailures(of: peer, at: lastEvent, &outbox) }
    return isSpared
  }

  /// Notes who can complete what, which tells who is broken.
  private mutating func credit(_ trial: Int, to session: Session) {
    guard !faults.isEmpty, let worker = roster[session] else { return }
    let before = faults
    let guilty = faults.completed(
      trial, of: plan.configuration(of: trial), on: worker.identity)
    guard !guilty.isEmpty else { return }
    for session in roster.sessions {
      guard let worker = roster[session]?.identity, faults.isQuarantined(worker),
        !before.isQuarantined(worker)
      else { continue }
      outbox.record(.quarantined(session))
    }
  }

  // MARK: - What people want

  /// Has trials tried again that were given up, and hosts trusted again that were not.
  private mutating func retry(_ trials: [TrialID], _ hosts: [String]) {
    for trial in trials.compactMap(plan.number) where plan.reopen(trial) {
      outbox.record(.reopened(trial: trial))
    }
    for host in hosts {
      faults.trust(host: host)
      roster.trust(host: host)
      outbox.record(.trusted(host: host))
    }
  }

  /// Has the workers of hosts finish what they train, and go.
  private mutating func drain(_ hosts: [String]) {
    for host in hosts {
      outbox.record(.drained(host: host))
      for session in roster.drain(host: host) { sendOrders(to: session) }
    }
  }

  /// Has no training begin from now on, or has them begin again.
  private mutating func pause(_ flag: Bool) {
    guard flag != isPaused else { return }
    isPaused = flag
    outbox.record(.paused(flag))
    // Attempts that a worker holds ready are to be let go of at once.
    if flag { for session in roster.sessions { sendOrders(to: session) } }
  }

  /// Gives workers no more, and lets each go once it holds nothing.
  ///
  /// - Parameter tells: whether they are told what to keep; at the end of a sweep all are told anyway.
  private mutating func release(_ sessions: some Sequence<Session>, tells: Bool = true) {
    for session in sessions where roster.release(session) {
      // Attempts that it holds ready are to be let go of at once.
      if tells, roster[session]?.leases.isEmpty == false { sendOrders(to: session) }
    }
  }

  /// Ends the conversation with workers that were released and hold nothing: they say hello again, at once.
  private mutating func letGo() {
    guard !isRecordFull else { return }
    for session in roster.takeReleased() {
      dismiss(session, asLost: false)
      reject(session, .unknownSession)
    }
  }

  // MARK: - Time

  /// A worker that lives calls again at once, so that the silence of a closed connection may be as
  /// short as one that casts suspicion; half a beat is left for the ticks to notice.
  private mutating func shortenLease(of session: Session, at now: Duration) {
    guard let position = roster.position(of: session) else { return }
    let silence = timing.suspicion - timing.beat / 2
    let heard = min(roster[position].lastHeard, now - timing.lease + silence)
    roster[position].lastHeard = heard
  }

  /// A coordinator that was not there to listen cannot tell who was silent: after an absence of its own, the
  /// coordinator gives everybody as long to be heard as casts suspicion, and to say goodbye.
  private mutating func noticeAbsence(at now: Duration) {
    defer { lastEvent = now }
    guard now - lastEvent > timing.suspicion else { return }
    end.postpone(at: now)
    for position in roster.indices {
      let heard = max(roster[position].lastHeard, now - timing.lease + timing.suspicion)
      roster[position].lastHeard = heard
    }
  }

  /// Gives up whoever is gone, and what a former life left behind, once they have had their time.
  private mutating func expire(at now: Duration) {
    for session in roster.sessions {
      guard let worker = roster[session] else { continue }
      if worker.hasEnded {
        workerDied(session)
      } else if worker.isRevoked || now - worker.lastHeard > timing.lease {
        dismiss(session, asLost: true)
      } else {
        takeOverdue(from: session, worker.leases, at: now)
      }
    }
    shareSilent(at: now)
    for attempt in orphanedLeases.abandoned(at: now)
    where plan.state(of: attempt.trial) == .leased(to: nil) {
      plan.putBack(attempt.trial, asLost: true)
      outbox.record(.lost(attempt))
    }
  }

  /// Takes trials from a worker that beats and trains none of them, and gives it no more until it has
  /// handed something in. A worker ends what takes longer than the limit by itself, and has at most three
  /// trials a slot, one after the other. What it hands in late is welcome.
  private mutating func takeOverdue(from session: Session, _ leases: [Lease], at now: Duration) {
    guard let limit = limits.time else { return }
    for lease in leases where now - lease.since > limit * 3 + timing.lease {
      roster[session]?.isStalled = true
      takeBack(lease, from: session, asLost: true)
    }
  }

  /// Gives trials of which a key has said nothing for long to idle workers of other keys, too. The key's own
  /// attempt may go on, and the first result counts; but the worker gets no more until it hands something in.
  private mutating func shareSilent(at now: Duration) {
    // A limit in the spec says how long trainings may take.
    guard limits.time == nil, !endsSoon, !isPaused else { return }
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
        takeBack(lease, from: session, asLost: true)
        withheld.noteSilence(of: peer, about: lease.attempt.trial)
        keys.tellOfSilence(of: peer, at: now, &outbox)
      }
    }
  }

  /// Counts the death of a worker against what it trained: that may have been the cause.
  private mutating func workerDied(_ session: Session) {
    guard let worker = roster[session] else { return }
    for lease in worker.leases.prefix(worker.places) {
      let failure = Failure(
        cause: .crashed, message: "the worker \(worker.facts.process) died while it trained this")
      let isSpared = spares(lease.attempt, failure.cause, failedBy: worker.peer)
      guard let isFinal = plan.fail(lease.attempt, cause: nil, isSpared: isSpared) else { continue }
      if isFinal { withheld.settle(lease.attempt.trial) }
      roster[session]?.release(lease.attempt.trial)
      outbox.record(.failed(lease.attempt, failure, isFinal: isFinal))
    }
    dismiss(session, asLost: false)
  }

  /// Has a trial wait for others that a worker had.
  private mutating func takeBack(_ lease: Lease, from session: Session, asLost: Bool) {
    roster[session]?.release(lease.attempt.trial)
    plan.putBack(lease.attempt.trial, asLost: asLost)
    outbox.record(asLost ? .lost(lease.attempt) : .returned(lease.attempt))
  }

  /// Ends a conversation; what the worker held waits for others.
  private mutating func dismiss(_ session: Session, asLost: Bool) {
    guard let worker = roster.remove(session) else { return }
    for lease in worker.leases { takeBack(lease, from: session, asLost: asLost) }
    outbox.record(.left(session))
  }

  /// A worker that leaves before its call has been heard leaves its earlier conversations, too.
  private mutating func takeLeave(of session: Session) {
    for former in roster.sessions where session.replaces(former) {
      dismiss(former, asLost: false)
    }
    roster.noteDeparture(session)
  }

  // MARK: - The end

  /// Tells the workers to go home, and ends when they have, or when they have had the time.
  private mutating func finishUp(at now: Duration, told: Bool) {
    let isNear = endsSoon
    if isNear, end.isQueued { release(roster.sessions, tells: false) }
    letGo()
    guard isNear else { return }
    let (tells, ends) = end.proceed(
      plan.standing, isIdle: roster.isIdle, isDeserted: roster.isEmpty, isAsked: told, at: now)
    if tells { for session in roster.sessions { sendOrders(to: session) } }
    if ends { outbox.end() }
  }

  /// Tells a worker what it should hold, and whether to go home. Once trainings are recalled it
  /// should hold nothing, and during a pause only what it trains, which is what it was given first; until it
  /// says that it has let go, or hands in a result that was under way, all stays its own.
  private mutating func sendOrders(to session: Session) {
    guard let member = roster[session] else { return }
    let trains = isPaused || member.isReleased
    let kept = end.isRecalled ? 0 : trains ? member.places : member.leases.count
    var hold = member.held.prefix(kept).map(plan.named)
    roster[session]?.letGo(after: kept)
    if !member.shared.isEmpty {
      let shared = member.shared.filter { plan.state(of: $0.trial).isOpen }
      roster[session]?.shared = shared
      if !end.isRecalled { hold += shared.map(plan.named) }
    }
    let goes = end.sendsHome(plan.standing) ? true : roster.isDrained(member.facts.host)
    send(.beatAcknowledged(Orders(hold: hold, drain: goes)), to: session)
  }
}
