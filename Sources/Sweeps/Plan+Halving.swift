package import Trials

extension Plan {
  /// The number of replicates of each configuration that are compared at rungs: those that a search learns
  /// from, or all of a list.
  package var comparedReplicates: Int {
    sweep.search?.method.replicates ?? sweep.evaluation.replicates
  }

  /// The trials that a decision asks for, where configurations are compared at rungs; in the order in which
  /// they are.
  ///
  /// A configuration that reaches the last rung is trained in all replicates, also those that nothing is decided from.
  package func asked(by decision: Decision) -> [Trial] {
    guard let halving = sweep.halving else { return [] }
    let rungs = halving.rungs
    let configurations = decision.configurations.sorted {
      halving.place(of: $0) < halving.place(of: $1)
    }
    return configurations.flatMap { configuration in
      trials(
        of: configuration,
        at: decision.until ?? rungs[halving.firstRung(of: configuration)])
    }
  }

  /// The trials of a configuration to its end, which halving asks for once it reaches the last rung; none where
  /// there is no halving.
  package func wholeTrials(of configuration: Int) -> [Trial] {
    sweep.halving.map { trials(of: configuration, at: $0.to) } ?? []
  }

  /// The trials of a configuration at a rung, in epochs.
  private func trials(of configuration: Int, at rung: Int) -> [Trial] {
    guard let halving = sweep.halving else { return [] }
    let until = halving.until(rung, of: configurations[configuration].recipe)
    let replicates = rung == halving.to ? sweep.evaluation.replicates : comparedReplicates
    return (0..<replicates).flatMap { replicate in
      splitDigests.indices.map { fold in
        trial(configuration: configuration, replicate: replicate, fold: fold, until: until)
      }
    }
  }
}
