extension Network {
  /// Gives the values of each described layer for each sample, first by the layer, then by the sample;
  /// numbers lie in height x width x channels order, in the shapes of `description.shapes()`.
  ///
  /// - Precondition: the network is for inspection; other networks write over what they no longer need.
  package func activations(_ inputs: [[Float]]) -> [[[Float]]] {
    precondition(purpose.isInspection, "only a network for inspection keeps its layers' values")
    var layers = [[[Float]]](repeating: [], count: outputs.count)
    forEachPass(of: inputs) { count in
      for sample in 0..<count {
        for (layer, buffer) in outputs.enumerated() {
          let isLast = layer == outputs.count - 1
          layers[layer].append(isLast ? predicted(sample) : numbers(buffer, sample))
        }
      }
    }
    return layers
  }
}
