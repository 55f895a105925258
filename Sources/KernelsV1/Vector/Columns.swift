package import Kernels

extension VectorKernels {
  package static func moments(
    of matrix: Matrix, means: MutableFloats, squares: MutableFloats
  ) {
    let share = 1 / Float(matrix.rows)
    forEachVector(matrix.columns) { column, width in
      let start = Floats(matrix.start + column)
      let mean = columnSum(start, matrix) { x in x } * share
      store(mean, means + column, first: width)
      let sum = columnSum(start, matrix) { x in (x - mean) * (x - mean) }
      store(sum, squares + column, first: width)
    }
  }

  package static func scaleColumns(
    _ source: Matrix, by factors: Floats, plus terms: Floats, clampsAtZero: Bool,
    into target: Matrix
  ) {
    forEachVector(source.columns) { column, width in
      let (factor, term) = (load(factors + column), load(terms + column))
      let floor = Vector(repeating: clampsAtZero ? 0 : -.infinity)
      for row in 0..<source.rows {
        let value = multiplyAdd(load(source.start + row * source.stride + column), factor, term)
        store(maximum(value, floor), target.start + row * target.stride + column, first: width)
      }
    }
  }

  package static func addColumnProducts(
    _ a: Matrix, minus means: Floats, _ b: Matrix, to sums: MutableFloats,
    products: MutableFloats
  ) {
    forEachVector(a.columns) { column, width in
      let mean = load(means + column)
      var (sum, product) = (
        InlineArray<2, Vector>(repeating: .zero), InlineArray<2, Vector>(repeating: .zero)
      )
      for row in 0..<a.rows {
        let delta = load(b.start + row * b.stride + column)
        let distance = load(a.start + row * a.stride + column) - mean
        sum[row & 1] += delta
        product[row & 1] = multiplyAdd(delta, distance, product[row & 1])
      }
      store(load(sums + column) + (sum[0] + sum[1]), sums + column, first: width)
      store(
        load(products + column) + (product[0] + product[1]), products + column, first: width)
    }
  }

  package static func combineColumns(
    _ target: Matrix, by factors: Floats, plus source: Matrix, by slopes: Floats,
    plus terms: Floats
  ) {
    forEachVector(target.columns) { column, width in
      let (factor, slope) = (load(factors + column), load(slopes + column))
      let term = load(terms + column)
      for row in 0..<target.rows {
        let place = target.start + row * target.stride + column
        let other = load(source.start + row * source.stride + column)
        let sum = multiplyAdd(other, slope, term)
        store(multiplyAdd(load(place), factor, sum), place, first: width)
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

/// Sums a function of each row's vector, in four sums so that additions need not wait.
@inline(__always)
private func columnSum(
  _ start: Floats, _ matrix: Matrix, _ function: (Vector) -> Vector
) -> Vector {
  var sums = InlineArray<4, Vector>(repeating: .zero)
  var row = 0
  while row < matrix.rows {
    sums[row & 3] += function(load(start + row * matrix.stride))
    row += 1
  }
  return (sums[0] + sums[1]) + (sums[2] + sums[3])
}
