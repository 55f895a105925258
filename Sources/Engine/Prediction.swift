import Kernels

extension Network {
  /// Gives the outputs for each row, one row after the other: `rows.count * outputCount` numbers.
  ///
  /// A network that was made without a loss gives probabilities where its last activation does.
  ///
  /// - Precondition: the rows have as many numbers as the network's input.
  package func predictions(for selection: Selection) -> [Float] {
    let inputs = selection.examples.inputs
    precondition(inputs.shape.count == input.shape.count, "\(inputs.shape) for \(input.shape)")
    var numbers: [Float] = []
    numbers.reserveCapacity(selection.rows.count * outputCount)
    for start in stride(from: 0, to: selection.rows.count, by: capacity) {
      let rows = selection.rows[start..<min(start + capacity, selection.rows.count)]
      for (sample, row) in rows.enumerated() {
        inputs.copy(Int(row), into: input.values + sample * input.stride)
      }
      Processor.withoutTinyNumbers { forward(rows.count, training: false) }
      for sample in 0..<rows.count {
        numbers += UnsafeBufferPointer(
          start: output.values + sample * output.stride, count: outputCount)
      }
    }
    return numbers
  }

  /// How many numbers come out for a row.
  package var outputCount: Int { output.shape.count }
}

extension Network {
  /// One of the network's tensors, in Keras's shape.
  package struct Tensor: Hashable, Sendable {
    /// The extents of the tensor: `inputs x units` of a dense kernel, for example.
    package let shape: Shape
    /// Row by row: the last extent runs fastest.
    package let numbers: [Float]
  }

  /// The weights of a layer's inputs: of a dense layer `inputs x units`, of a convolution
  /// `height x width x channels x filters`; nil of a layer that has none.
  ///
  /// - Parameter layer: its place in the description.
  package func kernel(of layer: Int) -> Tensor? {
    parameters.list.firstIndex { $0.name == "\(layer).kernel" }.map {
      Tensor(shape: Shape(parameters.list[$0].extents), numbers: parameters.packed($0))
    }
  }
}
