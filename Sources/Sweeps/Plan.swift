import CBOR
package import Documents
package import Hashing
package import Trials

/// A sweep worked out: its configurations, its splits and all its trials.
package struct Plan: Sendable {
  /// The sweep, with what the data decide about its evaluation worked out.
  package let sweep: Sweep
  /// The data set that the splits are of.
  package let data: DataFacts
  /// The configurations by their index; those that a search asks for later are appended.
  package private(set) var configurations: [Configuration]
  /// One a fold.
  package let splits: [Split]
  /// The digests of the splits, one a fold.
  package let splitDigests: [Digest]
  /// The trials in the order in which they are best run: every configuration once, then every one again.
  package private(set) var trials: PlannedTrials
  /// The trials of each configuration that end before its end, where it is compared at rungs: rung by rung.
  private var partials: [[Trial]] = []
  /// The files that networks begin with, by their digests.
  private let weights: [Digest: [UInt8]]
  private let identities: TrialIdentities
  private let encodedSplits: [[UInt8]]
  /// The part that the configurations of a search share.
  private let source: Configuration.Source

  /// Works out a sweep over a data set.
  ///
  /// - Parameters:
  ///   - semantics: the trainer's promise about its numbers; another version is another result.
  ///   - configurations: the sweep's, with its trained parts worked out.
  ///   - weights: the files of those parts.
  package init(
    _ sweep: Sweep, data: DataFacts, semantics: String, configurations: [Configuration]? = nil,
    weights: [Digest: [UInt8]] = [:]
  ) throws(DocumentError) {
    let sweep = try sweep.settled(for: data)
    self.sweep = sweep
    self.data = data
    self.weights = weights
    let configurations = configurations ?? sweep.configurations
    self.configurations = configurations
    splits = try sweep.evaluation.splits(of: data)
    splitDigests = splits.map(\.digest)
    identities = TrialIdentities(
      semantics: semantics, data: data.digest, seed: sweep.evaluation.seed)
    encodedSplits = splitDigests.map { Item.bytes($0.bytes).encoded() }
    source = Configuration.Source(of: sweep)
    trials = PlannedTrials(
      replicates: sweep.evaluation.replicates, folds: encodedSplits.count,
      configurations: configurations.count)
    for configuration in configurations { trials.append(identities(of: configuration)) }
    partials = partials(of: configurations)
  }

  /// The identities of a configuration's trials: replicate by replicate, fold by fold.
  private func identities(of configuration: Configuration) -> [TrialID] {
    let recipe = configuration.recipe
    let shared = weights.isEmpty && !recipe.differsByTrial ? recipe.item.encoded() : nil
    return (0..<blockCount).map { block in
      let (replicate, fold) = block.quotientAndRemainder(dividingBy: encodedSplits.count)
      return identities.id(
        recipe: shared ?? recipe.ofTrial(block).item.encoded(), replicate: replicate, fold: fold,
        split: encodedSplits[fold])
    }
  }

  /// The trials of configurations that end before their end: of each, rung by rung, those that are compared.
  private func partials(of configurations: [Configuration]) -> [[Trial]] {
    guard let halving = sweep.halving else { return [] }
    let blocks = comparedReplicates * encodedSplits.count
    return configurations.map { configuration in
      let recipes = (0..<blocks).map { configuration.recipe.ofTrial($0).item.encoded() }
      return untils(of: configuration, halving).flatMap { until in
        recipes.enumerated().map { block, recipe in
          let (replicate, fold) = block.quotientAndRemainder(dividingBy: encodedSplits.count)
          let id = identities.id(
            recipe: recipe, replicate: replicate, fold: fold, split: encodedSplits[fold],
            until: until)
          return Trial(
            id: id, configuration: configuration.index, replicate: replicate, fold: fold,
            until: until)
        }
      }
    }
  }

  /// The rungs of a configuration before its end, in epochs.
  private func untils(of configuration: Configuration, _ halving: HalvingMethod) -> [Int] {
    halving.rungs[halving.firstRung(of: configuration.index)...].compactMap {
      halving.until($0, of: configuration.recipe)
    }
  }

  /// All trials that may be asked for: the whole ones, and then those that end at rungs.
  package var allTrials: TrialList { TrialList(trials, partials.flatMap { $0 }) }

  /// The trials of one configuration that may be asked for: the whole ones, and then those that end at rungs.
  package func allTrials(of configuration: Int) -> [Trial] {
    trials.trials(of: configuration) + (partials.isEmpty ? [] : partials[configuration])
  }

  /// How many trials a configuration has.
  package var blockCount: Int { sweep.evaluation.replicates * encodedSplits.count }

  /// The trial of a configuration in a replicate and fold.
  ///
  /// - Parameter until: the rung at which it ends; nil for a whole one.
  package func trial(
    configuration: Int, replicate: Int, fold: Int, until: Int? = nil
  ) -> Trial {
    guard let until else {
      return trials[place(configuration: configuration, replicate: replicate, fold: fold)]
    }
    let trial = partials[configuration].first {
      $0.until == until && $0.replicate == replicate && $0.fold == fold
    }
    guard let trial else { preconditionFailure("no rung of the plan is at epoch \(until)") }
    return trial
  }

  /// The trial whose training a trial goes on with, at the rung before; nil where there is none.
  package func trial(before trial: Trial) -> Trial? {
    guard !partials.isEmpty else { return nil }
    return partials[trial.configuration].last {
      $0.replicate == trial.replicate && $0.fold == trial.fold
        && ($0.until ?? .max) < trial.until ?? .max
    }
  }

  /// The trial that goes on with a trial's training, at the next rung; nil of a whole one.
  package func trial(after trial: Trial) -> Trial? {
    guard let until = trial.until, !partials.isEmpty else { return nil }
    let next = partials[trial.configuration].first {
      $0.replicate == trial.replicate && $0.fold == trial.fold && ($0.until ?? .max) > until
    }
    return next
      ?? self.trial(
        configuration: trial.configuration, replicate: trial.replicate, fold: trial.fold)
  }

  /// Where the trial of a configuration in a replicate and fold stands in the plan.
  func place(configuration: Int, replicate: Int, fold: Int) -> Int {
    (replicate * encodedSplits.count + fold) * configurations.count + configuration
  }

  /// How many configurations there will be: of a search that learns, as many as it may ask for.
  package var expectedConfigurationCount: Int {
    guard let method = sweep.search?.method, method.learns else {
      return configurations.count
    }
    return max(configurations.count, method.configurations)
  }

  /// How many trials there will be.
  package var expectedTrialCount: Int {
    guard let halving = sweep.halving else { return expectedConfigurationCount * blockCount }
    var counts = halving.leastCounts(of: expectedConfigurationCount)
    let whole = (counts.popLast() ?? 0) * blockCount
    return counts.reduce(0, +) * comparedReplicates * encodedSplits.count + whole
  }

  /// Asks for the configurations of more decisions, too.
  ///
  /// - Returns: all their trials that may be asked for, those of one configuration after those of another.
  package mutating func follow(_ decisions: [Decision]) -> [Trial] {
    let before = configurations.count
    for decision in decisions {
      for (index, proposal) in zip(decision.configurations, decision.proposals) {
        precondition(index == configurations.count, "decisions are followed in their order")
        let configuration = Configuration(index: index, proposal, of: source)
        configurations.append(configuration)
        trials.append(identities(of: configuration))
      }
    }
    partials += partials(of: Array(configurations[before...]))
    return (before..<configurations.count).flatMap(allTrials(of:))
  }

  /// Drops the configurations from one on, which decisions have asked for.
  mutating func removeConfigurations(from first: Int) {
    configurations.removeLast(configurations.count - first)
    trials.removeConfigurations(from: first)
    if !partials.isEmpty { partials.removeLast(partials.count - first) }
  }

  /// The plan with the results of other trials in the place of its own.
  ///
  /// - Parameter others: the trial whose result stands for one of the plan's.
  package func taking(_ others: [TrialID: TrialID]) -> Plan {
    var plan = self
    plan.trials = trials.taking(others)
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
