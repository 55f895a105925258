/// How large a layer is, and what it costs.
package struct LayerSize: Hashable, Sendable {
  /// The layer that is measured.
  package let layer: LayerDescription
  /// The shape of one sample as it comes into the layer.
  package let input: Shape
  /// The shape of one sample as it leaves the layer.
  package let output: Shape
  /// How many numbers it holds, with the running moments of batch normalisation.
  package let parameters: Int
  /// How many sums it forms of weighted inputs: the numbers that come out of a dense layer or a
  /// convolution. Other layers have none.
  package let neurons: Int
  /// How often it multiplies an input by a weight and adds it to a sum, for one sample; biases,
  /// normalisation and activations are left out, as is usual.
  package let multiplyAdds: Int
}

extension NetworkDescription {
  /// The sizes of all layers, in order.
  ///
  /// - Throws: `DescriptionError` for the first layer that cannot take what comes in.
  package func layerSizes() throws(DescriptionError) -> [LayerSize] {
    var input = self.input
    return zip(layers, try shapes()).map { layer, output in
      defer { input = output }
      return LayerSize(
        layer: layer, input: input, output: output,
        parameters: layer.parameterCount(input: input),
        neurons: layer.fanIn(input: input) == nil ? 0 : output.count,
        multiplyAdds: (layer.fanIn(input: input) ?? 0) * output.count)
    }
  }
}

extension LayerDescription {
  /// How many inputs each of the layer's sums has; nil of a layer that forms none.
  fileprivate func fanIn(input: Shape) -> Int? {
    switch self {
    case .dense: input.count
    case .conv2D(let conv):
      conv.kernelSize.height * conv.kernelSize.width * (input.extents.last ?? 0)
    default: nil
    }
  }

  /// The settings that tell it from others of its name, such as `32 of 3x3, same`; empty where none does.
  package var detail: String {
    var words: [String] = []
    switch self {
    case .dense(let dense):
      words.append("\(dense.units)")
      if dense.activation != .linear { words.append(dense.activation.rawValue) }
    case .conv2D(let conv):
      words.append("\(conv.filters) of \(conv.kernelSize)")
      if conv.strides != Pair(1, 1) { words.append("strides \(conv.strides)") }
      if conv.padding == .same { words.append(conv.padding.rawValue) }
      if conv.activation != .linear { words.append(conv.activation.rawValue) }
    case .maxPool2D(let pool), .averagePool2D(let pool):
      words.append("\(pool.poolSize)")
      if let strides = pool.strides, strides != pool.poolSize { words.append("strides \(strides)") }
      if pool.padding == .same { words.append(pool.padding.rawValue) }
    case .dropout(let rate): words.append("\(rate)")
    case .activation(let activation): words.append(activation.rawValue)
    case .embedding(let embedding): words.append("\(embedding.dimensions)")
    case .globalAveragePool2D, .batchNorm, .layerNorm, .flatten, .reshape: break
    }
    return words.joined(separator: ", ")
  }
}
