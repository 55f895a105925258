import Kernels

/// Gives the next layer, which works in place, a copy to work on.
final class CopyLayer: Layer {
  private let input: Junction
  private let output: Junction

  init(_ input: Junction, _ output: Junction) {
    (self.input, self.output) = (input, output)
  }

  func forward(_ samples: Range<Int>, training: Bool) {
    copy(input.values(of: samples), to: output.values(of: samples))
  }

  func backward(_ samples: Range<Int>, descending rate: Float?) {
    copy(output.deltas(of: samples), to: input.deltas(of: samples))
  }

  private func copy(_ source: Matrix, to target: Matrix) {
    target.start.update(from: source.start, count: source.rows * source.stride)
  }
}
