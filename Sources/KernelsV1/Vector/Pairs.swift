import CVectors
package import Kernels

extension VectorKernels {
  /// Rounds to bfloat16 and pairs what lies side by side; the last of an odd number with zero.
  package static func pairColumns(of rows: Matrix, into pairs: Matrix) {
    let whole = rows.columns / (2 * Vector.scalarCount)
    for row in 0..<rows.rows {
      var source = rows.start + row * rows.stride
      var target = pairs.start + row * pairs.stride
      for _ in 0..<whole {
        store(neighbours(load(source), load(source + Vector.scalarCount)), target)
        source += 2 * Vector.scalarCount
        target += Vector.scalarCount
      }
      let left = rows.columns - whole * 2 * Vector.scalarCount
      if left == 0 { continue }
      let isMore = left > Vector.scalarCount
      let some = firstLanes(of: load(source), left, else: 0)
      let more =
        isMore
        ? firstLanes(of: load(source + Vector.scalarCount), left - Vector.scalarCount, else: 0)
        : .zero
      store(neighbours(some, more), target, first: (left + 1) / 2)
    }
  }

  /// Rounds to bfloat16 and pairs rows; the last of an odd number with zeros.
  package static func pairRows(of rows: Matrix, into pairs: Matrix) {
    for row in stride(from: 0, to: rows.rows, by: 2) {
      let source = rows.start + row * rows.stride
      let target = pairs.start + row / 2 * pairs.stride
      if row + 1 < rows.rows {
        pairRow(source, source + rows.stride, rows.columns, into: target)
      } else {
        pairRow(source, nil, rows.columns, into: target)
      }
    }
  }

  @inline(__always)
  private static func pairRow(
    _ source: Floats, _ next: Floats?, _ count: Int, into target: MutableFloats
  ) {
    @inline(__always)
    func pair(_ place: Int) -> Vector {
      paired(load(source + place), next.map { load($0 + place) } ?? .zero)
    }
    let whole = count / Vector.scalarCount * Vector.scalarCount
    var place = 0
    while place < whole {
      store(pair(place), target + place)
      place += Vector.scalarCount
    }
    if place < count { store(pair(place), target + place, first: count - place) }
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
