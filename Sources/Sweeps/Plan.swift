package import Hashing

/// A sweep worked out: its configurations, its splits and all its trials.
package struct Plan: Sendable {
  package let sweep: Sweep
  package let data: DataFacts
  package let configurations: [Configuration]
  /// One a fold.
  package let splits: [Split]
  package let splitDigests: [Digest]
  /// In the order in which they are best run: every configuration once, then every one again.
  package private(set) var trials: [Trial]

  /// Works out a sweep over a data set.
  ///
  /// - Parameter semantics: what the trainer promises about its numbers; another version is
  ///   another result.
  package init(_ sweep: Sweep, data: DataFacts, semantics: String) throws(DocumentError) {
    self.sweep = sweep
    self.data = data
    configurations = sweep.configurations
    splits = try sweep.evaluation.splits(of: data)
    splitDigests = splits.map(\.digest)
    let recipes = configurations.map { $0.recipe.item }
    var trials: [Trial] = []
    for replicate in 0..<sweep.evaluation.replicates {
      for (fold, split) in splitDigests.enumerated() {
        for configuration in configurations {
          let id = TrialID(
            semantics: semantics, data: data.digest, recipe: recipes[configuration.index],
            seed: sweep.evaluation.seed, replicate: replicate, fold: fold, split: split)
          trials.append(
            Trial(
              id: id, configuration: configuration.index, replicate: replicate, fold: fold))
        }
      }
    }
    self.trials = trials
  }

  /// The plan with the results of other trials in the place of its own.
  ///
  /// - Parameter others: the trial whose result stands for one of the plan's.
  package func taking(_ others: [TrialID: TrialID]) -> Plan {
    var plan = self
    plan.trials = trials.map { trial in
      Trial(
        id: others[trial.id] ?? trial.id, configuration: trial.configuration,
        replicate: trial.replicate, fold: trial.fold)
    }
    return plan
  }
}
