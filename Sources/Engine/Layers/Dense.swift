import Kernels

/// `Y = X W + b` for a batch at once.
final class DenseLayer: Clamping {
  let input: Junction
  let output: Junction
  private let isFirst: Bool
  var clampsAtZero = false
  private let parameters: Parameters
  private let kernel: Int
  private let bias: Int?
  /// Where the inputs are not zero; only a first layer's are worth the search.
  private let entries: Entries?
  /// A few rows of the kernel, turned over.
  private let panel: MutableFloats

  /// - Parameter isFirst: nobody wants the input's deltas.
  init(
    _ input: Junction, _ output: Junction, isFirst: Bool,
    _ parameters: Parameters, kernel: Int, bias: Int?, capacity: Int, in memory: Memory
  ) {
    (self.input, self.output) = (input, output)
    self.isFirst = isFirst
    (self.parameters, self.kernel, self.bias) = (parameters, kernel, bias)
    panel = memory.floats(isFirst ? 1 : panelWidth * parameters.list[kernel].columns)
    entries = isFirst ? Entries(rows: capacity, columns: input.shape.count, in: memory) : nil
  }

  var pace: Pace { .batch }
  var remembers: [Junction.Flow] { [input.valueFlow] }
  var descends: [Int] { bias.map { [kernel, $0] } ?? [kernel] }

  func forward(_ samples: Range<Int>, training: Bool) {
    let x = input.values(of: samples)
    let y = output.values(of: samples)
    let weights = parameters.matrix(kernel)
    let bias = bias.map { Floats(parameters.values($0)) }
    if let entries, entries.find(in: x) {
      var product = entries.product(times: weights, into: y)
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

  func backward(_ samples: Range<Int>, descending rate: Float?) {
    let delta = output.deltas(of: samples)
    if !isFirst {
      // delta * W', before W moves: a panel of W' at a time, which stays in the second-level cache.
      // At A1's layer that was about 5 % ahead of OpenBLAS.
      let target = input.deltas(of: samples)
      let weights = parameters.matrix(kernel)
      for start in stride(from: 0, to: weights.rows, by: panelWidth) {
        let width = min(panelWidth, weights.rows - start)
        let some = Matrix(
          weights.start + start * weights.stride, rows: width, columns: weights.columns,
          stride: weights.stride)
        kernels.transpose(
          some,
          into: Matrix(panel, rows: weights.columns, columns: width, stride: panelWidth))
        var product = Product(
          rows: delta.rows, columns: width, a: delta.start, b: panel,
          inner: .init(count: delta.columns, a: 1, b: panelWidth), c: target.start + start,
          cStride: target.stride)
        product.rowStride = delta.stride
        kernels.multiply(product)
      }
    }
    if let rate {
      // W becomes (1 - 2 rate l2) W - rate X' delta in the product itself: no buffer for the
      // gradient, no pass to add it.
      let decay = 1 - 2 * rate * parameters.list[kernel].l2
      multiplyInput(samples, by: delta, into: parameters.matrix(kernel), -rate, keeping: decay)
      if let bias {
        kernels.addColumnSums(of: delta, times: -rate, to: parameters.values(bias), scaledBy: 1)
      }
    } else {
      multiplyInput(samples, by: delta, into: parameters.gradientMatrix(kernel), 1, keeping: 0)
      if let bias {
        kernels.addColumnSums(of: delta, times: 1, to: parameters.gradients(bias), scaledBy: 0)
      }
    }
  }

  /// `target = scale * target + factor * X' delta`.
  private func multiplyInput(
    _ samples: Range<Int>, by delta: Matrix, into target: Matrix, _ factor: Float,
    keeping scale: Float
  ) {
    if let entries, entries.areFound {
      var product = entries.transposedProduct(times: delta, into: target)
      product.factor = factor
      product.scale = scale
      kernels.multiply(product)
    } else {
      let x = input.values(of: samples)
      var product = Product(
        rows: x.columns, columns: delta.columns, a: x.start, b: delta.start,
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
