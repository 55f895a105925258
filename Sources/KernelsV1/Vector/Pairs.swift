import CVectors
package import Kernels

extension VectorKernels {
  /// Rounds to bfloat16 and pairs what lies side by side; the last of an odd number with zero.
  package static func pairColumns(of rows: Matrix, into pairs: Matrix) {
    for row in 0..<rows.rows {
      let source = rows.start + row * rows.stride
      let target = pairs.start + row * pairs.stride
      for column in stride(from: 0, to: rows.columns, by: 2 * Vector.scalarCount) {
        let left = rows.columns - column
        if left >= 2 * Vector.scalarCount {
          let some = load(source + column)
          store(
            neighbours(some, load(source + column + Vector.scalarCount)), target + column / 2)
          continue
        }
        let some = firstLanes(of: load(source + column), left, else: 0)
        let more =
          left > Vector.scalarCount
          ? firstLanes(
            of: load(source + column + Vector.scalarCount), left - Vector.scalarCount, else: 0)
          : .zero
        store(neighbours(some, more), target + column / 2, first: (left + 1) / 2)
      }
    }
  }

  /// Rounds to bfloat16 and pairs rows; the last of an odd number with zeros.
  package static func pairRows(of rows: Matrix, into pairs: Matrix) {
    for row in stride(from: 0, to: rows.rows, by: 2) {
      let source = rows.start + row * rows.stride
      let next = row + 1 < rows.rows ? source + rows.stride : nil
      let target = pairs.start + row / 2 * pairs.stride
      for column in vectors(rows.columns) {
        let below = next.map { load($0 + column) } ?? .zero
        store(
          paired(load(source + column), below), target + column, first: rows.columns - column)
      }
    }
  }
}

@inline(__always)
private func paired(_ first: Vector, _ second: Vector) -> Vector {
  #if LEVEL_V4
    paired_16(first, second)
  #elseif LEVEL_V3
    paired_8(first, second)
  #else
    paired_4(first, second)
  #endif
}

@inline(__always)
private func neighbours(_ some: Vector, _ more: Vector) -> Vector {
  #if LEVEL_V4
    neighbours_16(some, more)
  #elseif LEVEL_V3
    neighbours_8(some, more)
  #else
    neighbours_4(some, more)
  #endif
}
