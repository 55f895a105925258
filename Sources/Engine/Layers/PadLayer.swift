import Kernels

/// Puts zeros around an image.
///
/// A convolution needs none, but with only one or three channels it has few numbers to walk along
/// at each tap; a padded image lets it take all taps together.
final class PadLayer: Layer {
  let input: ActivationBuffer
  let output: ActivationBuffer
  private let isFirst: Bool
  private let corner: Int

  /// - Parameter isFirst: nobody wants the input's deltas.
  init(_ input: ActivationBuffer, _ output: ActivationBuffer, top: Int, left: Int, isFirst: Bool) {
    (self.input, self.output, self.isFirst) = (input, output, isFirst)
    corner =
      top * output.shape.extents[1] * output.shape.extents[2] + left * output.shape.extents[2]
  }

  var granularity: BatchGranularity { .samples }
  var floatsPerSample: Int { 2 * output.stride }

  func forward(_ samples: Range<Int>, training: Bool) {
    let (images, results) = (input.values(of: samples).start, output.values(of: samples).start)
    forEachRow(of: samples.count) { image, padded, count in
      // The border is zero from the start, and nobody writes there.
      (results + padded).update(from: images + image, count: count)
    }
  }

  func backward(_ samples: Range<Int>, taking optimizerStep: OptimizerStep?) {
    if isFirst { return }
    let (images, results) = (input.deltas(of: samples).start, output.deltas(of: samples).start)
    forEachRow(of: samples.count) { image, padded, count in
      (images + image).update(from: results + padded, count: count)
    }
  }

  private func forEachRow(
    of samples: Int, _ body: (_ image: Int, _ padded: Int, _ count: Int) -> Void
  ) {
    let width = input.shape.extents[1] * input.shape.extents[2]
    let paddedWidth = output.shape.extents[1] * output.shape.extents[2]
    for sample in 0..<samples {
      for row in 0..<input.shape.extents[0] {
        body(
          sample * input.stride + row * width,
          sample * output.stride + corner + row * paddedWidth, width)
      }
    }
  }
}
