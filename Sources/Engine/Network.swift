import Kernels
package import Random

/// A network with its weights, laid out in memory for batches up to a size.
///
/// Not Sendable: one thread trains it.
package final class Network {
  /// The description that the layers were made from.
  package let description: NetworkDescription
  /// The most samples that a pass can take.
  package let capacity: Int

  let parameters = Parameters()
  let input: ActivationBuffer
  let output: ActivationBuffer
  /// Where each described layer puts its values; of a network for inspection alone they are still
  /// there after a pass.
  let outputs: [ActivationBuffer]
  /// The last layer's softmax or sigmoid, if it is left to the loss or to the caller that inspects
  /// the network.
  let head: Activation
  let purpose: NetworkPurpose
  private let stages: [Stage]
  private let layers: [any Layer]
  private let memory = Memory()
  let noise: NoiseSource

  /// - Parameters:
  ///   - winogradLayers: the places of the convolutions by Winograd's algorithm, where there are tiles for them.
  ///   - precision: the numbers that are multiplied in dense layers and convolutions.
  ///   - initialisation: draws the weights.
  ///   - dropout: draws which numbers are dropped.
  /// - Throws: `DescriptionError` for layers that do not fit each other or the loss.
  package init(
    _ description: NetworkDescription, for purpose: NetworkPurpose, capacity: Int,
    winogradLayers: Set<Int> = [], precision: Precision = .float32,
    initialisation: RandomStream, dropout: RandomStream
  ) throws(DescriptionError) {
    (self.description, self.purpose, self.capacity) = (description, purpose, capacity)
    var dropout = dropout
    noise = NoiseSource(WideStream(from: &dropout))
    var builder = Builder(
      description, purpose: purpose, winogradLayers: winogradLayers, precision: precision,
      head: try purpose.head(of: description),
      parameters: parameters, noise: noise, capacity: capacity, memory: memory)
    try builder.build()
    layers = builder.layers
    stages = Stage.split(layers)
    (input, output, head) = (builder.input, builder.output, builder.head)
    outputs = builder.outputs
    Stage.allocate(
      stages, ends: [input, output], for: purpose, capacity: capacity, in: memory)
    parameters.allocate(hasGradients: purpose.isTraining, in: memory)
    var initialisation = initialisation
    parameters.initialize(from: &initialisation)
  }

  /// A network with weights from a file, to predict with or to look into.
  ///
  /// - Parameter weights: the bytes of a safetensors file; see `load`.
  /// - Throws: `DescriptionError`, or `WeightsError` for weights of another network.
  package convenience init(
    _ description: NetworkDescription, for purpose: NetworkPurpose, capacity: Int, weights: [UInt8]
  ) throws {
    let stream = RandomStream(seed: 0)
    try self.init(
      description, for: purpose, capacity: capacity, initialisation: stream, dropout: stream)
    try load(weights: weights)
  }

  /// Where a batch is not zero, of a network whose first layer can do with that alone.
  var sparseInput: SparseInput? { (layers.first as? DenseLayer)?.sparseInput }

  /// How many numbers the layers hold.
  package var parameterCount: Int { parameters.count }

  /// Computes the output for the samples that lie in the input.
  func forward(_ count: Int, training: Bool) {
    for stage in stages {
      stage.forEachRange(of: count) { samples in
        for layer in stage.layers { layer.forward(samples, training: training) }
      }
    }
  }

  /// Computes gradients from the output's deltas.
  ///
  /// - Parameter optimizerStep: given if layers that can are to take their steps by themselves.
  func backward(_ count: Int, taking optimizerStep: OptimizerStep?) {
    for stage in stages.reversed() {
      stage.forEachRange(of: count) { samples in
        for layer in stage.layers.reversed() { layer.backward(samples, taking: optimizerStep) }
      }
    }
  }

  /// Computes the input's deltas from the output's, and no gradient of a weight.
  func propagate(_ count: Int) {
    for stage in stages.reversed() {
      stage.forEachRange(of: count) { samples in
        for layer in stage.layers.reversed() { layer.propagate(samples) }
      }
    }
  }

  /// Parameters that `backward` moves by itself when given an optimizer step.
  var descendingParameters: Set<Int> { Set(layers.flatMap(\.descends)) }
}

extension NetworkPurpose {
  /// The activation that is left away at the network's end.
  fileprivate func head(of network: NetworkDescription) throws(DescriptionError) -> Activation {
    switch self {
    case .training(let loss): return try loss.head(of: network)
    case .prediction: return .linear
    case .inspection:
      // Slopes of the sums are wanted as well, and a saturated softmax has none.
      guard let last = network.layers.last?.activation, last == .softmax || last == .sigmoid else {
        return .linear
      }
      return last
    }
  }
}

extension Loss {
  /// The activation that the loss takes over from the network's end.
  func head(of network: NetworkDescription) throws(DescriptionError) -> Activation {
    let needed: Activation
    switch self {
    case .categoricalCrossentropy, .categoricalFocalCrossentropy: needed = .softmax
    case .binaryCrossentropy: needed = .sigmoid
    case .meanSquaredError, .huber: return .linear
    }
    let last = network.layers.last?.activation
    guard last == needed else {
      throw DescriptionError(
        layer: network.layers.count - 1, field: "activation",
        "the last activation is \(last?.rawValue ?? "none") under \(name)",
        expected: needed.rawValue)
    }
    return needed
  }

  /// Keras's name.
  package var name: String {
    switch self {
    case .categoricalCrossentropy: "categorical_crossentropy"
    case .binaryCrossentropy: "binary_crossentropy"
    case .categoricalFocalCrossentropy: "categorical_focal_crossentropy"
    case .meanSquaredError: "mean_squared_error"
    case .huber: "huber"
    }
  }
}

extension LayerDescription {
  /// The activation at the layer's end, if it can have one.
  var activation: Activation? {
    switch self {
    case .dense(let dense): dense.activation
    case .conv2D(let conv): conv.activation
    case .activation(let activation): activation
    default: nil
    }
  }
}
