import Kernels
import KernelsNEON

/// Pairs of bfloat16, and products of them.
func checkPairs() {
  var draws = Draws(seed: 3)
  Results.print(of: "rounding to pairs") { results in
    for (rows, columns) in [(1, 1), (2, 8), (3, 15), (4, 17), (5, 50), (1, 5)] {
      checkRounding(rows, columns, &draws, &results)
    }
  }
  for rows in 1...9 {
    Results.print(of: "product of pairs, \(rows) rows") { results in
      for columns in [1, 4, 7, 8, 13, 17, 29] {
        for depth in [0, 1, 9] { checkProduct(rows, columns, depth, &draws, &results) }
      }
    }
  }
}

extension Draws {
  /// Two numbers of bfloat16 in each float, from 2^-7 to 2 in magnitude.
  mutating func pairs(_ count: Int) -> Numbers {
    Numbers(count) { _ in
      let word = UInt32(truncatingIfNeeded: next())
      return Float(bitPattern: word & 0x83ff_83ff | 0x3c00_3c00)
    }
  }
}

/// Numbers between two of bfloat16, just beside that, too large, too small and none.
private let odd: [UInt32] = [
  0x7fc0_0000, 0x7f80_0000, 0xff80_0000, 0, 0x8000_0000, 1, 0x807f_ffff, 0x0080_0000, 0x7f7f_ffff,
  0x3f80_0000, 0x3f80_8000, 0x3f81_8000, 0x3f81_8001, 0x3f80_7fff, 0x7f80_0001, 0xffc1_2345,
]

/// The definition of the rounding, bit by bit.
private func rounded(_ number: Float) -> UInt32 {
  let bits = number.bitPattern
  if number.isNaN { return bits >> 16 | 0x40 }
  if number.magnitude < .leastNormalMagnitude { return bits >> 16 & 0x8000 }
  let (below, rest) = (bits >> 16, bits & 0xffff)
  return rest > 0x8000 || rest == 0x8000 && below % 2 == 1 ? below + 1 : below
}

private func checkRounding(
  _ rows: Int, _ columns: Int, _ draws: inout Draws, _ results: inout Results
) {
  let source = Numbers(rows * columns) { place in
    let bits = place < odd.count ? odd[place] : UInt32(truncatingIfNeeded: draws.next())
    return Float(bitPattern: bits)
  }
  func number(_ row: Int, _ column: Int) -> UInt32 {
    row < rows && column < columns ? rounded(source[row * columns + column]) : 0
  }
  func add(_ pairs: Numbers, of expected: (Int) -> UInt32) {
    results.demand(pairs.isSlackIntact, "nothing is written behind the last number")
    for place in 0..<pairs.count {
      results.add(UInt64(pairs[place].bitPattern))
      results.demand(pairs[place].bitPattern == expected(place), "a pair is the definition's")
    }
  }
  let wide = (columns + 1) / 2
  let beside = Numbers(rows * wide)
  VectorKernels.pairColumns(
    of: source.matrix(columns: columns), into: beside.matrix(columns: wide))
  add(beside) { place in
    let (row, column) = (place / wide, place % wide * 2)
    return number(row, column) | number(row, column + 1) << 16
  }
  let below = Numbers((rows + 1) / 2 * columns)
  VectorKernels.pairRows(
    of: source.matrix(columns: columns), into: below.matrix(columns: columns))
  add(below) { place in
    let (row, column) = (place / columns * 2, place % columns)
    return number(row, column) | number(row + 1, column) << 16
  }
}

/// The second numbers of a pair are added first, each product fused with the sum.
private func checkProduct(
  _ rows: Int, _ columns: Int, _ depth: Int, _ draws: inout Draws, _ results: inout Results
) {
  let (a, b) = (draws.pairs(rows * depth), draws.pairs(depth * columns))
  let (bias, c) = (draws.numbers(columns), Numbers(rows * columns))
  var product = Product(
    rows: rows, columns: columns, a: a.start, b: b.start,
    inner: .init(count: depth, a: 1, b: columns), c: c.start, cStride: columns)
  (product.rowStride, product.bias) = (depth, Floats(bias.start))
  VectorKernels.multiplyPairs(product)
  results.add(c, within: 0) { place in
    let (row, column) = (place / columns, place % columns)
    var sum = bias[column]
    for k in 0..<depth {
      let (first, second) = (a[row * depth + k].bitPattern, b[k * columns + column].bitPattern)
      for shift: UInt32 in [0, 16] {
        sum.addProduct(
          Float(bitPattern: first << shift & 0xffff_0000),
          Float(bitPattern: second << shift & 0xffff_0000))
      }
    }
    return Double(sum)
  }
}
