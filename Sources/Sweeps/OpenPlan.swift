import Hashing
package import Trials

/// The trials of a sweep by their numbers, to which more may be appended while it runs.
///
/// Each training has one number, also where several configurations ask for it. A number never
/// changes its meaning.
package struct OpenPlan: Sendable {
  /// The plan with all trials that are asked for now.
  package private(set) var plan: Plan
  /// One a training, by its number.
  package private(set) var trials: TrialList
  private var index: TrialIndex
  /// Whether a trial's place in the plan is its number, as it is until trials are appended.
  private var isInOrder = true
  /// The shared parts of assignments by configuration, for those of which more trials are handed out later.
  private var shared: [Int: ConfigurationAssignment] = [:]

  /// Numbers a plan's trials from 0, the whole ones first and then those that end at rungs; a training that
  /// several configurations ask for is numbered once.
  package init(_ plan: Plan) {
    self.plan = plan
    let all = plan.allTrials
    index = TrialIndex(capacity: all.count)
    trials = all
    let numbered = trials.indices.allSatisfy { index.insert(all[$0].id, as: $0, all) }
    guard !numbered else { return }
    // Some ask for the same training.
    isInOrder = false
    index = TrialIndex(capacity: all.count)
    trials = TrialList()
    append(all)
  }

  private mutating func append(_ more: some Sequence<Trial>) {
    for trial in more {
      if let known = number(of: trial.id) {
        trials[known] = trial
      } else {
        trials.append(trial)
        _ = index.insert(trial.id, as: trials.count - 1, trials)
      }
    }
  }

  /// The number of a training; nil when it is none of the sweep's.
  package func number(of trial: TrialID) -> Int? { index.number(of: trial, trials) }

  /// The number of the training that stands at a place in the plan, from 0.
  package func number(at place: Int) -> Int {
    if isInOrder { return place }
    guard let number = number(of: plan.trials[place].id) else {
      preconditionFailure("a trial of the plan has no number")
    }
    return number
  }

  /// The number of the training of a configuration in a replicate and fold, to its end.
  package func number(configuration: Int, replicate: Int, fold: Int) -> Int {
    number(at: plan.place(configuration: configuration, replicate: replicate, fold: fold))
  }

  /// Puts the values of trials, in the order of the plan, by the numbers of their trainings; trials without
  /// a value are open.
  package func numbered(_ values: [TrialValue]) -> [TrialValue] {
    if isInOrder, values.count == trials.count { return values }
    var numbered = trials.map(TrialValue.init(open:))
    for value in values { if let number = number(of: value) { numbered[number] = value } }
    return numbered
  }

  /// The number of the training that a value is of; nil where the plan does not ask for it.
  package func number(of value: TrialValue) -> Int? {
    guard value.configuration < plan.configurations.count else { return nil }
    if let until = value.until {
      let trial = plan.trial(
        configuration: value.configuration, replicate: value.replicate, fold: value.fold,
        until: until)
      return number(of: trial.id)
    }
    let place = plan.place(
      configuration: value.configuration, replicate: value.replicate, fold: value.fold)
    return place < plan.trials.count ? number(at: place) : nil
  }

  /// Asks for another plan's trials from now on.
  ///
  /// - Returns: the numbers that are new.
  package mutating func extend(to plan: Plan) -> Range<Int> {
    let before = trials.count
    self.plan = plan
    shared = [:]
    isInOrder = false
    append(plan.allTrials)
    return before..<trials.count
  }

  /// Asks for the configurations of more decisions, too.
  ///
  /// - Returns: the numbers that are new, and the trials that train what another one does already.
  package mutating func follow(
    _ decisions: [Decision]
  ) -> (added: Range<Int>, repeated: [Trial]) {
    let before = trials.count
    var repeated: [Trial] = []
    // Nothing decided leaves the trials in the order of the plan.
    guard !decisions.isEmpty else { return (before..<before, repeated) }
    isInOrder = false
    for trial in plan.follow(decisions) {
      if number(of: trial.id) != nil {
        repeated.append(trial)
      } else {
        append([trial])
      }
    }
    return (before..<trials.count, repeated)
  }

  /// How far the plan has grown, to go back to.
  package struct Extent: Sendable {
    fileprivate let configurations: Int
    fileprivate let trials: Int
    fileprivate let isInOrder: Bool
  }

  /// How far the plan has grown.
  package var extent: Extent {
    Extent(
      configurations: plan.configurations.count, trials: trials.count, isInOrder: isInOrder)
  }

  /// Takes back the decisions that were followed since then, where they could not be recorded.
  package mutating func goBack(to extent: Extent) {
    plan.removeConfigurations(from: extent.configurations)
    trials.removeLast(trials.count - extent.trials)
    index = TrialIndex(capacity: trials.count)
    for number in trials.indices { _ = index.insert(trials[number].id, as: number, trials) }
    isInOrder = extent.isInOrder
    shared = [:]
  }

  /// The trials of the plan that train what another one does, whose number they share.
  package var repeated: [Trial] {
    let all = plan.allTrials
    guard trials.count < all.count else { return [] }
    return all.filter { trial in number(of: trial.id).map { trials[$0] } != trial }
  }

  /// Makes the assignment of a trial.
  ///
  /// - Parameters:
  ///   - keep: which weights the worker is to hand in.
  ///   - keepsRows: whether it is to hand in on which rows a network is right.
  package mutating func assignment(
    for number: Int, keeping keep: Keep?, keepsRows: Bool = false
  ) -> EncodedAssignment {
    let trial = trials[number]
    return EncodedAssignment(
      plan.assignment(
        for: trial, shared: sharedAssignment(of: trial.configuration), keeping: keep,
        keepsRows: keepsRows))
  }

  private mutating func sharedAssignment(of configuration: Int) -> ConfigurationAssignment {
    if let known = shared[configuration] { return known }
    let made = plan.sharedAssignment(of: configuration)
    // A search has its trials handed out configuration by configuration, and there may be ten thousand.
    if plan.blockCount == 1 || plan.sweep.search?.method.learns == true { shared = [:] }
    shared[configuration] = made
    return made
  }
}

/// Finds trials by their identities: a table of numbers, as identities lie in the plan already.
///
/// Open addressing with linear probing; an identity is a hash, so its first bytes say where to begin.
private struct TrialIndex {
  private var slots: [Int32]
  private var count = 0

  init(capacity: Int) {
    slots = Array(repeating: -1, count: TrialIndex.size(for: capacity))
  }

  /// A power of two, at most two thirds of it in use.
  private static func size(for capacity: Int) -> Int {
    var size = 16
    while size * 2 < capacity * 3 { size *= 2 }
    return size
  }

  func number(of trial: TrialID, _ trials: TrialList) -> Int? {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: trial.digest.prefix) & mask
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if trials[number].id == trial { return number }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// Notes a number; false where the trial has one already.
  mutating func insert(_ trial: TrialID, as number: Int, _ trials: TrialList) -> Bool {
    if (count + 1) * 3 > slots.count * 2 { grow(trials) }
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: trial.digest.prefix) & mask
    while slots[slot] >= 0 {
      if trials[Int(slots[slot])].id == trial { return false }
      slot = (slot + 1) & mask
    }
    slots[slot] = Int32(number)
    count += 1
    return true
  }

  private mutating func grow(_ trials: TrialList) {
    let numbers = slots.filter { $0 >= 0 }
    slots = Array(repeating: -1, count: slots.count * 2)
    count = 0
    for number in numbers { _ = insert(trials[Int(number)].id, as: Int(number), trials) }
  }
}
