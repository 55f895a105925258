import Kernels

/// A part of a convolution that is one product: which rows it has, and what they walk through.
struct Pattern {
  /// Rows for one sample, or, for weight gradients, in all.
  let rows: Int
  /// Where each row begins, for `samples` samples one after the other.
  let aOffsets: UnsafePointer<Int32>
  let cOffsets: UnsafePointer<Int32>
  /// Where the right factor begins.
  let bOffset: Int
  let inner: Product.Loop
  let middle: Product.Loop
  let outer: Product.Loop

  /// - Parameters:
  ///   - places: where the rows of one sample begin, in the left factor and in the result.
  ///   - strides: how far apart samples are in both.
  init(
    _ places: [(a: Int, c: Int)], samples: Int, strides: (a: Int, c: Int), bOffset: Int,
    inner: Product.Loop, middle: Product.Loop, outer: Product.Loop = .init(count: 1, a: 0, b: 0),
    in memory: Memory
  ) {
    let (a, c) = (
      memory.integers(samples * places.count), memory.integers(samples * places.count)
    )
    for sample in 0..<samples {
      for (row, place) in places.enumerated() {
        a[sample * places.count + row] = Int32(place.a + sample * strides.a)
        c[sample * places.count + row] = Int32(place.c + sample * strides.c)
      }
    }
    rows = places.count
    (aOffsets, cOffsets) = (UnsafePointer(a), UnsafePointer(c))
    self.bOffset = bOffset
    (self.inner, self.middle, self.outer) = (inner, middle, outer)
  }

  /// The product over so many samples; the result's rows lie as the pattern says.
  func product(
    samples: Int, columns: Int, a: Floats, b: Floats, c: MutableFloats
  ) -> Product {
    var product = Product(
      rows: rows * samples, columns: columns, a: a, b: b + bOffset, inner: inner, c: c, cStride: 0)
    product.rowOffsets = aOffsets
    product.cOffsets = cOffsets
    (product.middle, product.outer) = (middle, outer)
    return product
  }
}
