import Glibc
import LAPACK
import Testing

@Suite(.enabled(if: Cholesky.isAvailable)) struct `A Cholesky factor` {
  /// The determinant is 4 (6 - 0.25) - 2 (4 - 0.5) + (1 - 3) = 14.
  private let matrix: [Double] = [4, 2, 1, 2, 3, 0.5, 1, 0.5, 2]

  /// The product of the matrix with columns.
  private func product(_ columns: [Double]) -> [Double] {
    columns.indices.map { place -> Double in
      let (column, row) = (place / 3, place % 3)
      var sum = 0.0
      for inner in 0..<3 { sum += matrix[inner * 3 + row] * columns[column * 3 + inner] }
      return sum
    }
  }

  private func areNear(_ a: [Double], _ b: [Double]) -> Bool {
    zip(a, b).allSatisfy { abs($0 - $1) < 1e-12 }
  }

  @Test func `has the determinant, the inverse and the solutions`() throws {
    let factor = try #require(Cholesky(matrix, size: 3))
    #expect(abs(factor.logDeterminant - log(14)) < 1e-12)
    #expect(areNear(product(factor.inverse), [1, 0, 0, 0, 1, 0, 0, 0, 1]))
    let right: [Double] = [1, 2, 3, -1, 0, 1]
    let half = factor.solvingLower(right, columns: 2)
    let solution = factor.solvingLower(half, columns: 2, transposed: true)
    #expect(areNear(product(solution), right))
  }

  @Test func `is none of a matrix that is not positive definite`() {
    #expect(Cholesky([1, 2, 2, 1], size: 2) == nil)
  }
}
