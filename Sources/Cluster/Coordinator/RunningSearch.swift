package import Search
import Sweeps
package import Trials

/// The search of a sweep that runs: told what trials come to, it says which more there are to be.
///
/// What it has asked for is on record before it is asked again, so there is never more under way than one
/// commit holds.
struct RunningSearch: Sendable {
  private var driver: SearchDriver
  /// Whether there is something that the driver has not been asked about yet.
  private var isDue = true
  /// Whether its time is over: then it asks for nothing more, and what it has asked for is trained.
  private(set) var isOutOfTime = false
  /// Decisions that are not on record yet.
  private var unrecorded = 0
  /// What trials came to, by their numbers.
  private var settled: [Int: Settlement] = [:]
  /// Further places of the search whose training a trial is, by its number.
  private var repeats: [Int: [Slot]] = [:]
  /// The kernels that all trials are trained with, once the first has been handed out: others come to
  /// other bits, and what is decided must not depend on who trained. Nil before that.
  private var kernel: String?
  /// Whether kernels tell nothing: programs bring numbers of their own.
  private let isOfProgram: Bool

  /// - Parameters:
  ///   - driver: as far as its decisions are on record.
  ///   - plan: with the configurations of these decisions.
  ///   - kernel: the kernels that trials were trained with; nil where none was.
  init(_ driver: SearchDriver, of plan: OpenPlan, kernel: String?) {
    self.driver = driver
    self.kernel = kernel
    isOfProgram = plan.plan.sweep.recipe.isOfProgram
    note(repeated: plan.repeated, in: plan)
  }

  /// Whether it goes on to ask for configurations.
  var goesOn: Bool { unrecorded > 0 || (driver.end == nil && !isOutOfTime) }

  mutating func endTime() { isOutOfTime = true }

  /// Goes on as the same search of more configurations.
  ///
  /// - Parameter plan: with the configurations of all decisions.
  /// - Precondition: whatever it has asked for is on record.
  mutating func extend(by more: SearchExtension, in plan: OpenPlan) {
    precondition(unrecorded == 0, "a search was extended before its decisions were recorded")
    settled.merge(more.settled) { mine, _ in mine }
    driver = SearchDriver(more.strategy, of: plan, settled: settled)
    for decision in more.decisions { driver.follow(decision) }
    repeats = [:]
    note(repeated: plan.repeated, in: plan)
    isDue = true
  }

  /// Decides as far as it can. What it asks for becomes trials once that is recorded.
  ///
  /// - Parameter idle: how many trainings there is room for, with none to be handed out.
  mutating func decide(idle: Int) -> [Decision] {
    guard isDue || driver.isFree, unrecorded == 0, !isOutOfTime else { return [] }
    isDue = false
    let decisions = driver.advance(idle: idle)
    unrecorded = decisions.count
    return decisions
  }

  /// Goes on with decisions, which are on record now.
  ///
  /// - Parameters:
  ///   - repeated: those of their trials that train what another one does already.
  ///   - plan: with all of their trials.
  ///   - kernel: the kernels that these were trained with, as for another form of the sweep.
  mutating func follow(
    _ decisions: [Decision], repeated: [Trial], in plan: OpenPlan, kernel: String?
  ) {
    self.kernel = self.kernel ?? kernel
    unrecorded -= decisions.count
    isDue = true
    note(repeated: repeated, in: plan)
  }

  /// Takes in what became of a trial.
  mutating func settle(_ trial: Int, as settlement: Settlement, in plan: OpenPlan) {
    settled[trial] = settlement
    driver.settle(Slot(plan.trials[trial]), as: settlement)
    for slot in repeats[trial] ?? [] { driver.settle(slot, as: settlement) }
    isDue = true
  }

  /// Configurations that come to the same training are both told what it comes to.
  private mutating func note(repeated: [Trial], in plan: OpenPlan) {
    for trial in repeated {
      guard let number = plan.number(of: trial.id) else { continue }
      repeats[number, default: []].append(Slot(trial))
      if let settlement = settled[number] { driver.settle(Slot(trial), as: settlement) }
    }
  }

  /// Whether what a worker comes to may be compared with what others came to, bit for bit.
  func mayBeTrained(by worker: WorkerFacts) -> Bool {
    isOfProgram || kernel == nil || worker.kernel == kernel
  }

  /// Notes who has been given a trial.
  mutating func handedOut(to worker: WorkerFacts) { kernel = kernel ?? worker.kernel }
}

/// A search that is to go on with more configurations.
package struct SearchExtension: Sendable {
  let strategy: any Strategy
  let decisions: [Decision]
  let settled: [Int: Settlement]

  /// - Parameters:
  ///   - decisions: that are on record of it, in their order.
  ///   - settled: what trials came to, by their numbers, as far as the record has it.
  package init(strategy: any Strategy, decisions: [Decision], settled: [Int: Settlement]) {
    self.strategy = strategy
    self.decisions = decisions
    self.settled = settled
  }
}
