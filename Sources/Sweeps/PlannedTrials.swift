package import Trials

/// The trials of a plan in the order in which they are best run: every configuration once, then every one again.
///
/// Their identities lie configuration by configuration, so that a search of ten thousand appends to them.
package struct PlannedTrials: RandomAccessCollection, Hashable, Sendable {
  private var ids: [TrialID] = []
  private var configurationCount = 0
  private let replicates: Int
  private let folds: Int

  /// No trials yet, with room for those of some configurations.
  init(replicates: Int, folds: Int, configurations: Int) {
    self.replicates = replicates
    self.folds = folds
    ids.reserveCapacity(configurations * replicates * folds)
  }

  /// The place of the first trial.
  package var startIndex: Int { 0 }
  /// The number of trials.
  package var endIndex: Int { ids.count }

  /// The trial at a place in the order.
  package subscript(place: Int) -> Trial {
    let (block, configuration) = place.quotientAndRemainder(dividingBy: configurationCount)
    return trial(of: configuration, block: block)
  }

  /// The trials of one configuration in their order.
  func trials(of configuration: Int) -> [Trial] {
    (0..<replicates * folds).map { trial(of: configuration, block: $0) }
  }

  private func trial(of configuration: Int, block: Int) -> Trial {
    Trial(
      id: ids[configuration * replicates * folds + block], configuration: configuration,
      replicate: block / folds, fold: block % folds)
  }

  /// Takes in the trials of the next configuration: replicate by replicate, fold by fold.
  mutating func append(_ more: [TrialID]) {
    precondition(more.count == replicates * folds, "a configuration has trials of its own number")
    ids += more
    configurationCount += 1
  }

  /// Drops the trials of the configurations from one on.
  mutating func removeConfigurations(from first: Int) {
    ids.removeLast((configurationCount - first) * replicates * folds)
    configurationCount = first
  }

  /// The same places with other trials for some.
  func taking(_ others: [TrialID: TrialID]) -> PlannedTrials {
    var trials = self
    trials.ids = ids.map { others[$0] ?? $0 }
    return trials
  }
}

/// Trials one after the other: those of a plan in their order, and then any.
///
/// A plan may have a million, whose identities it holds: they are held nowhere else.
package struct TrialList: RandomAccessCollection, Sendable {
  private var planned: PlannedTrials?
  private var others: [Trial]

  init(_ planned: PlannedTrials? = nil, _ others: [Trial] = []) {
    self.planned = planned
    self.others = others
  }

  /// The place of the first trial.
  package var startIndex: Int { 0 }
  /// The number of trials.
  package var endIndex: Int { plannedCount + others.count }
  private var plannedCount: Int { planned?.count ?? 0 }

  /// The trial at a place.
  package internal(set) subscript(place: Int) -> Trial {
    get {
      if let planned, place < planned.count { return planned[place] }
      return others[place - plannedCount]
    }
    set {
      guard self[place] != newValue else { return }
      if place < plannedCount {
        others = Array(self)
        planned = nil
      }
      others[place - plannedCount] = newValue
    }
  }

  mutating func append(_ trial: Trial) { others.append(trial) }

  /// Drops the last trials, which are not the plan's own.
  mutating func removeLast(_ count: Int) { others.removeLast(count) }
}
