package import Search
package import Sweeps
package import Trials

/// Decides which worker trains which trial.
///
/// Opens no socket, no file and no clock: what happened and when comes in, what to do comes out.
/// The loop that performs it commits all entries of an outbox before any of its messages is sent, so a
/// decision is on the disk before anybody hears of it.
///
/// Here is what follows from each message, and what is said; which worker has which trial is kept by `LeaseTable`, and
/// how a sweep ends by `SweepEnd`.
package struct Coordinator: Sendable {
  private let semantics: String
  private let term: Int
  private let limits: TrialLimits
  private let timing: Timing
  private var table: LeaseTable
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
    end = SweepEnd(
      isFollowed: isFollowed, isQueued: isQueued, patience: timing.suspicion,
      // Workers that find their coordinator silent call within the first half.
      lingersUntil: lingers ? now + timing.suspicion * 2 : now)
    lastEvent = now
    let running = RunningPlan(
      plan, replay.histories, policy: policy, search: search, race: race, kept: kept,
      kernel: kernel, at: now, into: &outbox)
    table = LeaseTable(
      running, replay: replay, limits: policy.limits, timing: timing, allowance: allowance,
      waitingForOrphansUntil: now + (grace ?? timing.grace))
  }

  // MARK: - What comes in, what comes out

  /// Takes in what happened; what is to be done about it is in the outbox then.
  package mutating func handle(_ event: Event, at now: Duration) {
    let waiting = table.plan.waitingCount
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
    case .revoked(let sessions): for session in sessions { table.roster[session]?.isRevoked = true }
    case .limited(let slots): table.roster.limit(slots: slots)
    case .ticked: break
    case .ended(let process, let host):
      let name = ProcessName(host: host, process: process)
      for position in table.roster.indices where table.roster[position].facts.processName == name {
        table.roster[position].hasEnded = true
      }
    case .drained(let grace): end.drain(within: grace, at: now)
    case .retried(let trials, let hosts): table.retry(trials, hosts, into: &outbox)
    case .kept(let configurations): table.plan.keep(configurations, into: &outbox)
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
      if let speaker, table.plan.waitingCount <= waiting {
        // There was nothing for the others before, and there is no more now.
        if let position = table.roster.position(of: speaker) {
          handOut(to: CollectionOfOne(position), at: now)
        }
      } else {
        handOut(to: table.roster.indices, at: now)
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
    table.plan.extend(to: longer, histories, search: search, into: &outbox)
    handOut(to: table.roster.indices, at: now)
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
    table.plan.follow(
      decisions, histories, settled: settled, kept: kept, kernel: kernel, into: &outbox)
    decide()
    handOut(to: table.roster.indices, at: now)
    finishUp(at: now, told: false)
  }

  /// Kernels that trials were handed to, and no result was recorded of, bind nobody once none is in training.
  private mutating func freeKernel() {
    guard table.plan.isKernelClaimed, table.roster.isIdle else { return }
    table.plan.freeKernel()
  }

  /// Has the search decide as far as it can.
  private mutating func decide() {
    guard table.plan.hasSearch, end.letsSearch, !isHalted, !isRecordFull else { return }
    table.plan.decide(places: table.roster.places, at: lastEvent, into: &outbox)
  }

  // MARK: - How it stands

  /// Whether every trial has a result or has failed for good, and no more are to come.
  package var isComplete: Bool { table.plan.isComplete }

  /// Whether more trials have failed for good than the spec allows, or the first of all for one cause.
  package var isHalted: Bool { table.plan.standing == .halted }

  /// Whether so many trials were given up for one cause, and none has a result, that the next would do
  /// no better.
  package var failsAlike: Bool { table.plan.failsAlike }

  /// Whether nothing more will be handed out; final, as workers have been sent home for it.
  package var endsSoon: Bool { end.isNear(table.plan.standing) }

  /// The attempt of a trial that is under way, and the conversation with the worker that has it; nil where
  /// none is there that has one.
  package func holder(of trial: TrialID) -> (attempt: Attempt, session: Session)? {
    guard let number = table.plan.number(of: trial),
      let session = table.plan.state(of: number).holder,
      let lease = table.roster[session]?.leases.first(where: { $0.attempt.trial == number })
    else { return nil }
    return (table.plan.named(lease.attempt), session)
  }

  /// How many trainings there could be at a time if there were workers for all: those that are asked for and
  /// have not ended. A search is given one place more than it fills, as long as it fills those that it has.
  package var demand: Int {
    guard !endsSoon || end.awaitsTrials, !isPaused else { return 0 }
    return table.plan.openCount
      + (table.plan.isSearching && table.roster.places <= table.plan.openCount ? 1 : 0)
  }

  /// The workers that get none of the sweep's trials: they are quarantined, or another kernel than theirs has
  /// begun the search.
  package var unfit: [Session] { table.unfit }

  /// How many trials have a result or have failed for good, of how many.
  package var counts: (done: Int, failed: Int, total: Int) {
    (table.plan.finishedCount, table.plan.failedCount, table.plan.expectedCount)
  }

  /// How far the sweep is.
  package var progress: SweepProgress {
    SweepProgress(
      total: table.plan.expectedCount, finished: table.plan.finishedCount,
      failed: table.plan.failedCount,
      workers: table.roster.sessions.compactMap { session in
        table.roster[session].map { worker in
          SweepProgress.Worker(
            facts: worker.facts,
            training: worker.leases.map { .init(trial: $0.attempt.trial, epoch: $0.trained) })
        }
      }, search: table.plan.searchProgress, kernel: table.plan.kernel)
  }

  /// Whether a trial is one of the sweep's.
  package func has(_ trial: TrialID) -> Bool { table.plan.number(of: trial) != nil }

  // MARK: - Checkpoints: nothing is decided from whether they are there

  /// Whether the checkpoint that an attempt leaves is wanted.
  ///
  /// - Parameter peer: the worker that brings it, where keys are asked for: only one that was handed the
  ///   attempt may.
  package func wantsCheckpoint(of name: Attempt, from peer: Peer?) -> Bool {
    guard let attempt = table.plan.numbered(name), table.plan.wasHandedOut(attempt),
      table.isIssued(attempt, to: peer)
    else { return false }
    return table.plan.worth(ofCheckpointAt: attempt.trial) != nil
  }

  /// How much the checkpoint of a trial is worth; nil where no training goes on from it any more.
  package func worth(ofCheckpointOf trial: TrialID) -> CheckpointWorth? {
    table.plan.number(of: trial).flatMap(table.plan.worth(ofCheckpointAt:))
  }

  /// The trial whose checkpoint nobody needs any more once this one has its result.
  package func trial(beforeTrialAt number: Int) -> TrialID? {
    table.plan.trial(beforeTrialAt: number)
  }

  // MARK: - Messages

  private mutating func receive(_ envelope: Envelope, from peer: Peer?, at now: Duration) {
    let session = envelope.session
    if case .hello(let hello) = envelope.message {
      return welcome(hello, envelope, from: peer, at: now)
    }
    guard let position = table.roster.position(of: session) else {
      guard envelope.message == .bye else { return reject(session, .unknownSession) }
      return table.takeLeave(ofUnheard: session, into: &outbox)
    }
    table.roster[position].lastHeard = now
    // A message that comes late or twice is as good as lost: whatever counts is said again.
    guard envelope.sequence > table.roster[position].received else { return }
    table.roster[position].received = envelope.sequence
    switch envelope.message {
    case .beat(let beat):
      answer(beat, session)
    case .report(let attempt, let measurements):
      guard let attempt = table.plan.numbered(attempt) else { return }
      table.note(measurements, of: attempt, by: session, at: now, into: &outbox)
    case .result(let name, let result):
      // An outcome is long to read, and that of an attempt of somebody else's is not read at all.
      guard let attempt = table.plan.numbered(name), table.isIssued(attempt, toMemberAt: position)
      else {
        return send(.resultAcknowledged(name, .unknown), toMemberAt: position)
      }
      let verdict = table.take(
        result, of: attempt, fromMemberAt: position, at: now, into: &outbox)
      send(.resultAcknowledged(name, verdict), toMemberAt: position)
    case .bye:
      table.takeLeave(of: session, into: &outbox)
    case .hello, .welcome, .reject, .beatAcknowledged, .assign, .resultAcknowledged, .ask, .tell,
      .checkpoint, .checkpointTaken, .request, .answer, .output, .outputWanted:
      break  // Said above, or by no worker of ours: nothing to answer.
    }
  }

  /// Answers a beat without recording anything; the worker repeats whatever stays unanswered.
  private mutating func receiveWhileFull(_ envelope: Envelope, at now: Duration) {
    let session = envelope.session
    guard let worker = table.roster[session] else { return }
    table.roster[session]?.lastHeard = now
    guard case .beat = envelope.message, envelope.sequence > worker.received else { return }
    table.roster[session]?.received = envelope.sequence
    sendOrders(to: session)
  }

  /// Rejects a session that is no member of the roster, and so has no sequence either.
  private mutating func reject(_ session: Session, _ rejection: Rejection) {
    outbox.send(
      Envelope(term: term, session: session, sequence: 0, message: .reject(rejection)))
  }

  /// Sends a message to a worker that is there, as the next of this conversation.
  private mutating func send(_ message: Message, to session: Session) {
    guard let position = table.roster.position(of: session) else { return }
    send(message, toMemberAt: position)
  }

  private mutating func send(_ message: Message, toMemberAt position: Int) {
    table.roster[position].sent += 1
    outbox.send(
      Envelope(
        term: term, session: table.roster.sessions[position], sequence: table.roster[position].sent,
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
    if table.roster.isOver(session) { return }
    if table.roster[session] == nil {
      let rejection = table.rejection(
        of: session, hello.worker, from: peer, at: now, into: &outbox)
      if let rejection { return reject(session, rejection) }
      table.join(
        session,
        as: Member(facts: hello.worker, peer: peer, lastHeard: now, received: envelope.sequence),
        holding: hello.holding, into: &outbox)
    }
    table.roster[session]?.lastHeard = now
    let keep = (table.roster[session].map { $0.held + $0.shared } ?? []).map(table.plan.named)
    send(.welcome(Welcome(timing: timing, keep: keep)), to: session)
  }

  // MARK: - Work

  /// Compares what the worker holds with what it should hold, as far as it can know.
  private mutating func answer(_ beat: Beat, _ session: Session) {
    guard let position = table.roster.position(of: session) else { return }
    table.roster[position].isDraining =
      beat.isDraining ? true : table.roster.isDrained(table.roster[position].facts.host)
    let holding = Set(beat.holding.compactMap(table.plan.numbered))
    let missing = table.roster[position].leases.filter {
      $0.sequence <= beat.seen && !holding.contains($0.attempt)
    }
    let letsGo = beat.isDraining || isPaused || end.isRecalled || table.roster[position].isReleased
    for lease in missing {
      if letsGo || lease.isLetGo {
        table.giveBack(lease, from: session, into: &outbox)
      } else {
        assign(lease.attempt, toMemberAt: position)
      }
    }
    sendOrders(to: session)
  }

  /// Fills the slots of workers, then gives trials to hold ready for each while there is plenty.
  private mutating func handOut(to positions: some Sequence<Int>, at now: Duration) {
    guard !endsSoon, !isRecordFull, !isPaused, table.plan.waitingCount > 0 else { return }
    fill(positions, at: now) { _, _ in 1 }
    guard table.plan.waitingCount >= table.roster.places else { return }
    let share = table.plan.waitingCount / max(table.roster.places, 1)
    fill(positions, at: now) { credit, places in credit.within(share: share, places: places) }
  }

  /// - Parameter depth: how many trials a worker is to have for each place, by its credit.
  private mutating func fill(
    _ positions: some Sequence<Int>, at now: Duration,
    toDepth depth: (_ credit: Credit, _ places: Int) -> Int
  ) {
    for position in positions where table.takesWork(at: position, now) {
      let depth = depth(table.roster[position].credit, table.roster[position].places)
      var room = depth * table.roster[position].places - table.roster[position].leases.count
      while room > 0, let attempt = table.lease(toMemberAt: position, at: now, into: &outbox) {
        assign(attempt, toMemberAt: position)
        room -= 1
      }
    }
  }

  private mutating func assign(_ attempt: NumberedAttempt, toMemberAt position: Int) {
    table.roster[position].note(attempt, assignedBy: table.roster[position].sent + 1)
    let assignment = table.plan.assignment(of: attempt.trial)
    send(.assign(table.plan.named(attempt), assignment, limits: limits), toMemberAt: position)
  }

  // MARK: - What people want

  /// Has the workers of hosts finish what they train, and go.
  private mutating func drain(_ hosts: [String]) {
    for host in hosts {
      outbox.record(.drained(host: host))
      for session in table.roster.drain(host: host) { sendOrders(to: session) }
    }
  }

  /// Has no training begin from now on, or has them begin again.
  private mutating func pause(_ flag: Bool) {
    guard flag != isPaused else { return }
    isPaused = flag
    outbox.record(.paused(flag))
    // Attempts that a worker holds ready are to be let go of at once.
    if flag { for session in table.roster.sessions { sendOrders(to: session) } }
  }

  /// Gives workers no more, and lets each go once it holds nothing.
  ///
  /// - Parameter tells: whether they are told what to keep; at the end of a sweep all are told anyway.
  private mutating func release(_ sessions: some Sequence<Session>, tells: Bool = true) {
    for session in sessions where table.roster.release(session) {
      // Attempts that it holds ready are to be let go of at once.
      if tells, table.roster[session]?.leases.isEmpty == false { sendOrders(to: session) }
    }
  }

  /// Ends the conversation with workers that were released and hold nothing: they say hello again, at once.
  private mutating func letGo() {
    guard !isRecordFull else { return }
    for session in table.roster.takeReleased() {
      table.dismiss(session, asLost: false, into: &outbox)
      reject(session, .unknownSession)
    }
  }

  // MARK: - Time

  /// A worker that lives calls again at once, so that the silence of a closed connection may be as
  /// short as one that casts suspicion; half a beat is left for the ticks to notice.
  private mutating func shortenLease(of session: Session, at now: Duration) {
    guard let position = table.roster.position(of: session) else { return }
    let silence = timing.suspicion - timing.beat / 2
    let heard = min(table.roster[position].lastHeard, now - timing.lease + silence)
    table.roster[position].lastHeard = heard
  }

  /// A coordinator that was not there to listen cannot tell who was silent: after an absence of its own, the
  /// coordinator gives everybody as long to be heard as casts suspicion, and to say goodbye.
  private mutating func noticeAbsence(at now: Duration) {
    defer { lastEvent = now }
    guard now - lastEvent > timing.suspicion else { return }
    end.postpone(at: now)
    for position in table.roster.indices {
      let heard = max(table.roster[position].lastHeard, now - timing.lease + timing.suspicion)
      table.roster[position].lastHeard = heard
    }
  }

  /// Gives up whoever is gone, and what a former life left behind, once they have had their time.
  private mutating func expire(at now: Duration) {
    table.expire(at: now, into: &outbox)
    if !endsSoon, !isPaused { table.shareSilent(at: now, into: &outbox) }
    table.expireOrphans(at: now, into: &outbox)
  }

  // MARK: - The end

  /// Tells the workers to go home, and ends when they have, or when they have had the time.
  private mutating func finishUp(at now: Duration, told: Bool) {
    let isNear = endsSoon
    if isNear, end.isQueued { release(table.roster.sessions, tells: false) }
    letGo()
    guard isNear else { return }
    let (tells, ends) = end.proceed(
      table.plan.standing, isIdle: table.roster.isIdle, isDeserted: table.roster.isEmpty,
      isAsked: told, at: now)
    if tells { for session in table.roster.sessions { sendOrders(to: session) } }
    if ends { outbox.end() }
  }

  /// Tells a worker what it should hold, and whether to go home. Once trainings are recalled it
  /// should hold nothing, and during a pause only what it trains, which is what it was given first; until it
  /// says that it has let go, or hands in a result that was under way, all stays its own.
  private mutating func sendOrders(to session: Session) {
    guard let member = table.roster[session] else { return }
    let trains = isPaused || member.isReleased
    let kept = end.isRecalled ? 0 : trains ? member.places : member.leases.count
    var hold = member.held.prefix(kept).map(table.plan.named)
    table.roster[session]?.letGo(after: kept)
    if !member.shared.isEmpty {
      let shared = member.shared.filter { table.plan.state(of: $0.trial).isOpen }
      table.roster[session]?.shared = shared
      if !end.isRecalled { hold += shared.map(table.plan.named) }
    }
    let goes = end.sendsHome(table.plan.standing) ? true : table.roster.isDrained(member.facts.host)
    send(.beatAcknowledged(Orders(hold: hold, drain: goes)), to: session)
  }
}
