/// `C = bias + A * B`, then a relu if wanted; or with `A` transposed `C = scale * C + factor * A' * B`.
/// `A` is given by what is not zero in it.
package struct SparseProduct {
  /// The number of rows of `C`.
  package var rows: Int
  /// The number of columns of `B` and `C`.
  package var columns: Int
  /// What is not zero in `A`, or in some of its columns where it is transposed.
  package var a: SparseLists
  /// The first number of `B`'s first row.
  package var b: Floats
  /// The number of rows of `B`.
  package var bRows: Int
  /// Floats from the start of one row of `B` to the next.
  package var bStride: Int
  /// The first number of `C`'s first row.
  package var c: MutableFloats
  /// Floats from the start of one row of `C` to the next.
  package var cStride: Int

  /// One number a column; nil for none, as with `A` transposed.
  package var bias: Floats?
  /// Whether a relu follows: negative results become 0; not with `A` transposed.
  package var clampsAtZero = false
  /// The factor of the product, with `A` transposed.
  package var factor: Float = 1
  /// The factor of the numbers that `C` held before, with `A` transposed; with 0 they do not count.
  package var scale: Float = 0

  /// Makes a product with neither a bias nor a relu.
  package init(_ a: SparseLists, times b: Matrix, into c: Matrix) {
    (self.rows, self.columns) = (c.rows, c.columns)
    (self.a, self.b, bRows, bStride) = (a, Floats(b.start), b.rows, b.stride)
    (self.c, self.cStride) = (c.start, c.stride)
  }
}

/// What is not zero in a matrix: a list for each three columns, side by side, with an entry for each row
/// in which one of their numbers is not zero. Rows rise within a list.
package struct SparseLists {
  /// How many entries each list has.
  package var counts: UnsafeMutablePointer<Int32>
  /// The first entry of the first list.
  package var entries: UnsafeMutablePointer<Entry>
  /// Entries from the start of one list to the next.
  package var stride: Int
  /// How many lists there are.
  package var count: Int

  /// A row's numbers in three columns, in as many bytes as processors write at a time.
  package struct Entry {
    /// The number in the first column.
    package var first: Float
    /// The number in the second column; 0 where there is none.
    package var second: Float
    /// The number in the third column; 0 where there is none.
    package var third: Float
    /// The row.
    package var row: Int32
  }

  /// - Parameters:
  ///   - counts: room for `count` numbers.
  ///   - entries: room for `count` lists of `stride` entries, one more than there are rows.
  package init(
    counts: UnsafeMutablePointer<Int32>, entries: UnsafeMutablePointer<Entry>, stride: Int,
    count: Int
  ) {
    (self.counts, self.entries, self.stride, self.count) = (counts, entries, stride, count)
  }

  /// The lists of some columns, whose first is a multiple of three.
  package subscript(columns: Range<Int>) -> SparseLists {
    let first = columns.lowerBound / 3
    return SparseLists(
      counts: counts + first, entries: entries + first * stride, stride: stride,
      count: SparseLists.count(ofColumns: columns.count))
  }

  /// How many lists so many columns have.
  package static func count(ofColumns columns: Int) -> Int { (columns + 2) / 3 }
}
