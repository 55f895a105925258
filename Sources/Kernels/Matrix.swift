package typealias Floats = UnsafePointer<Float>
package typealias MutableFloats = UnsafeMutablePointer<Float>

/// Rows of floats in memory, `stride` floats from one row's start to the next.
package struct Matrix {
  package var start: MutableFloats
  package var rows: Int
  package var columns: Int
  package var stride: Int

  package init(_ start: MutableFloats, rows: Int, columns: Int, stride: Int) {
    (self.start, self.rows, self.columns, self.stride) = (start, rows, columns, stride)
  }

  /// Some of its rows.
  package subscript(some: Range<Int>) -> Matrix {
    Matrix(start + some.lowerBound * stride, rows: some.count, columns: columns, stride: stride)
  }
}
