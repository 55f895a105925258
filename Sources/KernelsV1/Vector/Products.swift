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
private protocol Terms {
  /// The most rows of a tile.
  static var tallest: Int { get }
  /// The most rows of a tile that is 4 vectors wide.
  static var flat: Int { get }
  static func add(_ a: Vector, _ b: Vector, to sum: Vector) -> Vector
}

private enum Numbers: Terms {
  // 22 sums in 32 registers, or 12 in 16.
  #if LEVEL_V4
    @inline(__always) static var tallest: Int { 11 }
    @inline(__always) static var flat: Int { 5 }
  #else
    @inline(__always) static var tallest: Int { 6 }
    @inline(__always) static var flat: Int { 3 }
  #endif

  @inline(__always)
  static func add(_ a: Vector, _ b: Vector, to sum: Vector) -> Vector { multiplyAdd(a, b, sum) }
}

private enum Pairs: Terms {
  // Both numbers of a pair in a register of its own need more of them.
  #if LEVEL_BF16
    @inline(__always) static var tallest: Int { 11 }
    @inline(__always) static var flat: Int { 5 }
  #elseif LEVEL_V4
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
    #if LEVEL_V4
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
    #if LEVEL_V4
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
    finish(
      &sums, targets, first: product.columns - column, factor: product.factor,
      scale: product.scale, clampsAtZero: product.clampsAtZero)
  }
}

/// Gives the values that a row's sums begin with.
@inline(__always)
private func start<let vectors: Int>(
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
private func finish<let height: Int, let vectors: Int>(
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

extension VectorKernels {
  /// Sums up to four vectors of columns at a time for two rows side by side.
  ///
  /// Four of five numbers of a handwritten digit are zero. Visiting only the others beats the
  /// dense product's peak, and gives the same bits: adding a zero changes no sum.
  package static func multiply(_ product: SparseProduct) { multiply(product, by: Numbers.self) }

  /// The same, where each number is a pair of bfloat16.
  package static func multiplyPairs(_ product: SparseProduct) { multiply(product, by: Pairs.self) }

  @inline(__always)
  private static func multiply<Factors: Terms>(
    _ product: SparseProduct, by factors: Factors.Type
  ) {
    let panel = 4 * Vector.scalarCount
    for column in stride(from: 0, to: product.columns, by: panel) {
      let width = min(product.columns - column, panel)
      let vectors = (width + Vector.scalarCount - 1) / Vector.scalarCount
      switch vectors {
      case 1: Strip<1, Factors>.multiply(product, column)
      case 2: Strip<2, Factors>.multiply(product, column)
      case 3: Strip<3, Factors>.multiply(product, column)
      default: Strip<4, Factors>.multiply(product, column)
      }
    }
  }

  /// Lists what is not zero in each row; up to a row more than `limit` entries may be written.
  package static func compact(_ rows: Matrix, into lists: SparseLists, limit: Int) -> Bool {
    compact(rows, into: lists, limit: limit, signs: 0x8000_0000)
  }

  /// The same of pairs: what is not zero in both parts.
  package static func compactPairs(_ rows: Matrix, into lists: SparseLists, limit: Int) -> Bool {
    compact(rows, into: lists, limit: limit, signs: 0x8000_8000)
  }

  /// - Parameter signs: the bits that do not count.
  @inline(__always)
  private static func compact(
    _ rows: Matrix, into lists: SparseLists, limit: Int, signs: UInt32
  ) -> Bool {
    var found = 0
    for row in 0..<rows.rows {
      lists.starts[row] = Int32(truncatingIfNeeded: found)
      for start in stride(from: 0, to: rows.columns, by: 16) {
        found += CVectors.compact(
          rows.start + row * rows.stride, start, min(16, rows.columns - start), ~signs,
          lists.entries + found)
      }
      if found > limit { return false }
    }
    lists.starts[rows.rows] = Int32(truncatingIfNeeded: found)
    return true
  }

  /// Lists by column what is listed by row, in the order of the rows: a sort by counting.
  package static func transpose(_ rows: SparseLists, into columns: SparseLists) {
    let starts = columns.starts
    let count = Int(rows.starts[rows.count])
    // Counts, then ends, then starts: as each entry is placed, its list's mark moves down.
    for column in 0...columns.count { starts[column] = 0 }
    for entry in 0..<count { starts[Int(rows.entries[entry].index)] += 1 }
    var total: Int32 = 0
    for column in 0...columns.count {
      total += starts[column]
      starts[column] = total
    }
    for row in stride(from: rows.count - 1, through: 0, by: -1) {
      for entry in Int(rows.starts[row])..<Int(rows.starts[row + 1]) {
        let column = Int(rows.entries[entry].index)
        let place = starts[column] - 1
        starts[column] = place
        columns.entries[Int(place)].index = Int32(truncatingIfNeeded: row)
        columns.entries[Int(place)].value = rows.entries[entry].value
      }
    }
  }
}

/// A panel of columns of a sparse product.
private enum Strip<let vectors: Int, Factors: Terms> {
  typealias Sums = InlineArray<vectors, Vector>

  @inline(__always)
  static func multiply(_ product: SparseProduct, _ column: Int) {
    let height = firstLevelFloats / (vectors * Vector.scalarCount)
    if let marks = product.marks, product.scale == 0, product.bRows > height {
      multiply(product, column, height, marks)
      return
    }
    let operands = Operands(product, column)
    var row = 0
    while row + 1 < product.rows {
      let (first, second) = (Int(product.a.starts[row]), Int(product.a.starts[row + 1]))
      multiply(
        product, operands, column, row, first..<second, second..<Int(product.a.starts[row + 2]))
      row += 2
    }
    if row < product.rows {
      let (first, end) = (Int(product.a.starts[row]), Int(product.a.starts[row + 1]))
      if first == end && product.leavesEmptyRows { return }
      var sums = InlineArray<1, Sums>(repeating: start(product.bias, column))
      for entry in first..<end { operands.add(entry, to: &sums[0]) }
      finish(
        &sums, [product.c + row * product.cStride + column], first: product.columns - column,
        factor: product.factor, scale: product.scale, clampsAtZero: product.clampsAtZero)
    }
  }

  /// Sums two rows side by side as far as both have entries: the sums of one alone would wait for each
  /// other.
  @inline(__always)
  private static func multiply(
    _ product: SparseProduct, _ operands: Operands, _ column: Int, _ row: Int, _ upper: Range<Int>,
    _ lower: Range<Int>
  ) {
    if upper.isEmpty && lower.isEmpty && product.leavesEmptyRows { return }
    var sums = InlineArray<2, Sums>(repeating: start(product.bias, column))
    var (above, below) = (upper.lowerBound, lower.lowerBound)
    let end = above + min(upper.count, lower.count)
    while above < end {
      operands.add(above, to: &sums[0])
      operands.add(below, to: &sums[1])
      above += 1
      below += 1
    }
    while above < upper.upperBound {
      operands.add(above, to: &sums[0])
      above += 1
    }
    while below < lower.upperBound {
      operands.add(below, to: &sums[1])
      below += 1
    }
    let target = product.c + row * product.cStride + column
    finish(
      &sums, [target, target + product.cStride], first: product.columns - column,
      factor: product.factor, scale: product.scale, clampsAtZero: product.clampsAtZero)
  }

  /// Visits some rows of `B` after the others for all rows of `A`, while they are in the first-level
  /// cache; sums that are not complete wait in `C`.
  @inline(__always)
  private static func multiply(
    _ product: SparseProduct, _ column: Int, _ height: Int, _ marks: UnsafeMutablePointer<Int32>
  ) {
    let operands = Operands(product, column)
    for block in stride(from: 0, to: product.bRows, by: height) {
      let isLast = block + height >= product.bRows
      let beyond = Int32(truncatingIfNeeded: block + height)
      let (starts, entries) = (product.a.starts, product.a.entries)
      let factor = isLast ? product.factor : 1
      let clamps = isLast && product.clampsAtZero
      if block == 0 { marks.update(from: starts, count: product.rows) }
      var row = 0
      while row + 1 < product.rows {
        let target = product.c + row * product.cStride + column
        let below = target + product.cStride
        let (end, endBelow) = (Int(starts[row + 1]), Int(starts[row + 2]))
        var (entry, entryBelow) = (Int(marks[row]), Int(marks[row + 1]))
        var sums: InlineArray<2, Sums> =
          block == 0
          ? .init(repeating: start(product.bias, column)) : [start(target, 0), start(below, 0)]
        while entry < end && entryBelow < endBelow && entries[entry].index < beyond
          && entries[entryBelow].index < beyond
        {
          operands.add(entry, to: &sums[0])
          operands.add(entryBelow, to: &sums[1])
          entry += 1
          entryBelow += 1
        }
        while entry < end && entries[entry].index < beyond {
          operands.add(entry, to: &sums[0])
          entry += 1
        }
        while entryBelow < endBelow && entries[entryBelow].index < beyond {
          operands.add(entryBelow, to: &sums[1])
          entryBelow += 1
        }
        marks[row] = Int32(truncatingIfNeeded: entry)
        marks[row + 1] = Int32(truncatingIfNeeded: entryBelow)
        finish(
          &sums, [target, below], first: product.columns - column, factor: factor, scale: 0,
          clampsAtZero: clamps)
        row += 2
      }
      if row < product.rows {
        let target = product.c + row * product.cStride + column
        let end = Int(starts[row + 1])
        var entry = Int(marks[row])
        var sums = InlineArray<1, Sums>(
          repeating: block == 0 ? start(product.bias, column) : start(target, 0))
        while entry < end && entries[entry].index < beyond {
          operands.add(entry, to: &sums[0])
          entry += 1
        }
        marks[row] = Int32(truncatingIfNeeded: entry)
        finish(
          &sums, [target], first: product.columns - column, factor: factor, scale: 0,
          clampsAtZero: clamps)
      }
    }
  }

  /// The entries of `A`, and the panel of `B`.
  private struct Operands {
    private let entries: UnsafeMutablePointer<SparseLists.Entry>
    private let b: Floats
    private let stride: Int

    @inline(__always)
    init(_ product: SparseProduct, _ column: Int) {
      (entries, b, stride) = (product.a.entries, product.b + column, product.bStride)
    }

    @_transparent
    func add(_ entry: Int, to sums: inout Sums) {
      let number = Vector(repeating: entries[entry].value)
      let row = b + Int(entries[entry].index) * stride
      for v in 0..<vectors {
        sums[v] = Factors.add(number, load(row + v * Vector.scalarCount), to: sums[v])
      }
    }
  }
}

extension SparseProduct {
  /// Whether a row without entries stays as it is.
  fileprivate var leavesEmptyRows: Bool { scale == 1 && bias == nil }
}

/// How many floats of `B` a block has: most of the first-level cache, which has 48 KiB where there
/// is AVX-512, or else 32.
#if LEVEL_V4
  private let firstLevelFloats = 12_544
#else
  private let firstLevelFloats = 6144
#endif
