import Documents
package import Engine
import Random
package import Store
import Sweeps
import Training

/// The network that one training has left.
package struct TrainedNetwork {
  /// The completed trial that left it.
  package let trial: TrialRecord
  /// The layers and the extents of the input, as the weights file names them.
  package let description: NetworkDescription
  /// The weights file.
  package let weights: [UInt8]
  /// With its weights. It gives probabilities where its last activation does.
  package let network: Network
  /// The names of the classes; nil where it learned no classes.
  package let classNames: [String]?

  init(
    _ trial: TrialRecord, _ description: NetworkDescription, weights: [UInt8], capacity: Int
  ) throws {
    (self.trial, self.description, self.weights) = (trial, description, weights)
    let unused = RandomStream(seed: 0)
    network = try Network(
      description, for: .prediction, capacity: capacity, initialisation: unused, dropout: unused)
    let metadata = try network.load(weights: weights)
    classNames = try metadata["classes"].flatMap { Document(json: $0) }?.texts("classes")
  }
}

extension TrainedNetwork {
  /// The network as it was before its first step, where all of it was drawn: the same streams draw the same
  /// weights.
  ///
  /// - Parameter seed: the sweep's.
  func initial(seed: UInt64) throws -> Network {
    return try Network(
      description, for: .prediction, capacity: 1,
      initialisation: RandomStream(
        sweepSeed: seed, replicate: trial.replicate, fold: trial.fold,
        name: .initialisation),
      dropout: RandomStream(seed: 0))
  }
}
