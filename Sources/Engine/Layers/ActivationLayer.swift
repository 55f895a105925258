import Kernels

/// An activation that works number by number, in place.
final class CurveLayer: Layer {
  private let buffer: ActivationBuffer
  var input: ActivationBuffer { buffer }
  var output: ActivationBuffer { buffer }
  let curve: Curve
  let isApplied: Bool

  /// - Parameter isApplied: the layer before applies the activation on the way forward.
  init(_ buffer: ActivationBuffer, _ curve: Curve, isApplied: Bool) {
    (self.buffer, self.curve, self.isApplied) = (buffer, curve, isApplied)
  }

  var remembers: [ActivationBuffer.Flow] { [buffer.valueFlow] }
  var keeps: Kept { curve == .relu ? .signs : .values }

  func forward(_ samples: Range<Int>, training: Bool) {
    if isApplied { return }
    let values = buffer.values(of: samples)
    kernels.apply(curve, to: values.start, values.rows * values.stride)
  }

  func backward(_ samples: Range<Int>, taking optimizerStep: OptimizerStep?) {
    let values = buffer.values(of: samples)
    let deltas = buffer.deltas(of: samples)
    kernels.multiplyBySlope(
      of: curve, at: values.start, deltas.start, deltas.rows * deltas.stride)
  }
}

/// A softmax over the last extent, in place, where the loss does not take it over.
final class SoftmaxLayer: Layer {
  private let buffer: ActivationBuffer
  var input: ActivationBuffer { buffer }
  var output: ActivationBuffer { buffer }
  private let width: Int

  init(_ buffer: ActivationBuffer) {
    self.buffer = buffer
    width = buffer.shape.extents.last ?? 1
  }

  var remembers: [ActivationBuffer.Flow] { [buffer.valueFlow] }
  var keeps: Kept { .values }

  func forward(_ samples: Range<Int>, training: Bool) {
    let values = buffer.values(of: samples)
    for sample in 0..<samples.count { kernels.softmax(groups(values, sample)) }
  }

  func backward(_ samples: Range<Int>, taking optimizerStep: OptimizerStep?) {
    let (values, deltas) = (buffer.values(of: samples), buffer.deltas(of: samples))
    for sample in 0..<samples.count {
      kernels.softmaxGradient(outputs: groups(values, sample), deltas: groups(deltas, sample))
    }
  }

  /// A row of one sample's numbers for each group that sums to 1.
  private func groups(_ samples: Matrix, _ sample: Int) -> Matrix {
    Matrix(
      samples.start + sample * samples.stride, rows: samples.columns / width, columns: width,
      stride: width)
  }
}
