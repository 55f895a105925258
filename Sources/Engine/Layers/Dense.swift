import Kernels

/// `Y = X W + b` for a batch at once.
final class DenseLayer: Clamping {
  let input: ActivationBuffer
  let output: ActivationBuffer
  private let isFirst: Bool
  var clampsAtZero = false
  private let learned: LearnedKernel
  /// Where the inputs are not zero; only a first layer's are worth the search.
  let sparseInput: SparseInput?
  /// Some rows of the kernel, turned over.
  private let panel: MutableFloats

  /// - Parameter isFirst: nobody wants the input's deltas.
  init(
    _ input: ActivationBuffer, _ output: ActivationBuffer, isFirst: Bool,
    _ parameters: Parameters, kernel: Int, bias: Int?, capacity: Int, in memory: Memory
  ) {
    (self.input, self.output) = (input, output)
    self.isFirst = isFirst
    learned = LearnedKernel(parameters: parameters, kernel: kernel, bias: bias)
    panel = memory.floats(isFirst ? 1 : panelWidth * parameters.list[kernel].columns)
    sparseInput =
      isFirst ? SparseInput(rows: capacity, columns: input.shape.count, in: memory) : nil
  }

  var granularity: BatchGranularity { .batch }
  var remembers: [ActivationBuffer.Flow] { [input.valueFlow] }
  var descends: [Int] { learned.indices }

  func forward(_ samples: Range<Int>, training: Bool) {
    let x = input.values(of: samples)
    let y = output.values(of: samples)
    let (weights, bias) = (learned.weights, learned.biases)
    if let sparseInput, sparseInput.find(in: x, for: y.columns) {
      var product = sparseInput.product(times: weights, into: y)
      product.bias = bias
      product.clampsAtZero = clampsAtZero
      kernels.multiply(product)
    } else {
      var product = Product(
        rows: y.rows, columns: y.columns, a: x.start, b: weights.start,
        inner: .init(count: x.columns, a: 1, b: weights.stride), c: y.start, cStride: y.stride)
      product.rowStride = x.stride
      product.bias = bias
      product.clampsAtZero = clampsAtZero
      kernels.multiply(product)
    }
  }

  func propagate(_ samples: Range<Int>) {
    propagate(output.deltas(of: samples), samples)
  }

  func backward(_ samples: Range<Int>, taking optimizerStep: OptimizerStep?) {
    let delta = output.deltas(of: samples)
    // Before W moves.
    if !isFirst { propagate(delta, samples) }
    learned.learn(gradientRows, taking: optimizerStep) { some, target, factor, scale in
      multiplyInput(samples, some, by: delta, into: target, times: factor, keeping: scale)
    }
    learned.learnBias(from: delta, taking: optimizerStep)
  }

  /// `input's deltas = delta * W'`: a panel of W' at a time, which stays in the second-level cache.
  private func propagate(_ delta: Matrix, _ samples: Range<Int>) {
    let target = input.deltas(of: samples)
    let weights = learned.weights
    for start in stride(from: 0, to: weights.rows, by: panelWidth) {
      let some = weights[start..<min(start + panelWidth, weights.rows)]
      kernels.transpose(
        some, into: Matrix(panel, rows: some.columns, columns: some.rows, stride: panelWidth))
      var product = Product(
        rows: delta.rows, columns: some.rows, a: delta.start, b: panel,
        inner: .init(count: delta.columns, a: 1, b: panelWidth), c: target.start + start,
        cStride: target.stride)
      product.rowStride = delta.stride
      kernels.multiply(product)
    }
  }

  /// `target = scale * target + factor * X' delta`, for some columns of X.
  private func multiplyInput(
    _ samples: Range<Int>, _ some: Range<Int>, by delta: Matrix, into target: Matrix,
    times factor: Float, keeping scale: Float
  ) {
    if let sparseInput, sparseInput.areFound {
      var product = sparseInput.transposedProduct(some, times: delta, into: target)
      product.factor = factor
      product.scale = scale
      kernels.multiplyTransposed(product)
    } else {
      let x = input.values(of: samples)
      var product = Product(
        rows: some.count, columns: delta.columns, a: x.start + some.lowerBound, b: delta.start,
        inner: .init(count: x.rows, a: x.stride, b: delta.stride), c: target.start,
        cStride: target.stride)
      product.rowStride = 1
      product.factor = factor
      product.scale = scale
      kernels.multiply(product)
    }
  }
}

/// Two of the widest vectors, as many as a tile of a product takes.
private let panelWidth = 32
