/// `C = scale * C + factor * (bias + A * B)`, then a relu if wanted.
///
/// `A` need not be a matrix: row `i` begins `rowOffsets[i]` (or `i * rowStride`) floats after `a`,
/// and walks through three nested loops of steps, while `B` walks through its own. A convolution
/// over images in height x width x channels order is such a product without any copy of its
/// patches: its rows are output pixels, its runs are kernel rows. So are its input gradient, and
/// its weight gradient, whose rows are weights and whose runs are rows of output pixels.
package struct Product {
  package var rows: Int
  package var columns: Int

  package var a: Floats
  package var rowStride = 0
  package var rowOffsets: UnsafePointer<Int32>?

  package var b: Floats

  /// The innermost loop, one multiply-add a row and column.
  package var inner: Loop
  package var middle = Loop(count: 1, a: 0, b: 0)
  package var outer = Loop(count: 1, a: 0, b: 0)

  /// Row `i` begins `cOffsets[i]` (or `i * cStride`) floats after `c`.
  package var c: MutableFloats
  package var cStride: Int
  package var cOffsets: UnsafePointer<Int32>?

  package var factor: Float = 1
  /// Zero means that `C` is written without being read.
  package var scale: Float = 0
  /// One number a column.
  package var bias: Floats?
  package var clampsAtZero = false

  /// How often, and how far `A` and `B` move each time.
  package struct Loop {
    package var count: Int
    package var a: Int
    package var b: Int

    package init(count: Int, a: Int, b: Int) {
      (self.count, self.a, self.b) = (count, a, b)
    }
  }

  package init(
    rows: Int, columns: Int, a: Floats, b: Floats, inner: Loop, c: MutableFloats, cStride: Int
  ) {
    (self.rows, self.columns) = (rows, columns)
    (self.a, self.b, self.inner) = (a, b, inner)
    (self.c, self.cStride) = (c, cStride)
  }
}

/// `C = scale * C + factor * (bias + A * B)`, where `A` is given by what is not zero in each row.
package struct SparseProduct {
  package var rows: Int
  package var columns: Int
  /// `A`: an entry's index is the row of `B` that it multiplies.
  package var a: SparseLists
  package var b: Floats
  package var bRows: Int
  package var bStride: Int
  package var c: MutableFloats
  package var cStride: Int

  package var factor: Float = 1
  package var scale: Float = 0
  package var bias: Floats?
  package var clampsAtZero = false
  /// Room for one number a row, where blocks of `B`'s rows may be visited one after the other.
  package var marks: UnsafeMutablePointer<Int32>?

  package init(_ a: SparseLists, times b: Matrix, into c: Matrix) {
    (self.rows, self.columns) = (c.rows, c.columns)
    (self.a, self.b, bRows, bStride) = (a, Floats(b.start), b.rows, b.stride)
    (self.c, self.cStride) = (c.start, c.stride)
  }
}

/// Index and value of what is not zero, list by list; indices rise within a list.
package struct SparseLists {
  /// Where list `i` begins among the entries, and one more for where the last one ends.
  package var starts: UnsafeMutablePointer<Int32>
  package var indices: UnsafeMutablePointer<Int32>
  package var values: MutableFloats
  /// How many lists there are.
  package var count: Int

  package init(
    starts: UnsafeMutablePointer<Int32>, indices: UnsafeMutablePointer<Int32>,
    values: MutableFloats, count: Int
  ) {
    (self.starts, self.indices, self.values, self.count) = (starts, indices, values, count)
  }
}
