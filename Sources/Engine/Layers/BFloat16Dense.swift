import Kernels

/// `Y = X W + b` for a batch at once, with factors rounded to bfloat16 and sums of floats.
final class BFloat16DenseLayer: Clamping {
  let input: ActivationBuffer
  let output: ActivationBuffer
  private let isFirst: Bool
  var clampsAtZero = false
  private let parameters: Parameters
  private let kernel: Int
  private let bias: Int?
  /// The input of a batch, and the output's deltas: pairs of neighbours in a sample.
  private let inputs, deltas: PairMatrix
  /// The same, paired sample by sample.
  private let inputSamples, deltaSamples: PairMatrix
  /// Some columns of the kernel in pairs of its rows, or some rows turned over.
  private let panel: PairMatrix
  /// Some rows of the kernel in pairs of neighbours.
  private let rows: PairMatrix
  /// Where the inputs' pairs are not zero; only a first layer's are worth the search.
  private let sparseInput: SparsePairs?

  /// - Parameter isFirst: nobody wants the input's deltas.
  init(
    _ input: ActivationBuffer, _ output: ActivationBuffer, isFirst: Bool,
    _ parameters: Parameters, kernel: Int, bias: Int?, capacity: Int, in memory: Memory
  ) {
    (self.input, self.output) = (input, output)
    self.isFirst = isFirst
    (self.parameters, self.kernel, self.bias) = (parameters, kernel, bias)
    let (width, units) = (input.shape.count, output.shape.count)
    inputs = PairMatrix(rows: capacity, columns: half(width), in: memory)
    deltas = PairMatrix(rows: isFirst ? 0 : capacity, columns: half(units), in: memory)
    inputSamples = PairMatrix(rows: half(capacity), columns: width, in: memory)
    deltaSamples = PairMatrix(rows: half(capacity), columns: units, in: memory)
    panel = PairMatrix(
      rows: max(half(width), half(units)), columns: isFirst ? widePanel : narrowPanel, in: memory)
    rows = PairMatrix(rows: isFirst ? 0 : narrowPanel, columns: half(units), in: memory)
    sparseInput = isFirst ? SparsePairs(rows: capacity, columns: width, in: memory) : nil
  }

  var granularity: BatchGranularity { .batch }
  var remembers: [ActivationBuffer.Flow] { [input.valueFlow] }
  var descends: [Int] { bias.map { [kernel, $0] } ?? [kernel] }

  func forward(_ samples: Range<Int>, training: Bool) {
    let x = inputs.pairColumns(of: input.values(of: samples))
    let y = output.values(of: samples)
    let weights = parameters.matrix(kernel)
    let bias = bias.map { Floats(parameters.values($0)) }
    let isSparse = sparseInput?.find(in: x) ?? false
    let width = isSparse ? widePanel : narrowPanel
    for start in stride(from: 0, to: weights.columns, by: width) {
      let count = min(width, weights.columns - start)
      let some = Matrix(
        weights.start + start, rows: weights.rows, columns: count, stride: weights.stride)
      let panel = panel.pairRows(of: some, stride: width)
      let target = Matrix(y.start + start, rows: y.rows, columns: count, stride: y.stride)
      if let sparseInput, isSparse {
        var product = sparseInput.product(times: panel, into: target)
        product.bias = bias.map { $0 + start }
        product.clampsAtZero = clampsAtZero
        kernels.multiplyPairs(product)
      } else {
        var product = Product(
          rows: y.rows, columns: count, a: x.start, b: panel.start,
          inner: .init(count: x.columns, a: 1, b: panel.stride), c: target.start,
          cStride: target.stride)
        product.rowStride = x.stride
        product.bias = bias.map { $0 + start }
        product.clampsAtZero = clampsAtZero
        kernels.multiplyPairs(product)
      }
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

  /// `input's deltas = delta * W'`, a panel of W' at a time.
  private func propagate(_ delta: Matrix, _ samples: Range<Int>) {
    let target = input.deltas(of: samples)
    let weights = parameters.matrix(kernel)
    let delta = deltas.pairColumns(of: delta)
    for start in stride(from: 0, to: weights.rows, by: narrowPanel) {
      let some = rows.pairColumns(of: weights[start..<min(start + narrowPanel, weights.rows)])
      kernels.transpose(
        some,
        into: Matrix(panel.start, rows: some.columns, columns: some.rows, stride: narrowPanel))
      var product = Product(
        rows: delta.rows, columns: some.rows, a: delta.start, b: panel.start,
        inner: .init(count: delta.columns, a: 1, b: narrowPanel), c: target.start + start,
        cStride: target.stride)
      product.rowStride = delta.stride
      kernels.multiplyPairs(product)
    }
  }

  /// Computes the gradient `X' delta`, or moves W by it; as a dense layer of floats does.
  private func learn(_ delta: Matrix, _ samples: Range<Int>, taking optimizerStep: OptimizerStep?) {
    let x = inputSamples.pairRows(of: input.values(of: samples))
    let delta = deltaSamples.pairRows(of: delta)
    let all = 0..<parameters.list[kernel].rows
    guard let optimizerStep else {
      multiply(x, all, by: delta, into: parameters.gradientMatrix(kernel))
      return
    }
    if let rate = optimizerStep.plainRate(of: kernel) {
      multiply(
        x, all, by: delta, into: parameters.matrix(kernel), times: -rate,
        keeping: 1 - 2 * rate * parameters.list[kernel].l2)
      return
    }
    let height = sparseInput?.areFound == true ? all.count : gradientRows
    for start in stride(from: 0, to: all.count, by: height) {
      let some = start..<min(start + height, all.count)
      let gradient = parameters.gradientMatrix(kernel)[0..<some.count]
      multiply(x, some, by: delta, into: gradient)
      optimizerStep.take(kernel, rows: some, along: gradient.start)
    }
  }

  /// `target = scale * target + factor * X' delta`, for some columns of X.
  private func multiply(
    _ x: Matrix, _ some: Range<Int>, by delta: Matrix, into target: Matrix,
    times factor: Float = 1, keeping scale: Float = 0
  ) {
    if let sparseInput, sparseInput.areFound {
      var product = sparseInput.transposedProduct(of: x, times: delta, into: target)
      product.factor = factor
      product.scale = scale
      kernels.multiplyPairs(product)
    } else {
      var product = Product(
        rows: some.count, columns: delta.columns, a: x.start + some.lowerBound, b: delta.start,
        inner: .init(count: x.rows, a: x.stride, b: delta.stride), c: target.start,
        cStride: target.stride)
      product.rowStride = 1
      product.factor = factor
      product.scale = scale
      kernels.multiplyPairs(product)
    }
  }
}

/// Columns at a time: two of the widest vectors, as many as a tile of a product takes; and four for a
/// sparse product.
private let narrowPanel = 32
private let widePanel = 64

/// Rows of a gradient at a time: some tiles, so that what they share is read seldom.
private let gradientRows = 66
