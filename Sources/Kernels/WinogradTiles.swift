/// The tiles into which Winograd's algorithm splits a convolution at strides of 1: of 4 x 4 outputs with a 3 x 3
/// kernel, and of 2 x 2 with a 5 x 5 kernel.
///
/// A tile sees 6 x 6 pixels of the input, some rows and columns of which its neighbours see as well.
package struct WinogradTiles: Sendable {
  /// The kernels that there are tiles for, by their rows and columns.
  package enum Kernel: Int, Sendable {
    case three = 3
    case five = 5

    /// How many rows and columns of outputs a tile has.
    package var outputs: Int { WinogradTiles.size + 1 - rawValue }
  }

  /// How many rows and columns of pixels a tile sees.
  fileprivate static let size = 6

  /// The kernel of the convolution.
  package let kernel: Kernel
  /// How many tiles stand below each other.
  package let down: Int
  /// How many tiles stand beside each other.
  package let across: Int
  /// How many numbers a pixel of the input has.
  package let channels: Int
  /// How many numbers a pixel of the output has.
  package let filters: Int

  /// Lays out as many tiles as cover an output of `height` x `width` pixels.
  package init(_ kernel: Kernel, height: Int, width: Int, channels: Int, filters: Int) {
    self.kernel = kernel
    let outputs = kernel.outputs
    (down, across) = ((height + outputs - 1) / outputs, (width + outputs - 1) / outputs)
    (self.channels, self.filters) = (channels, filters)
  }

  /// How many tiles a sample has.
  package var count: Int { down * across }

  /// The pixels of the output that all tiles cover.
  package var covered: (height: Int, width: Int) {
    (kernel.outputs * down, kernel.outputs * across)
  }

  /// The pixels of the input that all tiles see.
  package var seen: (height: Int, width: Int) {
    (covered.height + kernel.rawValue - 1, covered.width + kernel.rawValue - 1)
  }
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
  package static let count = WinogradTiles.size * WinogradTiles.size

  /// The same planes without their first rows.
  package func dropping(rows: Int) -> WinogradPlanes {
    WinogradPlanes(start + rows * stride, stride: stride, distance: distance)
  }

  /// Where a matrix begins.
  package subscript(index: Int) -> MutableFloats { start + index * distance }
}
