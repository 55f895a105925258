import Kernels

/// What flows between two layers: values forward, deltas (slopes of the loss) backward.
///
/// Samples lie `stride` floats apart in either direction's buffer. The buffers are made when all
/// layers are known; see `Stage.allocate`.
struct Junction {
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
  func reshaped(_ shape: Shape) -> Junction {
    var junction = self
    junction.shape = shape
    return junction
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
    fileprivate(set) var start: MutableFloats!
    /// Whether the buffer holds only the samples that pass a stage together, the next after the
    /// last, and so stays in the second-level cache; else it holds the whole batch.
    fileprivate(set) var isPassing = false
    fileprivate var stages: ClosedRange<Int>?
    fileprivate var isKept = false
  }
}

extension Stage {
  /// Makes the buffers of a network's junctions.
  ///
  /// What nobody wants again after its stage holds no more samples than pass at once. Half of what
  /// a convolution writes and a pool reads stays out of memory that way: that saved about 15 %
  /// of the step of such a network, measured roughly.
  ///
  /// - Parameter ends: the network's input and output, which others read and write.
  static func allocate(
    _ stages: [Stage], ends: [Junction], capacity: Int, in memory: Memory
  ) {
    for (index, stage) in stages.enumerated() {
      for layer in stage.layers {
        for flow in layer.flows {
          flow.stages = min(flow.stages?.lowerBound ?? index, index)...index
        }
        for flow in layer.remembers { flow.isKept = true }
      }
    }
    for end in ends { (end.valueFlow.isKept, end.deltaFlow.isKept) = (true, true) }

    func allocate(_ flow: Junction.Flow, stride: Int) {
      guard flow.start == nil else { return }
      let stage = flow.stages.flatMap { $0.count == 1 ? stages[$0.lowerBound] : nil }
      flow.isPassing = !flow.isKept && stage != nil
      let samples = flow.isPassing ? min(stage?.samples ?? capacity, capacity) : capacity
      flow.start = memory.floats(samples * stride)
    }
    for layer in stages.flatMap(\.layers) {
      for junction in [layer.input, layer.output] {
        allocate(junction.valueFlow, stride: junction.stride)
        allocate(junction.deltaFlow, stride: junction.stride)
      }
    }
  }
}
