package import Kernels

extension VectorKernels {
  package static func widen(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, times scale: Float, plus offset: Float,
    into floats: MutableFloats
  ) {
    forEachVector(count) { start, width in
      let values: Vector
      if width == Vector.scalarCount {
        values = widened(UnsafeRawPointer(bytes + start))
      } else {
        var rest = Vector.zero
        for lane in 0..<width { rest[lane] = Float(bytes[start + lane]) }
        values = rest
      }
      store(values * scale + offset, floats + start, first: width)
    }
  }

  package static func rescale(
    _ values: Floats, _ count: Int, times scale: Float, plus offset: Float,
    into floats: MutableFloats
  ) {
    forEachVector(count) { start, width in
      store(load(values + start) * scale + offset, floats + start, first: width)
    }
  }

  package static func apply(_ curve: Curve, to values: MutableFloats, _ count: Int) {
    switch curve {
    case .relu: change(values, count) { x in maximum(x, .zero) }
    case .leakyRelu: change(values, count) { x in x.replacing(with: x * leak, where: x .< 0) }
    case .sigmoid: change(values, count) { x in sigmoid(x) }
    case .tanh: change(values, count) { x in hyperbolicTangent(x) }
    }
  }

  package static func multiplyBySlope(
    of curve: Curve, at outputs: Floats, _ deltas: MutableFloats, _ count: Int
  ) {
    switch curve {
    case .relu:
      combine(outputs, deltas, count) { y, d in Vector.zero.replacing(with: d, where: y .> 0) }
    case .leakyRelu:
      combine(outputs, deltas, count) { y, d in d.replacing(with: d * leak, where: y .< 0) }
    case .sigmoid: combine(outputs, deltas, count) { y, d in d * y * (1 - y) }
    case .tanh: combine(outputs, deltas, count) { y, d in d * (1 - y * y) }
    }
  }

  package static func multiply(
    _ a: Floats, by b: Floats, into result: MutableFloats, _ count: Int
  ) {
    forEachVector(count) { start, width in
      store(load(a + start) * load(b + start), result + start, first: width)
    }
  }

  package static func add(
    _ source: Floats, times factor: Float, to target: MutableFloats, _ count: Int
  ) {
    let factor = Vector(repeating: factor)
    combine(source, target, count) { x, y in multiplyAdd(x, factor, y) }
  }

  package static func addSigns(
    of source: Floats, times factor: Float, to target: MutableFloats, _ count: Int
  ) {
    for i in 0..<count where source[i] != 0 { target[i] += source[i] > 0 ? factor : -factor }
  }

  package static func sumOfSquares(_ values: Floats, _ count: Int) -> Double {
    reduce(values, count) { sum, x in multiplyAdd(x, x, sum) }
  }

  package static func sumOfMagnitudes(_ values: Floats, _ count: Int) -> Double {
    reduce(values, count) { sum, x in sum + maximum(x, -x) }
  }

  package static func addColumnSums(
    of matrix: Matrix, times factor: Float, to totals: MutableFloats, scaledBy scale: Float
  ) {
    forEachVector(matrix.columns) { column, width in
      // Four sums, so that additions need not wait for each other.
      var sums = InlineArray<4, Vector>(repeating: .zero)
      var row = matrix.start + column
      for _ in 0..<matrix.rows / 4 {
        for lane in 0..<4 { sums[lane] += load(row + lane * matrix.stride) }
        row += 4 * matrix.stride
      }
      for _ in 0..<matrix.rows % 4 {
        sums[0] += load(row)
        row += matrix.stride
      }
      let sum = (sums[0] + sums[1]) + (sums[2] + sums[3])
      var result = sum * factor
      if scale != 0 {
        result = multiplyAdd(load(totals + column), Vector(repeating: scale), result)
      }
      store(result, totals + column, first: width)
    }
  }

  package static func drawMask(
    _ noise: inout WideStream, rate: Float, into factors: MutableFloats, _ count: Int
  ) {
    // 16 bits decide: four factors a word, 32 a draw of eight words.
    let threshold = UInt16(min(rate * 65_536, 65_535))
    let kept = 1 / (1 - rate)
    for start in stride(from: 0, to: count, by: 32) {
      let decisions = unsafeBitCast(noise.next(), to: SIMD32<UInt16>.self)
      for lane in 0..<min(32, count - start) {
        factors[start + lane] = decisions[lane] < threshold ? 0 : kept
      }
    }
  }
}

extension VectorKernels {
  package static func addSaltAndPepper(
    _ noise: inout WideStream, level: Float, to values: MutableFloats, _ count: Int
  ) {
    let threshold = UInt16(min(level * 65_536, 65_535))
    for start in stride(from: 0, to: count, by: 32) {
      let decisions = unsafeBitCast(noise.next(), to: SIMD32<UInt16>.self)
      for lane in 0..<min(32, count - start) where decisions[lane] < threshold {
        values[start + lane] = decisions[lane] < threshold / 2 ? 0 : 1
      }
    }
  }
}

/// Keras's slope of a leaky relu below zero.
private let leak: Float = 0.2

/// Replaces every number by a function of it.
@inline(__always)
private func change(_ values: MutableFloats, _ count: Int, _ function: (Vector) -> Vector) {
  forEachVector(count) { start, width in
    store(function(load(values + start)), values + start, first: width)
  }
}

/// Replaces every number of `target` by a function of it and its partner in `source`.
@inline(__always)
private func combine(
  _ source: Floats, _ target: MutableFloats, _ count: Int,
  _ function: (_ source: Vector, _ target: Vector) -> Vector
) {
  forEachVector(count) { start, width in
    store(function(load(source + start), load(target + start)), target + start, first: width)
  }
}

/// Sums a function of all numbers: in single precision for 64 vectors, then in double.
@inline(__always)
private func reduce(
  _ values: Floats, _ count: Int, _ accumulate: (_ sum: Vector, _ x: Vector) -> Vector
) -> Double {
  var total = 0.0
  for block in stride(from: 0, to: count, by: 64 * Vector.scalarCount) {
    // Four sums, so that additions need not wait for each other.
    var sums = InlineArray<4, Vector>(repeating: .zero)
    let end = min(block + 64 * Vector.scalarCount, count)
    for four in stride(from: block, to: end, by: 4 * Vector.scalarCount) {
      for lane in 0..<4 {
        let start = four + lane * Vector.scalarCount
        if start < end {
          sums[lane] = accumulate(sums[lane], load(values + start, first: end - start, else: 0))
        }
      }
    }
    total += Double(((sums[0] + sums[1]) + (sums[2] + sums[3])).sum())
  }
  return total
}

extension WideStream {
  /// The next word of each of the eight streams.
  @inline(__always)
  fileprivate mutating func next() -> SIMD8<UInt64> {
    let sum = a &+ d
    let result = (sum &<< 23 | sum &>> 41) &+ a
    let shifted = b &<< 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = d &<< 45 | d &>> 19
    return result
  }
}
