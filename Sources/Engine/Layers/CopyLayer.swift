import Kernels

/// Gives the next layer a copy to work on: in place, or in another layout.
final class CopyLayer: Layer {
  let input: ActivationBuffer
  let output: ActivationBuffer

  init(_ input: ActivationBuffer, _ output: ActivationBuffer) {
    (self.input, self.output) = (input, output)
  }

  var floatsPerSample: Int { 2 * output.stride }

  func forward(_ samples: Range<Int>, training: Bool) {
    copy(input.values(of: samples), to: output.values(of: samples))
  }

  func backward(_ samples: Range<Int>, taking optimizerStep: OptimizerStep?) {
    copy(output.deltas(of: samples), to: input.deltas(of: samples))
  }

  private func copy(_ source: Matrix, to target: Matrix) {
    for row in 0..<source.rows {
      (target.start + row * target.stride)
        .update(from: source.start + row * source.stride, count: source.columns)
    }
  }
}
