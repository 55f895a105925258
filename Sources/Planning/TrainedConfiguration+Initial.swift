package import Engine
import Processes
import Random
import Results
import Store
import Sweeps
import Training

extension TrainedConfiguration {
  /// The network of a trial as it was before its first step; the same streams draw the same weights.
  ///
  /// - Throws: `UserError` where layers began with the weights of another training.
  package func initialNetwork(of member: TrainedNetwork) throws -> Network {
    guard recipe.trainedParts.isEmpty else {
      throw UserError("'\(name)' began with networks of another sweep; look at those instead")
    }
    let evaluation = recorded.sweep.evaluation
    return try Network(
      member.description, for: .prediction, capacity: 1,
      initialisation: RandomStream(
        sweepSeed: evaluation.seed, replicate: member.trial.replicate, fold: member.trial.fold,
        name: .initialisation),
      dropout: RandomStream(seed: 0))
  }
}
