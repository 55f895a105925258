import Kernels

/// A smooth curve, number by number.
final class SmoothCurveLayer: Layer {
  let input: ActivationBuffer
  let output: ActivationBuffer
  private let curve: SmoothCurve

  init(_ input: ActivationBuffer, _ output: ActivationBuffer, _ curve: SmoothCurve) {
    (self.input, self.output, self.curve) = (input, output, curve)
  }

  var remembers: [ActivationBuffer.Flow] { [input.valueFlow] }
  var floatsPerSample: Int { 2 * output.stride }

  func forward(_ samples: Range<Int>, training: Bool) {
    let (sources, targets) = (input.values(of: samples), output.values(of: samples))
    for row in 0..<sources.rows {
      let (source, target) = (
        sources.start + row * sources.stride, targets.start + row * targets.stride
      )
      for column in 0..<sources.columns { target[column] = curve.value(source[column]) }
    }
  }

  func backward(_ samples: Range<Int>, taking optimizerStep: OptimizerStep?) {
    let values = input.values(of: samples)
    let (targets, sources) = (input.deltas(of: samples), output.deltas(of: samples))
    for row in 0..<values.rows {
      let value = values.start + row * values.stride
      let (target, source) = (
        targets.start + row * targets.stride, sources.start + row * sources.stride
      )
      for column in 0..<values.columns {
        target[column] = source[column] * curve.slope(value[column])
      }
    }
  }
}
