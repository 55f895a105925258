package import Search
package import Sweeps
package import Trials

extension SearchDriver {
  /// The search of a sweep where its record stands: decisions are made again from what is known.
  ///
  /// - Parameters:
  ///   - plan: with the configurations of all decisions.
  ///   - settled: what trials came to, by their numbers.
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
    let replicates = plan.plan.sweep.search?.method.replicates ?? 1
    self.init(strategy, replicates: replicates, folds: plan.plan.splits.count)
    for trial in plan.plan.trials {
      guard let settlement = plan.number(of: trial.id).flatMap({ settled[$0] }) else { continue }
      settle(Slot(trial), as: settlement)
    }
  }
}

extension Slot {
  init(_ trial: Trial) {
    self.init(
      configuration: trial.configuration, replicate: trial.replicate, fold: trial.fold)
  }
}

extension Settlement {
  /// What an outcome tells a search.
  ///
  /// - Parameter metric: what the sweep is judged by.
  package init(_ decoded: DecodedOutcome, judgedBy metric: Metric) {
    let outcome = decoded.outcome
    let value = outcome.status == .completed ? metric.value(of: outcome.measurements) : nil
    self = .result(value, decoded.digest)
  }
}
