import Kernels

/// What flows between two layers: values forward, deltas (slopes of the loss) backward.
///
/// Sample `s` begins `s * stride` floats after the start of either buffer.
struct Junction {
  var shape: Shape
  let stride: Int
  let values: MutableFloats
  let deltas: MutableFloats

  init(_ shape: Shape, capacity: Int, in memory: Memory) {
    self.shape = shape
    // Pixels of image after image lie evenly: a convolution's rows do not end with the image.
    stride = shape.extents.count == 1 ? paddedStride(shape.count) : shape.count
    values = memory.floats(capacity * stride)
    deltas = memory.floats(capacity * stride)
  }

  /// The same numbers under another shape.
  func reshaped(_ shape: Shape) -> Junction {
    var junction = self
    junction.shape = shape
    return junction
  }

  func values(of samples: Range<Int>) -> Matrix {
    Matrix(
      values + samples.lowerBound * stride, rows: samples.count, columns: shape.count,
      stride: stride)
  }

  func deltas(of samples: Range<Int>) -> Matrix {
    Matrix(
      deltas + samples.lowerBound * stride, rows: samples.count, columns: shape.count,
      stride: stride)
  }
}
