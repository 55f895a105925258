package import Kernels

extension VectorKernels {
  /// Visits only what is not zero: four of five numbers of a handwritten digit are.
  ///
  /// That beats the dense product's peak, and gives the same bits: adding a zero changes no sum. Three
  /// neighbouring columns of `A` are often zero together. The rows of `B` that they multiply stay in
  /// registers, and a strip of `C` in the first-level cache.
  package static func multiply(_ product: SparseProduct) { multiply(product, by: Numbers.self) }

  /// The same, where each number is a pair of bfloat16.
  package static func multiplyPairs(_ product: SparseProduct) { multiply(product, by: Pairs.self) }

  /// Sums three rows of `C` at once, in registers: each vector of `B` serves all of them.
  package static func multiplyTransposed(_ product: SparseProduct) {
    multiplyTransposed(product, by: Numbers.self)
  }

  /// The same, where each number is a pair of bfloat16.
  package static func multiplyTransposedPairs(_ product: SparseProduct) {
    multiplyTransposed(product, by: Pairs.self)
  }

  @inline(__always)
  private static func multiply<Factors: Terms>(
    _ product: SparseProduct, by factors: Factors.Type
  ) {
    for column in stride(from: 0, to: product.columns, by: widestStrip * Vector.scalarCount) {
      switch stripVectors(product, column) {
      #if REGISTERS_32
        case 4: Strip<4, Factors>.multiply(product, column)
      #endif
      case 3: Strip<3, Factors>.multiply(product, column)
      case 2: Strip<2, Factors>.multiply(product, column)
      default: Strip<1, Factors>.multiply(product, column)
      }
    }
  }

  @inline(__always)
  private static func multiplyTransposed<Factors: Terms>(
    _ product: SparseProduct, by factors: Factors.Type
  ) {
    for column in stride(from: 0, to: product.columns, by: widestStrip * Vector.scalarCount) {
      switch stripVectors(product, column) {
      #if REGISTERS_32
        case 4: Strip<4, Factors>.multiplyTransposed(product, column)
      #endif
      case 3: Strip<3, Factors>.multiplyTransposed(product, column)
      case 2: Strip<2, Factors>.multiplyTransposed(product, column)
      default: Strip<1, Factors>.multiplyTransposed(product, column)
      }
    }
  }

  /// Lists what is not zero; a number is none by all bits but its sign.
  package static func list(_ rows: Matrix, into lists: SparseLists, limit: Int) -> Bool {
    list(rows, into: lists, limit: limit, signs: 0x8000_0000)
  }

  /// The same of pairs: what is not zero in both parts.
  package static func listPairs(_ rows: Matrix, into lists: SparseLists, limit: Int) -> Bool {
    list(rows, into: lists, limit: limit, signs: 0x8000_8000)
  }

  /// - Parameter signs: the bits that do not count.
  @inline(__always)
  private static func list(
    _ rows: Matrix, into lists: SparseLists, limit: Int, signs: UInt32
  ) -> Bool {
    lists.counts.update(repeating: 0, count: lists.count)
    let (whole, rest) = rows.columns.quotientAndRemainder(dividingBy: 3)
    var found = 0
    for row in 0..<rows.rows {
      let numbers = rows.start + row * rows.stride
      for list in 0..<whole { found += add(numbers + 3 * list, row, to: list, of: lists, signs) }
      if rest > 0 {
        let last = InlineArray<3, Float> { $0 < rest ? numbers[3 * whole + $0] : 0 }
        found += last.span.withUnsafeBufferPointer { numbers in
          numbers.baseAddress.map { add($0, row, to: whole, of: lists, signs) } ?? 0
        }
      }
      // What is not sparse shows it soon.
      if found > limit || found * rows.rows > limit * (row + 8) { return false }
    }
    return true
  }

  /// Adds three numbers of a row to a list, unless all are zero; returns how many entries that makes.
  @inline(__always)
  private static func add(
    _ numbers: Floats, _ row: Int, to list: Int, of lists: SparseLists, _ signs: UInt32
  ) -> Int {
    let numbers = UnsafeRawPointer(numbers)
    let two = numbers.loadUnaligned(as: UInt64.self)
    let third = numbers.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
    // Without a branch that nobody can predict: what is zero is written over.
    lists.put(two, third, row: row, in: list)
    let counting = UInt64(~signs)
    let bits = two & (counting << 32 | counting) | UInt64(third) & counting
    let count = Int(truncatingIfNeeded: (bits | (0 &- bits)) >> 63)
    lists.counts[list] += Int32(truncatingIfNeeded: count)
    return count
  }

  /// Adds entries of a row to lists.
  package static func append(
    _ indices: UnsafePointer<UInt16>, _ values: Floats, _ count: Int, row: Int,
    to lists: SparseLists
  ) {
    for place in 0..<count {
      let list = Int(indices[place])
      let numbers = UnsafeRawPointer(values + 4 * place)
      lists.put(
        numbers.loadUnaligned(as: UInt64.self),
        numbers.loadUnaligned(fromByteOffset: 8, as: UInt32.self), row: row, in: list)
      lists.counts[list] += 1
    }
  }
}

extension SparseLists {
  /// Writes the bits of three numbers behind the last entry of a list.
  @inline(__always)
  fileprivate func put(_ two: UInt64, _ third: UInt32, row: Int, in list: Int) {
    let entry = UnsafeMutableRawPointer(entries + (list * stride + Int(counts[list])))
    let rest = UInt64(truncatingIfNeeded: row) << 32 | UInt64(third)
    entry.storeBytes(of: two, as: UInt64.self)
    entry.storeBytes(of: rest, toByteOffset: 8, as: UInt64.self)
  }
}

/// A panel of columns of a sparse product.
private enum Strip<let vectors: Int, Factors: Terms> {
  typealias Row = InlineArray<vectors, Vector>

  @inline(never)
  static func multiply(_ product: SparseProduct, _ column: Int) {
    let left = product.columns - column
    if left >= vectors * Vector.scalarCount {
      multiply(product, column, first: nil)
    } else {
      multiply(product, column, first: left)
    }
  }

  /// - Parameter count: how many columns the strip has, where it is not full.
  @inline(__always)
  private static func multiply(_ product: SparseProduct, _ column: Int, first count: Int?) {
    let lists = product.a
    let (b, c) = (product.b + column, product.c + column)
    let bias: Row = start(product.bias, column)
    for row in 0..<product.rows { store(bias, c + row * product.cStride, first: count) }
    for list in 0..<lists.count where lists.counts[list] > 0 {
      func row(_ place: Int) -> Row {
        // Rows that are missing stand for zeros; any other does as well.
        let row = b + min(3 * list + place, product.bRows - 1) * product.bStride
        return load(row)
      }
      let (first, second, third) = (row(0), row(1), row(2))
      var entry = lists.entries + list * lists.stride
      let end = entry + Int(lists.counts[list])
      repeat {
        let target = c + Int(entry.pointee.row) * product.cStride
        var sums: Row = load(target)
        add(entry.pointee.first, first, to: &sums)
        add(entry.pointee.second, second, to: &sums)
        add(entry.pointee.third, third, to: &sums)
        store(sums, target, first: count)
        entry += 1
      } while entry != end
    }
    guard product.clampsAtZero else { return }
    for row in 0..<product.rows {
      let target = c + row * product.cStride
      store(
        Row { v in maximum(load(target + v * Vector.scalarCount), .zero) }, target, first: count)
    }
  }

  @inline(never)
  static func multiplyTransposed(_ product: SparseProduct, _ column: Int) {
    let lists = product.a
    for list in 0..<lists.count {
      let count = Int(lists.counts[list])
      if count == 0 && product.scale == 1 { continue }
      var sums = InlineArray<3, Row>(repeating: Row(repeating: .zero))
      var entry = lists.entries + list * lists.stride
      let end = entry + count
      while entry != end {
        let row = product.b + column + Int(entry.pointee.row) * product.bStride
        let factors: Row = load(row)
        add(entry.pointee.first, factors, to: &sums[0])
        add(entry.pointee.second, factors, to: &sums[1])
        add(entry.pointee.third, factors, to: &sums[2])
        entry += 1
      }
      let target = product.c + 3 * list * product.cStride + column
      switch product.rows - 3 * list {
      case 1:
        var some: InlineArray<1, Row> = [sums[0]]
        finish(&some, [target], column, of: product)
      case 2:
        var some: InlineArray<2, Row> = [sums[0], sums[1]]
        finish(&some, [target, target + product.cStride], column, of: product)
      default:
        finish(
          &sums, [target, target + product.cStride, target + 2 * product.cStride], column,
          of: product)
      }
    }
  }

  @_transparent
  private static func add(_ number: Float, _ factors: Row, to sums: inout Row) {
    let number = Vector(repeating: number)
    for v in 0..<vectors { sums[v] = Factors.add(number, factors[v], to: sums[v]) }
  }

  @_transparent
  private static func finish<let height: Int>(
    _ sums: inout InlineArray<height, Row>, _ targets: InlineArray<height, MutableFloats>,
    _ column: Int, of product: SparseProduct
  ) {
    finishSums(
      &sums, targets, first: product.columns - column, factor: product.factor,
      scale: product.scale, clampsAtZero: false)
  }
}

/// The most vectors of a strip: three rows of it, and one more, are in registers.
#if REGISTERS_32
  private let widestStrip = 4
#else
  private let widestStrip = 3
#endif

/// Gives the vectors of the strip that begins at a column.
private func stripVectors(_ product: SparseProduct, _ column: Int) -> Int {
  let left = (product.columns - column + Vector.scalarCount - 1) / Vector.scalarCount
  return min(left, widestStrip)
}
