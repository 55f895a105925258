import Kernels
import KernelsNEON

/// Sums, moments and combinations of columns, and matrices turned over.
func checkColumns() {
  var draws = Draws(seed: 6)
  for (rows, columns) in [(1, 1), (6, 3), (9, 4), (21, 11), (300, 18)] {
    Results.print(of: "columns of \(rows) x \(columns)") { results in
      check(rows, columns, &draws, &results)
    }
  }
  Results.print(of: "matrices turned over") { results in
    for (rows, columns) in [(1, 1), (4, 8), (7, 6), (32, 13), (17, 47), (3, 50)] {
      let (source, target) = (draws.numbers(rows * columns), Numbers(rows * columns))
      VectorKernels.transpose(source.matrix(columns: columns), into: target.matrix(columns: rows))
      results.add(target, within: 0) { Double(source[$0 % rows * columns + $0 / rows]) }
    }
  }
}

private func check(
  _ rows: Int, _ columns: Int, _ draws: inout Draws, _ results: inout Results
) {
  let (a, b) = (draws.numbers(rows * columns), draws.numbers(rows * columns))
  let (factors, terms) = (draws.numbers(columns), draws.numbers(columns))
  let (slopes, before) = (draws.numbers(columns), draws.numbers(columns))
  func sum(_ column: Int, _ number: (Int) -> Double) -> Double {
    stride(from: column, to: rows * columns, by: columns).reduce(0) { $0 + number($1) }
  }

  for scale: Float in [0, 0.5] {
    let totals = before.copy
    VectorKernels.addColumnSums(
      of: a.matrix(columns: columns), times: 2, to: totals.start, scaledBy: scale)
    results.add(totals) { column in
      Double(scale) * Double(before[column]) + 2 * sum(column) { Double(a[$0]) }
    }
  }

  let (means, squares) = (Numbers(columns), Numbers(columns))
  VectorKernels.moments(
    of: a.matrix(columns: columns), means: means.start, squares: squares.start)
  func mean(_ column: Int) -> Double { sum(column) { Double(a[$0]) } / Double(rows) }
  results.add(means) { mean($0) }
  results.add(squares) { column in
    let mean = mean(column)
    return sum(column) { (Double(a[$0]) - mean) * (Double(a[$0]) - mean) }
  }

  for clamps in [false, true] {
    let scaled = Numbers(rows * columns)
    VectorKernels.scaleColumns(
      a.matrix(columns: columns), by: factors.start, plus: terms.start, clampsAtZero: clamps,
      into: scaled.matrix(columns: columns))
    results.add(scaled) { place in
      let column = place % columns
      let value = Double(a[place]) * Double(factors[column]) + Double(terms[column])
      return clamps ? max(value, 0) : value
    }
  }

  let (sums, products) = (before.copy, before.copy)
  VectorKernels.addColumnProducts(
    a.matrix(columns: columns), minus: means.start, b.matrix(columns: columns), to: sums.start,
    products: products.start)
  results.add(sums) { column in Double(before[column]) + sum(column) { Double(b[$0]) } }
  results.add(products) { column in
    Double(before[column])
      + sum(column) { Double(b[$0]) * (Double(a[$0]) - Double(means[column])) }
  }

  let combined = Numbers(rows * columns)
  VectorKernels.combineColumns(
    a.matrix(columns: columns), by: factors.start, plus: b.matrix(columns: columns),
    by: slopes.start, plus: terms.start, into: combined.matrix(columns: columns))
  results.add(combined) { place in
    let column = place % columns
    return Double(a[place]) * Double(factors[column]) + Double(b[place]) * Double(slopes[column])
      + Double(terms[column])
  }
}
