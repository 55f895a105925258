import Kernels
import KernelsNEON

/// Trains a dense network with a hidden layer by Adam: what a hundred steps make of the weights.
func checkTraining() {
  Results.print(of: "a hundred steps of training") { results in
    var network = SmallNetwork(seed: 10)
    var losses: [Double] = []
    for _ in 0..<100 { losses.append(network.step()) }
    for weights in [network.first, network.second] { results.add(weights) }
    results.add(losses[99])
    results.demand(losses[99] < 0.3 * losses[0], "the loss falls")
  }
}

private struct SmallNetwork {
  let rows = 30
  let inputs = 13
  let hidden = 21
  let classes = 5
  let x, first, second: Numbers
  private let labels: UnsafeMutablePointer<Int32>
  private let moments: [Numbers]
  private var steps = 0

  init(seed: UInt64) {
    var draws = Draws(seed: seed)
    x = draws.numbers(rows * inputs)
    first = draws.numbers(inputs * hidden)
    second = draws.numbers(hidden * classes)
    labels = .allocate(capacity: rows)
    for row in 0..<rows { labels[row] = Int32(row % classes) }
    moments = [first.count, first.count, second.count, second.count].map { Numbers($0) }
  }

  /// Gives the loss before the step.
  mutating func step() -> Double {
    let (activations, logits) = (Numbers(rows * hidden), Numbers(rows * classes))
    multiply(x, inputs, first, hidden, into: activations, clampsAtZero: true)
    multiply(activations, hidden, second, classes, into: logits)
    let (deltas, hiddenDeltas) = (Numbers(rows * classes), Numbers(rows * hidden))
    let loss = VectorKernels.softmaxCrossEntropy(
      logits: logits.matrix(columns: classes), labels: labels,
      deltas: deltas.matrix(columns: classes), factor: 1 / Float(rows), smoothing: 0)
    let turned = Numbers(hidden * classes)
    VectorKernels.transpose(
      second.matrix(columns: classes), into: turned.matrix(columns: hidden))
    multiply(deltas, classes, turned, hidden, into: hiddenDeltas)
    VectorKernels.multiplyBySlope(
      of: .relu, at: activations.start, hiddenDeltas.start, rows * hidden)
    steps += 1
    take(gradient(activations, hidden, deltas, classes), of: second, moments[2], moments[3])
    take(gradient(x, inputs, hiddenDeltas, hidden), of: first, moments[0], moments[1])
    return loss
  }

  private func multiply(
    _ a: Numbers, _ depth: Int, _ b: Numbers, _ columns: Int, into c: Numbers,
    clampsAtZero: Bool = false
  ) {
    var product = Product(
      rows: rows, columns: columns, a: a.start, b: b.start,
      inner: .init(count: depth, a: 1, b: columns), c: c.start, cStride: columns)
    (product.rowStride, product.clampsAtZero) = (depth, clampsAtZero)
    VectorKernels.multiply(product)
  }

  private func gradient(
    _ a: Numbers, _ depth: Int, _ deltas: Numbers, _ columns: Int
  ) -> Numbers {
    let gradient = Numbers(depth * columns)
    var product = Product(
      rows: depth, columns: columns, a: a.start, b: deltas.start,
      inner: .init(count: rows, a: depth, b: columns), c: gradient.start, cStride: columns)
    product.rowStride = 1
    VectorKernels.multiply(product)
    return gradient
  }

  private func take(_ gradient: Numbers, of weights: Numbers, _ first: Numbers, _ second: Numbers) {
    VectorKernels.adamStep(
      weights.start, gradient.start, first.start, second.start, weights.count, rate: 0.02,
      beta1: 0.9, beta2: 0.999, epsilon: 1e-7, decay: 0)
  }
}
