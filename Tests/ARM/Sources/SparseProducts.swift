import Kernels
import KernelsNEON

/// Products of what is not zero, which have the bits of those of all numbers.
func checkSparseProducts() {
  var draws = Draws(seed: 2)
  Results.print(of: "lists") { results in
    let matrix = draws.mostlyZeros(rows: 7, columns: 44)
    _ = list(matrix, columns: 44, isPair: false, &results)
    let lists = emptyLists(rows: 7, columns: 44)
    let isWithin = VectorKernels.list(matrix.matrix(columns: 44), into: lists, limit: 20)
    results.demand(!isWithin, "there are more entries than the limit")
  }
  Results.print(of: "appended entries") { results in
    let (values, count) = (draws.numbers(20), 5)
    let indices = UnsafeMutablePointer<UInt16>.allocate(capacity: count)
    for place in 0..<count { indices[place] = UInt16(place * 3 % 7) }
    let lists = emptyLists(rows: 2, columns: 21)
    for list in 0..<lists.count { lists.counts[list] = 0 }
    for row in 0..<2 { VectorKernels.append(indices, values.start, count, row: row, to: lists) }
    add(lists, to: &results)
    for place in 0..<count {
      let entry = lists.entries[Int(indices[place]) * lists.stride + 1]
      let isSecond = entry.row == 1 && entry.third == values[4 * place + 2]
      results.demand(isSecond, "the second entry of a list is the second row's")
    }
  }
  for isPair in [false, true] {
    let numbers = isPair ? "pairs" : "numbers"
    Results.print(of: "sparse product of \(numbers)") { results in
      for columns in [1, 4, 5, 9, 12, 16, 17, 30, 70] {
        for (rows, depth) in [(7, 45), (3, 44), (1, 1)] {
          check(rows, columns, depth, isPair: isPair, &draws, &results)
        }
      }
    }
    Results.print(of: "transposed sparse product of \(numbers)") { results in
      for columns in [1, 4, 5, 9, 12, 16, 17, 30, 70] {
        for (rows, depth) in [(9, 43), (9, 44), (9, 45), (1, 1)] {
          checkTransposed(rows, columns, depth, isPair: isPair, &draws, &results)
        }
      }
    }
  }
}

private func check(
  _ rows: Int, _ columns: Int, _ depth: Int, isPair: Bool, _ draws: inout Draws,
  _ results: inout Results
) {
  let (a, b) = factors(rows, depth, depth * columns, isPair: isPair, &draws)
  let bias = draws.numbers(columns)
  let lists = list(a, columns: depth, isPair: isPair, &results)
  for hasBias in [false, true] {
    let (dense, sparse) = (Numbers(rows * columns), Numbers(rows * columns))
    var product = Product(
      rows: rows, columns: columns, a: a.start, b: b.start,
      inner: .init(count: depth, a: 1, b: columns), c: dense.start, cStride: columns)
    product.rowStride = depth
    var listed = SparseProduct(
      lists, times: b.matrix(columns: columns), into: sparse.matrix(columns: columns))
    if hasBias {
      (product.bias, product.clampsAtZero) = (Floats(bias.start), true)
      (listed.bias, listed.clampsAtZero) = (Floats(bias.start), true)
    }
    if isPair {
      VectorKernels.multiplyPairs(product)
      VectorKernels.multiplyPairs(listed)
    } else {
      VectorKernels.multiply(product)
      VectorKernels.multiply(listed)
    }
    results.add(sparse, within: 0) { Double(dense[$0]) }
  }
}

private func checkTransposed(
  _ rows: Int, _ columns: Int, _ depth: Int, isPair: Bool, _ draws: inout Draws,
  _ results: inout Results
) {
  let (a, b) = factors(rows, depth, rows * columns, isPair: isPair, &draws)
  let before = draws.numbers(depth * columns)
  let lists = list(a, columns: depth, isPair: isPair, &results)
  for (factor, scale) in [(1, 0), (-0.5, 0.75), (2, 1)] as [(Float, Float)] {
    let (dense, sparse) = (before.copy, before.copy)
    var product = Product(
      rows: depth, columns: columns, a: a.start, b: b.start,
      inner: .init(count: rows, a: depth, b: columns), c: dense.start, cStride: columns)
    product.rowStride = 1
    (product.factor, product.scale) = (factor, scale)
    var listed = SparseProduct(
      lists, times: b.matrix(columns: columns), into: sparse.matrix(columns: columns))
    (listed.factor, listed.scale) = (factor, scale)
    if isPair {
      VectorKernels.multiplyPairs(product)
      VectorKernels.multiplyTransposedPairs(listed)
    } else {
      VectorKernels.multiply(product)
      VectorKernels.multiplyTransposed(listed)
    }
    results.add(sparse, within: 0) { Double(dense[$0]) }
  }
}

/// A left factor most of which is zero, and a right one.
private func factors(
  _ rows: Int, _ columns: Int, _ others: Int, isPair: Bool, _ draws: inout Draws
) -> (Numbers, Numbers) {
  if !isPair { return (draws.mostlyZeros(rows: rows, columns: columns), draws.numbers(others)) }
  let pairs = draws.pairs(rows * columns)
  let some = Numbers(rows * columns) { $0 % 5 == 0 && $0 / columns != 1 ? pairs[$0] : 0 }
  // Only the first of the pair is not zero: no float's normal number.
  if some.count > 3 { some.start[3] = Float(bitPattern: 0x3f80) }
  return (some, draws.pairs(others))
}

private func list(
  _ numbers: Numbers, columns: Int, isPair: Bool, _ results: inout Results
) -> SparseLists {
  let matrix = numbers.matrix(columns: columns)
  let lists = emptyLists(rows: matrix.rows, columns: columns)
  let limit = matrix.rows * lists.count
  let isWithin =
    isPair
    ? VectorKernels.listPairs(matrix, into: lists, limit: limit)
    : VectorKernels.list(matrix, into: lists, limit: limit)
  results.demand(isWithin, "there are no more entries than there may be")
  add(lists, to: &results)
  return lists
}

private func emptyLists(rows: Int, columns: Int) -> SparseLists {
  let count = SparseLists.count(ofColumns: columns)
  return SparseLists(
    counts: .allocate(capacity: count), entries: .allocate(capacity: count * (rows + 1)),
    stride: rows + 1, count: count)
}

private func add(_ lists: SparseLists, to results: inout Results) {
  for list in 0..<lists.count {
    let count = Int(lists.counts[list])
    results.add(UInt64(count))
    for place in 0..<count {
      let entry = lists.entries[list * lists.stride + place]
      for number in [entry.first, entry.second, entry.third] { results.add(number) }
      results.add(UInt64(entry.row))
    }
  }
}
