import CVectors
package import Kernels

extension VectorKernels {
  /// Walks tiles of some rows by 2 vectors of columns, one panel of columns after the other.
  ///
  /// Each vector of `B` serves all rows of a tile, and sums that wait for none of the others keep
  /// both multiply-add units busy. `B` is read where it lies, as long as a panel of it stays in the
  /// second-level cache: 160 to 200 of 241 GFLOP/s on a Sapphire Rapids core, where the same tiles
  /// written in C reach 190 to 205. Eight rows gave roughly 10 % less.
  package static func multiply(_ product: Product) { multiply(product, by: Numbers.self) }

  /// The same tiles, each of whose numbers is a pair of bfloat16.
  package static func multiplyPairs(_ product: Product) { multiply(product, by: Pairs.self) }

  @inline(__always)
  private static func multiply<Factors: Terms>(_ product: Product, by factors: Factors.Type) {
    let tiles = (product.rows + Factors.tallest - 1) / Factors.tallest
    // As even as possible: 13 rows are 7 and 6, as a tile of 1 row would wait for its sums.
    let (height, higher) = product.rows.quotientAndRemainder(dividingBy: max(tiles, 1))
    var column = 0
    while column < product.columns {
      let left = product.columns - column
      // A few rows in wider tiles: else there are too few sums to keep both units busy.
      let isFlat = product.rows <= Factors.flat && left > 3 * Vector.scalarCount
      var row = 0
      for tile in 0..<tiles {
        let height = tile < higher ? height + 1 : height
        if isFlat {
          FlatPanel<Factors>.multiply(product, row, column, height)
        } else if left > Vector.scalarCount {
          Panel<2, Factors>.multiply(product, row, column, height)
        } else {
          Panel<1, Factors>.multiply(product, row, column, height)
        }
        row += height
      }
      column += (isFlat ? 4 : 2) * Vector.scalarCount
    }
  }
}

/// What a product adds to a sum for a number of either factor.
protocol Terms {
  /// The most rows of a tile.
  static var tallest: Int { get }
  /// The most rows of a tile that is 4 vectors wide.
  static var flat: Int { get }
  static func add(_ a: Vector, _ b: Vector, to sum: Vector) -> Vector
}

enum Numbers: Terms {
  // 22 sums in 32 registers, or 12 in 16; of NEON nothing is measured yet.
  #if REGISTERS_32
    @inline(__always) static var tallest: Int { 11 }
    @inline(__always) static var flat: Int { 5 }
  #else
    @inline(__always) static var tallest: Int { 6 }
    @inline(__always) static var flat: Int { 3 }
  #endif

  @inline(__always)
  static func add(_ a: Vector, _ b: Vector, to sum: Vector) -> Vector { multiplyAdd(a, b, sum) }
}

enum Pairs: Terms {
  // Both numbers of a pair in a register of its own need more of them.
  #if LEVEL_BF16
    @inline(__always) static var tallest: Int { 11 }
    @inline(__always) static var flat: Int { 5 }
  #elseif REGISTERS_32
    @inline(__always) static var tallest: Int { 7 }
    @inline(__always) static var flat: Int { 3 }
  #else
    @inline(__always) static var tallest: Int { 4 }
    @inline(__always) static var flat: Int { 1 }
  #endif

  @inline(__always)
  static func add(_ a: Vector, _ b: Vector, to sum: Vector) -> Vector { addPairs(a, b, sum) }
}

/// A panel of 4 vectors of columns for a few rows.
private enum FlatPanel<Factors: Terms> {
  static func multiply(_ product: Product, _ row: Int, _ column: Int, _ height: Int) {
    switch height {
    #if REGISTERS_32
      case 5: Tile<5, 4, Factors>.multiply(product, row, column)
      case 4: Tile<4, 4, Factors>.multiply(product, row, column)
    #endif
    case 3: Tile<3, 4, Factors>.multiply(product, row, column)
    case 2: Tile<2, 4, Factors>.multiply(product, row, column)
    default: Tile<1, 4, Factors>.multiply(product, row, column)
    }
  }
}

/// A panel of columns; finds the tile for so many rows.
private enum Panel<let vectors: Int, Factors: Terms> {
  static func multiply(_ product: Product, _ row: Int, _ column: Int, _ height: Int) {
    switch height {
    #if REGISTERS_32
      case 11: Tile<11, vectors, Factors>.multiply(product, row, column)
      case 10: Tile<10, vectors, Factors>.multiply(product, row, column)
      case 9: Tile<9, vectors, Factors>.multiply(product, row, column)
      case 8: Tile<8, vectors, Factors>.multiply(product, row, column)
      case 7: Tile<7, vectors, Factors>.multiply(product, row, column)
    #endif
    case 6: Tile<6, vectors, Factors>.multiply(product, row, column)
    case 5: Tile<5, vectors, Factors>.multiply(product, row, column)
    case 4: Tile<4, vectors, Factors>.multiply(product, row, column)
    case 3: Tile<3, vectors, Factors>.multiply(product, row, column)
    case 2: Tile<2, vectors, Factors>.multiply(product, row, column)
    default: Tile<1, vectors, Factors>.multiply(product, row, column)
    }
  }
}

/// The part of a product that is summed in registers; its extents are known to the compiler.
private enum Tile<let height: Int, let vectors: Int, Factors: Terms> {
  @inline(never)
  static func multiply(_ product: Product, _ row: Int, _ column: Int) {
    let starts = InlineArray<height, Floats> { i in
      if let offsets = product.rowOffsets {
        product.a + Int(offsets[row + i])
      } else {
        product.a + (row + i) * product.rowStride
      }
    }
    var sums = InlineArray<height, InlineArray<vectors, Vector>>(
      repeating: start(product.bias, column))

    let (inner, middle, outer) = (product.inner, product.middle, product.outer)
    if inner.count > 0 && middle.count > 0 && outer.count > 0 {
      // Loops that test at their end: with nothing to skip before the first round, sums stay in the
      // registers where they are. Else each round moved all of them, at roughly 15 % of its time.
      var outerA = 0
      var outerB = product.b + column
      var outerLeft = outer.count
      repeat {
        var middleA = outerA
        var middleB = outerB
        var middleLeft = middle.count
        repeat {
          var a = middleA
          var b = middleB
          let end = b + inner.count * inner.b
          repeat {
            let factors = InlineArray<vectors, Vector> { v in load(b + v * Vector.scalarCount) }
            for i in 0..<height {
              let number = Vector(repeating: starts[i][a])
              for v in 0..<vectors { sums[i][v] = Factors.add(number, factors[v], to: sums[i][v]) }
            }
            a += inner.a
            b += inner.b
          } while b != end
          middleA += middle.a
          middleB += middle.b
          middleLeft -= 1
        } while middleLeft > 0
        outerA += outer.a
        outerB += outer.b
        outerLeft -= 1
      } while outerLeft > 0
    }

    let targets = InlineArray<height, MutableFloats> { i in
      if let offsets = product.cOffsets {
        product.c + Int(offsets[row + i]) + column
      } else {
        product.c + (row + i) * product.cStride + column
      }
    }
    finishSums(
      &sums, targets, first: product.columns - column, factor: product.factor,
      scale: product.scale, clampsAtZero: product.clampsAtZero)
  }
}

/// Gives the values that a row's sums begin with.
@inline(__always)
func start<let vectors: Int>(
  _ bias: Floats?, _ column: Int
) -> InlineArray<vectors, Vector> {
  InlineArray { v in
    if let bias { load(bias + column + v * Vector.scalarCount) } else { .zero }
  }
}

/// Writes sums that are complete: `target = scale * target + factor * sums`.
///
/// In small loops, each of which the compiler unrolls: one that it does not would keep the sums in
/// memory from the first multiplication on, at a third of the speed. So would a twelfth row.
@_transparent
func finishSums<let height: Int, let vectors: Int>(
  _ sums: inout InlineArray<height, InlineArray<vectors, Vector>>,
  _ targets: InlineArray<height, MutableFloats>, first count: Int, factor: Float, scale: Float,
  clampsAtZero: Bool
) {
  if factor != 1 {
    for i in 0..<height {
      for v in 0..<vectors { sums[i][v] *= factor }
    }
  }
  if scale != 0 {
    let scale = Vector(repeating: scale)
    for i in 0..<height {
      for v in 0..<vectors {
        sums[i][v] = multiplyAdd(load(targets[i] + v * Vector.scalarCount), scale, sums[i][v])
      }
    }
  }
  if clampsAtZero {
    for i in 0..<height {
      for v in 0..<vectors { sums[i][v] = maximum(sums[i][v], .zero) }
    }
  }
  // One question for the whole tile, where it is full.
  if count >= vectors * Vector.scalarCount {
    for i in 0..<height {
      for v in 0..<vectors { store(sums[i][v], targets[i] + v * Vector.scalarCount) }
    }
    return
  }
  for i in 0..<height {
    for v in 0..<vectors {
      store(sums[i][v], targets[i] + v * Vector.scalarCount, first: count - v * Vector.scalarCount)
    }
  }
}
