package import Kernels

extension VectorKernels {
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

  package static func scaleColumns(
    _ source: Matrix, by factors: Floats, plus terms: Floats, clampsAtZero: Bool,
    into target: Matrix
  ) {
    for column in vectors(source.columns) {
      let (factor, term) = (load(factors + column), load(terms + column))
      let floor = Vector(repeating: clampsAtZero ? 0 : -.infinity)
      for row in 0..<source.rows {
        let value = multiplyAdd(load(source.start + row * source.stride + column), factor, term)
        store(
          maximum(value, floor), target.start + row * target.stride + column,
          first: source.columns - column)
      }
    }
  }

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

  package static func combineColumns(
    _ target: Matrix, by factors: Floats, plus source: Matrix, by slopes: Floats,
    plus terms: Floats
  ) {
    for column in vectors(target.columns) {
      let (factor, slope) = (load(factors + column), load(slopes + column))
      let term = load(terms + column)
      for row in 0..<target.rows {
        let place = target.start + row * target.stride + column
        let other = load(source.start + row * source.stride + column)
        let sum = multiplyAdd(other, slope, term)
        store(multiplyAdd(load(place), factor, sum), place, first: target.columns - column)
      }
    }
  }

  package static func transpose(_ source: Matrix, into target: Matrix) {
    // Blocks of 16 rows: each line of the target is filled while it is at hand.
    for block in stride(from: 0, to: source.rows, by: 16) {
      for column in 0..<source.columns {
        for row in block..<min(block + 16, source.rows) {
          target.start[column * target.stride + row] =
            source.start[row * source.stride + column]
        }
      }
    }
  }
}

/// Four sums, so that additions need not wait for each other.
typealias Four = InlineArray<4, Vector>

extension Four {
  @inline(__always)
  var total: Vector { (self[0] + self[1]) + (self[2] + self[3]) }
}
