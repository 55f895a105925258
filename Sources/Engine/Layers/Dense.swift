import Kernels

/// `Y = X W + b` for a batch at once.
final class DenseLayer: Clamping {
  let input: ActivationBuffer
  let output: ActivationBuffer
  private let isFirst: Bool
  var clampsAtZero = false
  private let parameters: Parameters
  private let kernel: Int
  private let bias: Int?
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
    (self.parameters, self.kernel, self.bias) = (parameters, kernel, bias)
    panel = memory.floats(isFirst ? 1 : panelWidth * parameters.list[kernel].columns)
    sparseInput =
      isFirst ? SparseInput(rows: capacity, columns: input.shape.count, in: memory) : nil
  }

  var granularity: BatchGranularity { .batch }
  var remembers: [ActivationBuffer.Flow] { [input.valueFlow] }
  var descends: [Int] { bias.map { [kernel, $0] } ?? [kernel] }

  func forward(_ samples: Range<Int>, training: Bool) {
    let x = input.values(of: samples)
    let y = output.values(of: samples)
    let weights = parameters.matrix(kernel)
    let bias = bias.map { Floats(parameters.values($0)) }
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
    learn(delta, samples, taking: optimizerStep)
    guard let bias else { return }
    if let rate = optimizerStep?.plainRate(of: bias) {
      kernels.addColumnSums(of: delta, times: -rate, to: parameters.values(bias), scaledBy: 1)
    } else {
      kernels.addColumnSums(of: delta, times: 1, to: parameters.gradients(bias), scaledBy: 0)
      optimizerStep?.take(bias, rows: 0..<1, along: parameters.gradients(bias))
    }
  }

  /// `input's deltas = delta * W'`: a panel of W' at a time, which stays in the second-level cache.
  private func propagate(_ delta: Matrix, _ samples: Range<Int>) {
    let target = input.deltas(of: samples)
    let weights = parameters.matrix(kernel)
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

  /// Computes the gradient `X' delta`, or moves W by it.
  private func learn(_ delta: Matrix, _ samples: Range<Int>, taking optimizerStep: OptimizerStep?) {
    let all = 0..<parameters.list[kernel].rows
    guard let optimizerStep else {
      multiplyInput(samples, all, by: delta, into: parameters.gradientMatrix(kernel))
      return
    }
    if let rate = optimizerStep.plainRate(of: kernel) {
      // W becomes (1 - 2 rate l2) W - rate X' delta in the product itself: no buffer for the
      // gradient, no pass to add it.
      multiplyInput(
        samples, all, by: delta, into: parameters.matrix(kernel), times: -rate,
        keeping: 1 - 2 * rate * parameters.list[kernel].l2)
      return
    }
    // Some rows at a time: their gradient is used while it is in the second-level cache, which all
    // of it with the moments of an optimizer would leave.
    for start in stride(from: 0, to: all.count, by: slopeHeight) {
      let some = start..<min(start + slopeHeight, all.count)
      let slope = parameters.gradientMatrix(kernel)[0..<some.count]
      multiplyInput(samples, some, by: delta, into: slope)
      optimizerStep.take(kernel, rows: some, along: slope.start)
    }
  }

  /// `target = scale * target + factor * X' delta`, for some columns of X.
  private func multiplyInput(
    _ samples: Range<Int>, _ some: Range<Int>, by delta: Matrix, into target: Matrix,
    times factor: Float = 1, keeping scale: Float = 0
  ) {
    if let sparseInput, sparseInput.areFound {
      var product = sparseInput.transposedProduct(some, times: delta, into: target)
      product.factor = factor
      product.scale = scale
      kernels.multiply(product)
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

/// Rows of a gradient at a time: some tiles, so that what they share is read seldom.
private let slopeHeight = 66
