package import Search
package import Sweeps
package import Trials

extension SearchDriver {
  /// The search of a sweep where its record stands: decisions are made again from what is known.
  ///
  /// - Parameters:
  ///   - plan: with the configurations of all decisions.
  ///   - settled: the settlements of trials, by their numbers.
  ///   - decisions: that are on record, in their order; they stand.
  /// - Returns: also the numbers of the decisions that would be others today, as where a trial that was
  ///   given up has a result now.
  package static func resumed(
    _ strategy: any Strategy, of plan: OpenPlan, settled: [Int: Settlement], decisions: [Decision]
  ) -> (search: SearchDriver, others: [Int]) {
    var search = SearchDriver(strategy, of: plan, settled: settled)
    var others: [Int] = []
    for decision in decisions where !search.replay(decision) { others.append(decision.number) }
    return (search, others)
  }

  /// A search that has decided nothing yet, and knows what trials came to.
  init(_ strategy: any Strategy, of plan: OpenPlan, settled: [Int: Settlement]) {
    self.init(
      strategy, replicates: plan.plan.comparedReplicates, folds: plan.plan.splits.count)
    for trial in plan.plan.allTrials {
      guard let settlement = plan.number(of: trial.id).flatMap({ settled[$0] }) else { continue }
      settle(TrialIndex(trial), as: settlement)
    }
  }
}

extension Race {
  /// The race of a sweep where its record stands: verdicts are made again from what is known.
  ///
  /// - Parameters:
  ///   - plan: with the configurations of all decisions.
  ///   - settled: the settlements of trials, by their numbers, also of those that the race has not asked for.
  ///   - verdicts: that are on record, in their order; they stand.
  ///   - kept: the configurations that somebody brought back.
  /// - Returns: nil where the sweep is no race; also the blocks after which verdicts would be others today.
  package static func resumed(
    _ plan: OpenPlan, settled: [Int: Settlement], verdicts: [RaceVerdict], kept: [Kept]
  ) -> (race: Race, others: [Int])? {
    let sweep = plan.plan.sweep
    guard let method = sweep.race else { return nil }
    let common = plan.plan.blocksOfSearch
    var race = Race(
      method, blocks: sweep.evaluation.raceBlocks, commonBlocks: common,
      isMaximised: sweep.metric.goal == .maximize, testToTrain: plan.plan.raceOverlap)
    race.enter(plan.plan.configurations.count, isLast: common == 0 || !verdicts.isEmpty)
    for trial in plan.plan.trials {
      guard let settlement = plan.number(of: trial.id).flatMap({ settled[$0] }) else { continue }
      race.settle(TrialIndex(trial), as: settlement)
    }
    race.bringBack(kept)
    let others = verdicts.filter { !race.replay($0) }.map(\.block)
    return (race, others)
  }
}

extension Deal {
  /// Trials by their blocks, in the order in which they come.
  static func all(of trials: [TrialIndex]) -> [Deal] {
    var deals: [Deal] = []
    for trial in trials {
      if let last = deals.last, last.replicate == trial.replicate, last.fold == trial.fold {
        deals[deals.count - 1].add(trial.configuration)
      } else {
        deals.append(
          Deal(
            replicate: trial.replicate, fold: trial.fold, configurations: [trial.configuration]))
      }
    }
    return deals
  }
}

extension TrialIndex {
  init(_ trial: Trial) {
    self.init(
      configuration: trial.configuration, replicate: trial.replicate, fold: trial.fold,
      until: trial.until)
  }
}

extension Settlement {
  /// Creates the settlement that an outcome tells a search.
  ///
  /// - Parameter metric: the metric that the sweep is judged by, within a trial's epochs.
  package init(_ decoded: DecodedOutcome, judgedBy metric: Metric) {
    let outcome = decoded.outcome
    let value = outcome.status == .completed ? metric.value(of: outcome.measurements) : nil
    self = .result(value, decoded.digest)
  }
}
