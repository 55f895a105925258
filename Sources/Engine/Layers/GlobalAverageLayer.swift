import Kernels

/// The mean over height and width.
final class GlobalAverageLayer: Layer {
  let input: ActivationBuffer
  let output: ActivationBuffer
  private let isFirst: Bool
  private let channels: Int
  private let pixels: Int

  /// - Parameter isFirst: nobody wants the input's deltas.
  init(_ input: ActivationBuffer, _ output: ActivationBuffer, isFirst: Bool) {
    (self.input, self.output, self.isFirst) = (input, output, isFirst)
    channels = output.shape.count
    pixels = input.shape.count / channels
  }

  var granularity: BatchGranularity { .samples }
  var floatsPerSample: Int { 2 * output.stride }

  func forward(_ samples: Range<Int>, training: Bool) {
    let (images, means) = (input.values(of: samples).start, output.values(of: samples).start)
    for sample in 0..<samples.count {
      let image = Matrix(
        images + sample * input.stride, rows: pixels, columns: channels, stride: channels)
      kernels.addColumnSums(
        of: image, times: 1 / Float(pixels), to: means + sample * output.stride, scaledBy: 0)
    }
  }

  func backward(_ samples: Range<Int>, taking optimizerStep: OptimizerStep?) {
    if isFirst { return }
    let (images, means) = (input.deltas(of: samples).start, output.deltas(of: samples).start)
    for sample in 0..<samples.count {
      for pixel in 0..<pixels {
        kernels.rescale(
          means + sample * output.stride, channels, times: 1 / Float(pixels), plus: 0,
          into: images + sample * input.stride + pixel * channels)
      }
    }
  }
}
