import Kernels

extension Network {
  /// The outputs for inputs: probabilities, where the last activation makes them.
  ///
  /// - Parameter inputs: of each sample as many numbers as the network's input has, in height x width x
  ///   channels order; any number of samples, which pass `capacity` at a time.
  package func predict(_ inputs: [[Float]]) -> [[Float]] {
    var outputs: [[Float]] = []
    outputs.reserveCapacity(inputs.count)
    forEachPass(of: inputs) { count in
      for sample in 0..<count { outputs.append(predicted(sample)) }
    }
    return outputs
  }

  /// Gives the network's output for a sample of the last pass.
  func predicted(_ sample: Int) -> [Float] {
    head.applied(to: numbers(output, sample), width: output.shape.extents.last ?? 1)
  }

  /// Computes outputs for a few samples after the other, and calls `body` with how many they are.
  func forEachPass(of inputs: [[Float]], _ body: (_ count: Int) -> Void) {
    Processor.withoutTinyNumbers {
      for start in stride(from: 0, to: inputs.count, by: capacity) {
        let some = inputs[start..<min(start + capacity, inputs.count)]
        for (sample, numbers) in some.enumerated() {
          precondition(numbers.count == input.shape.count, "\(numbers.count) numbers are no input")
          let target = input.values + sample * input.stride
          for (place, number) in numbers.enumerated() { target[place] = number }
        }
        forward(some.count, training: false)
        body(some.count)
      }
    }
  }

  /// The values of a sample of the last pass.
  func numbers(_ buffer: ActivationBuffer, _ sample: Int) -> [Float] {
    let start = buffer.values + sample * buffer.stride
    return Array(UnsafeBufferPointer(start: start, count: buffer.shape.count))
  }
}

extension Activation {
  /// The outputs of sums that were left without their softmax or sigmoid.
  ///
  /// - Parameter width: how many of them sum to 1 under softmax.
  func applied(to sums: [Float], width: Int) -> [Float] {
    switch self {
    case .softmax:
      return stride(from: 0, to: sums.count, by: width).flatMap { start in
        let some = sums[start..<start + width]
        let largest = Double(some.max() ?? 0)
        let powers = some.map { exponential(Double($0) - largest) }
        let whole = powers.reduce(0, +)
        return powers.map { Float($0 / whole) }
      }
    case .sigmoid: return sums.map { Float(1 / (1 + exponential(-Double($0)))) }
    default: return sums
    }
  }
}
