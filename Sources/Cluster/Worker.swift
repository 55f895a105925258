package import Random
package import Sweeps

/// Decides what a worker trains, says and believes.
///
/// As pure as `Coordinator`: performed by an agent process that owns a socket and one runner
/// process a slot.
package struct Worker: Sendable {
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
    /// The worker is wanted home: finish what is in training, take nothing new.
    case drained
    /// The worker is wanted home at once: what is in training is given up.
    case stopped
  }

  package enum Action: Hashable, Sendable {
    /// Open a new socket in place of the old one; what is sent from now on belongs to it.
    case connect
    case send(Envelope)
    /// Train it; there is a slot free, or it has been prepared where the training before it has ended.
    /// Its process may have no more memory than the limits say.
    case train(Attempt, Assignment, limits: TrialLimits)
    /// Have it ready in the slot of another training: it will be trained there next, and nobody has
    /// to be asked then.
    case prepare(Attempt, Assignment, limits: TrialLimits, behind: Attempt)
    /// It trains for longer than this limit: end it, and say that it has ended.
    case overdue(Attempt, limit: Duration)
    /// End its training at once, nobody wants it any more; its slot is free. What was prepared is not
    /// to be trained.
    case stop(Attempt)
    /// The coordinator has its result.
    case settled(Attempt)
    case leave(Reason)
  }

  /// Why a worker goes home.
  package enum Reason: Hashable, Sendable {
    /// There is nothing left to do, or somebody asked.
    case done
    /// Nobody answered for longer than the worker waits.
    case unanswered
    case rejected(Rejection)
  }

  private enum Link: Hashable, Sendable {
    /// Hello has been said and not answered.
    case calling(next: Duration, pause: Duration)
    case welcomed(nextBeat: Duration)
  }

  /// Where a training that is ready will begin.
  private enum Place: Hashable, Sendable {
    /// In the slot where it is prepared: that is free.
    case next
    case anywhere
    /// In the slot of this training, once that has ended; or elsewhere, if nothing else is ready.
    case behind(Attempt)
  }

  private enum Phase: Hashable, Sendable {
    case ready(Assignment, TrialLimits, Place)
    case training(since: Duration, limit: Duration?)
    /// Until the coordinator has it on its disk.
    case ended(AttemptResult, lastSent: Duration?)
  }

  private struct Task: Hashable, Sendable {
    let attempt: Attempt
    var phase: Phase
    var unreported: [Measurement] = []
    /// What is prepared behind it.
    var follower: Attempt?
    /// Whether what was prepared behind it was given up: then its slot begins anew after it.
    var isLast = false

    var isReady: Bool { if case .ready = phase { true } else { false } }
    var hasEnded: Bool { if case .ended = phase { true } else { false } }
    var isTraining: Bool { if case .training = phase { true } else { false } }
    /// Whether it can be prepared: a runner goes on with what is without a word from anybody, and no
    /// program may begin before it is its turn, and its GPUs are free.
    var isUnprepared: Bool {
      guard case .ready(let assignment, let limits, .anywhere) = phase else { return false }
      return !assignment.isOfProgram && limits.needs.gpus == 0
    }
    /// Whether something can be prepared behind it.
    var canLead: Bool { isTraining && follower == nil && !isLast }
    /// The training that it is prepared behind.
    var leader: Attempt? {
      if case .ready(_, _, .behind(let attempt)) = phase { attempt } else { nil }
    }

    mutating func move(to place: Place) {
      if case .ready(let assignment, let limits, _) = phase {
        phase = .ready(assignment, limits, place)
      }
    }
  }

  private let facts: WorkerFacts
  private let patience: Duration
  private var workingTime: WorkingTime
  private var random: RandomStream
  private var timing = Timing()
  private var link: Link
  private var lastHeard: Duration
  private var session: Session
  private var epoch = 0
  private var sent = 0
  private var seen = 0
  private var isDraining = false
  private var hasLeft = false
  /// In the order in which they came.
  private var tasks: [Task] = []

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
    tasks = results.sorted { $0.key.trial < $1.key.trial }.map { attempt, result in
      Task(attempt: attempt, phase: .ended(result, lastSent: nil))
    }
  }

  private static let firstPause = Duration.milliseconds(200)
  /// With the first pause added, a network that works again is noticed within two seconds.
  private static let longestPause = Duration.seconds(1.6)

  /// A coordinator that was reached is busy with others, and more calls would keep it so: the longer
  /// it takes, the longer it is given.
  private mutating func waitForAnswer(at now: Duration) {
    guard case .calling(_, let pause) = link else { return }
    let patience = timing.suspicion + min(pause, timing.lease) * random.uniform()
    link = .calling(next: now + patience, pause: pause)
  }

  private mutating func expectNoAnswer(at now: Duration) {
    guard case .calling(let next, let pause) = link else { return }
    link = .calling(next: min(next, nextCall(after: pause, at: now)), pause: pause)
  }

  /// Full jitter: a thousand workers that lost the same coordinator do not come back as one.
  private mutating func nextCall(after pause: Duration, at now: Duration) -> Duration {
    now + Worker.firstPause + min(pause, Worker.longestPause) * random.uniform()
  }

  /// Takes in what happened and says what to do about it, in order.
  package mutating func handle(_ event: Event, at now: Duration) -> [Action] {
    guard !hasLeft else { return [] }
    var actions: [Action] = []
    switch event {
    case .received(let envelope): receive(envelope, at: now, &actions)
    case .connected: waitForAnswer(at: now)
    case .disconnected: expectNoAnswer(at: now)
    case .ticked: tick(at: now, &actions)
    case .measured(let attempt, let measurement):
      if let index = index(of: attempt) { tasks[index].unreported.append(measurement) }
    case .ended(let attempt, let result): end(attempt, result, at: now, &actions)
    case .drained: drain(&actions)
    case .stopped:
      drain(&actions)
      remove(&actions) { _ in true }
    }
    if !isDraining, !workingTime.isEnough(at: now) { drain(&actions) }
    startTrainings(at: now, &actions)
    prepareTrainings(&actions)
    if isDraining, tasks.isEmpty, !hasLeft {
      // Also where the welcome is still under way: it may have come with trials.
      if sent > 0 { send(.bye, &actions) }
      leave(.done, &actions)
    }
    return actions
  }

  // MARK: - Messages

  private mutating func receive(_ envelope: Envelope, at now: Duration, _ actions: inout [Action]) {
    // Another session is an earlier socket's echo; a lower epoch is a coordinator that was replaced.
    guard envelope.session == session, envelope.epoch >= epoch else { return }
    lastHeard = now
    if case .reject(let rejection) = envelope.message {
      epoch = envelope.epoch
      return obey(rejection, at: now, &actions)
    }
    if envelope.epoch > epoch, case .welcomed = link {
      // A new life of the coordinator answers, and counts its messages anew.
      epoch = envelope.epoch
      return call(at: now, &actions)
    }
    // What comes late or twice is as good as lost: whatever counts is said again.
    guard envelope.sequence > seen else { return }
    epoch = envelope.epoch
    seen = envelope.sequence
    switch envelope.message {
    case .welcome(let welcome):
      timing = welcome.timing
      link = .welcomed(nextBeat: now)
      release(keeping: welcome.keep, &actions)
      sendResults(at: now, &actions)
    case .beatAcknowledged(let orders):
      release(keeping: orders.hold, &actions)
      if orders.drain { drain(&actions) }
    case .assign(let attempt, let assignment, let limits):
      take(attempt, assignment, limits, &actions)
    case .resultAcknowledged(let attempt, _):
      tasks.removeAll { $0.attempt == attempt && $0.hasEnded }
      actions.append(.settled(attempt))
    case .reject, .hello, .beat, .report, .result, .bye, .look, .sight, .ask, .tell:
      break  // Said above, or a worker's own words: nothing to do.
    }
  }

  private mutating func obey(
    _ rejection: Rejection, at now: Duration, _ actions: inout [Action]
  ) {
    switch rejection {
    case .unknownSession:
      // The coordinator has lost us, or has a new life: begin again, at once.
      if case .welcomed = link { call(at: now, &actions) }
    case .full:
      break  // The call is repeated anyway.
    case .otherSemantics:
      leave(.rejected(rejection), &actions)
    }
  }

  private mutating func take(
    _ attempt: Attempt, _ assignment: Assignment, _ limits: TrialLimits,
    _ actions: inout [Action]
  ) {
    guard !isDraining, index(of: attempt) == nil else { return }
    workingTime.limit = limits.time
    // An older attempt of the trial has been given up; its result, though, may come in time.
    remove(&actions) { $0.attempt.trial == attempt.trial && !$0.hasEnded }
    tasks.append(Task(attempt: attempt, phase: .ready(assignment, limits, .anywhere)))
  }

  /// Drops what the coordinator no longer wants trained; results are kept until it has them.
  private mutating func release(keeping hold: [Attempt], _ actions: inout [Action]) {
    let hold = Set(hold)
    remove(&actions) { !hold.contains($0.attempt) && !$0.hasEnded }
  }

  // MARK: - Time

  private mutating func tick(at now: Duration, _ actions: inout [Action]) {
    for task in tasks {
      guard case .training(let since, let limit?) = task.phase, now - since > limit
      else { continue }
      actions.append(.overdue(task.attempt, limit: limit))
    }
    if now - lastHeard > patience { return leave(.unanswered, &actions) }
    switch link {
    case .calling(let next, _):
      if now >= next { call(at: now, &actions) }
    case .welcomed(let nextBeat):
      if now - lastHeard > timing.suspicion + timing.beat * beatsUnderWay {
        call(at: now, &actions)
      } else if now >= nextBeat {
        beat(at: now, &actions)
      }
    }
  }

  /// Says hello from a new socket, and waits longer before every further try.
  private mutating func call(at now: Duration, _ actions: inout [Action]) {
    var pause = Worker.firstPause
    if case .calling(_, let former) = link { pause = min(former * 2, timing.lease) }
    link = .calling(next: nextCall(after: pause, at: now), pause: pause)
    session = session.next
    sent = 0
    seen = 0
    for index in tasks.indices {
      if case .ended(let result, _) = tasks[index].phase {
        tasks[index].phase = .ended(result, lastSent: nil)
      }
    }
    actions.append(.connect)
    let hello = Hello(worker: facts, epoch: epoch, holding: tasks.map(\.attempt))
    send(.hello(hello), &actions)
  }

  private mutating func beat(at now: Duration, _ actions: inout [Action]) {
    link = .welcomed(nextBeat: now + timing.beat * (0.9 + 0.2 * random.uniform()))
    for index in tasks.indices where !tasks[index].unreported.isEmpty {
      let measurements = Array(tasks[index].unreported.prefix(WireLimit.measurements))
      send(.report(tasks[index].attempt, measurements), &actions)
      tasks[index].unreported.removeFirst(measurements.count)
    }
    sendResults(at: now, &actions)
    send(
      .beat(Beat(seen: seen, holding: tasks.map(\.attempt), isDraining: isDraining)), &actions)
  }

  // MARK: - Work

  /// Fills the free slots: first with what is prepared in them, last with what waits in others.
  private mutating func startTrainings(at now: Duration, _ actions: inout [Action]) {
    var busy = tasks.count { $0.isTraining }
    while let index = nextToTrain,
      case .ready(let assignment, let limits, let place) = tasks[index].phase,
      busy < facts.places(for: limits.needs)
    {
      if case .behind = place { giveUpPrepared(tasks[index], &actions) }
      tasks[index].phase = .training(since: now, limit: limits.time)
      busy += 1
      actions.append(.train(tasks[index].attempt, assignment, limits: limits))
    }
  }

  private var nextToTrain: Int? {
    var anywhere: Int?
    var elsewhere: Int?
    for index in tasks.indices {
      switch tasks[index].phase {
      case .ready(_, _, .next): return index
      case .ready(_, _, .anywhere): anywhere = anywhere ?? index
      case .ready(_, _, .behind): elsewhere = elsewhere ?? index
      case .training, .ended: break
      }
    }
    return anywhere ?? elsewhere
  }

  /// Has what is ready wait in the slots, one behind each training.
  private mutating func prepareTrainings(_ actions: inout [Action]) {
    while let index = tasks.firstIndex(where: \.isUnprepared),
      let leader = tasks.firstIndex(where: \.canLead),
      case .ready(let assignment, let limits, _) = tasks[index].phase
    {
      tasks[index].move(to: .behind(tasks[leader].attempt))
      tasks[leader].follower = tasks[index].attempt
      actions.append(
        .prepare(
          tasks[index].attempt, assignment, limits: limits, behind: tasks[leader].attempt))
    }
  }

  private mutating func end(
    _ attempt: Attempt, _ result: AttemptResult, at now: Duration, _ actions: inout [Action]
  ) {
    guard let index = index(of: attempt), case .training(let since, _) = tasks[index].phase
    else { return }
    workingTime.note(now - since)
    tasks[index].phase = .ended(sendable(result, of: attempt), lastSent: nil)
    tasks[index].unreported = []
    place(tasks[index].follower, .next)
    sendResults(at: now, &actions)
  }

  /// The result, or the failure that it is to be too large for any message: sent again and again,
  /// and refused each time, it would hold its trial for ever.
  private func sendable(_ result: AttemptResult, of attempt: Attempt) -> AttemptResult {
    let size = Message.result(attempt, result).size
    guard size > WireLimit.body else { return result }
    let message =
      "the result takes \(size) bytes and a message holds \(WireLimit.body);"
      + " measure less often or attach less"
    return .failure(Failure(cause: .invalid, message: message))
  }

  /// Says every result that the coordinator has not acknowledged in good time.
  private mutating func sendResults(at now: Duration, _ actions: inout [Action]) {
    guard case .welcomed = link else { return }
    for index in tasks.indices {
      guard case .ended(let result, let lastSent) = tasks[index].phase,
        lastSent.map({ now - $0 >= timing.beat * (2 + result.beats) }) ?? true
      else { continue }
      tasks[index].phase = .ended(result, lastSent: now)
      send(.result(tasks[index].attempt, result), &actions)
    }
  }

  /// How much later than usual the coordinator's words may come, as they answer what is behind
  /// results with networks.
  private var beatsUnderWay: Int {
    tasks.reduce(0) { sum, task in
      guard case .ended(let result, _?) = task.phase else { return sum }
      return sum + result.beats
    }
  }

  private mutating func drain(_ actions: inout [Action]) {
    isDraining = true
    remove(&actions, where: \.isReady)
  }

  /// Forgets tasks, and ends their trainings.
  private mutating func remove(_ actions: inout [Action], where isUnwanted: (Task) -> Bool) {
    for task in tasks where task.leader != nil && isUnwanted(task) {
      giveUpPrepared(task, &actions)
    }
    for task in tasks where task.isTraining && isUnwanted(task) {
      actions.append(.stop(task.attempt))
      place(task.follower, .anywhere)
    }
    tasks.removeAll(where: isUnwanted)
  }

  private mutating func giveUpPrepared(_ task: Task, _ actions: inout [Action]) {
    actions.append(.stop(task.attempt))
    guard let leader = task.leader.flatMap(index(of:)) else { return }
    tasks[leader].follower = nil
    tasks[leader].isLast = true
  }

  /// Changes where a training will begin that is ready.
  private mutating func place(_ attempt: Attempt?, _ place: Place) {
    guard let index = attempt.flatMap(index(of:)) else { return }
    tasks[index].move(to: place)
  }

  private func index(of attempt: Attempt) -> Int? {
    tasks.firstIndex { $0.attempt == attempt }
  }

  private mutating func leave(_ reason: Reason, _ actions: inout [Action]) {
    hasLeft = true
    remove(&actions) { _ in true }
    actions.append(.leave(reason))
  }

  private mutating func send(_ message: Message, _ actions: inout [Action]) {
    sent += 1
    actions.append(
      .send(Envelope(epoch: epoch, session: session, sequence: sent, message: message)))
  }
}

extension AttemptResult {
  /// How many beats the result may be under way because of a network in it: one for 256 KiB. Said
  /// again sooner, copies of it would queue up on a slow line, and beats and answers behind them.
  fileprivate var beats: Int {
    guard case .outcome(let outcome, _) = self else { return 0 }
    return (outcome.weights?.file.count ?? 0) >> 18
  }
}
