import Kernels

/// `Y = X W + b` for a batch at once, with factors rounded to bfloat16 and sums of floats.
final class BFloat16DenseLayer: Clamping {
  let input: ActivationBuffer
  let output: ActivationBuffer
  private let isFirst: Bool
  var clampsAtZero = false
  private let learned: LearnedKernel
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
    learned = LearnedKernel(parameters: parameters, kernel: kernel, bias: bias)
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
  var descends: [Int] { learned.indices }

  func forward(_ samples: Range<Int>, training: Bool) {
    let x = inputs.pairColumns(of: input.values(of: samples))
    let y = output.values(of: samples)
    let (weights, bias) = (learned.weights, learned.biases)
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
    learned.learnBias(from: delta, taking: optimizerStep)
  }

  /// `input's deltas = delta * W'`, a panel of W' at a time.
  private func propagate(_ delta: Matrix, _ samples: Range<Int>) {
    let target = input.deltas(of: samples)
    let weights = learned.weights
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

  private func learn(_ delta: Matrix, _ samples: Range<Int>, taking optimizerStep: OptimizerStep?) {
    let x = inputSamples.pairRows(of: input.values(of: samples))
    let delta = deltaSamples.pairRows(of: delta)
    // Sparse pairs are listed by column once, for all rows of the gradient.
    let height = sparseInput?.areFound == true ? x.columns : gradientRows
    learned.learn(height, taking: optimizerStep) { some, target, factor, scale in
      multiply(x, some, by: delta, into: target, times: factor, keeping: scale)
    }
  }

  /// `target = scale * target + factor * X' delta`, for some columns of X.
  private func multiply(
    _ x: Matrix, _ some: Range<Int>, by delta: Matrix, into target: Matrix,
    times factor: Float, keeping scale: Float
  ) {
    if let sparseInput, sparseInput.areFound {
      var product = sparseInput.transposedProduct(of: x, times: delta, into: target)
      product.factor = factor
      product.scale = scale
      kernels.multiplyTransposedPairs(product)
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
