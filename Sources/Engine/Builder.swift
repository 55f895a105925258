import Kernels

/// Makes the layers of a network one after the other, and joins them.
struct Builder {
  private let description: NetworkDescription
  private let purpose: NetworkPurpose
  private let winogradLayers: Set<Int>
  private let precision: Precision
  private let parameters: Parameters
  private let noise: NoiseSource
  private let capacity: Int
  private let memory: Memory

  private(set) var layers: [any Layer] = []
  let input: ActivationBuffer
  /// Where the layer made last puts its values.
  private(set) var output: ActivationBuffer
  /// Where each described layer puts its values: of a network for inspection, nobody else writes
  /// there.
  private(set) var outputs: [ActivationBuffer] = []
  /// The activation that the last layer leaves to others.
  let head: Activation

  init(
    _ description: NetworkDescription, purpose: NetworkPurpose, winogradLayers: Set<Int>,
    precision: Precision, head: Activation,
    parameters: Parameters, noise: NoiseSource, capacity: Int, memory: Memory
  ) {
    (self.description, self.purpose) = (description, purpose)
    (self.winogradLayers, self.precision) = (winogradLayers, precision)
    (self.head, self.parameters) = (head, parameters)
    (self.noise, self.capacity, self.memory) = (noise, capacity, memory)
    input = ActivationBuffer(description.input)
    output = input
  }

  mutating func build() throws(DescriptionError) {
    let shapes = try description.shapes()
    for (index, (layer, shape)) in zip(description.layers, shapes).enumerated() {
      add(layer, to: shape, at: index)
      outputs.append(output)
    }
  }

  private mutating func add(_ layer: LayerDescription, to shape: Shape, at index: Int) {
    let isLast = index == description.layers.count - 1
    switch layer {
    case .dense(let dense):
      addDense(dense, at: index)
      if !isLast || head == .linear { addActivation(dense.activation) }
    case .activation(let activation):
      guard !isLast || head == .linear else { return }
      // In place, it would be on what the layer before is looked at for.
      if purpose.isInspection, activation != .linear { copy() }
      addActivation(activation)
    case .dropout(let rate):
      guard purpose.isTraining else { return }
      // A relu in front does not mind: what was above zero stays so, or has no slope any more.
      if layers.last?.keeps != .signs { separate() }
      layers.append(DropoutLayer(output, rate: rate, noise, capacity: capacity, in: memory))
    case .flatten, .reshape:
      reshape(to: shape)
    case .conv2D(let conv):
      addConvolution(conv, to: shape, at: index)
      if !isLast || head == .linear { addActivation(conv.activation) }
    case .maxPool2D(let pool):
      addPool(pool, takesMaximum: true, to: shape)
    case .averagePool2D(let pool):
      addPool(pool, takesMaximum: false, to: shape)
    case .globalAveragePool2D:
      let target = ActivationBuffer(shape)
      layers.append(GlobalAverageLayer(output, target, isFirst: isFirst))
      output = target
    case .batchNorm(let norm):
      addNormalisation(norm, at: index)
    case .embedding(let embedding):
      let target = ActivationBuffer(shape)
      layers.append(EmbeddingLayer(embedding, output, target, parameters, layer: index))
      output = target
    case .layerNorm(let norm):
      let target = ActivationBuffer(output.shape)
      layers.append(
        LayerNormalisation(
          norm, output, target, isFirst: isFirst, parameters, layer: index))
      output = target
    }
  }

  /// Whether no layer with parameters stands before: then only an inspection of the network
  /// reads deltas.
  private var isFirst: Bool { parameters.list.isEmpty && !purpose.isInspection }

  private mutating func reshape(to shape: Shape) {
    let reshaped = output.reshaped(shape)
    if shape.extents.count > 1 && output.stride != shape.count {
      // Rows are padded, images lie evenly.
      let target = ActivationBuffer(shape)
      layers.append(CopyLayer(reshaped, target))
      output = target
    } else {
      output = reshaped
    }
  }

  private mutating func addConvolution(
    _ conv: LayerDescription.Conv2D, to shape: Shape, at index: Int
  ) {
    let isFirst = isFirst
    var windows = Windows(
      image: output.shape, size: conv.kernelSize, strides: conv.strides, padding: conv.padding)
    let isOdd = precision == .bfloat16 && windows.channels % 2 == 1
    if (windows.channels < 8 || isOdd) && windows.isPadded {
      let padded = ActivationBuffer([windows.paddedHeight, windows.paddedWidth, windows.channels])
      layers.append(
        PadLayer(output, padded, top: windows.top, left: windows.left, isFirst: isFirst))
      output = padded
      windows = Windows(
        image: padded.shape, size: conv.kernelSize, strides: conv.strides, padding: .valid)
    }
    let target = ActivationBuffer(shape)
    let area = conv.kernelSize.height * conv.kernelSize.width
    let kernel = parameters.declare(
      "\(index).kernel",
      [conv.kernelSize.height, conv.kernelSize.width, windows.channels, conv.filters],
      conv.kernelInitializer, fanIn: area * windows.channels, fanOut: area * conv.filters,
      l1: conv.l1, l2: conv.l2)
    var bias: Int?
    if conv.useBias {
      bias = parameters.declare("\(index).bias", [conv.filters], conv.biasInitializer)
    }
    if precision == .bfloat16 {
      layers.append(
        BFloat16ConvolutionLayer(
          output, target, windows, isFirst: isFirst,
          parameters, kernel: kernel, bias: bias, capacity: capacity, in: memory))
    } else if winogradLayers.contains(index),
      let tiles = windows.winogradTiles(filters: conv.filters)
    {
      layers.append(
        WinogradLayer(
          output, target, windows, tiles, isFirst: isFirst,
          parameters, kernel: kernel, bias: bias, capacity: capacity, in: memory))
    } else {
      layers.append(
        ConvolutionLayer(
          output, target, windows, isFirst: isFirst,
          parameters, kernel: kernel, bias: bias, capacity: capacity, in: memory))
    }
    output = target
  }

  private mutating func addPool(
    _ pool: LayerDescription.Pool2D, takesMaximum: Bool, to shape: Shape
  ) {
    let windows = Windows(
      image: output.shape, size: pool.poolSize, strides: pool.strides ?? pool.poolSize,
      padding: pool.padding)
    let target = ActivationBuffer(shape)
    let relu = takesMaximum ? takeRelu() : nil
    if takesMaximum, let last = layers.last as? NormalisingLayer, windows.pool.isOfFour {
      last.normalisation.attach(windows.pool, into: target, capacity: capacity, in: memory)
    } else {
      layers.append(
        PoolLayer(
          output, target, windows, takesMaximum: takesMaximum, isFirst: isFirst,
          capacity: capacity, in: memory))
    }
    output = target
    if let relu { layers.append(CurveLayer(output, .relu, isApplied: relu.isApplied)) }
  }

  /// Takes a relu at the end away, to put it behind a pool: the largest number is the same before
  /// and after, and behind there are fewer.
  private mutating func takeRelu() -> CurveLayer? {
    guard !purpose.isInspection, let last = layers.last as? CurveLayer, last.curve == .relu else {
      return nil
    }
    layers.removeLast()
    return last
  }

  private mutating func addNormalisation(_ norm: LayerDescription.BatchNorm, at index: Int) {
    let isFirst = isFirst
    let target = ActivationBuffer(output.shape)
    let normalisation = Normalisation(norm, output, target, parameters, layer: index, in: memory)
    if purpose.isTraining {
      layers.append(MomentsLayer(normalisation, isFirst: isFirst))
      layers.append(NormalisingLayer(normalisation))
    } else {
      layers.append(RunningNormalisationLayer(normalisation))
    }
    output = target
  }

  private mutating func addDense(_ dense: LayerDescription.Dense, at index: Int) {
    let isFirst = isFirst
    let inputs = output.shape.count
    let target = ActivationBuffer([dense.units])
    let kernel = parameters.declare(
      "\(index).kernel", [inputs, dense.units], dense.kernelInitializer, fanIn: inputs,
      fanOut: dense.units, l1: dense.l1, l2: dense.l2)
    var bias: Int?
    if dense.useBias {
      bias = parameters.declare("\(index).bias", [dense.units], dense.biasInitializer)
    }
    layers.append(
      precision == .bfloat16
        ? BFloat16DenseLayer(
          output, target, isFirst: isFirst,
          parameters, kernel: kernel, bias: bias, capacity: capacity, in: memory)
        : DenseLayer(
          output, target, isFirst: isFirst,
          parameters, kernel: kernel, bias: bias, capacity: capacity, in: memory))
    output = target
  }

  private mutating func addActivation(_ activation: Activation) {
    if activation == .relu, let last = layers.last as? any Clamping {
      last.clampsAtZero = true
      layers.append(CurveLayer(output, .relu, isApplied: true))
      return
    }
    if let curve = SmoothCurve(activation) {
      let target = ActivationBuffer(output.shape)
      layers.append(SmoothCurveLayer(output, target, curve))
      output = target
      return
    }
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
    case .selu, .gelu: preconditionFailure("smooth curves have a layer of their own")
    }
    layers.append(CurveLayer(output, curve, isApplied: false))
  }

  /// Lets the next layer work in place: on a copy, if the layer before wants its values kept.
  private mutating func separate() {
    guard let last = layers.last, last.keeps != .nothing else { return }
    copy()
  }

  private mutating func copy() {
    let copy = ActivationBuffer(output.shape)
    layers.append(CopyLayer(output, copy))
    output = copy
  }
}
