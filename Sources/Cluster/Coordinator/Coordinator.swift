package import Search
package import Sweeps
package import Trials

/// Decides which worker trains which trial.
///
/// Opens no socket, no file and no clock: what happened and when comes in, what to do comes out.
/// The loop that performs it commits all entries of an outbox before any of its messages is sent, so a
/// decision is on the disk before anybody hears of it.
package struct Coordinator: Sendable {
  /// An input of `handle(_:at:)`: a message, the passing of time, or a request.
  package enum Event: Hashable, Sendable {
    /// A message, and who brought it, where keys are asked for.
    case received(Envelope, from: Peer? = nil)
    /// The worker's connection is closed: it comes back soon or not at all.
    case disconnected(Session)
    /// The workers' key is on the list no more.
    case revoked([Session])
    /// The list of keys gives these so many slots in all, and says nothing of the others.
    case limited(slots: [Peer: Int])
    /// Time has passed; to be said a few times a beat.
    case ticked
    /// A worker's process is known to have ended: nothing of it has to be waited for.
    case ended(process: Int, host: String)
    /// Somebody wants the sweep to stop: finish what is in training, hand out nothing new. What is
    /// not finished within the time is given back; nil is for as long as it takes.
    case drained(within: Duration? = nil)
    /// Somebody gives trials that were given up, and hosts that were quarantined, another chance.
    case retried(trials: [TrialID], hosts: [String])
    /// Somebody brings configurations back into a race, for good.
    case kept(configurations: [Int])
    /// The workers of these hosts are to finish what they train and go; others of them that come are sent
    /// home, until the host is trusted again or this coordinator ends.
    case drainedHosts([String])
    /// No training begins from now on, those under way are finished, and workers stay; or trainings begin again.
    case paused(Bool)
    /// These workers are to serve another sweep of a queue: they finish what they train, get nothing new, and
    /// are told to say hello again.
    case released([Session])
    /// Somebody wrote about a sweep or a configuration.
    case annotated(Annotation)
    /// Nothing can be recorded for now, or can again: the disk is full, or has room.
    case recordIsFull(Bool)
    /// More trials are being worked out, or are no more: until then, nobody goes home for want of work.
    case awaitsTrials(Bool)
  }

  private var plan: OpenPlan
  private let policy: RunPolicy
  private let semantics: String
  private let term: Int
  /// Whether another sweep follows at this address, for which workers are to stay.
  private let isFollowed: Bool
  /// Whether the workers are those of a queue of sweeps: none is sent home at the end, all are released.
  private let isQueued: Bool
  private let timing: Timing
  private var ledger: Ledger
  private var roster: Roster
  private var orphanedLeases: OrphanedLeases
  /// The peer with whose key each attempt was handed out, where keys are asked for.
  private var issued: [NumberedAttempt: Peer]
  /// The attempts whose results were set aside: said again, they are known.
  private let setAside: Set<NumberedAttempt>
  private var faults: FaultAttribution
  /// What keys have recorded, where keys are asked for.
  private var quotas: Quotas
  /// The keys that trials were taken from, as nothing was heard of them there.
  private var sharedBy: [Int: Set<Peer>] = [:]
  /// Decides which configurations there are; nil where the plan lists them all.
  private var search: RunningSearch?
  /// Whether trials are asked for block by block.
  private let isRace: Bool
  /// Whether trials are asked for as results come in, and not all that the plan has.
  private let asksInSteps: Bool
  /// When the search's time is over; nil for never.
  private let searchEnd: Duration?
  /// How many trials were given up in this life, by the cause.
  private var givenUp: [Failure.Cause: Int] = [:]
  private var outbox = Outbox()
  private var isDraining = false
  /// The hosts that get no more work, and whose workers go when they have finished.
  private var drainedHosts: Set<String> = []
  /// Whether workers were released that have not gone yet.
  private var areSomeReleased = false
  /// Whether no training begins, as somebody wants it.
  private var isPaused = false
  /// When trainings that still go on are given back, once the sweep is to stop.
  private var recallAt: Duration?
  private var isRecalled = false
  private var isRecordFull = false
  private var awaitsTrials = false
  private var endsAt: Duration?
  /// Until when workers of a coordinator before this one may call, to be sent home.
  private let lingersUntil: Duration
  private var hasEnded = false
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
    precondition(
      replay.histories.count == plan.trials.count, "a journal of another plan was replayed")
    self.plan = plan
    self.policy = policy
    self.semantics = semantics
    self.term = term
    self.isFollowed = isFollowed
    self.isQueued = isQueued
    self.timing = timing
    asksInSteps = race != nil || search != nil && plan.plan.sweep.halving != nil
    ledger = Ledger(replay.histories, areAsked: !asksInSteps)
    orphanedLeases = OrphanedLeases(replay.orphans, until: now + (grace ?? timing.grace))
    issued = replay.issued
    setAside = replay.setAside
    quotas = Quotas(allowance)
    self.search =
      search == nil && race == nil
      ? nil : RunningSearch(search, race: race, kept: kept, of: plan, kernel: kernel)
    isRace = race != nil
    searchEnd = policy.searchTime.map { now + $0 }
    // Workers that find their coordinator silent call within the first half.
    lingersUntil = lingers ? now + timing.suspicion * 2 : now
    roster = Roster(needs: policy.limits.needs)
    faults = FaultAttribution(quarantined: replay.quarantined)
    lastEvent = now
    ask(for: search?.decisions ?? [])
    askForKept()
    // Time that is over before anything begins leaves nothing to be dealt.
    if policy.searchTime.map({ $0 <= .zero }) ?? false { self.search?.endTime() }
    judge()
  }

  // MARK: - What comes in, what comes out

  /// Takes in what happened; what is to be done about it is in the outbox then.
  package mutating func handle(_ event: Event, at now: Duration) {
    let waiting = ledger.waitingCount
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
      for session in roster.sessions where roster[session]?.facts.processName == name {
        roster[session]?.hasEnded = true
      }
    case .drained(let grace):
      isDraining = true
      recallAt = grace.map { now + $0 }
    case .retried(let trials, let hosts): retry(trials, hosts)
    case .kept(let configurations):
      // Only where configurations leave there is something to bring them back into.
      guard asksInSteps else { break }
      let count = plan.plan.configurations.count
      let known = configurations.filter { $0 >= 0 && $0 < count }
      for configuration in search?.keep(known) ?? [] {
        outbox.record(.kept(configuration: configuration))
      }
      askForKept()
    case .drainedHosts(let hosts): drain(hosts)
    case .paused(let flag): pause(flag)
    case .released(let sessions): release(sessions)
    case .annotated(let annotation): outbox.record(.annotated(annotation))
    case .recordIsFull(let isFull): isRecordFull = isFull
    case .awaitsTrials(let flag): awaitsTrials = flag
    }
    if !isRecordFull {
      if event.isOfTime { expire(at: now) }
      decide()
      if let speaker, ledger.waitingCount <= waiting {
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
  ///   - plan: with the configurations of all decisions.
  ///   - histories: what the record says of the trials that are new, in their order.
  ///   - search: what goes on to decide; nil where the plan lists all configurations.
  package mutating func extend(
    to plan: Plan, histories: [TrialHistory], search more: SearchExtension? = nil, at now: Duration
  ) {
    let added = self.plan.extend(to: plan)
    precondition(
      added.count == histories.count, "a record of other trials than the plan's new ones")
    ledger.append(histories, areAsked: !asksInSteps)
    if let more { search?.extend(by: more, in: self.plan) }
    if asksInSteps {
      // A race or halving decides from the beginning again, from all that is known, and so asks anew.
      ledger.withdraw()
      ask(for: search?.decisions ?? [])
      askForKept()
    }
    handOut(to: roster.indices, at: now)
  }

  // MARK: - The search

  /// Has the search decide as far as it can.
  private mutating func decide() {
    // A longer form begins with what the record has of this one: nothing is added to that meanwhile.
    guard search != nil, !awaitsTrials, !isDraining, endsAt == nil, !isHalted, !isRecordFull
    else { return }
    if let searchEnd, lastEvent >= searchEnd { search?.endTime() }
    let decisions = search?.decide(idle: max(0, roster.places - ledger.openCount)) ?? []
    if !decisions.isEmpty { outbox.record(decisions) }
    judge()
  }

  /// Asks for the trials of decisions that are on record, where configurations are compared at rungs: those of
  /// the highest rung are trained first.
  private mutating func ask(for decisions: [Decision]) {
    guard let halving = plan.plan.sweep.halving else { return }
    for decision in decisions {
      let level = decision.until.flatMap(halving.rungs.firstIndex) ?? 0
      for trial in plan.plan.asked(by: decision) {
        if let number = plan.number(of: trial.id) { ledger.ask(for: number, level: level) }
      }
    }
  }

  /// Asks for the whole trainings of those that somebody has brought back into halving; nobody else goes on or
  /// stays for it.
  private mutating func askForKept() {
    guard let halving = plan.plan.sweep.halving,
      let kept = search?.takeUnasked(ofFirst: plan.plan.configurations.count)
    else { return }
    for configuration in kept {
      for trial in plan.plan.wholeTrials(of: configuration) {
        outbox.record(
          .dealt(
            Deal(
              replicate: trial.replicate, fold: trial.fold, configurations: [configuration])))
        if let number = plan.number(of: trial.id) {
          ledger.ask(for: number, level: halving.rungs.count - 1)
        }
      }
    }
  }

  /// Has the race decide as far as it can, and asks for what follows from that.
  private mutating func judge() {
    guard isRace, let (verdicts, dealt) = search?.judge(in: plan) else { return }
    for verdict in verdicts { outbox.record(.judged(verdict)) }
    for deal in Deal.all(of: dealt) { outbox.record(.dealt(deal)) }
    for slot in dealt {
      let trial = plan.plan.trial(
        configuration: slot.configuration, replicate: slot.replicate, fold: slot.fold)
      if let number = plan.number(of: trial.id) { ledger.ask(for: number) }
    }
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
    let (added, repeated) = plan.follow(decisions)
    precondition(added.count == histories.count, "a record of other trials than were decided")
    ledger.append(histories, areAsked: !asksInSteps)
    ask(for: decisions)
    search?.follow(decisions, repeated: repeated, kept: kept, in: plan, kernel: kernel)
    askForKept()
    for (trial, settlement) in settled { search?.settle(trial, as: settlement, in: plan) }
    decide()
    handOut(to: roster.indices, at: now)
    finishUp(at: now, told: false)
  }

  /// Whether a search goes on to ask for configurations.
  private var isSearching: Bool { search?.goesOn ?? false }

  /// How many trials there will be, as far as that is known.
  private var expectedCount: Int {
    if let most = search?.mostTrials(of: plan.plan) { return most }
    if asksInSteps {
      return isSearching
        ? max(ledger.askedCount, plan.plan.expectedTrialCount) : ledger.askedCount
    }
    return isSearching ? max(ledger.count, plan.plan.expectedTrialCount) : ledger.count
  }

  // MARK: - Checkpoints

  /// An attempt that was handed out, to this peer where keys are asked for; nil of any other.
  func handedOut(_ name: Attempt, to peer: Peer?) -> NumberedAttempt? {
    guard let attempt = numbered(name), ledger.wasHandedOut(attempt),
      peer.map({ issued[attempt] == $0 }) ?? true
    else { return nil }
    return attempt
  }

  func number(of trial: TrialID) -> Int? { plan.number(of: trial) }

  /// How much the checkpoint of a trial is worth; nil where the trial that would go on from it has its
  /// result, or is none of the sweep's.
  func worth(ofCheckpointAt number: Int) -> CheckpointWorth? {
    let trial = plan.trials[number]
    guard let until = trial.until, let next = plan.plan.trial(after: trial),
      let nextNumber = plan.number(of: next.id)
    else { return nil }
    if case .finished = ledger.state(of: nextNumber) { return nil }
    let score = search?.score(of: number, plan.plan.sweep.metric.goal)
    return CheckpointWorth(until: until, score: score ?? -.infinity)
  }

  /// The trial whose checkpoint nobody needs any more once this one has its result.
  package func trial(beforeTrialAt number: Int) -> TrialID? {
    plan.plan.trial(before: plan.trials[number])?.id
  }

  /// Whether a trial is one of the sweep's.
  package func has(_ trial: TrialID) -> Bool { plan.number(of: trial) != nil }

  // MARK: - How it stands

  /// Whether every trial has a result or has failed for good, and no more are to come.
  package var isComplete: Bool { ledger.openCount == 0 && !isSearching }

  /// Whether more trials have failed for good than the spec allows, or the first of all for one cause.
  package var isHalted: Bool { exceedsFailures || failsAlike }

  /// Whether so many trials were given up for one cause, and none has a result, that the next would do
  /// no better.
  package var failsAlike: Bool {
    guard let limit = policy.alikeLimit, ledger.finishedCount == 0 else { return false }
    return givenUp.values.contains { $0 >= limit }
  }

  private var exceedsFailures: Bool {
    // No closure: it would hold a copy of all of this, at every message.
    guard let limit = policy.failureLimit else { return false }
    return Double(ledger.failedCount) > limit * Double(expectedCount)
  }

  /// Whether nothing more will be handed out; final, as workers have been sent home for it.
  package var endsSoon: Bool {
    endsAt != nil || isDraining || (isComplete && !awaitsTrials) || isHalted
  }

  /// Whether workers are to go home, and not to stay for the sweep that follows.
  private var sendsHome: Bool {
    endsSoon && !isQueued && (!isFollowed || isDraining || isHalted || !isComplete)
  }

  /// The attempt of a trial that is under way, and the conversation with the worker that has it; nil where
  /// none is there that has one.
  package func holder(of trial: TrialID) -> (attempt: Attempt, session: Session)? {
    guard let number = plan.number(of: trial),
      case .leased(let session?) = ledger.state(of: number),
      let lease = roster[session]?.leases.first(where: { $0.attempt.trial == number })
    else { return nil }
    return (named(lease.attempt), session)
  }

  /// How many trainings there could be at a time if there were workers for all: those that are asked for and
  /// have not ended. A search is given one place more than it fills, as long as it fills those that it has.
  package var demand: Int {
    guard !endsSoon || awaitsTrials, !isPaused else { return 0 }
    return ledger.openCount + (isSearching && roster.places <= ledger.openCount ? 1 : 0)
  }

  /// The workers that get none of the sweep's trials: they are quarantined, or another kernel than theirs has
  /// begun the search.
  package var unfit: [Session] {
    guard !faults.isEmpty || search != nil else { return [] }
    return roster.sessions.filter { session in
      guard let member = roster[session], !member.isReleased else { return false }
      return faults.isQuarantined(member.facts.processName)
        || search?.mayBeTrained(by: member.facts) == false
    }
  }

  /// How many trials have a result or have failed for good, of how many.
  package var counts: (done: Int, failed: Int, total: Int) {
    (ledger.finishedCount, ledger.failedCount, expectedCount)
  }

  /// How far the sweep is.
  package var progress: SweepProgress {
    SweepProgress(
      total: expectedCount, finished: ledger.finishedCount, failed: ledger.failedCount,
      workers: roster.sessions.compactMap { session in
        roster[session].map { worker in
          SweepProgress.Worker(
            facts: worker.facts,
            training: worker.leases.map { .init(trial: $0.attempt.trial, epoch: $0.trained) })
        }
      }, search: search?.progress)
  }

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
      guard let attempt = numbered(name), isIssued(attempt, toMemberAt: position) else {
        return send(.resultAcknowledged(name, .unknown), toMemberAt: position)
      }
      let verdict = take(result, of: attempt, from: session, at: position)
      send(.resultAcknowledged(name, verdict), toMemberAt: position)
    case .bye:
      dismiss(session, asLost: false)
    case .hello, .welcome, .reject, .beatAcknowledged, .assign, .resultAcknowledged, .ask, .tell,
      .checkpoint, .checkpointTaken, .request, .answer, .output, .outputWanted:
      break  // Said above, or by no worker of ours: nothing to answer.
    }
  }

  /// Answers without recording anything: what is left unanswered is said again.
  private mutating func receiveWhileFull(_ envelope: Envelope, at now: Duration) {
    let session = envelope.session
    guard let worker = roster[session] else { return }
    roster[session]?.lastHeard = now
    guard case .beat = envelope.message, envelope.sequence > worker.received else { return }
    roster[session]?.received = envelope.sequence
    sendOrders(to: session)
  }

  /// Turns away one that is none of the workers, and so has no sequence either.
  private mutating func reject(_ session: Session, _ rejection: Rejection) {
    outbox.send(
      Envelope(term: term, session: session, sequence: 0, message: .reject(rejection)))
  }

  /// Says something to a worker that is there, as the next of this conversation.
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

  /// The attempt with its trial's number; nil where the sweep has no such trial.
  private func numbered(_ attempt: Attempt) -> NumberedAttempt? {
    plan.number(of: attempt.trial).map { NumberedAttempt(trial: $0, number: attempt.number) }
  }

  private func named(_ attempt: NumberedAttempt) -> Attempt {
    Attempt(trial: plan.trials[attempt.trial].id, number: attempt.number)
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
      if let rejection = lackOfRoom(for: session, with: hello.worker, from: peer, at: now) {
        return reject(session, rejection)
      }
      roster.add(
        Member(facts: hello.worker, peer: peer, lastHeard: now, received: envelope.sequence),
        as: session)
      outbox.record(.joined(session, hello.worker, as: peer))
      let name = hello.worker.processName
      if faults.isQuarantined(name) { outbox.record(.quarantined(session)) }
      if isOnDrainedHost(hello.worker) {
        roster[session]?.isDraining = true
        outbox.record(.drained(host: name.host))
      }
      for attempt in hello.holding.compactMap(numbered)
      where ledger.state(of: attempt.trial) != .leased(to: session) {
        adopt(attempt, by: session)
      }
      // Attempts that the record leases to it and that it was not told again: the first beat that does not
      // hold one has it told again.
      for attempt in orphanedLeases.attempts(of: name)
      where ledger.state(of: attempt.trial) == .leased(to: nil) {
        adopt(attempt, by: session)
      }
      // Attempts that it was given in the conversation before and does not hold have never arrived. They are
      // still its own, and told again like the above.
      for former in roster.sessions where session.replaces(former) {
        for attempt in roster[former]?.held ?? [] { adopt(attempt, by: session) }
        let shared = roster[former]?.shared ?? []
        roster[session]?.shared += shared
        dismiss(former, asLost: false)
      }
    }
    roster[session]?.lastHeard = now
    let keep = (roster[session].map { $0.held + $0.shared } ?? []).map(named)
    send(.welcome(Welcome(timing: timing, keep: keep)), to: session)
  }

  /// The reason why one more worker may not come in; nil where it may. One that comes back takes its own place.
  private mutating func lackOfRoom(
    for session: Session, with facts: WorkerFacts, from peer: Peer?, at now: Duration
  ) -> Rejection? {
    let comesBack = roster.sessions.contains(where: session.replaces)
    if !comesBack, roster.count >= WireLimit.workers { return .full }
    guard let peer else { return nil }
    if !comesBack {
      if roster.count(of: peer) >= WireLimit.workersOfKey {
        tell(.sessions, of: peer, at: now)
        return .quota
      }
      let free = roster.freeSlots(of: peer)
      if free < facts.slots { tell(.slots, of: peer, at: now) }
      guard free > 0 else { return .quota }
    }
    let bytes = Quotas.stay + facts.host.utf8.count + facts.kernel.utf8.count
    guard quotas.take(bytes, of: peer, isNeeded: true, at: now) else {
      tell(.record, of: peer, at: now)
      return .quota
    }
    return nil
  }

  /// Has people told of what a key was refused, unless they were a moment ago.
  private mutating func tell(_ kind: QuotaRefusal.Kind, of peer: Peer, at now: Duration) {
    let refusal = QuotaRefusal(kind: kind, peer: peer)
    if quotas.isNews(refusal, at: now, timing: timing) { outbox.tell(refusal) }
  }

  /// Takes bytes out of the allowance of the key that a worker came in with, if it has one.
  private mutating func mayRecord(
    _ bytes: Int, forMemberAt position: Int, isNeeded: Bool = false
  ) -> Bool {
    guard let peer = roster[position].peer else { return true }
    let now = lastEvent
    if quotas.take(bytes, of: peer, isNeeded: isNeeded, at: now) { return true }
    tell(.record, of: peer, at: now)
    return false
  }

  /// Lets a worker that has come back go on with what is still its own.
  private mutating func adopt(_ attempt: NumberedAttempt, by session: Session) {
    let former = ledger.state(of: attempt.trial)
    guard let position = roster.position(of: session),
      isIssued(attempt, toMemberAt: position), ledger.adopt(attempt, by: session)
    else { return }
    var lease =
      lease(of: attempt, in: former)
      ?? Lease(attempt: attempt, since: roster[position].lastHeard)
    lease.sequence = 0
    release(attempt.trial, from: former)
    roster[session]?.leases.append(lease)
    outbox.record(.adopted(attempt, by: session))
  }

  /// Whether a trial may yet get a result.
  private func isOpen(_ trial: Int) -> Bool {
    switch ledger.state(of: trial) {
    case .waiting, .abandoned, .leased: true
    case .finished, .failed: false
    }
  }

  /// Gives bytes back to the allowance of the key that a worker came in with, if it has one.
  private mutating func pay(_ bytes: Int, toMemberAt position: Int) {
    guard let peer = roster[position].peer else { return }
    quotas.give(bytes, to: peer, at: lastEvent)
  }

  /// Whether the attempt was handed to the owner of the key that the session came in with: a key
  /// is good for its own work only.
  private func isIssued(_ attempt: NumberedAttempt, toMemberAt position: Int) -> Bool {
    guard let peer = roster[position].peer else { return true }
    return issued[attempt] == peer
  }

  /// The lease on an attempt whose trial is in this state; nil where no worker that is there holds it.
  private func lease(of attempt: NumberedAttempt, in state: Ledger.State) -> Lease? {
    guard case .leased(let holder?) = state, let position = roster.position(of: holder) else {
      return nil
    }
    return roster[position].leases.first { $0.attempt == attempt }
  }

  /// Takes the trial from the worker that has had it.
  private mutating func release(_ trial: Int, from state: Ledger.State) {
    if case .leased(let holder?) = state { roster[holder]?.release(trial) }
  }

  // MARK: - Work

  /// Compares what the worker holds with what it should hold, as far as it can know.
  private mutating func answer(_ beat: Beat, _ session: Session) {
    let goes = roster[session].map { isOnDrainedHost($0.facts) } ?? false
    roster[session]?.isDraining = beat.isDraining ? true : goes
    let holding = Set(beat.holding.compactMap(numbered))
    let missing = (roster[session]?.leases ?? []).filter {
      $0.sequence <= beat.seen && !holding.contains($0.attempt)
    }
    for lease in missing {
      if beat.isDraining || isPaused || isRecalled || roster[session]?.isReleased ?? false {
        roster[session]?.release(lease.attempt.trial)
        ledger.putBack(lease.attempt.trial, asLost: false)
        outbox.record(.returned(lease.attempt))
      } else if let position = roster.position(of: session) {
        assign(lease.attempt, toMemberAt: position)
      }
    }
    sendOrders(to: session)
  }

  /// Fills the slots of workers, then gives a trial to hold ready for each while there is plenty: two
  /// where they are over sooner than a busy disk may have the last result.
  private mutating func handOut(to positions: some Sequence<Int>, at now: Duration) {
    guard !endsSoon, !isRecordFull, !isPaused, ledger.waitingCount > 0 else { return }
    fill(positions, toDepth: 1, at: now)
    guard ledger.waitingCount >= roster.places else { return }
    fill(positions, toDepth: 2, ofQuick: 3, at: now)
  }

  /// - Parameters:
  ///   - depth: how many trials a worker is to have for each place.
  ///   - quickDepth: the same for one whose trials are over soon.
  private mutating func fill(
    _ positions: some Sequence<Int>, toDepth depth: Int, ofQuick quickDepth: Int? = nil,
    at now: Duration
  ) {
    for position in positions where takesWork(at: position, now) {
      let depth = roster[position].isQuick ? quickDepth ?? depth : depth
      var room = depth * roster[position].places - roster[position].leases.count
      while room > 0, mayRecord(Quotas.attempt, forMemberAt: position, isNeeded: true) {
        guard let attempt = lease(toMemberAt: position) else {
          pay(Quotas.attempt, toMemberAt: position)
          break
        }
        roster[position].leases.append(Lease(attempt: attempt, since: now))
        if let peer = roster[position].peer { issued[attempt] = peer }
        search?.handedOut(to: roster[position].facts)
        outbox.record(.leased(attempt, to: roster.sessions[position]))
        assign(attempt, toMemberAt: position)
        room -= 1
      }
    }
  }

  private func takesWork(at position: Int, _ now: Duration) -> Bool {
    guard !roster[position].isDraining, !roster[position].isStalled, !roster[position].isReleased,
      now - roster[position].lastHeard <= timing.suspicion
    else { return false }
    // No `||` and no `??`: their right sides would hold a copy of all of this, at every message.
    if !faults.isEmpty {
      let process = roster[position].facts.processName
      guard faults.mayTrain(process, among: roster.candidates) else { return false }
    }
    return search?.mayBeTrained(by: roster[position].facts) != false
  }

  /// The next trial for a worker, unless somebody else is better asked.
  private mutating func lease(toMemberAt position: Int) -> NumberedAttempt? {
    let session = roster.sessions[position]
    if !sharedBy.isEmpty, let peer = roster[position].peer {
      let (sharedBy, faults, roster) = (sharedBy, faults, roster)
      let worker = roster[position].facts.processName
      return ledger.lease(
        to: session,
        unless: {
          if let silent = sharedBy[$0], silent.contains(peer), roster.hasTakers(besides: silent) {
            return true
          }
          return faults.haveBetter(than: worker, for: $0, among: roster.candidates)
        })
    }
    guard !faults.isEmpty else { return ledger.lease(to: session) }
    let (faults, roster) = (faults, roster)
    let worker = roster[position].facts.processName
    return ledger.lease(
      to: session,
      unless: { faults.haveBetter(than: worker, for: $0, among: roster.candidates) })
  }

  private mutating func assign(_ attempt: NumberedAttempt, toMemberAt position: Int) {
    roster[position].note(attempt, assignedBy: roster[position].sent + 1)
    let assignment = plan.assignment(
      for: attempt.trial, keeping: policy.keep, keepsRows: policy.keepsRows)
    send(
      .assign(named(attempt), assignment, limits: policy.limits), toMemberAt: position)
  }

  // MARK: - Results

  /// Progress counts only from the attempt that has the trial now.
  private mutating func note(
    _ measurements: [Measurement], of attempt: Attempt, by session: Session
  ) {
    guard let attempt = numbered(attempt), let last = measurements.last,
      measurements.brokenRule(mustAscend: false) == nil,
      roster[session]?.note(attempt, trained: last.epoch, at: lastEvent) == true,
      let position = roster.position(of: session)
    else { return }
    let values = measurements.reduce(0) { $0 + $1.metrics.count }
    guard mayRecord(values * Quotas.value, forMemberAt: position) else { return }
    outbox.record(.measured(attempt, measurements))
  }

  /// Takes in how an attempt ended, and tells what became of that.
  ///
  /// - Parameter position: where the worker is.
  private mutating func take(
    _ result: AttemptResult, of attempt: NumberedAttempt, from session: Session, at position: Int
  ) -> Verdict {
    switch result {
    case .failure(let failure):
      var bounded = failure.bounded
      let bytes = bounded.message.utf8.count + bounded.output.utf8.count
      if bytes > 2 * Quotas.shortFailure, !mayRecord(bytes, forMemberAt: position) {
        bounded = failure.bounded(
          message: Quotas.shortFailure, output: Quotas.shortFailure)
      }
      let verdict = fail(attempt, bounded, by: session)
      if verdict == .recorded { pay(Quotas.attempt, toMemberAt: position) }
      return verdict
    case .outcome(let outcome, let seconds):
      do throws(BrokenRule) {
        let decoded = try outcome.checked(seconds: seconds, metric: plan.plan.sweep.metric.name)
        guard !setAside.contains(attempt) else { return .duplicate }
        roster[position].isQuick = seconds < 0.25
        roster[position].isStalled = false
        let bytes = outcome.bytes.count
        let verdict = finish(attempt, decoded, seconds, by: session, at: position, bytes)
        if verdict == .recorded {
          let values = decoded.outcome.measurements.reduce(0) { $0 + $1.metrics.count }
          pay(Quotas.attempt + bytes + values * Quotas.value, toMemberAt: position)
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
    at position: Int, _ bytes: Int
  ) -> Verdict {
    let former = ledger.state(of: attempt.trial)
    let verdict = ledger.finish(attempt, Fingerprint(outcome.digest))
    switch verdict {
    case .recorded:
      if !sharedBy.isEmpty { sharedBy[attempt.trial] = nil }
      outbox.record(.finished(attempt, outcome, seconds: seconds))
      // Another attempt may be under way in vain: its worker drops it at the next beat.
      if case .leased(let holder?) = former, let position = roster.position(of: holder),
        let lease = roster[position].release(attempt.trial)
      {
        if lease.attempt != attempt {
          outbox.record(.returned(lease.attempt))
        } else if let peer = roster[position].peer {
          quotas.note(training: lastEvent - lease.since, of: peer, at: lastEvent)
        }
      }
      if former == .leased(to: nil), let orphan = orphanedLeases.attempt(at: attempt.trial),
        orphan != attempt
      {
        outbox.record(.returned(orphan))
      }
      credit(attempt.trial, to: session)
      search?.settle(
        attempt.trial,
        as: Settlement(
          outcome,
          judgedBy: plan.plan.sweep.metric.within(plan.trials[attempt.trial].until)), in: plan)
    case .conflict:
      guard mayRecord(bytes, forMemberAt: position) else { break }
      outbox.record(.conflicted(attempt, outcome, seconds: seconds))
    case .duplicate, .unknown:
      break
    }
    return verdict
  }

  private mutating func fail(
    _ attempt: NumberedAttempt, _ failure: Failure, by session: Session
  ) -> Verdict {
    let former = ledger.state(of: attempt.trial)
    let isFinal = ledger.fail(attempt, cause: failure.cause, retries: policy.retries)
    guard let isFinal else { return .duplicate }
    if isFinal, !sharedBy.isEmpty { sharedBy[attempt.trial] = nil }
    if isFinal, failure.cause.tellsOfMistake { givenUp[failure.cause, default: 0] += 1 }
    if isFinal { search?.settle(attempt.trial, as: .failed, in: plan) }
    release(attempt.trial, from: former)
    if failure.cause.isWorthRetrying, let worker = roster[session] {
      faults.failed(
        attempt.trial, of: plan.trials[attempt.trial].configuration,
        on: worker.facts.processName, isFinal: isFinal)
    }
    outbox.record(.failed(attempt, failure, isFinal: isFinal))
    return .recorded
  }

  /// Notes who can complete what, which tells who is broken.
  private mutating func credit(_ trial: Int, to session: Session) {
    guard !faults.isEmpty, let worker = roster[session] else { return }
    let before = faults
    let guilty = faults.completed(
      trial, of: plan.trials[trial].configuration, on: worker.facts.processName)
    guard !guilty.isEmpty else { return }
    for session in roster.sessions {
      guard let name = roster[session]?.facts.processName, faults.isQuarantined(name),
        !before.isQuarantined(name)
      else { continue }
      outbox.record(.quarantined(session))
    }
  }

  /// Has trials tried again that were given up, and hosts trusted again that were not.
  private mutating func retry(_ trials: [TrialID], _ hosts: [String]) {
    for trial in trials.compactMap(plan.number) where ledger.reopen(trial) {
      outbox.record(.reopened(trial: trial))
    }
    for host in hosts {
      faults.trust(host: host)
      drainedHosts.remove(host)
      outbox.record(.trusted(host: host))
    }
  }

  /// Has the workers of hosts finish what they train, and go.
  private mutating func drain(_ hosts: [String]) {
    for host in hosts {
      drainedHosts.insert(host)
      outbox.record(.drained(host: host))
      for session in roster.sessions where roster[session]?.facts.host == host {
        roster[session]?.isDraining = true
        sendOrders(to: session)
      }
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
    for session in sessions where roster[session]?.isReleased == false {
      roster[session]?.isReleased = true
      areSomeReleased = true
      // Attempts that it holds ready are to be let go of at once.
      if tells, roster[session]?.leases.isEmpty == false { sendOrders(to: session) }
    }
  }

  /// Ends the conversation with workers that were released and hold nothing: they say hello again, at once.
  private mutating func letGo() {
    guard areSomeReleased, !isRecordFull else { return }
    areSomeReleased = false
    for session in roster.sessions where roster[session]?.isReleased == true {
      guard let member = roster[session], member.leases.isEmpty, member.shared.isEmpty else {
        areSomeReleased = true
        continue
      }
      dismiss(session, asLost: false)
      reject(session, .unknownSession)
    }
  }

  /// Whether a worker is to go when it has finished, whatever it says itself.
  private func isOnDrainedHost(_ facts: WorkerFacts) -> Bool {
    !drainedHosts.isEmpty && drainedHosts.contains(facts.host)
  }

  // MARK: - Time

  /// A worker that lives calls again at once, so that the silence of a closed connection may be as
  /// short as one that casts suspicion; half a beat is left for the ticks to notice.
  private mutating func shortenLease(of session: Session, at now: Duration) {
    guard let worker = roster[session] else { return }
    let silence = timing.suspicion - timing.beat / 2
    let heard = min(worker.lastHeard, now - timing.lease + silence)
    roster[session]?.lastHeard = heard
  }

  /// A coordinator that was not there to listen cannot tell who was silent: after an absence of its own, the
  /// coordinator gives everybody as long to be heard as casts suspicion, and to say goodbye.
  private mutating func noticeAbsence(at now: Duration) {
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
    where ledger.state(of: attempt.trial) == .leased(to: nil) {
      ledger.putBack(attempt.trial, asLost: true)
      outbox.record(.lost(attempt))
    }
  }

  /// Takes trials from a worker that beats and trains none of them, and gives it no more until it has
  /// handed something in. A worker ends what takes longer than the limit by itself, and has at most three
  /// trials a slot, one after the other. What it hands in late is welcome.
  private mutating func takeOverdue(from session: Session, _ leases: [Lease], at now: Duration) {
    guard let limit = policy.limits.time else { return }
    for lease in leases where now - lease.since > limit * 3 + timing.lease {
      roster[session]?.release(lease.attempt.trial)
      roster[session]?.isStalled = true
      ledger.putBack(lease.attempt.trial, asLost: true)
      outbox.record(.lost(lease.attempt))
    }
  }

  /// Gives trials of which a key has said nothing for long to idle workers of other keys, too. The key's own
  /// attempt may go on, and the first result counts; but the worker gets no more until it hands something in.
  private mutating func shareSilent(at now: Duration) {
    // A limit in the spec says how long trainings may take.
    guard policy.limits.time == nil, ledger.waitingCount == 0, !endsSoon, !isPaused else { return }
    var idle: [Peer: Int] = [:]
    for position in roster.indices where takesWork(at: position, now) {
      let room = roster[position].places - roster[position].leases.count
      if room > 0, let peer = roster[position].peer { idle[peer, default: 0] += room }
    }
    guard !idle.isEmpty else { return }
    var room = idle.values.reduce(0, +)
    for session in roster.sessions {
      guard let worker = roster[session], let peer = worker.peer else { continue }
      let silence = quotas.silence(of: peer, timing: timing)
      for lease in worker.leases where now - lease.heard > silence {
        guard room > idle[peer, default: 0] else { break }
        room -= 1
        roster[session]?.release(lease.attempt.trial)
        roster[session]?.shared.append(lease.attempt)
        roster[session]?.isStalled = true
        sharedBy[lease.attempt.trial, default: []].insert(peer)
        ledger.putBack(lease.attempt.trial, asLost: true)
        outbox.record(.lost(lease.attempt))
        tell(.silence, of: peer, at: now)
      }
    }
  }

  /// Counts the death of a worker against what it trained: that may have been the cause.
  private mutating func workerDied(_ session: Session) {
    guard let worker = roster[session] else { return }
    for lease in worker.leases.prefix(worker.places) {
      let failure = Failure(
        cause: .crashed, message: "the worker \(worker.facts.process) died while it trained this")
      let isFinal = ledger.fail(lease.attempt, cause: .crashed, retries: policy.retries)
      guard let isFinal else { continue }
      roster[session]?.release(lease.attempt.trial)
      if isFinal { search?.settle(lease.attempt.trial, as: .failed, in: plan) }
      outbox.record(.failed(lease.attempt, failure, isFinal: isFinal))
    }
    dismiss(session, asLost: false)
  }

  /// Ends a conversation; what the worker held waits for others.
  private mutating func dismiss(_ session: Session, asLost: Bool) {
    guard let worker = roster.remove(session) else { return }
    for lease in worker.leases {
      ledger.putBack(lease.attempt.trial, asLost: asLost)
      outbox.record(asLost ? .lost(lease.attempt) : .returned(lease.attempt))
    }
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
    if isQueued, endsSoon { release(roster.sessions, tells: false) }
    letGo()
    guard endsSoon, !hasEnded else { return }
    guard sendsHome || isQueued else {
      // The coordinator that follows finds the workers there: they call it anew when this one is silent.
      if roster.isIdle {
        hasEnded = true
        outbox.end()
      }
      return
    }
    let isTime = recallAt.map { now >= $0 } ?? false
    if isTime {
      recallAt = nil
      isRecalled = true
    }
    // Trainings are waited for until they are recalled; a worker that dies is noticed by its lease.
    // Without any training left, only goodbyes are waited for.
    let isBusy = !isRecalled && !roster.isIdle
    let isNews = told || isTime || endsAt == nil
    let end = isBusy || isTime ? now + timing.suspicion : endsAt ?? now + timing.suspicion
    endsAt = end
    if isNews {
      for session in roster.sessions { sendOrders(to: session) }
    }
    if roster.isEmpty || now >= end, now >= lingersUntil {
      hasEnded = true
      outbox.end()
    }
  }

  /// Tells a worker what it should hold, and whether to go home. Once trainings are recalled it
  /// should hold nothing, and during a pause only what it trains, which is what it was given first; until it
  /// says that it has let go, or hands in a result that was under way, all stays its own.
  private mutating func sendOrders(to session: Session) {
    guard let member = roster[session] else { return }
    let trains = isPaused || member.isReleased
    let kept = isRecalled ? 0 : trains ? member.places : member.leases.count
    var hold = member.held.prefix(kept).map(named)
    if !member.shared.isEmpty {
      let shared = member.shared.filter { isOpen($0.trial) }
      roster[session]?.shared = shared
      if !isRecalled { hold += shared.map(named) }
    }
    let goes = sendsHome ? true : isOnDrainedHost(member.facts)
    send(.beatAcknowledged(Orders(hold: hold, drain: goes)), to: session)
  }
}

extension Coordinator.Event {
  /// Whether it may show that somebody's time is up.
  fileprivate var isOfTime: Bool {
    switch self {
    case .ticked, .ended, .recordIsFull, .revoked: true
    case .limited: false
    case .received, .disconnected, .drained, .retried, .kept, .drainedHosts, .paused,
      .released, .annotated, .awaitsTrials:
      false
    }
  }

  fileprivate var asksToEnd: Bool { if case .drained = self { true } else { false } }
}
