package import Search
import Sweeps
package import Trials

/// The part of a coordinator that decides on the trials of a sweep that runs: a search, which says which
/// configurations there are to be, a race, which says which of them get a further block, or both.
///
/// Told what trials come to, it says which trials to train. The trials that a search has asked for are on
/// record before it is asked again, so there is never more under way than one commit holds; decisions of a
/// race are recorded in the same commit as the leases that follow from them, before these.
struct RunningSearch: Sendable {
  private var driver: SearchDriver?
  private var race: Race?
  /// The configurations that somebody has brought back into halving: they are trained to their end.
  private var kept: Set<Int>
  /// The configurations of `kept` whose trials are not asked for yet.
  private var unasked: Set<Int>
  /// Whether there is something that the driver has not been asked about yet.
  private var isDue = true
  /// Whether its time is over: then it asks for nothing more, and what it has asked for is trained.
  private(set) var isOutOfTime = false
  /// Decisions that are not on record yet.
  private var unrecorded = 0
  /// The settlements of trials, by their numbers.
  private var settled: [Int: Settlement] = [:]
  /// Further places of the sweep whose training a trial is, by its number.
  private var repeats: [Int: [TrialIndex]] = [:]
  /// The kernels that all trials are trained with, once the first has its result: others come to other bits,
  /// and what is decided must not depend on who trained. Nil before that.
  private var kernel: String?
  /// The kernels of the workers that trials were handed to, while no trial has its result and some are in
  /// training.
  private var claimedKernel: String?
  /// Whether kernels tell nothing: programs bring numbers of their own.
  private let recipeKind: RecipeKind

  /// - Parameters:
  ///   - driver: as far as its decisions are on record; nil where the plan lists all configurations.
  ///   - race: as far as its verdicts are on record; nil where all configurations train all blocks.
  ///   - kept: the configurations that somebody has brought back into halving.
  ///   - plan: with the configurations of these decisions.
  ///   - kernel: the kernels that trials were trained with; nil where none was.
  init(
    _ driver: SearchDriver?, race: Race? = nil, kept: Set<Int> = [], of plan: OpenPlan,
    kernel: String?
  ) {
    self.driver = driver
    self.race = race
    self.kept = kept
    unasked = kept
    self.kernel = kernel
    recipeKind = plan.plan.sweep.recipe.recipeKind
    // A race that has decided something knows all that there is to race.
    isOutOfTime = race?.verdicts.isEmpty == false
    note(repeated: plan.repeated, in: plan)
  }

  /// The decisions of the search that are on record.
  var decisions: [Decision] { driver.map { $0.decisions.dropLast(unrecorded) } ?? [] }

  /// How far the search is; nil where the plan lists all configurations.
  var progress: SweepProgress.Search? {
    driver.map {
      SweepProgress.Search(
        awaited: $0.isFree || $0.end != nil ? nil : $0.needs.count,
        hasReachedTarget: $0.end == .reached)
    }
  }

  /// Whether it goes on to ask for trials.
  var goesOn: Bool { isSearching || race.map { !$0.isOver } ?? false }

  private var isSearching: Bool {
    guard let driver else { return false }
    return unrecorded > 0 || (driver.end == nil && !isOutOfTime)
  }

  /// How many trials there will be at most, where a race says so; nil without one.
  func mostTrials(of plan: Plan) -> Int? {
    guard let race else { return nil }
    return isSearching ? plan.expectedTrialCount : race.expectedTrials.upperBound
  }

  /// Ends a search, or where there is none the dealing of a race.
  mutating func endTime() {
    isOutOfTime = true
    if driver == nil { race?.endDealing() }
  }

  /// Goes on as the same search of more configurations, or of more replicates, and as the race or the halving
  /// of these: what they decide is decided from all that is known.
  ///
  /// - Parameter plan: with the configurations of all decisions.
  /// - Precondition: all that it has asked for is on record.
  mutating func extend(by more: SearchExtension, in plan: OpenPlan) {
    precondition(unrecorded == 0, "a search was extended before its decisions were recorded")
    settled.merge(more.settled) { mine, _ in mine }
    if let strategy = more.strategy {
      var driver = SearchDriver(strategy, of: plan, settled: settled)
      for decision in more.decisions { driver.follow(decision) }
      self.driver = driver
    }
    if race != nil {
      // Verdicts on record stand; as a verdict is made from what is known, none would be another.
      race =
        Race.resumed(plan, settled: settled, verdicts: more.verdicts, kept: more.kept)?.race
      isOutOfTime = !more.verdicts.isEmpty
    } else {
      kept = Set(more.kept.map(\.configuration))
      unasked = kept
    }
    repeats = [:]
    note(repeated: plan.repeated, in: plan)
    isDue = true
  }

  /// Decides as far as it can. Its requests become trials once they are recorded.
  ///
  /// - Parameter idle: how many trainings there is room for, with none to be handed out.
  mutating func decide(idle: Int) -> [Decision] {
    guard isDue || driver?.isFree ?? false, unrecorded == 0, !isOutOfTime else { return [] }
    let decisions = driver?.advance(idle: idle) ?? []
    unrecorded = decisions.count
    isDue = false
    return decisions
  }

  /// Makes the verdicts of a race that can be made.
  ///
  /// - Returns: the new verdicts, to be recorded first, and the trials that are asked for from now on.
  mutating func judge(in plan: OpenPlan) -> (verdicts: [RaceVerdict], dealt: [TrialIndex]) {
    guard race != nil else { return ([], []) }
    let isLast = !isSearching
    race?.enter(plan.plan.configurations.count, isLast: isLast)
    let verdicts = race?.advance() ?? []
    return (verdicts, race?.takeDealt() ?? [])
  }

  /// Keeps configurations in the race for good, or has halving train them to their end.
  ///
  /// - Returns: the configurations that were not kept before.
  mutating func keep(_ configurations: [Int]) -> [Int] {
    guard var race else {
      let new = configurations.filter { kept.insert($0).inserted }
      unasked.formUnion(new)
      return new
    }
    let new = configurations.filter { race.keep($0) }
    self.race = race
    return new
  }

  /// Takes those of the first so many configurations that were brought back into halving, and whose trials are
  /// not asked for yet.
  mutating func takeUnasked(ofFirst count: Int) -> [Int] {
    guard !unasked.isEmpty else { return [] }
    let taken = unasked.filter { $0 < count }
    unasked.subtract(taken)
    return taken.sorted()
  }

  /// Goes on with decisions, which are on record now.
  ///
  /// - Parameters:
  ///   - repeated: the trials of the decisions that train what another one does already.
  ///   - kept: the configurations of theirs that were brought back in a shorter form of the sweep.
  ///   - plan: with all of their trials.
  ///   - kernel: the kernels that these were trained with, as for another form of the sweep.
  mutating func follow(
    _ decisions: [Decision], repeated: [Trial], kept more: [Kept] = [], in plan: OpenPlan,
    kernel: String?
  ) {
    self.kernel = self.kernel ?? kernel
    if race == nil {
      unasked.formUnion(more.map(\.configuration).filter { kept.insert($0).inserted })
    }
    unrecorded -= decisions.count
    isDue = true
    race?.enter(plan.plan.configurations.count, isLast: false)
    race?.bringBack(more)
    note(repeated: repeated, in: plan)
  }

  /// Takes in what became of a trial.
  mutating func settle(_ trial: Int, as settlement: Settlement, in plan: OpenPlan) {
    settled[trial] = settlement
    tell(TrialIndex(plan.trials[trial]), settlement)
    for repeated in repeats[trial] ?? [] { tell(repeated, settlement) }
    isDue = true
  }

  /// Gives the score of a trial in this life, to be minimised: infinite where it diverged or was given up;
  /// nil while it is open.
  func score(of trial: Int, _ goal: Metric.Goal) -> Double? {
    switch settled[trial] {
    case nil: return nil
    case .result(let value?, _) where value.isFinite: return goal == .maximize ? -value : value
    case .result, .failed: return .infinity
    }
  }

  private mutating func tell(_ trial: TrialIndex, _ settlement: Settlement) {
    driver?.settle(trial, as: settlement)
    race?.settle(trial, as: settlement)
  }

  /// Configurations that come to the same training are both told what it comes to.
  private mutating func note(repeated: [Trial], in plan: OpenPlan) {
    for trial in repeated {
      guard let number = plan.number(of: trial.id) else { continue }
      repeats[number, default: []].append(TrialIndex(trial))
      if let settlement = settled[number] { tell(TrialIndex(trial), settlement) }
    }
  }

  /// Whether what a worker comes to may be compared with what others came to, bit for bit.
  func mayBeTrained(by worker: WorkerFacts) -> Bool {
    comparedKernel == nil || worker.kernel == comparedKernel
  }

  /// The kernels that trials are to be trained with; nil for any.
  var comparedKernel: String? { recipeKind == .program ? nil : kernel ?? claimedKernel }

  /// Whether trials were handed out for kernels that no result has been recorded of.
  var isKernelClaimed: Bool { kernel == nil && claimedKernel != nil }

  /// None of the trials that were handed out is in training any more.
  mutating func freeKernel() { claimedKernel = nil }

  /// A trial has its result of a worker.
  mutating func bindKernel(of worker: WorkerFacts) { kernel = kernel ?? worker.kernel }

  /// Notes who has been given a trial.
  mutating func handedOut(to worker: WorkerFacts) {
    claimedKernel = claimedKernel ?? worker.kernel
  }
}

/// A search, a race or halving that is to go on with more configurations or more replicates.
package struct SearchExtension: Sendable {
  /// The strategy that decides which configurations there are; nil where the plan lists them all.
  let strategy: (any Strategy)?
  let decisions: [Decision]
  let verdicts: [RaceVerdict]
  let kept: [Kept]
  let settled: [Int: Settlement]

  /// - Parameters:
  ///   - decisions: that are on record of it, in their order.
  ///   - verdicts: of a race that are on record of it, in their order.
  ///   - kept: the configurations that somebody has brought back.
  ///   - settled: the settlements of trials, by their numbers, as far as the record has them.
  package init(
    strategy: (any Strategy)?, decisions: [Decision] = [], verdicts: [RaceVerdict] = [],
    kept: [Kept] = [], settled: [Int: Settlement]
  ) {
    self.strategy = strategy
    self.decisions = decisions
    self.verdicts = verdicts
    self.kept = kept
    self.settled = settled
  }
}
