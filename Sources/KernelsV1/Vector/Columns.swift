import CVectors
package import Kernels

extension VectorKernels {
  /// `totals[j] = scale * totals[j] + factor * (sum of column j)`; row `i` goes to part `i % 4` of the sum.
  package static func addColumnSums(
    of matrix: Matrix, times factor: Float, to totals: MutableFloats, scaledBy scale: Float
  ) {
    for column in vectors(matrix.columns) {
      var sums = Four(repeating: .zero)
      for row in stride(from: 0, to: matrix.rows, by: 4) {
        for lane in 0..<4 where row + lane < matrix.rows {
          sums[lane] += load(matrix.start + (row + lane) * matrix.stride + column)
        }
      }
      var result = sums.total * factor
      if scale != 0 {
        result = multiplyAdd(load(totals + column), Vector(repeating: scale), result)
      }
      store(result, totals + column, first: matrix.columns - column)
    }
  }

  /// Means of columns, and sums of squared differences from them, in two passes over the rows.
  package static func moments(
    of matrix: Matrix, means: MutableFloats, squares: MutableFloats
  ) {
    let share = 1 / Float(matrix.rows)
    for column in vectors(matrix.columns) {
      var sums = Four(repeating: .zero)
      for row in stride(from: 0, to: matrix.rows, by: 4) {
        for lane in 0..<4 where row + lane < matrix.rows {
          sums[lane] += load(matrix.start + (row + lane) * matrix.stride + column)
        }
      }
      let mean = sums.total * share
      store(mean, means + column, first: matrix.columns - column)
      sums = Four(repeating: .zero)
      for row in stride(from: 0, to: matrix.rows, by: 4) {
        for lane in 0..<4 where row + lane < matrix.rows {
          let distance = load(matrix.start + (row + lane) * matrix.stride + column) - mean
          sums[lane] = multiplyAdd(distance, distance, sums[lane])
        }
      }
      store(sums.total, squares + column, first: matrix.columns - column)
    }
  }

  /// `target = source * factors[j] + terms[j]`, then a relu if wanted, one block of rows after the other.
  package static func scaleColumns(
    _ source: Matrix, by factors: Floats, plus terms: Floats, clampsAtZero: Bool,
    into target: Matrix
  ) {
    let floor = Vector(repeating: clampsAtZero ? 0 : -.infinity)
    for block in blocks(of: source) {
      for column in vectors(source.columns) {
        let (factor, term) = (load(factors + column), load(terms + column))
        for row in block {
          let value = multiplyAdd(load(source.start + row * source.stride + column), factor, term)
          store(
            maximum(value, floor), target.start + row * target.stride + column,
            first: source.columns - column)
        }
      }
    }
  }

  /// Adds the sums of columns of `b` and of `b * (a - means[j])`; row `i` goes to part `i % 4` of a sum.
  package static func addColumnProducts(
    _ a: Matrix, minus means: Floats, _ b: Matrix, to sums: MutableFloats,
    products: MutableFloats
  ) {
    for column in vectors(a.columns) {
      let mean = load(means + column)
      var (sum, product) = (Four(repeating: .zero), Four(repeating: .zero))
      for row in stride(from: 0, to: a.rows, by: 4) {
        for lane in 0..<4 where row + lane < a.rows {
          let delta = load(b.start + (row + lane) * b.stride + column)
          let distance = load(a.start + (row + lane) * a.stride + column) - mean
          sum[lane] += delta
          product[lane] = multiplyAdd(delta, distance, product[lane])
        }
      }
      let width = a.columns - column
      store(load(sums + column) + sum.total, sums + column, first: width)
      store(load(products + column) + product.total, products + column, first: width)
    }
  }

  /// `target = a * factors[j] + b * slopes[j] + terms[j]`, one block of rows after the other.
  package static func combineColumns(
    _ a: Matrix, by factors: Floats, plus b: Matrix, by slopes: Floats, plus terms: Floats,
    into target: Matrix
  ) {
    for block in blocks(of: target) {
      for column in vectors(target.columns) {
        let (factor, slope) = (load(factors + column), load(slopes + column))
        let term = load(terms + column)
        for row in block {
          let sum = multiplyAdd(load(b.start + row * b.stride + column), slope, term)
          let result = multiplyAdd(load(a.start + row * a.stride + column), factor, sum)
          store(
            result, target.start + row * target.stride + column, first: target.columns - column)
        }
      }
    }
  }

  /// `target[j, i] = source[i, j]`, a square of as many rows as a vector has numbers at a time.
  package static func transpose(_ source: Matrix, into target: Matrix) {
    for row in vectors(source.rows) {
      for column in vectors(source.columns) {
        transposeSquare(
          source.start + row * source.stride + column, source.stride,
          target.start + column * target.stride + row, target.stride,
          rows: source.rows - row, columns: source.columns - column)
      }
    }
  }
}

/// Turns a square over in registers; of one that is a part, no more than that is written.
@_transparent
private func transposeSquare(
  _ source: Floats, _ sourceStride: Int, _ target: MutableFloats, _ targetStride: Int, rows: Int,
  columns: Int
) {
  #if LEVEL_V4
    transpose_16(source, sourceStride, target, targetStride, rows, columns)
  #elseif LEVEL_V3
    transpose_8(source, sourceStride, target, targetStride, rows, columns)
  #else
    transpose_4(source, sourceStride, target, targetStride, rows, columns)
  #endif
}

/// Some rows after the others: what the first columns fetch, the next still find in the first-level
/// cache, of three matrices.
@inline(__always)
private func blocks(of matrix: Matrix) -> LazyMapSequence<StrideTo<Int>, Range<Int>> {
  let height = max(1, 2048 / max(matrix.stride, 1))
  return stride(from: 0, to: matrix.rows, by: height).lazy.map {
    $0..<min($0 + height, matrix.rows)
  }
}

/// Four sums, so that additions need not wait for each other.
typealias Four = InlineArray<4, Vector>

extension Four {
  @inline(__always)
  var total: Vector { (self[0] + self[1]) + (self[2] + self[3]) }
}
