import CProcessor
package import Kernels

extension VectorKernels {
  /// Walks tiles of up to 8 rows by 2 vectors of columns, one panel of columns after the other.
  ///
  /// Sixteen sums in registers keep two multiply-add units with a latency of four busy, and each
  /// vector of `B` serves 8 rows. `B` is read where it lies: with 16 floats a vector this comes
  /// within a few percent of the processor's peak, ahead of products that copy their factors
  /// first, as long as a panel of `B` stays in the second-level cache.
  package static func multiply(_ product: Product) {
    let tiles = (product.rows + 7) / 8
    for column in stride(from: 0, to: product.columns, by: 2 * Vector.scalarCount) {
      let wide = product.columns - column > Vector.scalarCount
      var row = 0
      for tile in 0..<tiles {
        // As even as possible: 9 rows are 5 and 4, as a tile of 1 row would wait for its sums.
        let height = (product.rows - row + tiles - tile - 1) / (tiles - tile)
        switch (height, wide) {
        case (8, true): Tile<8, 2>.multiply(product, row, column)
        case (7, true): Tile<7, 2>.multiply(product, row, column)
        case (6, true): Tile<6, 2>.multiply(product, row, column)
        case (5, true): Tile<5, 2>.multiply(product, row, column)
        case (4, true): Tile<4, 2>.multiply(product, row, column)
        case (3, true): Tile<3, 2>.multiply(product, row, column)
        case (2, true): Tile<2, 2>.multiply(product, row, column)
        case (_, true): Tile<1, 2>.multiply(product, row, column)
        case (8, false): Tile<8, 1>.multiply(product, row, column)
        case (7, false): Tile<7, 1>.multiply(product, row, column)
        case (6, false): Tile<6, 1>.multiply(product, row, column)
        case (5, false): Tile<5, 1>.multiply(product, row, column)
        case (4, false): Tile<4, 1>.multiply(product, row, column)
        case (3, false): Tile<3, 1>.multiply(product, row, column)
        case (2, false): Tile<2, 1>.multiply(product, row, column)
        case (_, false): Tile<1, 1>.multiply(product, row, column)
        }
        row += height
      }
    }
  }
}

/// The part of a product that is summed in registers; its extents are known to the compiler.
private enum Tile<let height: Int, let vectors: Int> {
  @inline(__always)
  static func multiply(_ product: Product, _ row: Int, _ column: Int) {
    let starts = InlineArray<height, Int> { i in
      if let offsets = product.rowOffsets {
        Int(offsets[row + i])
      } else {
        (row + i) * product.rowStride
      }
    }
    var sums = InlineArray<height, InlineArray<vectors, Vector>>(
      repeating: InlineArray { v in
        if let bias = product.bias {
          load(bias + column + v * Vector.scalarCount)
        } else {
          .zero
        }
      })

    let (inner, middle, outer) = (product.inner, product.middle, product.outer)
    var outerA = product.a
    var outerB = product.b + column
    for _ in 0..<outer.count {
      var middleA = outerA
      var middleB = outerB
      for _ in 0..<middle.count {
        var a = middleA
        var b = middleB
        for _ in 0..<inner.count {
          let factors = InlineArray<vectors, Vector> { v in load(b + v * Vector.scalarCount) }
          for i in 0..<height {
            let number = Vector(repeating: a[starts[i]])
            for v in 0..<vectors { sums[i][v] = multiplyAdd(number, factors[v], sums[i][v]) }
          }
          a += inner.a
          b += inner.b
        }
        middleA += middle.a
        middleB += middle.b
      }
      outerA += outer.a
      outerB += outer.b
    }

    for i in 0..<height {
      let start =
        if let offsets = product.cOffsets {
          Int(offsets[row + i])
        } else {
          (row + i) * product.cStride
        }
      let target = product.c + start + column
      finish(
        sums[i], target, first: product.columns - column, factor: product.factor,
        scale: product.scale, clampsAtZero: product.clampsAtZero)
    }
  }
}

/// Writes sums that are complete: `target = scale * target + factor * sums`.
@inline(__always)
private func finish<let vectors: Int>(
  _ sums: InlineArray<vectors, Vector>, _ target: MutableFloats, first count: Int,
  factor: Float, scale: Float, clampsAtZero: Bool
) {
  for v in 0..<vectors {
    let position = target + v * Vector.scalarCount
    var result = sums[v] * factor
    if scale != 0 { result = multiplyAdd(load(position), Vector(repeating: scale), result) }
    if clampsAtZero { result = maximum(result, .zero) }
    store(result, position, first: count - v * Vector.scalarCount)
  }
}

extension VectorKernels {
  /// Sums up to eight vectors of columns at a time for one row after the other.
  ///
  /// Four of five numbers of a handwritten digit are zero. Visiting only the others beats the
  /// dense product's peak, and gives the same bits: adding a zero changes no sum.
  package static func multiply(_ product: SparseProduct) {
    // Four vectors where that keeps a panel of B in the first-level cache.
    let fits = product.bRows * 4 * Vector.scalarCount <= 8192
    let panel = (fits ? 4 : 8) * Vector.scalarCount
    for column in stride(from: 0, to: product.columns, by: panel) {
      let width = min(product.columns - column, panel)
      let vectors = (width + Vector.scalarCount - 1) / Vector.scalarCount
      switch vectors {
      case 1: Strip<1>.multiply(product, column)
      case 2: Strip<2>.multiply(product, column)
      case 3: Strip<3>.multiply(product, column)
      case 4: Strip<4>.multiply(product, column)
      case 5: Strip<5>.multiply(product, column)
      case 6: Strip<6>.multiply(product, column)
      case 7: Strip<7>.multiply(product, column)
      default: Strip<8>.multiply(product, column)
      }
    }
  }

  package static func compact(_ rows: Matrix, into lists: SparseLists, limit: Int) -> Bool {
    var found = 0
    for row in 0..<rows.rows {
      lists.starts[row] = Int32(truncatingIfNeeded: found)
      for start in stride(from: 0, to: rows.columns, by: 16) {
        found += CProcessor.compact(
          rows.start + row * rows.stride, start, min(16, rows.columns - start),
          lists.indices + found, lists.values + found)
      }
      if found > limit { return false }
    }
    lists.starts[rows.rows] = Int32(truncatingIfNeeded: found)
    return true
  }

  package static func transpose(_ rows: SparseLists, into columns: SparseLists) {
    let starts = columns.starts
    let count = Int(rows.starts[rows.count])
    // Counts, then ends, then starts: as each entry is placed, its list's mark moves down.
    for column in 0...columns.count { starts[column] = 0 }
    for entry in 0..<count { starts[Int(rows.indices[entry])] += 1 }
    var total: Int32 = 0
    for column in 0...columns.count {
      total += starts[column]
      starts[column] = total
    }
    for row in stride(from: rows.count - 1, through: 0, by: -1) {
      for entry in Int(rows.starts[row])..<Int(rows.starts[row + 1]) {
        let column = Int(rows.indices[entry])
        let place = starts[column] - 1
        starts[column] = place
        columns.indices[Int(place)] = Int32(truncatingIfNeeded: row)
        columns.values[Int(place)] = rows.values[entry]
      }
    }
  }
}

/// A panel of columns of a sparse product.
private enum Strip<let vectors: Int> {
  @inline(__always)
  static func multiply(_ product: SparseProduct, _ column: Int) {
    let b = product.b + column
    let (indices, values) = (product.a.indices, product.a.values)
    for row in 0..<product.rows {
      let (start, end) = (Int(product.a.starts[row]), Int(product.a.starts[row + 1]))
      if start == end && product.scale == 1 && product.bias == nil { continue }
      var sums = InlineArray<vectors, Vector> { v in
        if let bias = product.bias {
          load(bias + column + v * Vector.scalarCount)
        } else {
          .zero
        }
      }
      for entry in start..<end {
        let number = Vector(repeating: values[entry])
        let factors = b + Int(indices[entry]) * product.bStride
        for v in 0..<vectors {
          sums[v] = multiplyAdd(number, load(factors + v * Vector.scalarCount), sums[v])
        }
      }
      finish(
        sums, product.c + row * product.cStride + column, first: product.columns - column,
        factor: product.factor, scale: product.scale, clampsAtZero: product.clampsAtZero)
    }
  }
}
