package typealias Floats = UnsafePointer<Float>
package typealias MutableFloats = UnsafeMutablePointer<Float>

/// Rows of floats in memory, `stride` floats from one row's start to the next.
package struct Matrix {
  /// The first number of the first row.
  package var start: MutableFloats
  /// How many rows there are.
  package var rows: Int
  /// How many numbers of each row count.
  package var columns: Int
  /// How many floats the start of a row lies after that of the one before.
  package var stride: Int

  /// Makes a matrix of numbers that somebody else owns.
  package init(_ start: MutableFloats, rows: Int, columns: Int, stride: Int) {
    (self.start, self.rows, self.columns, self.stride) = (start, rows, columns, stride)
  }

  /// Some of its rows.
  package subscript(some: Range<Int>) -> Matrix {
    Matrix(start + some.lowerBound * stride, rows: some.count, columns: columns, stride: stride)
  }
}
