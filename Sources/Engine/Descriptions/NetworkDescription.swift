/// A network: the shape of a sample, then its layers in order.
package struct NetworkDescription: Hashable, Sendable {
  /// The shape of one sample: `[784]`, or `[28, 28, 1]` for an image.
  package var input: Shape
  /// The layers from the input to the output; at least one.
  package var layers: [LayerDescription]

  /// Makes a description and checks nothing; `shapes` does.
  package init(input: Shape, layers: [LayerDescription]) {
    (self.input, self.layers) = (input, layers)
  }

  /// The shape after each layer.
  ///
  /// - Throws: `DescriptionError` for the first layer that cannot take what comes in.
  package func shapes() throws(DescriptionError) -> [Shape] {
    guard !input.extents.isEmpty, input.extents.allSatisfy({ $0 > 0 }) else {
      throw DescriptionError("the input shape is \(input)", expected: "positive extents")
    }
    guard !layers.isEmpty else {
      throw DescriptionError("the network has no layers", expected: "at least one")
    }
    var shapes: [Shape] = []
    for (index, layer) in layers.enumerated() {
      shapes.append(try layer.output(for: shapes.last ?? input, layer: index))
    }
    return shapes
  }

  /// How many numbers the layers hold, with the running moments of batch normalisation.
  package func parameterCount() throws(DescriptionError) -> Int {
    var input = self.input
    var count = 0
    for (layer, output) in zip(layers, try shapes()) {
      count += layer.parameterCount(input: input)
      input = output
    }
    return count
  }
}

extension NetworkDescription {
  /// How many products of numbers a sample takes on its way forward: about a third of those of a
  /// training step.
  package func productCount() throws(DescriptionError) -> Int {
    var input = self.input
    var count = 0
    for (layer, output) in zip(layers, try shapes()) {
      // A kernel's numbers serve at every place of the image.
      count += layer.parameterCount(input: input) * output.extents.dropLast().reduce(1, *)
      input = output
    }
    return count
  }
}

extension NetworkDescription {
  /// The places of all convolutions, and whether each gains from Winograd's algorithm in steps of `batch` samples.
  package func convolutions(
    batch: Int
  ) throws(DescriptionError) -> [(layer: Int, gainsFromWinograd: Bool)] {
    let shapes = try shapes()
    return layers.indices.compactMap { index in
      guard case .conv2D(let conv) = layers[index] else { return nil }
      let windows = Windows(
        image: index == 0 ? input : shapes[index - 1], size: conv.kernelSize,
        strides: conv.strides, padding: conv.padding)
      return (index, windows.gainsFromWinograd(filters: conv.filters, batch: batch))
    }
  }
}

extension LayerDescription {
  /// Gives the shape of the output for an input of this shape.
  func output(for input: Shape, layer: Int) throws(DescriptionError) -> Shape {
    func require(
      _ condition: Bool, _ field: String, _ found: some Any, _ expected: String
    ) throws(DescriptionError) {
      if !condition {
        throw DescriptionError(
          layer: layer, field: field, "\(field) is \(found)", expected: expected)
      }
    }
    func requireImage() throws(DescriptionError) {
      if input.extents.count != 3 {
        throw DescriptionError(
          layer: layer, "\(name) cannot take the shape \(input)",
          expected: "height x width x channels")
      }
    }
    func requireRow() throws(DescriptionError) {
      if input.extents.count != 1 {
        throw DescriptionError(
          layer: layer, "\(name) cannot take the shape \(input)",
          expected: "one row of numbers, as after flatten")
      }
    }
    func windows(
      _ size: Pair, _ strides: Pair, _ padding: Padding, _ field: String, channels: Int
    ) throws(DescriptionError) -> Shape {
      try requireImage()
      try require(size.height > 0 && size.width > 0, field, size, "positive extents")
      try require(strides.height > 0 && strides.width > 0, "strides", strides, "positive steps")
      if padding == .valid && (size.height > input.extents[0] || size.width > input.extents[1]) {
        throw DescriptionError(
          layer: layer, field: field, "\(field) \(size) is larger than the image \(input)",
          expected: "a window that fits, or padding: same")
      }
      let windows = Windows(image: input, size: size, strides: strides, padding: padding)
      return [windows.height, windows.width, channels]
    }

    switch self {
    case .dense(let dense):
      try require(dense.units > 0, "units", dense.units, "a positive number")
      try require(dense.l1 >= 0, "l1", dense.l1, "0 or more")
      try require(dense.l2 >= 0, "l2", dense.l2, "0 or more")
      try requireRow()
      return [dense.units]
    case .conv2D(let conv):
      try require(conv.filters > 0, "filters", conv.filters, "a positive number")
      try require(conv.l1 >= 0, "l1", conv.l1, "0 or more")
      try require(conv.l2 >= 0, "l2", conv.l2, "0 or more")
      return try windows(
        conv.kernelSize, conv.strides, conv.padding, "kernel_size", channels: conv.filters)
    case .maxPool2D(let pool), .averagePool2D(let pool):
      return try windows(
        pool.poolSize, pool.strides ?? pool.poolSize, pool.padding, "pool_size",
        channels: input.extents.last ?? 0)
    case .globalAveragePool2D:
      try requireImage()
      return [input.extents[2]]
    case .batchNorm(let norm):
      try require(0...1 ~= norm.momentum, "momentum", norm.momentum, "a number from 0 to 1")
      try require(norm.epsilon > 0, "epsilon", norm.epsilon, "a positive number")
      return input
    case .embedding(let embedding):
      try require(
        embedding.dimensions > 0, "dimensions", embedding.dimensions, "a positive number")
      try requireRow()
      guard layer == 0 else {
        throw DescriptionError(
          layer: layer, "embedding stands after other layers",
          expected: "it as the first, which sees the categories")
      }
      guard !embedding.blocks.isEmpty, embedding.blocks.allSatisfy({ $0.upperBound <= input.count })
      else {
        throw DescriptionError(
          layer: layer, "embedding has no categories to learn numbers for",
          expected: "a table with a column of categories")
      }
      let replaced = embedding.blocks.reduce(0) { $0 + $1.count }
      return [input.count - replaced + embedding.blocks.count * embedding.dimensions]
    case .layerNorm(let norm):
      try require(norm.epsilon > 0, "epsilon", norm.epsilon, "a positive number")
      return input
    case .dropout(let rate):
      try require(0..<1 ~= rate, "rate", rate, "a number from 0 up to but not including 1")
      return input
    case .flatten:
      return [input.count]
    case .activation:
      return input
    case .reshape(let extents):
      let shape = Shape(extents)
      try require(
        extents.allSatisfy { $0 > 0 } && shape.count == input.count, "target_shape", shape,
        "extents for \(input.count) numbers, as come in")
      return shape
    }
  }

  /// How many numbers the layer holds.
  func parameterCount(input: Shape) -> Int {
    let channels = input.extents.last ?? 0
    switch self {
    case .dense(let dense):
      return (input.count + (dense.useBias ? 1 : 0)) * dense.units
    case .conv2D(let conv):
      let area = conv.kernelSize.height * conv.kernelSize.width
      return (area * channels + (conv.useBias ? 1 : 0)) * conv.filters
    case .batchNorm(let norm):
      return (2 + (norm.center ? 1 : 0) + (norm.scale ? 1 : 0)) * channels
    case .embedding(let embedding):
      return embedding.blocks.reduce(0) { $0 + $1.count } * embedding.dimensions
    case .layerNorm(let norm):
      return ((norm.center ? 1 : 0) + (norm.scale ? 1 : 0)) * channels
    default:
      return 0
    }
  }

  /// The layer's word in a spec.
  package var name: String {
    switch self {
    case .dense: "dense"
    case .conv2D: "conv2d"
    case .maxPool2D: "max_pool2d"
    case .averagePool2D: "avg_pool2d"
    case .globalAveragePool2D: "global_avg_pool2d"
    case .batchNorm: "batch_norm"
    case .layerNorm: "layer_norm"
    case .embedding: "embedding"
    case .dropout: "dropout"
    case .flatten: "flatten"
    case .activation: "activation"
    case .reshape: "reshape"
    }
  }
}

extension LayerDescription.Pair: CustomStringConvertible {
  /// `3x3`.
  package var description: String { "\(height)x\(width)" }
}
