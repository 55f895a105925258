import Kernels
package import Random

/// A network with its weights, laid out in memory for batches up to a size.
///
/// Not Sendable: one thread trains it.
package final class Network {
  package let description: NetworkDescription
  /// The most samples that a pass can take.
  package let capacity: Int

  let parameters = Parameters()
  let input: ActivationBuffer
  let output: ActivationBuffer
  /// What the last layer's softmax or sigmoid would make of its sums, if the loss takes it over.
  let head: Activation
  private let stages: [Stage]
  private let layers: [any Layer]
  private let memory = Memory()
  let noise: NoiseSource

  /// - Parameters:
  ///   - loss: takes over the last softmax or sigmoid where it needs to; nil for a network that
  ///     only predicts.
  ///   - initialisation: draws the weights.
  ///   - dropout: draws which numbers are dropped.
  /// - Throws: `DescriptionError` for layers that do not fit each other or the loss.
  package init(
    _ description: NetworkDescription, loss: Loss?, capacity: Int,
    initialisation: RandomStream, dropout: RandomStream
  ) throws(DescriptionError) {
    (self.description, self.capacity) = (description, capacity)
    var dropout = dropout
    noise = NoiseSource(WideStream(from: &dropout))
    var builder = Builder(
      description, head: try loss?.head(of: description) ?? .linear, parameters: parameters,
      noise: noise, capacity: capacity, memory: memory)
    try builder.build()
    layers = builder.layers
    stages = Stage.split(layers)
    (input, output, head) = (builder.input, builder.output, builder.head)
    Stage.allocate(stages, ends: [input, output], capacity: capacity, in: memory)
    parameters.allocate(in: memory)
    var initialisation = initialisation
    parameters.initialize(from: &initialisation)
  }

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

  /// Parameters that `backward` moves by itself when given a optimizerStep.
  var descendingParameters: Set<Int> { Set(layers.flatMap(\.descends)) }
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
