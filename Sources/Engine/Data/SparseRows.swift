internal import CProcessor
import Kernels

/// Where rows of a data set are not zero, found once for a whole training.
///
/// Four of five numbers of a handwritten digit are zero; to look for the others in every batch took
/// a third of the step of a small network. Numbers are kept as the data have them: 6 bytes for three
/// that are bytes and not all zero, 24 MB for MNIST.
final class SparseRows {
  private let rows: Rows
  /// Where each listed row's entries begin and end; by the row's number.
  private var bounds: [Range<Int32>]
  /// The place of an entry's first column, divided by three.
  private let indices: UnsafeMutableBufferPointer<UInt16>
  /// The numbers as the data have them, not scaled: those of an entry's three columns, and one that
  /// does not count.
  private let numbers: UnsafeMutableRawBufferPointer
  /// Those of one row, scaled.
  private let scaled: UnsafeMutableBufferPointer<Float>

  /// Lists some of the rows; nil when they need entries for more than half of their numbers, when zeros
  /// become other numbers, or when the lists would take more than 64 MiB.
  init?(_ rows: Rows, listing some: [Int32]) {
    let width = rows.shape.count
    guard rows.scaling.isUniform, rows.scaling.offsets[0] == 0, width <= 65_536 else { return nil }
    let size = rows.element == .uint8 ? 1 : 4
    let count = SparseLists.count(ofColumns: width)
    let limit = min(some.count * count / 2, (64 << 20) / (2 + 4 * size))
    self.rows = rows
    bounds = Array(repeating: 0..<0, count: rows.count)
    // Room that is never written takes no memory.
    indices = .allocate(capacity: limit + count)
    numbers = .allocate(byteCount: (limit + count + 4) * 4 * size, alignment: 4)
    scaled = .allocate(capacity: 4 * count + 16)
    var found = 0
    for (place, row) in some.enumerated() {
      let first = found
      switch rows.element {
      case .uint8: found += list(Int(row), at: found, as: UInt8.self)
      case .float32: found += list(Int(row), at: found, as: Float.self)
      }
      // Rows that are not sparse show it soon.
      guard found <= min(limit, (place + 64) * count / 2) else { return nil }
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

  /// Writes what is not zero in a row from `first` on; returns how many entries it is.
  private func list<Number: Equatable & ExpressibleByIntegerLiteral>(
    _ row: Int, at first: Int, as type: Number.Type
  ) -> Int {
    guard let indices = indices.baseAddress, let numbers = numbers.baseAddress else { return 0 }
    let width = rows.shape.count
    let source = rows.start.assumingMemoryBound(to: type) + row * width
    let kept = numbers.assumingMemoryBound(to: type)
    var found = first
    for column in stride(from: 0, to: width, by: 3) {
      let entry = kept + 4 * found
      entry[0] = source[column]
      entry[1] = column + 1 < width ? source[column + 1] : 0
      entry[2] = column + 2 < width ? source[column + 2] : 0
      entry[3] = 0
      indices[found] = UInt16(truncatingIfNeeded: column / 3)
      // Without a branch that nobody can predict: what is zero is written over.
      found += entry[0] == 0 && entry[1] == 0 && entry[2] == 0 ? 0 : 1
    }
    return found - first
  }

  /// Writes the entries of some rows.
  func copy(_ some: ArraySlice<Int32>, into lists: SparseLists) {
    guard let indices = indices.baseAddress, let numbers = numbers.baseAddress,
      let scaled = scaled.baseAddress
    else { return }
    let size = rows.element == .uint8 ? 4 : 16
    // Shuffled rows lie anywhere: each would be waited for, first for its bounds and then for itself.
    bounds.withUnsafeBufferPointer { bounds in
      guard let bounds = bounds.baseAddress else { return }
      for row in some { prefetch(bounds + Int(row), MemoryLayout<Range<Int32>>.stride) }
      for row in some {
        let first = Int(bounds[Int(row)].lowerBound)
        prefetch(indices + first, 1)
        prefetch(numbers + size * first, 1)
      }
    }
    lists.counts.update(repeating: 0, count: lists.count)
    for (sample, row) in some.enumerated() {
      if sample + 4 < some.count {
        let next = bounds[Int(some[some.startIndex + sample + 4])]
        prefetch(indices + Int(next.lowerBound), 2 * next.count)
        prefetch(numbers + size * Int(next.lowerBound), size * next.count)
      }
      let (first, count) = (Int(bounds[Int(row)].lowerBound), bounds[Int(row)].count)
      // Whole vectors: what else is scaled is never read.
      rows.widen(numbers, from: 4 * first, (count + 3) / 4 * 16, into: scaled)
      kernels.append(indices + first, scaled, count, row: sample, to: lists)
    }
  }
}
