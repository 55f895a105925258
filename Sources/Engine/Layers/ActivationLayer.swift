import Kernels

/// An activation that works number by number, in place.
final class CurveLayer: Layer {
  private let junction: Junction
  var input: Junction { junction }
  var output: Junction { junction }
  let curve: Curve
  let isApplied: Bool

  /// - Parameter isApplied: the layer before applies the activation on the way forward.
  init(_ junction: Junction, _ curve: Curve, isApplied: Bool) {
    (self.junction, self.curve, self.isApplied) = (junction, curve, isApplied)
  }

  var remembers: [Junction.Flow] { [junction.valueFlow] }
  var keeps: Kept { curve == .relu ? .signs : .values }

  func forward(_ samples: Range<Int>, training: Bool) {
    if isApplied { return }
    let values = junction.values(of: samples)
    kernels.apply(curve, to: values.start, values.rows * values.stride)
  }

  func backward(_ samples: Range<Int>, taking descent: Descent?) {
    let values = junction.values(of: samples)
    let deltas = junction.deltas(of: samples)
    kernels.multiplyBySlope(
      of: curve, at: values.start, deltas.start, deltas.rows * deltas.stride)
  }
}

/// A softmax over the last extent, in place, where the loss does not take it over.
final class SoftmaxLayer: Layer {
  private let junction: Junction
  var input: Junction { junction }
  var output: Junction { junction }
  private let width: Int

  init(_ junction: Junction) {
    self.junction = junction
    width = junction.shape.extents.last ?? 1
  }

  var remembers: [Junction.Flow] { [junction.valueFlow] }
  var keeps: Kept { .values }

  func forward(_ samples: Range<Int>, training: Bool) {
    let values = junction.values(of: samples)
    for sample in 0..<samples.count { kernels.softmax(groups(values, sample)) }
  }

  func backward(_ samples: Range<Int>, taking descent: Descent?) {
    let (values, deltas) = (junction.values(of: samples), junction.deltas(of: samples))
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
