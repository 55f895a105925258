import Kernels

/// An activation that works number by number, in place.
final class CurveLayer: Layer {
  private let junction: Junction
  let curve: Curve
  let isApplied: Bool

  /// - Parameter isApplied: the layer before applies the activation on the way forward.
  init(_ junction: Junction, _ curve: Curve, isApplied: Bool) {
    (self.junction, self.curve, self.isApplied) = (junction, curve, isApplied)
  }

  var keeps: Kept { curve == .relu ? .signs : .values }

  func forward(_ samples: Range<Int>, training: Bool) {
    if isApplied { return }
    let values = junction.values(of: samples)
    kernels.apply(curve, to: values.start, values.rows * values.stride)
  }

  func backward(_ samples: Range<Int>, descending rate: Float?) {
    let values = junction.values(of: samples)
    let deltas = junction.deltas(of: samples)
    kernels.multiplyBySlope(
      of: curve, at: values.start, deltas.start, deltas.rows * deltas.stride)
  }
}

/// A softmax over the last extent, in place, where the loss does not take it over.
final class SoftmaxLayer: Layer {
  private let junction: Junction
  private let width: Int

  init(_ junction: Junction) {
    self.junction = junction
    width = junction.shape.extents.last ?? 1
  }

  var keeps: Kept { .values }

  func forward(_ samples: Range<Int>, training: Bool) {
    for sample in samples {
      kernels.softmax(groups(of: junction.values, sample))
    }
  }

  func backward(_ samples: Range<Int>, descending rate: Float?) {
    for sample in samples {
      kernels.softmaxGradient(
        outputs: groups(of: junction.values, sample), deltas: groups(of: junction.deltas, sample))
    }
  }

  private func groups(of buffer: MutableFloats, _ sample: Int) -> Matrix {
    Matrix(
      buffer + sample * junction.stride, rows: junction.shape.count / width, columns: width,
      stride: width)
  }
}
