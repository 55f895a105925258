import Drawings

/// A bar around a mean: a line with short strokes across its ends.
enum Whisker {
  static func paint(_ colour: Colour) -> Paint { Paint(stroke: Stroke(colour, width: 0.9)) }

  static func upright(_ x: Double, _ low: Double, _ high: Double) -> Shape {
    .lines([
      [Point(x, low), Point(x, high)], [Point(x - 1.8, low), Point(x + 1.8, low)],
      [Point(x - 1.8, high), Point(x + 1.8, high)],
    ])
  }

  static func level(_ y: Double, _ low: Double, _ high: Double) -> Shape {
    .lines([
      [Point(low, y), Point(high, y)], [Point(low, y - 1.8), Point(low, y + 1.8)],
      [Point(high, y - 1.8), Point(high, y + 1.8)],
    ])
  }
}
