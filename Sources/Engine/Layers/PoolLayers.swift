import Kernels

/// The maximum or the mean of each window.
final class PoolLayer: Layer {
  let input: ActivationBuffer
  let output: ActivationBuffer
  private let pool: Pool
  private let takesMaximum: Bool
  private let isFirst: Bool
  /// The pixel of each window that is the largest: a fourth of the numbers that would have to be kept
  /// to look again.
  private let choices: MutableFloats

  /// - Parameter isFirst: nobody wants the input's deltas.
  init(
    _ input: ActivationBuffer, _ output: ActivationBuffer, _ windows: Windows, takesMaximum: Bool,
    isFirst: Bool,
    capacity: Int, in memory: Memory
  ) {
    (self.input, self.output) = (input, output)
    (self.takesMaximum, self.isFirst) = (takesMaximum, isFirst)
    pool = windows.pool
    choices = memory.floats(takesMaximum ? capacity * output.stride : 1)
  }

  var granularity: BatchGranularity { .samples }
  var floatsPerSample: Int { 2 * output.stride }

  func forward(_ samples: Range<Int>, training: Bool) {
    let (images, results) = (input.values(of: samples).start, output.values(of: samples).start)
    for (place, sample) in samples.enumerated() {
      let image = images + place * input.stride
      let result = results + place * output.stride
      if takesMaximum {
        kernels.maxPool(pool, image, into: result, choices: choices + sample * output.stride)
      } else {
        kernels.averagePool(pool, image, into: result)
      }
    }
  }

  func backward(_ samples: Range<Int>, taking optimizerStep: OptimizerStep?) {
    if isFirst { return }
    let (images, results) = (input.deltas(of: samples).start, output.deltas(of: samples).start)
    for (place, sample) in samples.enumerated() {
      let deltas = results + place * output.stride
      let imageDeltas = images + place * input.stride
      if takesMaximum {
        kernels.maxPoolGradient(
          pool, choices: choices + sample * output.stride, deltas, into: imageDeltas)
      } else {
        kernels.averagePoolGradient(pool, deltas, into: imageDeltas)
      }
    }
  }
}

extension Windows {
  /// The same for a kernel.
  var pool: Pool {
    Pool(
      image: (image.extents[0], image.extents[1], channels), count: (height, width),
      window: (size.height, size.width), strides: (strides.height, strides.width),
      before: (top, left))
  }
}
