/// `C = scale * C + factor * (bias + A * B)`, then a relu if wanted.
///
/// `A` need not be a matrix: row `i` begins `rowOffsets[i]` (or `i * rowStride`) floats after `a`,
/// and walks through three nested loops of steps, while `B` walks through its own. A convolution
/// over images in height x width x channels order is such a product without any copy of its
/// patches: its rows are output pixels, its runs are kernel rows. So are its input gradient, and
/// its weight gradient, whose rows are weights and whose runs are rows of output pixels.
package struct Product {
  /// The number of rows of `A` and `C`.
  package var rows: Int
  /// The number of columns of `B` and `C`.
  package var columns: Int

  /// The place from which the starts of `A`'s rows are counted.
  package var a: Floats
  /// Floats from the start of one row of `A` to the next; without a meaning where `rowOffsets` are given.
  package var rowStride = 0
  /// The start of each row of `A`, in floats after `a`; nil for rows at equal distances.
  package var rowOffsets: UnsafePointer<Int32>?

  /// The first number of `B`; the numbers of a row lie side by side, and the loops say where rows begin.
  package var b: Floats

  /// The innermost loop, one multiply-add a row and column.
  package var inner: Loop
  /// The loop around the inner one; once unless told otherwise.
  package var middle = Loop(count: 1, a: 0, b: 0)
  /// The outermost loop; once unless told otherwise.
  package var outer = Loop(count: 1, a: 0, b: 0)

  /// Row `i` begins `cOffsets[i]` (or `i * cStride`) floats after `c`.
  package var c: MutableFloats
  /// Floats from the start of one row of `C` to the next.
  package var cStride: Int
  /// The start of each row of `C`, in floats after `c`; nil for rows at equal distances.
  package var cOffsets: UnsafePointer<Int32>?

  /// The factor of the product and of the bias.
  package var factor: Float = 1
  /// Zero means that `C` is written without being read.
  package var scale: Float = 0
  /// One number a column.
  package var bias: Floats?
  /// Whether a relu follows: negative results become 0.
  package var clampsAtZero = false

  /// How often, and how far `A` and `B` move each time.
  package struct Loop {
    /// The number of steps that the loop takes; a product of 0 steps is 0.
    package var count: Int
    /// Floats that `A` moves on with each step.
    package var a: Int
    /// Floats that `B` moves on with each step.
    package var b: Int

    /// - Parameters:
    ///   - count: how many steps the loop takes.
    ///   - a: floats that `A` moves on with each step.
    ///   - b: floats that `B` moves on with each step.
    package init(count: Int, a: Int, b: Int) {
      (self.count, self.a, self.b) = (count, a, b)
    }
  }

  /// Makes `C = A * B` with one loop, no bias and no relu; `rowStride` or `rowOffsets` is to be set yet.
  package init(
    rows: Int, columns: Int, a: Floats, b: Floats, inner: Loop, c: MutableFloats, cStride: Int
  ) {
    (self.rows, self.columns) = (rows, columns)
    (self.a, self.b, self.inner) = (a, b, inner)
    (self.c, self.cStride) = (c, cStride)
  }
}
