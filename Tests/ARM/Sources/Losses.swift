import Glibc
import Kernels
import KernelsNEON

/// Losses with their deltas, and softmax with its gradient.
func checkLosses() {
  var draws = Draws(seed: 8)
  for columns in [1, 2, 4, 10, 13] {
    Results.print(of: "softmax of \(columns)") { results in
      checkSoftmax(rows: 5, columns, &draws, &results)
      for smoothing: Float in [0, 0.1] {
        checkSoftmaxCrossEntropy(rows: 5, columns, smoothing, &draws, &results)
      }
    }
  }
  for count in [1, 6, 8, 45, 700] {
    Results.print(of: "losses of \(count) numbers") { results in
      for smoothing: Float in [0, 0.1] {
        checkSigmoidCrossEntropy(count, smoothing, &draws, &results)
      }
      checkSquaredError(count, &draws, &results)
    }
  }
}

/// The definition of a row's softmax.
private func softmax(_ logits: Numbers, _ row: Int, _ columns: Int) -> [Double] {
  let powers = (0..<columns).map { exp(Double(logits[row * columns + $0])) }
  let sum = powers.reduce(0, +)
  return powers.map { $0 / sum }
}

/// From -20 to 20, half of them from -2.5 to 2.5.
private func logits(_ count: Int, _ draws: inout Draws) -> Numbers {
  Numbers(count) { _ in
    let number = draws.number()
    return 20 * number * number * number
  }
}

private func checkSoftmax(
  rows: Int, _ columns: Int, _ draws: inout Draws, _ results: inout Results
) {
  let logits = logits(rows * columns, &draws)
  let outputs = logits.copy
  VectorKernels.softmax(outputs.matrix(columns: columns))
  results.add(outputs) { softmax(logits, $0 / columns, columns)[$0 % columns] }
  let (before, deltas) = (draws.numbers(rows * columns), Numbers(rows * columns))
  for place in 0..<rows * columns { deltas.start[place] = before[place] }
  VectorKernels.softmaxGradient(
    outputs: outputs.matrix(columns: columns), deltas: deltas.matrix(columns: columns))
  results.add(deltas) { place in
    let first = place / columns * columns
    let dot = (first..<first + columns).reduce(0) {
      $0 + Double(outputs[$1]) * Double(before[$1])
    }
    return Double(outputs[place]) * (Double(before[place]) - dot)
  }
}

private func checkSoftmaxCrossEntropy(
  rows: Int, _ columns: Int, _ smoothing: Float, _ draws: inout Draws, _ results: inout Results
) {
  let logits = logits(rows * columns, &draws)
  let labels = UnsafeMutablePointer<Int32>.allocate(capacity: rows)
  for row in 0..<rows { labels[row] = Int32(draws.next() % UInt64(columns)) }
  func target(_ place: Int) -> Double {
    let isLabel = place % columns == Int(labels[place / columns])
    return (isLabel ? 1 - Double(smoothing) : 0) + Double(smoothing) / Double(columns)
  }
  let expected = (0..<rows * columns).reduce(0.0) { sum, place in
    sum - target(place) * log(softmax(logits, place / columns, columns)[place % columns])
  }
  let (probabilities, deltas) = (logits.copy, Numbers(rows * columns))
  let loss = VectorKernels.softmaxCrossEntropy(
    logits: probabilities.matrix(columns: columns), labels: labels,
    deltas: deltas.matrix(columns: columns), factor: 0.5, smoothing: smoothing)
  results.add(loss, of: expected)
  results.add(probabilities) { softmax(logits, $0 / columns, columns)[$0 % columns] }
  results.add(deltas) { place in
    0.5 * (softmax(logits, place / columns, columns)[place % columns] - target(place))
  }
}

private func checkSigmoidCrossEntropy(
  _ count: Int, _ smoothing: Float, _ draws: inout Draws, _ results: inout Results
) {
  let (logits, deltas) = (logits(count, &draws), Numbers(count))
  let targets = Numbers(count) { _ in abs(draws.number()) }
  func target(_ place: Int) -> Double {
    Double(targets[place]) * (1 - Double(smoothing)) + 0.5 * Double(smoothing)
  }
  let loss = VectorKernels.sigmoidCrossEntropy(
    logits: logits.start, targets: targets.start, deltas: deltas.start, count, factor: 0.5,
    smoothing: smoothing)
  let expected = (0..<count).reduce(0.0) { sum, place in
    let z = Double(logits[place])
    return sum + max(z, 0) - z * target(place) + log(1 + exp(-abs(z)))
  }
  results.add(loss, of: expected)
  results.add(deltas) { 0.5 * (1 / (1 + exp(-Double(logits[$0]))) - target($0)) }
}

private func checkSquaredError(_ count: Int, _ draws: inout Draws, _ results: inout Results) {
  let (outputs, targets, deltas) = (
    draws.numbers(count), draws.numbers(count), Numbers(count)
  )
  func difference(_ place: Int) -> Double { Double(outputs[place]) - Double(targets[place]) }
  let loss = VectorKernels.squaredError(
    outputs: outputs.start, targets: targets.start, deltas: deltas.start, count, factor: 0.5)
  results.add(loss, of: (0..<count).reduce(0.0) { $0 + difference($1) * difference($1) })
  results.add(deltas) { 0.5 * difference($0) }
}
