/// The extents of one sample: `[784]`, or `[28, 28, 1]` as height, width and channels.
package struct Shape: Hashable, Sendable {
  /// The sizes from the outermost on; the last runs fastest in memory.
  package var extents: [Int]

  /// Makes a shape and checks nothing; `NetworkDescription.shapes` does.
  package init(_ extents: [Int]) {
    self.extents = extents
  }

  /// How many numbers a sample has.
  package var count: Int { extents.reduce(1, *) }
}

extension Shape: ExpressibleByArrayLiteral, CustomStringConvertible {
  /// Makes a shape as it is written in code: `[28, 28, 1]`.
  package init(arrayLiteral extents: Int...) {
    self.init(extents)
  }

  /// `28x28x1`.
  package var description: String {
    extents.map(String.init).joined(separator: "x")
  }
}
