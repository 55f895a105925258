internal import CProcessor
import Kernels

/// Rows of numbers in memory that somebody else owns, such as a mapped file.
///
/// Bytes stay bytes: they become floats, scaled, on the way into a batch.
package struct Rows: @unchecked Sendable {
  /// The type of a number in memory.
  package enum Element: Sendable {
    case uint8
    case float32
  }

  /// The shape of one row.
  package let shape: Shape
  /// How many rows there are.
  package let count: Int
  /// The scaling to the numbers that the network sees: `number * scale + offset`.
  package let scaling: Scaling

  let start: UnsafeRawPointer
  let element: Element
  private let owner: AnyObject

  /// Rows one after the other, without gaps.
  ///
  /// - Parameters:
  ///   - bytes: as many whole rows as it holds; alive and unchanged as long as `owner` is.
  ///   - owner: kept alive by the rows.
  /// - Precondition: `bytes` is a whole number of rows.
  package init(
    _ bytes: UnsafeRawBufferPointer, of element: Element, shape: Shape,
    scaling: Scaling = Scaling(scale: 1), owner: AnyObject
  ) {
    let size = shape.count * (element == .uint8 ? 1 : 4)
    precondition(bytes.count % size == 0, "\(bytes.count) bytes are no whole rows of \(shape)")
    (self.shape, self.element, self.scaling, self.owner) = (shape, element, scaling, owner)
    start = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)!
    count = bytes.count / size
  }

  /// Rows that own a copy of the numbers.
  package init(_ numbers: [Float], shape: Shape) {
    let copy = Copy(numbers)
    self.init(
      UnsafeRawBufferPointer(copy.numbers), of: .float32, shape: shape, owner: copy)
  }

  /// The same rows, seen through another scaling.
  package func scaled(_ scaling: Scaling) -> Rows {
    let size = shape.count * (element == .uint8 ? 1 : 4)
    return Rows(
      UnsafeRawBufferPointer(start: start, count: count * size), of: element, shape: shape,
      scaling: scaling, owner: owner)
  }

  /// Has a row fetched that will be copied soon.
  ///
  /// Shuffled rows lie anywhere; without this each of them was waited for.
  func expect(_ row: Int) {
    let size = shape.count * (element == .uint8 ? 1 : 4)
    prefetch(start + row * size, size)
  }

  /// Has the page looked up, and the first numbers fetched, of a row that will be copied.
  func expectStart(of row: Int) {
    prefetch(start + row * shape.count * (element == .uint8 ? 1 : 4), 1)
  }

  /// One row as the network gets to see it.
  package func numbers(of row: Int) -> [Float] {
    precondition((0..<count).contains(row), "there is no row \(row) of \(count)")
    return [Float](unsafeUninitializedCapacity: shape.count) { buffer, initialized in
      guard let start = buffer.baseAddress else { return }
      copy(row, into: start)
      initialized = shape.count
    }
  }

  /// Writes one row, scaled.
  func copy(_ row: Int, into target: MutableFloats) {
    let width = shape.count
    widen(start, from: row * width, width, into: target)
    if !scaling.isUniform { scaling.apply(to: target, width) }
  }

  /// Writes numbers that lie in memory as the rows' do, scaled where one scale is for all.
  func widen(
    _ numbers: UnsafeRawPointer, from first: Int, _ count: Int, into target: MutableFloats
  ) {
    let (scale, offset) = scaling.isUniform ? (scaling.scales[0], scaling.offsets[0]) : (1, 0)
    switch element {
    case .uint8:
      let source = numbers.assumingMemoryBound(to: UInt8.self) + first
      kernels.widen(source, count, times: scale, plus: offset, into: target)
    case .float32:
      let source = numbers.assumingMemoryBound(to: Float.self) + first
      kernels.rescale(source, count, times: scale, plus: offset, into: target)
    }
  }
}

/// How numbers in memory become a network's inputs: `number * scale + offset`, by channel.
package struct Scaling: Hashable, Sendable {
  /// One for all, or one for each channel (the last extent).
  package let scales: [Float]
  /// The numbers added after the scales: one for all, or one for each channel, as many as `scales`.
  package let offsets: [Float]

  /// The same for all numbers; `1 / 255` for bytes that should fill 0 to 1.
  package init(scale: Float, offset: Float = 0) {
    (scales, offsets) = ([scale], [offset])
  }

  /// Standardisation: `(number * scale - mean) / deviation` for each channel.
  ///
  /// - Precondition: as many means as deviations, at least one.
  package init(scale: Float, means: [Float], deviations: [Float]) {
    precondition(means.count == deviations.count && !means.isEmpty)
    scales = deviations.map { scale / $0 }
    offsets = zip(means, deviations).map { -$0 / $1 }
  }

  var isUniform: Bool { scales.count == 1 }

  func apply(to numbers: MutableFloats, _ count: Int) {
    var channel = 0
    for i in 0..<count {
      numbers[i] = numbers[i] * scales[channel] + offsets[channel]
      channel = channel + 1 == scales.count ? 0 : channel + 1
    }
  }
}

/// Holds the numbers of rows that were made from an array.
private final class Copy {
  let numbers: UnsafeMutableBufferPointer<Float>

  init(_ numbers: [Float]) {
    self.numbers = .allocate(capacity: numbers.count)
    _ = self.numbers.initialize(from: numbers)
  }

  deinit { numbers.deallocate() }
}
