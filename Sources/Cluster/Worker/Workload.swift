import Sweeps
import Trials

/// The work that a worker has in hand: trials that are ready, those in training, and results that the
/// coordinator does not have on its disk yet.
///
/// Where a trial lies tells where its training will begin: in the slot of another, once that has
/// ended; in a slot that is free and where it is prepared; or wherever there is room.
struct Workload: Sendable {
  private struct Ready {
    let attempt: Attempt
    let assignment: EncodedAssignment
    let limits: TrialLimits

    /// Whether it can be prepared: a runner goes on with what is without a word from anybody, and no
    /// program may begin before it is its turn, and its GPUs are free.
    var canBePrepared: Bool { assignment.kind == .engine && limits.needs.gpus == 0 }
  }

  private struct Training {
    let attempt: Attempt
    let since: Duration
    let limit: Duration?
    var unreported: [Measurement] = []
    /// The trial that is prepared behind it.
    var follower: Ready?
    /// Whether the trial that was prepared behind it was given up: then its slot begins anew after it.
    var isLast = false

    /// Whether something can be prepared behind it.
    var canLead: Bool { follower == nil && !isLast }
  }

  private struct Ended {
    let attempt: Attempt
    let result: AttemptResult
    var lastSent: Duration?
  }

  // Each in the order in which they came.
  /// To be trained wherever there is room.
  private var waiting: [Ready] = []
  /// Prepared in slots that are free now.
  private var next: [Ready] = []
  private var training: [Training] = []
  private var ended: [Ended]

  /// - Parameter results: the results that an earlier worker of this place did not get rid of.
  init(_ results: [Attempt: AttemptResult]) {
    ended = results.sorted { $0.key.trial < $1.key.trial }.map { Ended(attempt: $0, result: $1) }
  }

  var isEmpty: Bool { training.isEmpty && ended.isEmpty && next.isEmpty && waiting.isEmpty }

  /// All that it holds, and what is in training first.
  var attempts: [Attempt] {
    training.map(\.attempt) + training.compactMap { $0.follower?.attempt } + next.map(\.attempt)
      + waiting.map(\.attempt) + ended.map(\.attempt)
  }

  /// Whether it is among them.
  func holds(_ attempt: Attempt) -> Bool {
    training.contains { $0.attempt == attempt || $0.follower?.attempt == attempt }
      || next.contains { $0.attempt == attempt } || waiting.contains { $0.attempt == attempt }
      || ended.contains { $0.attempt == attempt }
  }

  mutating func add(_ attempt: Attempt, _ assignment: EncodedAssignment, _ limits: TrialLimits) {
    waiting.append(Ready(attempt: attempt, assignment: assignment, limits: limits))
  }

  // MARK: - Trainings

  /// Fills the free slots: first with what is prepared in them, last with what waits in others.
  ///
  /// - Parameter places: how many trainings of such needs there may be at a time.
  mutating func fillSlots(
    at now: Duration, places: (Needs) -> Int, _ actions: inout [WorkerAction]
  ) {
    while let ready = next.first ?? waiting.first ?? training.lazy.compactMap(\.follower).first,
      training.count < places(ready.limits.needs)
    {
      if !next.isEmpty {
        next.removeFirst()
      } else if !waiting.isEmpty {
        waiting.removeFirst()
      } else {
        giveUpFollowers(where: { $0 == ready.attempt }, &actions)
      }
      training.append(
        Training(attempt: ready.attempt, since: now, limit: ready.limits.time))
      actions.append(.train(ready.attempt, ready.assignment, limits: ready.limits))
    }
  }

  /// Has what is ready wait in the slots, one behind each training.
  mutating func prepareTrainings(_ actions: inout [WorkerAction]) {
    while let index = waiting.firstIndex(where: \.canBePrepared),
      let leader = training.indices.first(where: { training[$0].canLead })
    {
      let ready = waiting.remove(at: index)
      training[leader].follower = ready
      actions.append(
        .prepare(
          ready.attempt, ready.assignment, limits: ready.limits, behind: training[leader].attempt))
    }
  }

  /// Whether every slot has trials to go on with, until well after results that are told now are answered.
  var hasPlentyReady: Bool {
    let followers = training.count { $0.follower != nil }
    return waiting.count + next.count + followers >= 2 * training.count && !training.isEmpty
  }

  /// Whether results were told that are not acknowledged yet: what the answer brings to train, others told
  /// meanwhile would not bring sooner.
  var awaitsAnswer: Bool { ended.contains { $0.lastSent != nil } }

  /// Keeps the result of a training, which makes room in its slot.
  ///
  /// - Returns: how long it took; nil if there is no such training.
  mutating func end(
    _ attempt: Attempt, _ result: AttemptResult, at now: Duration
  ) -> Duration? {
    guard let index = trainingIndex(of: attempt) else { return nil }
    let former = training.remove(at: index)
    if let follower = former.follower { next.append(follower) }
    ended.append(Ended(attempt: attempt, result: result))
    return now - former.since
  }

  /// Forgets a training that has ended without a result: somebody else is to have it.
  mutating func handBack(_ attempt: Attempt) {
    guard let index = trainingIndex(of: attempt) else { return }
    if let follower = training.remove(at: index).follower { next.append(follower) }
  }

  /// Notes what a training has measured.
  mutating func note(_ measurement: Measurement, of attempt: Attempt) {
    guard let index = trainingIndex(of: attempt) else { return }
    training[index].unreported.append(measurement)
  }

  /// Takes the measurements of trainings since the last call, as many as a message of each may hold. A
  /// report of more metrics than one can hold is left out: the result tells of them.
  mutating func takeMeasurements() -> [(attempt: Attempt, measurements: [Measurement])] {
    var reports: [(Attempt, [Measurement])] = []
    for index in training.indices where !training[index].unreported.isEmpty {
      let measurements = Array(training[index].unreported.prefix(WireLimit.measurements))
      training[index].unreported.removeFirst(measurements.count)
      guard measurements.reduce(0, { $0 + $1.lengthAtMost }) < WireLimit.report else { continue }
      reports.append((training[index].attempt, measurements))
    }
    return reports
  }

  /// Trainings that take longer than they may.
  func overdue(at now: Duration) -> [(attempt: Attempt, limit: Duration)] {
    training.compactMap { training in
      guard let limit = training.limit, now - training.since > limit else { return nil }
      return (training.attempt, limit)
    }
  }

  private func trainingIndex(of attempt: Attempt) -> Int? {
    training.indices.first { training[$0].attempt == attempt }
  }

  // MARK: - Unwanted work

  /// Forgets the trials that are ready and unwanted.
  mutating func giveUpReady(
    where isUnwanted: (Attempt) -> Bool, _ actions: inout [WorkerAction]
  ) {
    giveUpFollowers(where: isUnwanted, &actions)
    for ready in next where isUnwanted(ready.attempt) { actions.append(.stop(ready.attempt)) }
    next.removeAll { isUnwanted($0.attempt) }
    waiting.removeAll { isUnwanted($0.attempt) }
  }

  /// Ends trainings that are unwanted; what was prepared behind them is to be trained elsewhere.
  mutating func giveUpTraining(
    where isUnwanted: (Attempt) -> Bool, _ actions: inout [WorkerAction]
  ) {
    let unwanted = training.filter { isUnwanted($0.attempt) }
    actions += unwanted.map { .stop($0.attempt) }
    waiting.insert(contentsOf: unwanted.compactMap(\.follower), at: 0)
    training.removeAll { isUnwanted($0.attempt) }
  }

  /// Ends all trainings, and forgets results too.
  mutating func giveUpAll(_ actions: inout [WorkerAction]) {
    giveUpReady(where: { _ in true }, &actions)
    giveUpTraining(where: { _ in true }, &actions)
    ended = []
  }

  private mutating func giveUpFollowers(
    where isUnwanted: (Attempt) -> Bool, _ actions: inout [WorkerAction]
  ) {
    for index in training.indices {
      guard let follower = training[index].follower?.attempt, isUnwanted(follower) else { continue }
      training[index].follower = nil
      training[index].isLast = true
      actions.append(.stop(follower))
    }
  }

  // MARK: - Results

  /// The results that the coordinator has not acknowledged in good time, which are said now.
  mutating func takeResults(
    at now: Duration, beat: Duration
  ) -> [(attempt: Attempt, result: AttemptResult)] {
    var results: [(Attempt, AttemptResult)] = []
    for index in ended.indices {
      if let lastSent = ended[index].lastSent,
        now - lastSent < beat * (2 + ended[index].result.beats)
      {
        continue
      }
      ended[index].lastSent = now
      results.append((ended[index].attempt, ended[index].result))
    }
    return results
  }

  /// The coordinator of a new conversation has heard of no result.
  mutating func sayResultsAnew() {
    for index in ended.indices { ended[index].lastSent = nil }
  }

  /// The coordinator has the result.
  mutating func settle(_ attempt: Attempt) {
    guard let index = ended.indices.first(where: { ended[$0].attempt == attempt }) else { return }
    ended.remove(at: index)
  }

  /// How much later than usual the coordinator's words may come, as they answer what is behind
  /// results with networks.
  var beatsUnderWay: Int {
    ended.reduce(0) { sum, ended in ended.lastSent == nil ? sum : sum + ended.result.beats }
  }
}

extension AttemptResult {
  /// How many beats the result may be under way because of a network in it: one for 256 KiB. Said
  /// again sooner, copies of it would queue up on a slow line, and beats and answers behind them.
  fileprivate var beats: Int {
    guard case .outcome(let outcome, _) = self else { return 0 }
    return outcome.bytes.count >> 18
  }
}

extension Measurement {
  /// Bytes that it takes in a message, at most.
  fileprivate var lengthAtMost: Int {
    metrics.keys.reduce(32) { $0 + $1.utf8.count + 16 }
  }
}
