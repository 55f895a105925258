package import Engine

/// The background of an image, and the strokes on it.
///
/// The background is the median of the image's border, channel by channel. Strokes are pixels whose
/// difference from it, in the channel where that is largest, is more than half of the largest in the
/// image: of a digit the strokes, of a photograph what stands out most.
package struct ImageGround: Hashable, Sendable {
  /// A number for each channel.
  package let background: [Float]
  /// Whether each pixel is of a stroke, row by row.
  package let strokes: [Bool]

  /// - Parameters:
  ///   - image: in height x width x channels order.
  ///   - shape: height, width and channels.
  package init(_ image: [Float], shape: Shape) {
    precondition(shape.extents.count == 3 && shape.count == image.count, "\(shape) is no image")
    let (height, width, channels) = (shape.extents[0], shape.extents[1], shape.extents[2])
    let border = (0..<height * width).filter { pixel in
      let (y, x) = (pixel / width, pixel % width)
      return y == 0 || x == 0 || y == height - 1 || x == width - 1
    }
    let background = (0..<channels).map { channel in
      border.map { image[$0 * channels + channel] }.sorted()[border.count / 2]
    }
    let differences = (0..<height * width).map { pixel in
      let numbers = image[(pixel * channels)..<((pixel + 1) * channels)]
      return zip(numbers, background).lazy.map { abs($0 - $1) }.max() ?? 0
    }
    let largest = differences.max() ?? 0
    self.background = background
    strokes = differences.map { $0 > largest / 2 }
  }

  /// An image of nothing but background.
  package func blank(pixels: Int) -> [Float] {
    (0..<pixels).flatMap { _ in background }
  }
}
