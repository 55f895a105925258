/// A place in a drawing.
package struct Point: Hashable, Sendable {
  /// The distance from the left edge, in points.
  package let x: Double
  /// The distance from the upper edge, in points.
  package let y: Double

  /// Makes a point from its distances to the left and the upper edge, in points.
  package init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

/// An upright rectangle.
package struct Box: Hashable, Sendable {
  /// The left edge, in points from the drawing's.
  package let left: Double
  /// The upper edge, in points from the drawing's.
  package let top: Double
  /// The extent to the right of `left`, in points.
  package let width: Double
  /// The extent below `top`, in points.
  package let height: Double

  /// Makes a box of its upper left corner and its size, in points.
  package init(left: Double, top: Double, width: Double, height: Double) {
    self.left = left
    self.top = top
    self.width = width
    self.height = height
  }

  /// The right edge, in points from the drawing's left one.
  package var right: Double { left + width }
  /// The lower edge, in points from the drawing's upper one.
  package var bottom: Double { top + height }
  /// The point in the middle of both extents.
  package var center: Point { Point(left + width / 2, top + height / 2) }
}
