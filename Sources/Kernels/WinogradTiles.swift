/// The tiles of 4 x 4 outputs into which Winograd's algorithm splits a convolution with a 3 x 3 kernel at
/// strides of 1.
///
/// A tile sees 6 x 6 pixels of the input, two rows and columns of which its neighbours see as well: all
/// of them see `4 * down + 2` rows of `4 * across + 2` pixels.
package struct WinogradTiles: Sendable {
  /// How many tiles stand below each other.
  package let down: Int
  /// How many tiles stand beside each other.
  package let across: Int
  /// How many numbers a pixel of the input has.
  package let channels: Int
  /// How many numbers a pixel of the output has.
  package let filters: Int

  /// Lays out as many tiles as cover an output of `height` x `width` pixels.
  package init(height: Int, width: Int, channels: Int, filters: Int) {
    (down, across) = ((height + 3) / 4, (width + 3) / 4)
    (self.channels, self.filters) = (channels, filters)
  }

  /// How many tiles a sample has.
  package var count: Int { down * across }
}

/// One matrix for each of a tile's 6 x 6 transformed numbers, with a row for each tile and a column for
/// each channel.
package struct WinogradPlanes {
  /// The first row of the first matrix.
  package var start: MutableFloats
  /// Floats from row to row.
  package let stride: Int
  /// Floats from matrix to matrix.
  package let distance: Int

  /// Takes planes that somebody else owns.
  package init(_ start: MutableFloats, stride: Int, distance: Int) {
    (self.start, self.stride, self.distance) = (start, stride, distance)
  }

  /// How many matrices there are.
  package static let count = 36

  /// The same planes without their first rows.
  package func dropping(rows: Int) -> WinogradPlanes {
    WinogradPlanes(start + rows * stride, stride: stride, distance: distance)
  }

  /// Where a matrix begins.
  package subscript(index: Int) -> MutableFloats { start + index * distance }
}
