import Glibc
import Kernels
import KernelsNEON

private let counts = [1, 3, 4, 7, 16, 37, 1100]

/// What goes number by number, sums of all numbers, and masks.
func checkElementwise() {
  var draws = Draws(seed: 7)
  checkCurves(&draws)
  Results.print(of: "bytes and floats to floats") { results in
    for count in counts {
      let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: count)
      for place in 0..<count { bytes[place] = UInt8(truncatingIfNeeded: draws.next()) }
      let widened = Numbers(count)
      VectorKernels.widen(bytes, count, times: 1 / 255, plus: -0.5, into: widened.start)
      results.add(widened) { Double(bytes[$0]) / 255 - 0.5 }
      let (values, rescaled) = (draws.numbers(count), Numbers(count))
      VectorKernels.rescale(values.start, count, times: 0.3, plus: 2, into: rescaled.start)
      results.add(rescaled) { Double(values[$0]) * Double(0.3 as Float) + 2 }
    }
  }
  Results.print(of: "products and sums of numbers") { results in
    for count in counts {
      let (a, b) = (draws.numbers(count), draws.numbers(count))
      // Zeros of both signs and a number that is none have no sign.
      if count > 5 { (a.start[1], a.start[2], a.start[3]) = (0, -0.0, .nan) }
      let (product, sum, signs) = (Numbers(count), b.copy, b.copy)
      VectorKernels.multiply(a.start, by: b.start, into: product.start, count)
      results.add(product) { Double(a[$0]) * Double(b[$0]) }
      VectorKernels.add(a.start, times: -0.75, to: sum.start, count)
      results.add(sum) { Double(b[$0]) - 0.75 * Double(a[$0]) }
      VectorKernels.addSigns(of: a.start, times: 0.25, to: signs.start, count)
      results.add(signs) { place in
        Double(b[place]) + (a[place] == 0 ? 0 : a[place] > 0 ? 0.25 : -0.25)
      }
    }
  }
  Results.print(of: "sums of squares and magnitudes") { results in
    for count in counts {
      let values = draws.numbers(count)
      let (squares, sizes) = (0..<count).reduce((0.0, 0.0)) { sums, place in
        let value = Double(values[place])
        return (sums.0 + value * value, sums.1 + value.magnitude)
      }
      results.add(VectorKernels.sumOfSquares(values.start, count), of: squares)
      results.add(VectorKernels.sumOfMagnitudes(values.start, count), of: sizes)
    }
  }
  Results.print(of: "masks and noise") { checkNoise(&draws, &$0) }
}

/// Activations and their slopes, from numbers that are too small for full precision to those that are none.
private func checkCurves(_ draws: inout Draws) {
  let curves: [(String, Curve, (Double) -> Double, (Double) -> Double)] = [
    ("relu", .relu, { max($0, 0) }, { $0 > 0 ? 1 : 0 }),
    ("leaky relu", .leakyRelu, { $0 < 0 ? 0.2 * $0 : $0 }, { $0 < 0 ? 0.2 : 1 }),
    ("sigmoid", .sigmoid, { 1 / (1 + exp(-$0)) }, { $0 * (1 - $0) }),
    ("tanh", .tanh, { tanh($0) }, { 1 - $0 * $0 }),
  ]
  let odd: [Float] = [
    0, -0.0, -.leastNormalMagnitude / 2, .infinity, -.infinity, .nan, .leastNonzeroMagnitude, 1e-6,
    88.8, -87.4, -103, 3e38, -3e38,
  ]
  for (name, curve, function, slope) in curves {
    Results.print(of: name) { results in
      for count in counts {
        let points = Numbers(count) { $0 < 1000 ? 12 * draws.number() : odd[$0 % odd.count] }
        let outputs = points.copy
        VectorKernels.apply(curve, to: outputs.start, count)
        // A relu of what is no number is one.
        results.add(outputs, within: 1e-6) { place in
          points[place].isNaN ? Double(outputs[place]) : function(Double(points[place]))
        }
        let (deltas, multiplied) = (draws.numbers(count), Numbers(count))
        for place in 0..<count { multiplied.start[place] = deltas[place] }
        let bounded = outputs.copy
        for place in 0..<count where !bounded[place].isFinite { bounded.start[place] = 1 }
        VectorKernels.multiplyBySlope(of: curve, at: bounded.start, multiplied.start, count)
        results.add(multiplied) { Double(deltas[$0]) * slope(Double(bounded[$0])) }
      }
    }
  }
}

private func checkNoise(_ draws: inout Draws, _ results: inout Results) {
  for count in counts + [4001] {
    var stream = WideStream(from: &draws)
    let (mask, values) = (Numbers(count), draws.numbers(count))
    VectorKernels.drawMask(&stream, rate: 0.25, into: mask.start, count)
    results.add(mask)
    let kept = (0..<count).filter { mask[$0] != 0 }
    results.demand(kept.allSatisfy { mask[$0] == 1 / 0.75 }, "what is kept grows")
    let noisy = values.copy
    VectorKernels.addSaltAndPepper(&stream, level: 0.5, to: noisy.start, count)
    results.add(noisy)
    let changed = (0..<count).filter { noisy[$0] != values[$0] }
    results.demand(changed.allSatisfy { noisy[$0] == 0 || noisy[$0] == 1 }, "noise is 0 or 1")
    for word in stream.words { results.add(word) }
    if count < 4000 { continue }
    results.demand(2900...3100 ~= kept.count, "a fourth is dropped")
    results.demand(1900...2100 ~= changed.count, "half is changed")
  }
}
