import Kernels

/// The maximum or the mean of each window.
final class PoolLayer: Layer {
  private let input: Junction
  private let output: Junction
  private let pool: Pool
  private let takesMaximum: Bool
  private let isFirst: Bool

  /// - Parameter isFirst: nobody wants the input's deltas.
  init(
    _ input: Junction, _ output: Junction, _ windows: Windows, takesMaximum: Bool, isFirst: Bool
  ) {
    (self.input, self.output) = (input, output)
    (self.takesMaximum, self.isFirst) = (takesMaximum, isFirst)
    pool = Pool(
      image: (windows.image.extents[0], windows.image.extents[1], windows.channels),
      count: (windows.height, windows.width), window: (windows.size.height, windows.size.width),
      strides: (windows.strides.height, windows.strides.width),
      before: (windows.top, windows.left))
  }

  var pace: Pace { .samples }
  var floatsPerSample: Int { 2 * output.stride }

  func forward(_ samples: Range<Int>, training: Bool) {
    for sample in samples {
      let image = input.values + sample * input.stride
      let result = output.values + sample * output.stride
      if takesMaximum {
        kernels.maxPool(pool, image, into: result)
      } else {
        kernels.averagePool(pool, image, into: result)
      }
    }
  }

  func backward(_ samples: Range<Int>, descending rate: Float?) {
    if isFirst { return }
    for sample in samples {
      let deltas = output.deltas + sample * output.stride
      let imageDeltas = input.deltas + sample * input.stride
      if takesMaximum {
        kernels.maxPoolGradient(
          pool, input.values + sample * input.stride, deltas, into: imageDeltas)
      } else {
        kernels.averagePoolGradient(pool, deltas, into: imageDeltas)
      }
    }
  }
}
