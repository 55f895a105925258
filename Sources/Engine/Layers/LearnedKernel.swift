import Kernels

/// The kernel and the bias of a dense layer, which learn with factors of either precision alike.
struct LearnedKernel {
  let parameters: Parameters
  let kernel: Int
  let bias: Int?

  var weights: Matrix { parameters.matrix(kernel) }
  var biases: Floats? { bias.map { Floats(parameters.values($0)) } }
  var indices: [Int] { bias.map { [kernel, $0] } ?? [kernel] }

  /// Computes the kernel's gradient `X' delta`, or moves the kernel by it.
  ///
  /// - Parameters:
  ///   - height: rows whose gradient is computed at a time, before the optimizer takes it.
  ///   - multiply: `target = scale * target + factor * X' delta`, for some columns of X.
  func learn(
    _ height: Int, taking optimizerStep: OptimizerStep?,
    multiply: (_ some: Range<Int>, _ target: Matrix, _ factor: Float, _ scale: Float) -> Void
  ) {
    let all = 0..<parameters.list[kernel].rows
    guard let optimizerStep else {
      multiply(all, parameters.gradientMatrix(kernel), 1, 0)
      return
    }
    if let rate = optimizerStep.plainRate(of: kernel) {
      // W becomes (1 - 2 rate l2) W - rate X' delta in the product itself: no buffer for the
      // gradient, no pass to add it.
      multiply(
        all, parameters.matrix(kernel), -rate, 1 - 2 * rate * parameters.list[kernel].l2)
      return
    }
    // Some rows at a time: their gradient is used while it is in the second-level cache, which all
    // of it with the moments of an optimizer would leave.
    for start in stride(from: 0, to: all.count, by: height) {
      let some = start..<min(start + height, all.count)
      let gradient = parameters.gradientMatrix(kernel)[0..<some.count]
      multiply(some, gradient, 1, 0)
      optimizerStep.take(kernel, rows: some, along: gradient.start)
    }
  }

  /// Computes the bias's gradient, or moves the bias by it.
  func learnBias(from delta: Matrix, taking optimizerStep: OptimizerStep?) {
    guard let bias else { return }
    if let rate = optimizerStep?.plainRate(of: bias) {
      kernels.addColumnSums(of: delta, times: -rate, to: parameters.values(bias), scaledBy: 1)
    } else {
      kernels.addColumnSums(of: delta, times: 1, to: parameters.gradients(bias), scaledBy: 0)
      optimizerStep?.take(bias, rows: 0..<1, along: parameters.gradients(bias))
    }
  }
}

/// Rows of a gradient at a time: some tiles, so that what they share is read seldom, and a multiple of
/// the three columns of a sparse list.
let gradientRows = 66
