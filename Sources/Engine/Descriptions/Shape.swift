/// The extents of one sample: `[784]`, or `[28, 28, 1]` as height, width and channels.
package struct Shape: Hashable, Sendable {
  package var extents: [Int]

  package init(_ extents: [Int]) {
    self.extents = extents
  }

  /// How many numbers a sample has.
  package var count: Int { extents.reduce(1, *) }
}

extension Shape: ExpressibleByArrayLiteral, CustomStringConvertible {
  package init(arrayLiteral extents: Int...) {
    self.init(extents)
  }

  /// `28x28x1`.
  package var description: String {
    extents.map(String.init).joined(separator: "x")
  }
}
