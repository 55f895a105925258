import Search
import Sweeps
import Trials

/// The trials of a sweep that runs: which are asked for, how each stands, and the search that asks for more.
///
/// Decisions go into the outbox that comes along, in the order in which they are to be on record.
struct RunningPlan: Sendable {
  /// How the trials stand, all together.
  enum Standing: Hashable, Sendable {
    /// Some have no result yet, or more are to come.
    case open
    /// Every trial has a result or has failed for good, and no more are to come.
    case complete
    /// More trials have failed for good than the spec allows, or the first of all for one cause.
    case halted
  }

  private var plan: OpenPlan
  private let policy: RunPolicy
  private var ledger: Ledger
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

  /// - Parameters:
  ///   - histories: what the record says of the plan's trials, by their numbers.
  ///   - driver: what decides which configurations there are, as far as it is on record.
  ///   - race: what decides which of them get a further block, as far as it is on record.
  ///   - kept: the configurations that somebody has brought back into halving.
  ///   - kernel: the kernels that trials of the search were trained with; nil where none was.
  init(
    _ plan: OpenPlan, _ histories: [TrialHistory], policy: RunPolicy = RunPolicy(),
    search driver: SearchDriver? = nil, race: Race? = nil, kept: Set<Int> = [],
    kernel: String? = nil, at now: Duration = .zero, into outbox: inout Outbox
  ) {
    precondition(histories.count == plan.trials.count, "a journal of another plan was replayed")
    self.plan = plan
    self.policy = policy
    isRace = race != nil
    asksInSteps = race != nil || driver != nil && plan.plan.sweep.halving != nil
    ledger = Ledger(histories, areAsked: !asksInSteps)
    search =
      driver == nil && race == nil
      ? nil : RunningSearch(driver, race: race, kept: kept, of: plan, kernel: kernel)
    searchEnd = policy.searchTime.map { now + $0 }
    ask(for: search?.decisions ?? [])
    askForKept(into: &outbox)
    // Time that is over before anything begins leaves nothing to be dealt.
    if policy.searchTime.map({ $0 <= .zero }) ?? false { search?.endTime() }
    judge(into: &outbox)
  }

  // MARK: - Names

  func number(of trial: TrialID) -> Int? { plan.number(of: trial) }

  /// The attempt with its trial's number; nil where the sweep has no such trial.
  func numbered(_ attempt: Attempt) -> NumberedAttempt? {
    plan.number(of: attempt.trial).map { NumberedAttempt(trial: $0, number: attempt.number) }
  }

  func named(_ attempt: NumberedAttempt) -> Attempt {
    Attempt(trial: plan.trials[attempt.trial].id, number: attempt.number)
  }

  func configuration(of trial: Int) -> Int { plan.trials[trial].configuration }

  /// The name of the metric that the sweep is judged by.
  var metric: String { plan.plan.sweep.metric.name }

  mutating func assignment(of trial: Int) -> EncodedAssignment {
    plan.assignment(for: trial, keeping: policy.keep, keepsRows: policy.keepsRows)
  }

  // MARK: - How they stand

  var finishedCount: Int { ledger.finishedCount }
  var failedCount: Int { ledger.failedCount }
  /// The number of trials that are asked for and may yet get a result.
  var openCount: Int { ledger.openCount }
  /// Waiting trials, or a few more.
  var waitingCount: Int { ledger.waitingCount }

  /// How many trials there will be, as far as that is known.
  var expectedCount: Int {
    if let most = search?.mostTrials(of: plan.plan) { return most }
    let count = asksInSteps ? ledger.askedCount : ledger.count
    return isSearching ? max(count, plan.plan.expectedTrialCount) : count
  }

  /// Whether anything decides on trials.
  var hasSearch: Bool { search != nil }

  /// Whether a search goes on to ask for configurations.
  var isSearching: Bool { search?.goesOn ?? false }

  /// How far the search is; nil where the plan lists all configurations.
  var searchProgress: SweepProgress.Search? { search?.progress }

  var standing: Standing {
    // No `||`, here and below: its right side would hold a copy of all of this, at every message.
    if failsAlike { return .halted }
    if exceedsFailures { return .halted }
    return isComplete ? .complete : .open
  }

  /// Whether every trial has a result or has failed for good, and no more are to come.
  var isComplete: Bool {
    guard ledger.openCount == 0 else { return false }
    return !isSearching
  }

  /// Whether so many trials were given up for one cause, and none has a result, that the next would do
  /// no better.
  var failsAlike: Bool {
    guard let limit = policy.alikeLimit, ledger.finishedCount == 0 else { return false }
    return givenUp.values.contains { $0 >= limit }
  }

  private var exceedsFailures: Bool {
    guard let limit = policy.failureLimit else { return false }
    return Double(ledger.failedCount) > limit * Double(expectedCount)
  }

  func state(of trial: Int) -> Ledger.State { ledger.state(of: trial) }

  /// Whether an attempt was ever handed out.
  func wasHandedOut(_ attempt: NumberedAttempt) -> Bool { ledger.wasHandedOut(attempt) }

  // MARK: - From hand to hand

  /// Whether what a worker comes to may be compared with what others came to.
  func mayBeTrained(by worker: WorkerFacts) -> Bool { search?.mayBeTrained(by: worker) != false }

  /// The kernels that trials are to be trained with; nil for any.
  var kernel: String? { search?.comparedKernel }

  /// Hands out the next waiting trial under a new attempt number.
  ///
  /// - Parameter isUnwanted: whether a trial should wait for somebody else; few should.
  mutating func lease(
    to session: Session, unless isUnwanted: (_ trial: Int) -> Bool = { _ in false }
  ) -> NumberedAttempt? {
    ledger.lease(to: session, unless: isUnwanted)
  }

  /// Whether trials were handed out for kernels that no result has been recorded of.
  var isKernelClaimed: Bool { search?.isKernelClaimed ?? false }

  /// Lets workers with any kernels have trials, where no result has been recorded.
  mutating func freeKernel() { search?.freeKernel() }

  /// Has all trials trained with the kernels that one has its result of.
  mutating func bindKernel(of worker: WorkerFacts) { search?.bindKernel(of: worker) }

  /// Notes who has been given a trial.
  mutating func handedOut(to worker: WorkerFacts) { search?.handedOut(to: worker) }

  /// Lets a worker go on with an attempt that it holds, if it is the trial's last and still open.
  mutating func adopt(_ attempt: NumberedAttempt, by session: Session) -> Bool {
    ledger.adopt(attempt, by: session)
  }

  /// Puts a leased trial back to wait, for a worker that may come back with it or for any.
  mutating func putBack(_ trial: Int, asLost: Bool) { ledger.putBack(trial, asLost: asLost) }

  /// Opens a trial that was given up, with all its chances; false for any other.
  mutating func reopen(_ trial: Int) -> Bool { ledger.reopen(trial) }

  /// Takes in the outcome of an attempt.
  mutating func finish(_ attempt: NumberedAttempt, _ outcome: DecodedOutcome) -> Verdict {
    let verdict = ledger.finish(attempt, Fingerprint(outcome.digest))
    guard verdict == .recorded, search != nil else { return verdict }
    let metric = plan.plan.sweep.metric.within(plan.trials[attempt.trial].until)
    search?.settle(attempt.trial, as: Settlement(outcome, judgedBy: metric), in: plan)
    return verdict
  }

  /// Whether a failure of an attempt would be its trial's last; nil when the attempt is over already.
  func isLastChance(_ attempt: NumberedAttempt, cause: Failure.Cause) -> Bool? {
    ledger.isLastChance(attempt, cause: cause, retries: policy.retries)
  }

  /// Counts a failure against its trial, once an attempt, and says whether that was its last chance; nil when
  /// the attempt is over already.
  ///
  /// - Parameters:
  ///   - cause: nil where its worker died.
  ///   - isSpared: whether the trial goes on after its last chance, with all its chances.
  mutating func fail(
    _ attempt: NumberedAttempt, cause: Failure.Cause?, isSpared: Bool = false
  ) -> Bool? {
    let isFinal = ledger.fail(
      attempt, cause: cause ?? .crashed, retries: policy.retries, isSpared: isSpared)
    guard isFinal == true else { return isFinal }
    if let cause, cause.tellsOfMistake { givenUp[cause, default: 0] += 1 }
    search?.settle(attempt.trial, as: .failed, in: plan)
    return true
  }

  // MARK: - What is asked for

  /// Has the search decide as far as it can.
  ///
  /// - Parameter places: how many trainings all workers can do at a time.
  mutating func decide(places: Int, at now: Duration, into outbox: inout Outbox) {
    if let searchEnd, now >= searchEnd { search?.endTime() }
    let decisions = search?.decide(idle: max(0, places - ledger.openCount)) ?? []
    if !decisions.isEmpty { outbox.record(decisions) }
    judge(into: &outbox)
  }

  /// Asks for another plan's trials from now on: those that were asked for before stay, more may come.
  ///
  /// - Parameters:
  ///   - longer: with the configurations of all decisions.
  ///   - histories: what the record says of the trials that are new, in their order.
  ///   - more: what goes on to decide; nil where the plan lists all configurations.
  mutating func extend(
    to longer: Plan, _ histories: [TrialHistory], search more: SearchExtension?,
    into outbox: inout Outbox
  ) {
    let added = plan.extend(to: longer)
    precondition(
      added.count == histories.count, "a record of other trials than the plan's new ones")
    ledger.append(histories, areAsked: !asksInSteps)
    if let more { search?.extend(by: more, in: plan) }
    guard asksInSteps else { return }
    // A race or halving decides from the beginning again, from all that is known, and so asks anew.
    ledger.withdraw()
    ask(for: search?.decisions ?? [])
    askForKept(into: &outbox)
  }

  /// Goes on with decisions, which are on record now.
  ///
  /// - Parameters:
  ///   - histories: what the record says of their trials, in the order of their numbers.
  ///   - settled: what those of them came to that have ended already.
  ///   - kept: those of their configurations that were brought back in a shorter form of the sweep.
  ///   - kernel: the kernels that these were trained with, as for another form of the sweep.
  mutating func follow(
    _ decisions: [Decision], _ histories: [TrialHistory], settled: [Int: Settlement],
    kept: [Kept], kernel: String?, into outbox: inout Outbox
  ) {
    let (added, repeated) = plan.follow(decisions)
    precondition(added.count == histories.count, "a record of other trials than were decided")
    ledger.append(histories, areAsked: !asksInSteps)
    ask(for: decisions)
    search?.follow(decisions, repeated: repeated, kept: kept, in: plan, kernel: kernel)
    askForKept(into: &outbox)
    for (trial, settlement) in settled { search?.settle(trial, as: settlement, in: plan) }
  }

  /// Brings configurations back into a race or halving, for good.
  mutating func keep(_ configurations: [Int], into outbox: inout Outbox) {
    // Only where configurations leave there is something to bring them back into.
    guard asksInSteps else { return }
    let known = configurations.filter(plan.plan.configurations.indices.contains)
    for configuration in search?.keep(known) ?? [] {
      outbox.record(.kept(configuration: configuration))
    }
    askForKept(into: &outbox)
  }

  /// Asks for the trials of decisions that are on record, where configurations are compared at rungs: those of
  /// the highest rung are trained first.
  private mutating func ask(for decisions: [Decision]) {
    guard let halving = plan.plan.sweep.halving else { return }
    for decision in decisions {
      let level = decision.until.flatMap(halving.rungs.firstIndex) ?? 0
      for trial in plan.plan.asked(by: decision) { ask(for: trial, level: level) }
    }
  }

  /// Asks for the whole trainings of those that somebody has brought back into halving; nobody else goes on or
  /// stays for it.
  private mutating func askForKept(into outbox: inout Outbox) {
    guard let halving = plan.plan.sweep.halving,
      let kept = search?.takeUnasked(ofFirst: plan.plan.configurations.count)
    else { return }
    for trial in kept.flatMap(plan.plan.wholeTrials) {
      let deal = Deal(
        replicate: trial.replicate, fold: trial.fold, configurations: [trial.configuration])
      outbox.record(.dealt(deal))
      ask(for: trial, level: halving.rungs.count - 1)
    }
  }

  /// Has the race decide as far as it can, and asks for what follows from that.
  private mutating func judge(into outbox: inout Outbox) {
    guard isRace, let (verdicts, dealt) = search?.judge(in: plan) else { return }
    for verdict in verdicts { outbox.record(.judged(verdict)) }
    for deal in Deal.all(of: dealt) { outbox.record(.dealt(deal)) }
    for slot in dealt {
      ask(
        for: plan.plan.trial(
          configuration: slot.configuration, replicate: slot.replicate, fold: slot.fold))
    }
  }

  private mutating func ask(for trial: Trial, level: Int = 0) {
    if let number = plan.number(of: trial.id) { ledger.ask(for: number, level: level) }
  }

  // MARK: - Checkpoints

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
  func trial(beforeTrialAt number: Int) -> TrialID? {
    plan.plan.trial(before: plan.trials[number])?.id
  }
}
