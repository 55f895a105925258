import Kernels

/// Makes the layers of a network one after the other, and joins them.
struct Builder {
  private let description: NetworkDescription
  private let parameters: Parameters
  private let noise: NoiseSource
  private let capacity: Int
  private let memory: Memory

  private(set) var layers: [any Layer] = []
  let input: Junction
  /// Where the layer made last puts its values.
  private(set) var output: Junction
  /// The activation that the last layer leaves to the loss.
  let head: Activation

  init(
    _ description: NetworkDescription, head: Activation, parameters: Parameters,
    noise: NoiseSource, capacity: Int, memory: Memory
  ) {
    (self.description, self.head, self.parameters) = (description, head, parameters)
    (self.noise, self.capacity, self.memory) = (noise, capacity, memory)
    input = Junction(description.input, capacity: capacity, in: memory)
    output = input
  }

  mutating func build() throws(DescriptionError) {
    let shapes = try description.shapes()
    for (index, (layer, shape)) in zip(description.layers, shapes).enumerated() {
      add(layer, to: shape, at: index)
    }
  }

  private mutating func add(_ layer: LayerDescription, to shape: Shape, at index: Int) {
    let isLast = index == description.layers.count - 1
    switch layer {
    case .dense(let dense):
      addDense(dense, at: index)
      if !isLast || head == .linear { addActivation(dense.activation, isApplied: true) }
    case .activation(let activation):
      if !isLast || head == .linear { addActivation(activation, isApplied: false) }
    case .dropout(let rate):
      // A relu in front does not mind: what was above zero stays so, or has no slope any more.
      if layers.last?.keeps != .signs { separate() }
      layers.append(DropoutLayer(output, rate: rate, noise, capacity: capacity, in: memory))
    case .flatten, .reshape:
      output = output.reshaped(shape)
    default:
      preconditionFailure("not yet")
    }
  }

  private mutating func addDense(_ dense: LayerDescription.Dense, at index: Int) {
    let inputs = output.shape.count
    let target = junction([dense.units])
    let kernel = parameters.declare(
      "\(index).kernel", [inputs, dense.units], dense.kernelInitializer, fanIn: inputs,
      fanOut: dense.units, l1: dense.l1, l2: dense.l2)
    var bias: Int?
    if dense.useBias {
      bias = parameters.declare("\(index).bias", [dense.units], dense.biasInitializer)
    }
    layers.append(
      DenseLayer(
        output, target, isFirst: layers.isEmpty, clampsAtZero: dense.activation == .relu,
        parameters, kernel: kernel, bias: bias, capacity: capacity, in: memory))
    output = target
  }

  /// - Parameter isApplied: the layer before applies a relu itself.
  private mutating func addActivation(_ activation: Activation, isApplied: Bool) {
    let curve: Curve
    if activation != .linear { separate() }
    switch activation {
    case .linear: return
    case .softmax:
      layers.append(SoftmaxLayer(output))
      return
    case .relu: curve = .relu
    case .leakyRelu: curve = .leakyRelu
    case .sigmoid: curve = .sigmoid
    case .tanh: curve = .tanh
    }
    layers.append(CurveLayer(output, curve, isApplied: isApplied && curve == .relu))
  }

  /// Lets the next layer work in place: on a copy, if the layer before wants its values kept.
  private mutating func separate() {
    guard let last = layers.last, last.keeps != .nothing else { return }
    let copy = junction(output.shape)
    layers.append(CopyLayer(output, copy))
    output = copy
  }

  private func junction(_ shape: Shape) -> Junction {
    Junction(shape, capacity: capacity, in: memory)
  }
}
