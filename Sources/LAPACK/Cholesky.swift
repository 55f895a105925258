import Glibc

/// A symmetric positive definite matrix as L Lᵀ, by OpenBLAS.
///
/// ```swift
/// let factor = Cholesky([4, 2, 2, 3], size: 2)   // nil where it is not positive definite
/// factor?.logDeterminant                         // log 8
/// ```
package struct Cholesky: Sendable {
  /// How many rows, and as many columns, the matrix has.
  package let size: Int
  /// L below the diagonal, column by column.
  private let lower: [Double]

  /// Whether OpenBLAS is installed; it is loaded by asking.
  package static var isAvailable: Bool { Library.shared != nil }

  /// - Parameters:
  ///   - matrix: column by column; its upper part is not read.
  /// - Returns: nil where it is not positive definite.
  /// - Precondition: OpenBLAS is installed.
  package init?(_ matrix: [Double], size: Int) {
    precondition(matrix.count == size * size, "a matrix has as many columns as rows")
    var lower = matrix
    var info: Int32 = 0
    withUnsafePointer(to: Int32(size)) { count in
      lower.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return }
        Cholesky.library.factor("L", count, start, count, &info)
      }
    }
    guard info == 0 else { return nil }
    self.size = size
    self.lower = lower
  }

  private static var library: Library {
    guard let library = Library.shared else {
      preconditionFailure("OpenBLAS is not installed, and nobody asked whether it is")
    }
    return library
  }

  /// The natural logarithm of the matrix's determinant: `2 * sum(log(diagonal of L))`.
  package var logDeterminant: Double {
    2 * (0..<size).reduce(0) { $0 + log(lower[$1 * size + $1]) }
  }

  /// The inverse of the matrix, whole, column by column.
  package var inverse: [Double] {
    var inverse = lower
    var info: Int32 = 0
    withUnsafePointer(to: Int32(size)) { count in
      inverse.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return }
        Cholesky.library.invert("L", count, start, count, &info)
      }
    }
    precondition(info == 0, "a Cholesky factor can be inverted")
    for column in 0..<size {
      for row in 0..<column { inverse[column * size + row] = inverse[row * size + column] }
    }
    return inverse
  }

  /// L⁻¹ B, or L⁻ᵀ B, of so many right sides, column by column.
  package func solvingLower(_ right: [Double], columns: Int, transposed: Bool = false) -> [Double] {
    precondition(right.count == size * columns, "a right side has as many rows as the matrix")
    var solution = right
    var info: Int32 = 0
    withUnsafePointer(to: Int32(size)) { count in
      withUnsafePointer(to: Int32(columns)) { columns in
        lower.withUnsafeBufferPointer { lower in
          solution.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress, let factor = lower.baseAddress else { return }
            Cholesky.library.solve(
              "L", transposed ? "T" : "N", "N", count, columns, factor, count, start, count, &info)
          }
        }
      }
    }
    precondition(info == 0, "a Cholesky factor has no zero on its diagonal")
    return solution
  }
}
