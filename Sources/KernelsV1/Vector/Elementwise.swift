package import Kernels

extension VectorKernels {
  /// `byte * scale + offset`; no byte beyond the last is read.
  package static func widen(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, times scale: Float, plus offset: Float,
    into floats: MutableFloats
  ) {
    for start in vectors(count) {
      let values: Vector
      if count - start >= Vector.scalarCount {
        values = widened(UnsafeRawPointer(bytes + start))
      } else {
        var rest = Vector.zero
        for lane in 0..<count - start { rest[lane] = Float(bytes[start + lane]) }
        values = rest
      }
      store(values * scale + offset, floats + start, first: count - start)
    }
  }

  /// `value * scale + offset`; no float beyond the last is read, unlike in other kernels.
  package static func rescale(
    _ values: Floats, _ count: Int, times scale: Float, plus offset: Float,
    into floats: MutableFloats
  ) {
    for start in vectors(count) {
      // Values may be somebody else's, who left no slack behind the last.
      let value = load(values + start, first: count - start)
      store(value * scale + offset, floats + start, first: count - start)
    }
  }

  /// Applies an activation in place; a leaky relu has Keras's slope of 0.2 below zero.
  package static func apply(_ curve: Curve, to values: MutableFloats, _ count: Int) {
    switch curve {
    case .relu:
      for start in vectors(count) {
        store(maximum(load(values + start), .zero), values + start, first: count - start)
      }
    case .leakyRelu:
      for start in vectors(count) {
        let x = load(values + start)
        store(x.replacing(with: x * leak, where: x .< 0), values + start, first: count - start)
      }
    case .sigmoid:
      for start in vectors(count) {
        store(sigmoid(load(values + start)), values + start, first: count - start)
      }
    case .tanh:
      for start in vectors(count) {
        store(hyperbolicTangent(load(values + start)), values + start, first: count - start)
      }
    }
  }

  /// Multiplies deltas by the slope: `y * (1 - y)` of a sigmoid, `1 - y * y` of tanh, by its output `y`.
  package static func multiplyBySlope(
    of curve: Curve, at outputs: Floats, _ deltas: MutableFloats, _ count: Int
  ) {
    switch curve {
    case .relu:
      for start in vectors(count) {
        let (y, delta) = (load(outputs + start), load(deltas + start))
        let kept = Vector.zero.replacing(with: delta, where: y .> 0)
        store(kept, deltas + start, first: count - start)
      }
    case .leakyRelu:
      for start in vectors(count) {
        let (y, delta) = (load(outputs + start), load(deltas + start))
        store(
          delta.replacing(with: delta * leak, where: y .< 0), deltas + start, first: count - start)
      }
    case .sigmoid:
      for start in vectors(count) {
        let (y, delta) = (load(outputs + start), load(deltas + start))
        store(delta * y * (1 - y), deltas + start, first: count - start)
      }
    case .tanh:
      for start in vectors(count) {
        let (y, delta) = (load(outputs + start), load(deltas + start))
        store(delta * (1 - y * y), deltas + start, first: count - start)
      }
    }
  }

  /// `result = a * b`, read in whole vectors: `a` and `b` need the slack at their ends.
  package static func multiply(
    _ a: Floats, by b: Floats, into result: MutableFloats, _ count: Int
  ) {
    for start in vectors(count) {
      store(load(a + start) * load(b + start), result + start, first: count - start)
    }
  }

  /// `target += factor * source`, rounded once a number where the level has a fused multiply-add.
  package static func add(
    _ source: Floats, times factor: Float, to target: MutableFloats, _ count: Int
  ) {
    let factor = Vector(repeating: factor)
    for start in vectors(count) {
      let sum = multiplyAdd(load(source + start), factor, load(target + start))
      store(sum, target + start, first: count - start)
    }
  }

  /// `target += factor * sign(source)`, where the sign of 0 is 0 and that of NaN is -1.
  package static func addSigns(
    of source: Floats, times factor: Float, to target: MutableFloats, _ count: Int
  ) {
    for i in 0..<count where source[i] != 0 { target[i] += source[i] > 0 ? factor : -factor }
  }

  /// The sum of squares: in single precision within 64 vectors, in double precision from there on.
  package static func sumOfSquares(_ values: Floats, _ count: Int) -> Double {
    var total = 0.0
    let whole = 64 * Vector.scalarCount
    for block in stride(from: 0, to: count, by: whole) {
      let left = min(count - block, whole)
      var sums = Four(repeating: .zero)
      if left == whole {
        for start in stride(from: block, to: block + whole, by: 4 * Vector.scalarCount) {
          for lane in 0..<4 {
            let x = load(values + start + lane * Vector.scalarCount)
            sums[lane] = multiplyAdd(x, x, sums[lane])
          }
        }
        total += Double(sums.total.sum())
        continue
      }
      for start in stride(from: 0, to: left, by: 4 * Vector.scalarCount) {
        for lane in 0..<4 {
          let place = start + lane * Vector.scalarCount
          let x = load(values + block + place, first: left - place, else: 0)
          sums[lane] = multiplyAdd(x, x, sums[lane])
        }
      }
      total += Double(sums.total.sum())
    }
    return total
  }

  /// The sum of magnitudes: in single precision within a vector, in double precision from there on.
  package static func sumOfMagnitudes(_ values: Floats, _ count: Int) -> Double {
    var total = 0.0
    for start in vectors(count) {
      let x = load(values + start, first: count - start, else: 0)
      total += Double(maximum(x, -x).sum())
    }
    return total
  }
}

/// Keras's slope of a leaky relu below zero.
private let leak: Float = 0.2
