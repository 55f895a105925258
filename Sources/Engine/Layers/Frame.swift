import Kernels

/// A larger image, with zeros around the one that it holds; the same image where that is large enough.
///
/// For reading or for writing, and not for both: what is written beyond the image stays there.
struct Frame {
  private let height: Int
  /// Floats of a row of the image, and of the larger one.
  private let width, frameWidth: Int
  private let corner: Int
  /// The floats of the larger image; nil where the image is large enough.
  private let start: MutableFloats?

  /// - Parameters:
  ///   - extents: the larger image's height and width in pixels.
  ///   - top: the rows of pixels above the image.
  ///   - left: the columns of pixels to the left of the image.
  init(
    _ image: Shape, inside extents: (height: Int, width: Int), top: Int, left: Int,
    in memory: Memory
  ) {
    let channels = image.extents[2]
    height = image.extents[0]
    (width, frameWidth) = (image.extents[1] * channels, extents.width * channels)
    corner = top * frameWidth + left * channels
    let isLarger = extents.height > height || frameWidth > width
    start = isLarger ? memory.floats(extents.height * frameWidth) : nil
  }

  /// The larger image around this one.
  func read(_ image: Floats) -> Floats {
    guard let start else { return image }
    for row in 0..<height {
      (start + corner + row * frameWidth).update(from: image + row * width, count: width)
    }
    return Floats(start)
  }

  /// Takes the part that `body` writes to the image out of a larger one.
  func write(to image: MutableFloats, _ body: (MutableFloats) -> Void) {
    guard let start else { return body(image) }
    body(start)
    for row in 0..<height {
      (image + row * width).update(from: start + corner + row * frameWidth, count: width)
    }
  }
}
