package import Random
import Sweeps
package import Trials

/// Decides what a worker trains, says and believes.
///
/// As pure as `Coordinator`: performed by an agent process that owns a socket and one runner
/// process a slot.
package struct Worker: Sendable {
  /// An input of `handle(_:at:)`: a message, the passing of time, or news of a training.
  package enum Event: Hashable, Sendable {
    case received(Envelope)
    /// The way to the coordinator's socket stands, or is broken: an answer may take its time, or will
    /// not come.
    case connected, disconnected
    /// Time has passed; to be said a few times a beat.
    case ticked
    /// A training has finished an epoch.
    case measured(Attempt, Measurement)
    /// A training has come to its end, or its runner has.
    case ended(Attempt, AttemptResult)
    /// A training cannot be carried out here, which is no fault of the trial: it is handed back, and
    /// the worker goes home once its other trainings have ended.
    case unable(Attempt)
    /// The worker is wanted home: finish what is in training, take nothing new.
    case drained
    /// The worker is wanted home at once: what is in training is given up.
    case stopped
    /// The coordinator speaks another version of the protocol.
    case heardOtherVersion(Int)
  }

  private enum Link: Hashable, Sendable {
    /// Hello has been said and not answered.
    case calling(next: Duration, pause: Duration)
    case welcomed(nextBeat: Duration)
  }

  private let facts: WorkerFacts
  private let patience: Duration
  private var workingTime: WorkingTime
  private var random: RandomStream
  private var timing = Timing()
  private var link: Link
  private var lastHeard: Duration
  private var session: Session
  private var term = 0
  private var sent = 0
  private var seen = 0
  /// The reason why there was no room for this worker, when it called last.
  private var refusal: Rejection?
  private var isDraining = false
  private var hasLeft = false
  private var workload: Workload
  /// When results that wait for others, to be told with them, are told; nil while none waits.
  private var resultsDue: Duration?
  /// The actions to carry out, in order.
  private var outbox: [WorkerAction] = []

  /// A worker that has not called yet; it does at its first tick.
  ///
  /// - Parameters:
  ///   - patience: how long it keeps calling a coordinator that does not answer.
  ///   - end: when its time is up; nil for never.
  ///   - results: what an earlier worker of this place did not get rid of.
  ///   - random: for the session's number and the jitter of calls; no result depends on it.
  package init(
    _ facts: WorkerFacts, patience: Duration, end: Duration? = nil,
    results: [Attempt: AttemptResult] = [:],
    random: RandomStream, at now: Duration = .zero
  ) {
    self.facts = facts
    self.patience = patience
    workingTime = WorkingTime(end: end)
    self.random = random
    link = .calling(next: now, pause: Worker.firstPause)
    lastHeard = now
    session = Session(number: self.random.next())
    workload = Workload(results)
  }

  /// How long a result may wait for others while there is plenty to train, or for the answer to those told
  /// before: results told together are recorded together, and answered by one message.
  private static let linger = Duration.milliseconds(50)
  /// Bytes of a result's message that are not its outcome's, at most.
  private static let roomBesideOutcome = 128
  private static let firstPause = Duration.milliseconds(200)
  /// With the first pause added, a network that works again is noticed within two seconds.
  private static let longestPause = Duration.seconds(1.6)

  /// A coordinator that was reached is busy with others, and more calls would keep it so: the longer
  /// it takes, the longer it is given.
  private mutating func waitForAnswer(at now: Duration) {
    guard case .calling(_, let pause) = link else { return }
    let timeout = timing.suspicion + min(pause, timing.lease) * random.uniform()
    link = .calling(next: now + timeout, pause: pause)
  }

  private mutating func expectNoAnswer(at now: Duration) {
    guard case .calling(let next, let pause) = link else { return }
    link = .calling(next: min(next, nextCall(after: pause, at: now)), pause: pause)
  }

  /// Exponential backoff with full jitter: a thousand workers that lost the same coordinator do not come
  /// back as one.
  private mutating func nextCall(after pause: Duration, at now: Duration) -> Duration {
    now + Worker.firstPause + min(pause, Worker.longestPause) * random.uniform()
  }

  /// How long nothing has to be heard of time: less than a tick while results wait to be told.
  package func pause(upTo tick: Duration, at now: Duration) -> Duration {
    resultsDue.map { min(tick, max($0 - now, .zero)) } ?? tick
  }

  /// Takes in what happened and says what to do about it, in order.
  package mutating func handle(_ event: Event, at now: Duration) -> [WorkerAction] {
    guard !hasLeft else { return [] }
    defer { outbox = [] }
    switch event {
    case .received(let envelope): receive(envelope, at: now)
    case .connected: waitForAnswer(at: now)
    case .disconnected: expectNoAnswer(at: now)
    case .ticked: tick(at: now)
    case .measured(let attempt, let measurement): workload.note(measurement, of: attempt)
    case .ended(let attempt, let result): end(attempt, result, at: now)
    case .unable(let attempt):
      workload.handBack(attempt)
      drain()
    case .drained: drain()
    case .stopped:
      drain()
      workload.giveUpAll(&outbox)
    case .heardOtherVersion(let version): leave(.otherVersion(version))
    }
    if !isDraining, !workingTime.isEnough(at: now) { drain() }
    workload.fillSlots(at: now, places: facts.places(for:), &outbox)
    workload.prepareTrainings(&outbox)
    if let resultsDue, now >= resultsDue || !(workload.hasPlentyReady || workload.awaitsAnswer) {
      sendResults(at: now)
    }
    if isDraining, workload.isEmpty, !hasLeft {
      // Also where the welcome is still under way: it may have come with trials.
      if sent > 0 { send(.bye) }
      leave(.done)
    }
    return outbox
  }

  // MARK: - Messages

  private mutating func receive(_ envelope: Envelope, at now: Duration) {
    // Another session is an earlier socket's echo; a lower term is a coordinator that was replaced.
    guard envelope.session == session, envelope.term >= term else { return }
    if case .reject(let rejection) = envelope.message {
      term = envelope.term
      return obey(rejection, at: now)
    }
    lastHeard = now
    if envelope.term > term, case .welcomed = link {
      // A new life of the coordinator answers, and counts its messages anew.
      term = envelope.term
      return call(at: now)
    }
    // A message that comes late or twice is as good as lost: whatever counts is said again.
    guard envelope.sequence > seen else { return }
    term = envelope.term
    seen = envelope.sequence
    switch envelope.message {
    case .welcome(let welcome):
      refusal = nil
      timing = welcome.timing
      link = .welcomed(nextBeat: now)
      release(keeping: welcome.keep)
      sendResults(at: now)
    case .beatAcknowledged(let orders):
      release(keeping: orders.hold)
      if orders.drain { drain() }
    case .assign(let attempt, let assignment, let limits):
      take(attempt, assignment, limits)
    case .resultAcknowledged(let attempt, _):
      workload.settle(attempt)
      outbox.append(.settled(attempt))
    case .reject, .hello, .beat, .report, .result, .bye, .ask, .tell, .checkpoint,
      .checkpointTaken, .request, .answer, .output, .outputWanted:
      break  // Said above, a worker's own words, or for others to answer: nothing to do.
    }
  }

  private mutating func obey(
    _ rejection: Rejection, at now: Duration
  ) {
    switch rejection {
    case .unknownSession:
      lastHeard = now
      // The coordinator has lost us, or has a new life: begin again, at once.
      if case .welcomed = link { call(at: now) }
    case .full, .quota:
      // The call is repeated anyway, until patience is at its end.
      if refusal != rejection { outbox.append(.refused(rejection)) }
      refusal = rejection
    case .otherSemantics, .otherVersion:
      leave(.rejected(rejection))
    }
  }

  private mutating func take(
    _ attempt: Attempt, _ assignment: EncodedAssignment, _ limits: TrialLimits
  ) {
    guard !isDraining, !workload.holds(attempt) else { return }
    workingTime.limit = limits.time
    // An older attempt of the trial has been given up; its result, though, may come in time.
    workload.giveUpReady(where: { $0.trial == attempt.trial }, &outbox)
    workload.giveUpTraining(where: { $0.trial == attempt.trial }, &outbox)
    workload.add(attempt, assignment, limits)
  }

  /// Drops what the coordinator no longer wants trained; results are kept until it has them.
  private mutating func release(keeping hold: [Attempt]) {
    let hold = Set(hold)
    workload.giveUpReady(where: { !hold.contains($0) }, &outbox)
    workload.giveUpTraining(where: { !hold.contains($0) }, &outbox)
  }

  // MARK: - Time

  private mutating func tick(at now: Duration) {
    outbox += workload.overdue(at: now).map { .overdue($0.attempt, limit: $0.limit) }
    if now - lastHeard > patience {
      return leave(refusal.map(WorkerEnd.rejected) ?? .unanswered)
    }
    switch link {
    case .calling(let next, _):
      if now >= next { call(at: now) }
    case .welcomed(let nextBeat):
      if now - lastHeard > timing.suspicion + timing.beat * workload.beatsUnderWay {
        call(at: now)
      } else if now >= nextBeat {
        beat(at: now)
      }
    }
  }

  /// Says hello from a new socket, and waits longer before every further try.
  private mutating func call(at now: Duration) {
    var pause = Worker.firstPause
    if case .calling(_, let former) = link { pause = min(former * 2, timing.lease) }
    link = .calling(next: nextCall(after: pause, at: now), pause: pause)
    session = session.next
    sent = 0
    seen = 0
    workload.sayResultsAnew()
    outbox.append(.connect)
    let hello = Hello(worker: facts, term: term, holding: workload.attempts)
    send(.hello(hello))
  }

  private mutating func beat(at now: Duration) {
    link = .welcomed(nextBeat: now + timing.beat * (0.9 + 0.2 * random.uniform()))
    for report in workload.takeMeasurements() {
      send(.report(report.attempt, report.measurements))
    }
    sendResults(at: now)
    send(.beat(Beat(seen: seen, holding: workload.attempts, isDraining: isDraining)))
  }

  // MARK: - Work

  private mutating func end(
    _ attempt: Attempt, _ result: AttemptResult, at now: Duration
  ) {
    let duration = workload.end(attempt, sendable(result, of: attempt), at: now)
    guard let duration else { return }
    workingTime.note(duration)
    resultsDue = resultsDue ?? now + Worker.linger
  }

  /// The result, or the failure that it is to be too large for any message: sent again and again,
  /// and refused each time, it would hold its trial for ever.
  private func sendable(_ result: AttemptResult, of attempt: Attempt) -> AttemptResult {
    guard case .outcome(let outcome, _) = result else { return result }
    let size = outcome.bytes.count + Worker.roomBesideOutcome
    guard size > WireLimit.body else { return result }
    let message =
      "the result takes \(size) bytes and a message holds \(WireLimit.body);"
      + " measure less often or attach less"
    return .failure(Failure(cause: .invalid, message: message))
  }

  /// Says every result that the coordinator has not acknowledged in good time.
  private mutating func sendResults(at now: Duration) {
    resultsDue = nil
    guard case .welcomed = link else { return }
    for (attempt, result) in workload.takeResults(at: now, beat: timing.beat) {
      send(.result(attempt, result))
    }
  }

  private mutating func drain() {
    isDraining = true
    workload.giveUpReady(where: { _ in true }, &outbox)
  }

  private mutating func leave(_ reason: WorkerEnd) {
    hasLeft = true
    workload.giveUpAll(&outbox)
    outbox.append(.leave(reason))
  }

  private mutating func send(_ message: Message) {
    sent += 1
    outbox.append(
      .send(Envelope(term: term, session: session, sequence: sent, message: message)))
  }
}
