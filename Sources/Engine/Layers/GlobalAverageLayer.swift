import Kernels

/// The mean over height and width.
final class GlobalAverageLayer: Layer {
  private let input: Junction
  private let output: Junction
  private let isFirst: Bool
  private let channels: Int
  private let pixels: Int

  /// - Parameter isFirst: nobody wants the input's deltas.
  init(_ input: Junction, _ output: Junction, isFirst: Bool) {
    (self.input, self.output, self.isFirst) = (input, output, isFirst)
    channels = output.shape.count
    pixels = input.shape.count / channels
  }

  var pace: Pace { .samples }
  var floatsPerSample: Int { 2 * output.stride }

  func forward(_ samples: Range<Int>, training: Bool) {
    for sample in samples {
      let image = Matrix(
        input.values + sample * input.stride, rows: pixels, columns: channels, stride: channels)
      kernels.addColumnSums(
        of: image, times: 1 / Float(pixels), to: output.values + sample * output.stride,
        scaledBy: 0)
    }
  }

  func backward(_ samples: Range<Int>, descending rate: Float?) {
    if isFirst { return }
    for sample in samples {
      let deltas = output.deltas + sample * output.stride
      for pixel in 0..<pixels {
        kernels.rescale(
          deltas, channels, times: 1 / Float(pixels), plus: 0,
          into: input.deltas + sample * input.stride + pixel * channels)
      }
    }
  }
}
