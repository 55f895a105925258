import Glibc
package import Kernels

extension VectorKernels {
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
      forEachVector(logits.columns) { column, width in
        let rest = load(z + column, first: width, else: -.infinity) - top
        let power = exponential(rest)
        powers += power
        others += rest.replacing(with: 0, where: rest .== -.infinity)
        store(power, z + column, first: width)
      }
      let sum = powers.sum()
      let factorOfPower = 1 / sum
      total += log(Double(sum)) - Double((1 - smoothing) * own)
      if smoothing > 0 { total -= Double(floor * others.sum()) }
      forEachVector(logits.columns) { column, width in
        let probability = load(z + column) * factorOfPower
        store(probability, z + column, first: width)
        store((probability - floor) * factor, delta + column, first: width)
      }
      delta[label] -= (1 - smoothing) * factor
    }
    return total
  }

  package static func softmax(_ rows: Matrix) {
    for row in 0..<rows.rows {
      let start = rows.start + row * rows.stride
      let top = highest(start, rows.columns)
      var sums: Vector = .zero
      forEachVector(rows.columns) { column, width in
        let power = exponential(load(start + column, first: width, else: -.infinity) - top)
        sums += power
        store(power, start + column, first: width)
      }
      let factor = 1 / sums.sum()
      forEachVector(rows.columns) { column, width in
        store(load(start + column) * factor, start + column, first: width)
      }
    }
  }

  package static func softmaxGradient(outputs: Matrix, deltas: Matrix) {
    for row in 0..<outputs.rows {
      let y = outputs.start + row * outputs.stride
      let d = deltas.start + row * deltas.stride
      var dot: Float = 0
      for column in 0..<outputs.columns { dot += y[column] * d[column] }
      for column in 0..<outputs.columns { d[column] = y[column] * (d[column] - dot) }
    }
  }

  package static func sigmoidCrossEntropy(
    logits: Floats, targets: Floats, deltas: MutableFloats, _ count: Int, factor: Float,
    smoothing: Float
  ) -> Double {
    sum(count) { start, width in
      let z = load(logits + start)
      let t = load(targets + start) * (1 - smoothing) + 0.5 * smoothing
      let power = exponential(-maximum(z, -z))
      let loss = maximum(z, .zero) - z * t + logarithm(1 + power)
      let positive = 1 / (1 + power)
      let y = (power * positive).replacing(with: positive, where: z .>= 0)
      store((y - t) * factor, deltas + start, first: width)
      return loss
    }
  }

  package static func squaredError(
    outputs: Floats, targets: Floats, deltas: MutableFloats, _ count: Int, factor: Float
  ) -> Double {
    sum(count) { start, width in
      let difference = load(outputs + start) - load(targets + start)
      store(difference * factor, deltas + start, first: width)
      return difference * difference
    }
  }
}

/// The largest number; NaN only if all are.
@inline(__always)
private func highest(_ values: Floats, _ count: Int) -> Float {
  var highest = Vector(repeating: -.infinity)
  forEachVector(count) { start, width in
    highest = maximum(highest, load(values + start, first: width, else: -.infinity))
  }
  return highest.max()
}

/// Sums what a function gives for each vector, carried in double precision from every row on.
@inline(__always)
private func sum(_ count: Int, _ function: (_ start: Int, _ width: Int) -> Vector) -> Double {
  var sums: Vector = .zero
  forEachVector(count) { start, width in
    var value = function(start, width)
    if width < Vector.scalarCount {
      for lane in width..<Vector.scalarCount { value[lane] = 0 }
    }
    sums += value
  }
  return Double(sums.sum())
}
