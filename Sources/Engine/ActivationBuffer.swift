import Kernels

/// The flow between two layers: values forward, deltas (slopes of the loss) backward.
///
/// Samples lie `stride` floats apart in either direction's buffer. The buffers are made when all
/// layers are known; see `allocate`.
struct ActivationBuffer {
  var shape: Shape
  let stride: Int
  let valueFlow = Flow()
  let deltaFlow = Flow()

  init(_ shape: Shape) {
    self.shape = shape
    // Pixels of image after image lie evenly: a convolution's rows do not end with the image.
    stride = shape.extents.count == 1 ? paddedStride(shape.count) : shape.count
  }

  /// The same numbers under another shape.
  func reshaped(_ shape: Shape) -> ActivationBuffer {
    var buffer = self
    buffer.shape = shape
    return buffer
  }

  var values: MutableFloats { valueFlow.start }
  var deltas: MutableFloats { deltaFlow.start }

  func values(of samples: Range<Int>) -> Matrix { matrix(valueFlow, samples) }
  func deltas(of samples: Range<Int>) -> Matrix { matrix(deltaFlow, samples) }

  private func matrix(_ flow: Flow, _ samples: Range<Int>) -> Matrix {
    Matrix(
      flow.isPassing ? flow.start : flow.start + samples.lowerBound * stride,
      rows: samples.count, columns: shape.count, stride: stride)
  }

  /// The numbers of one direction.
  final class Flow {
    var start: MutableFloats!
    /// Whether the buffer holds only the samples that pass a stage together, the next after the
    /// last, and so stays in the second-level cache; else it holds the whole batch.
    var isPassing = false
    /// The stages that read or write it.
    var stages: ClosedRange<Int>?
    /// Whether somebody wants its numbers again after their stage.
    var isKept = false
  }
}
