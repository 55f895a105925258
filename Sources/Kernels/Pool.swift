/// Windows that lie on an image in height x width x channels order.
package struct Pool: Sendable {
  package var imageHeight: Int
  package var imageWidth: Int
  package var channels: Int
  /// How many windows stand below and beside each other.
  package var height: Int
  package var width: Int
  package var windowHeight: Int
  package var windowWidth: Int
  package var strideDown: Int
  package var strideAcross: Int
  /// How far the first window reaches out above and to the left of the image.
  package var top: Int
  package var left: Int

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

  /// Whether no pixel lies in two windows.
  @inlinable
  package var isDisjoint: Bool { strideDown >= windowHeight && strideAcross >= windowWidth }
}
