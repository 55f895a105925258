import Kernels

/// Zeroes a share of the numbers in training, and scales up the others; in place.
final class DropoutLayer: Layer {
  private let buffer: ActivationBuffer
  var input: ActivationBuffer { buffer }
  var output: ActivationBuffer { buffer }
  private let rate: Float
  private let mask: MutableFloats
  private let noise: NoiseSource

  init(
    _ buffer: ActivationBuffer, rate: Float, _ noise: NoiseSource, capacity: Int, in memory: Memory
  ) {
    (self.buffer, self.rate, self.noise) = (buffer, rate, noise)
    mask = memory.floats(capacity * buffer.stride)
  }

  func forward(_ samples: Range<Int>, training: Bool) {
    guard training else { return }
    let values = buffer.values(of: samples)
    let count = values.rows * values.stride
    let factors = mask + samples.lowerBound * buffer.stride
    kernels.drawMask(&noise.stream, rate: rate, into: factors, count)
    kernels.multiply(values.start, by: factors, into: values.start, count)
  }

  func backward(_ samples: Range<Int>, taking optimizerStep: OptimizerStep?) {
    let deltas = buffer.deltas(of: samples)
    kernels.multiply(
      deltas.start, by: mask + samples.lowerBound * buffer.stride, into: deltas.start,
      deltas.rows * deltas.stride)
  }
}

/// The random numbers that a network's dropout layers draw from, in the order of the layers.
final class NoiseSource {
  var stream: WideStream

  init(_ stream: WideStream) {
    self.stream = stream
  }
}
