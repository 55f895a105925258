/// Windows that lie on an image in height x width x channels order.
package struct Pool: Sendable {
  /// The image's rows of pixels, without any padding.
  package var imageHeight: Int
  /// The image's columns of pixels, without any padding.
  package var imageWidth: Int
  /// How many numbers a pixel has, in the image as in the result.
  package var channels: Int
  /// How many windows stand below each other.
  package var height: Int
  /// How many windows stand beside each other.
  package var width: Int
  /// A window's rows of pixels.
  package var windowHeight: Int
  /// A window's columns of pixels.
  package var windowWidth: Int
  /// The step from a window to the one below it, in pixels.
  package var strideDown: Int
  /// The step from a window to the one beside it, in pixels.
  package var strideAcross: Int
  /// How many rows of pixels the first window reaches out above the image.
  package var top: Int
  /// How many columns of pixels the first window reaches out to the left of the image.
  package var left: Int

  /// Makes a pool.
  ///
  /// - Parameters:
  ///   - count: how many windows stand below and beside each other.
  ///   - before: how far the first window reaches out of the image, in pixels.
  package init(
    image: (height: Int, width: Int, channels: Int), count: (height: Int, width: Int),
    window: (height: Int, width: Int), strides: (height: Int, width: Int),
    before: (top: Int, left: Int)
  ) {
    (imageHeight, imageWidth, channels) = image
    (height, width) = count
    (windowHeight, windowWidth) = window
    (strideDown, strideAcross) = strides
    (top, left) = before
  }

  /// The rows of the image that the windows of this row cover.
  @inlinable
  package func rows(ofWindow y: Int) -> Range<Int> {
    let start = y * strideDown - top
    return max(start, 0)..<min(start + windowHeight, imageHeight)
  }

  /// The columns of the image that the windows of this column cover.
  @inlinable
  package func columns(ofWindow x: Int) -> Range<Int> {
    let start = x * strideAcross - left
    return max(start, 0)..<min(start + windowWidth, imageWidth)
  }

  /// Whether every pixel lies in exactly one window.
  @inlinable
  package var tiles: Bool {
    strideDown == windowHeight && strideAcross == windowWidth && top == 0 && left == 0
      && height * windowHeight >= imageHeight && width * windowWidth >= imageWidth
  }

  /// Whether every window is of 2 x 2 pixels on the image and none lies in two.
  @inlinable
  package var isOfFour: Bool {
    windowHeight == 2 && windowWidth == 2 && strideDown == 2 && strideAcross == 2 && top == 0
      && left == 0 && 2 * height <= imageHeight && 2 * width <= imageWidth
  }

  /// Whether no pixel lies in two windows.
  @inlinable
  package var isDisjoint: Bool { strideDown >= windowHeight && strideAcross >= windowWidth }
}
