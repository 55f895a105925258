internal import CProcessor
import Kernels

/// Where rows of a data set are not zero, found once for a whole training.
///
/// Four of five numbers of a handwritten digit are zero; to look for the others in every batch took
/// a third of the step of a small network. Numbers are kept as the data have them: 3 bytes for one
/// that is a byte, 27 MB for MNIST.
final class SparseRows {
  private let rows: Rows
  /// Where each listed row's entries begin and end; by the row's number.
  private var bounds: [Range<Int32>]
  private let indices: UnsafeMutableBufferPointer<UInt16>
  /// The numbers as the data have them, not scaled.
  private let numbers: UnsafeMutableRawBufferPointer
  /// Those of one row, scaled.
  private let scaled: UnsafeMutableBufferPointer<Float>

  /// Lists some of the rows; nil when more than a fourth of their numbers are not zero, when zeros
  /// become other numbers, or when the lists would take more than 64 MiB.
  init?(_ rows: Rows, listing some: [Int32]) {
    let width = rows.shape.count
    guard rows.scaling.isUniform, rows.scaling.offsets[0] == 0, width <= 65_536 else { return nil }
    let size = rows.element == .uint8 ? 1 : 4
    let limit = min(some.count * width / 4, (64 << 20) / (2 + size))
    self.rows = rows
    bounds = Array(repeating: 0..<0, count: rows.count)
    // Room that is never written takes no memory.
    indices = .allocate(capacity: limit + width)
    numbers = .allocate(byteCount: (limit + width) * size, alignment: 4)
    scaled = .allocate(capacity: width)
    var found = 0
    for (place, row) in some.enumerated() {
      let first = found
      switch rows.element {
      case .uint8: found += list(Int(row), at: found, as: UInt8.self)
      case .float32: found += list(Int(row), at: found, as: Float.self)
      }
      // Rows that are not sparse show it soon.
      guard found <= min(limit, (place + 64) * width / 4) else { return nil }
      bounds[Int(row)] = Int32(first)..<Int32(found)
    }
  }

  /// Lists the inputs of a selection; nil too where they are targets as well, which have all numbers.
  convenience init?(of selection: Selection, target: Target) {
    if target == .input { return nil }
    if case .inputs = selection.examples.targets { return nil }
    self.init(selection.examples.inputs, listing: selection.rows)
  }

  deinit {
    indices.deallocate()
    numbers.deallocate()
    scaled.deallocate()
  }

  /// Writes what is not zero in a row from `first` on; returns how many numbers it is.
  private func list<Number: Equatable & ExpressibleByIntegerLiteral>(
    _ row: Int, at first: Int, as type: Number.Type
  ) -> Int {
    guard let indices = indices.baseAddress, let numbers = numbers.baseAddress else { return 0 }
    let width = rows.shape.count
    let source = rows.start.assumingMemoryBound(to: type) + row * width
    let kept = numbers.assumingMemoryBound(to: type)
    let together = MemoryLayout<UInt64>.size / MemoryLayout<Number>.size
    var found = first
    for start in stride(from: 0, to: width, by: together) {
      // Most of what is zero lies side by side.
      if start + together <= width,
        UnsafeRawPointer(source + start).loadUnaligned(as: UInt64.self) == 0
      {
        continue
      }
      // Without a branch that nobody can predict: what is zero is written over.
      for column in start..<min(start + together, width) {
        indices[found] = UInt16(truncatingIfNeeded: column)
        kept[found] = source[column]
        found += source[column] == 0 ? 0 : 1
      }
    }
    return found - first
  }

  /// Writes the entries of some rows, one list a row.
  func copy(_ some: ArraySlice<Int32>, into lists: SparseLists) {
    guard let indices = indices.baseAddress, let numbers = numbers.baseAddress,
      let scaled = scaled.baseAddress
    else { return }
    let size = rows.element == .uint8 ? 1 : 4
    var found = 0
    for (list, row) in some.enumerated() {
      // Shuffled rows lie anywhere; without this each of them was waited for.
      if list + 2 < some.count {
        let next = bounds[Int(some[some.startIndex + list + 2])]
        prefetch(indices + Int(next.lowerBound), 2 * next.count)
        prefetch(numbers + size * Int(next.lowerBound), size * next.count)
      }
      lists.starts[list] = Int32(truncatingIfNeeded: found)
      let entries = bounds[Int(row)]
      let (first, count) = (Int(entries.lowerBound), entries.count)
      rows.widen(numbers, from: first, count, into: scaled)
      kernels.zip(indices + first, scaled, count, into: lists.entries + found)
      found += count
    }
    lists.starts[some.count] = Int32(truncatingIfNeeded: found)
  }
}
