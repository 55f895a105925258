import Glibc
package import Kernels

extension VectorKernels {
  /// Takes the logits of a row less its largest; rows are summed in double precision.
  package static func softmaxCrossEntropy(
    logits: Matrix, labels: UnsafePointer<Int32>, deltas: Matrix, factor: Float, smoothing: Float
  ) -> Double {
    let floor = smoothing / Float(logits.columns)
    var total = 0.0
    for row in 0..<logits.rows {
      let z = logits.start + row * logits.stride
      let delta = deltas.start + row * deltas.stride
      let label = Int(labels[row])
      // Logits less the largest: no exponential overflows.
      let top = highest(z, logits.columns)
      let own = z[label] - top
      var (powers, others): (Vector, Vector) = (.zero, .zero)
      for column in vectors(logits.columns) {
        let rest = load(z + column, first: logits.columns - column, else: -.infinity) - top
        let power = exponential(rest)
        powers += power
        others += rest.replacing(with: 0, where: rest .== -.infinity)
        store(power, z + column, first: logits.columns - column)
      }
      let sum = powers.sum()
      let factorOfPower = 1 / sum
      total += log(Double(sum)) - Double((1 - smoothing) * own)
      if smoothing > 0 { total -= Double(floor * others.sum()) }
      for column in vectors(logits.columns) {
        let probability = load(z + column) * factorOfPower
        store(probability, z + column, first: logits.columns - column)
        store(
          (probability - floor) * factor, delta + column, first: logits.columns - column)
      }
      delta[label] -= (1 - smoothing) * factor
    }
    return total
  }

  /// Takes the logits of a row less its largest, so that no exponential overflows.
  package static func softmax(_ rows: Matrix) {
    for row in 0..<rows.rows {
      let start = rows.start + row * rows.stride
      let top = highest(start, rows.columns)
      var sums: Vector = .zero
      for column in vectors(rows.columns) {
        let width = rows.columns - column
        let power = exponential(load(start + column, first: width, else: -.infinity) - top)
        sums += power
        store(power, start + column, first: width)
      }
      let factor = 1 / sums.sum()
      for column in vectors(rows.columns) {
        store(load(start + column) * factor, start + column, first: rows.columns - column)
      }
    }
  }

  /// Sums `d * y` from the first column to the last in single precision.
  package static func softmaxGradient(outputs: Matrix, deltas: Matrix) {
    for row in 0..<outputs.rows {
      let y = outputs.start + row * outputs.stride
      let d = deltas.start + row * deltas.stride
      var dot: Float = 0
      for column in 0..<outputs.columns { dot += y[column] * d[column] }
      for column in 0..<outputs.columns { d[column] = y[column] * (d[column] - dot) }
    }
  }

  /// Takes the logarithm of a product of up to 64 vectors, and sums lane by lane in single precision.
  package static func sigmoidCrossEntropy(
    logits: Floats, targets: Floats, deltas: MutableFloats, _ count: Int, factor: Float,
    smoothing: Float
  ) -> Double {
    var sums = Vector.zero
    // The loss has a log(1 + e^-|z|) for each logit. The sum of them is the logarithm of the product,
    // and a product of 64 factors between 1 and 2 does not overflow: one logarithm in place of 64.
    let group = 64 * Vector.scalarCount
    for first in stride(from: 0, to: count, by: group) {
      var product = Vector(repeating: 1)
      for start in stride(from: first, to: min(first + group, count), by: Vector.scalarCount) {
        let z = load(logits + start)
        let t = load(targets + start) * (1 - smoothing) + 0.5 * smoothing
        let power = exponential(upToZero: floats(bits(z) | Integers(repeating: Int32.min)))
        let positive = 1 / (1 + power)
        let y = (power * positive).replacing(with: positive, where: z .>= 0)
        store((y - t) * factor, deltas + start, first: count - start)
        sums += firstLanes(of: maximum(z, .zero) - z * t, count - start, else: 0)
        product *= firstLanes(of: 1 + power, count - start, else: 1)
      }
      sums += logarithm(product)
    }
    return Double(sums.sum())
  }

  /// Sums lane by lane in single precision.
  package static func squaredError(
    outputs: Floats, targets: Floats, deltas: MutableFloats, _ count: Int, factor: Float
  ) -> Double {
    var sums = Vector.zero
    for start in vectors(count) {
      let difference = load(outputs + start) - load(targets + start)
      store(difference * factor, deltas + start, first: count - start)
      sums += firstLanes(of: difference * difference, count - start, else: 0)
    }
    return Double(sums.sum())
  }
}

/// The largest number; NaN only if all are.
@_transparent
private func highest(_ values: Floats, _ count: Int) -> Float {
  var highest = Vector(repeating: -.infinity)
  for start in vectors(count) {
    highest = maximum(highest, load(values + start, first: count - start, else: -.infinity))
  }
  return highest.max()
}
