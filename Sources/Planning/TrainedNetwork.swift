import Documents
package import Engine
import Processes
import Random
import Results
package import Store
import Sweeps
import Training

/// The network that one training has left.
package struct TrainedNetwork {
  package let trial: TrialRecord
  package let description: NetworkDescription
  /// The weights file.
  package let weights: [UInt8]
  /// With its weights. It gives probabilities where its last activation does.
  package let network: Network
  /// What the classes are called; nil where it learned no classes.
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
