import CBOR
package import Documents
package import Hashing
package import Trials

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
  /// The files that networks begin with, by their digests.
  private let weights: [Digest: [UInt8]]

  /// Works out a sweep over a data set.
  ///
  /// - Parameters:
  ///   - semantics: what the trainer promises about its numbers; another version is another result.
  ///   - configurations: the sweep's, with its trained parts worked out.
  ///   - weights: the files of those parts.
  package init(
    _ sweep: Sweep, data: DataFacts, semantics: String, configurations: [Configuration]? = nil,
    weights: [Digest: [UInt8]] = [:]
  ) throws(DocumentError) {
    self.sweep = sweep
    self.data = data
    self.weights = weights
    let configurations = configurations ?? sweep.configurations
    self.configurations = configurations
    splits = try sweep.evaluation.splits(of: data)
    splitDigests = splits.map(\.digest)
    let identities = TrialIdentities(
      semantics: semantics, data: data.digest, seed: sweep.evaluation.seed)
    let recipes = configurations.map { $0.recipe.item.encoded() }
    let encodedSplits = splitDigests.map { Item.bytes($0.bytes).encoded() }
    var trials: [Trial] = []
    trials.reserveCapacity(sweep.evaluation.replicates * splits.count * configurations.count)
    for replicate in 0..<sweep.evaluation.replicates {
      for (fold, split) in encodedSplits.enumerated() {
        for configuration in configurations {
          let recipe =
            weights.isEmpty && !configuration.recipe.differsByTrial
            ? recipes[configuration.index]
            : configuration.recipe.ofTrial(replicate * splits.count + fold).item.encoded()
          let id = identities.id(recipe: recipe, replicate: replicate, fold: fold, split: split)
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

extension Plan {
  /// How one of the trials is trained.
  package func recipe(of trial: Trial) -> Document {
    configurations[trial.configuration].recipe
      .ofTrial(trial.replicate * splitDigests.count + trial.fold)
  }

  /// The files that a trial's network begins with, none twice.
  func weights(of trial: Trial) -> [[UInt8]] {
    guard !weights.isEmpty else { return [] }
    let digests = Set(recipe(of: trial).trainedParts.flatMap(\.weights))
    return digests.sorted().compactMap { weights[$0] }
  }
}
