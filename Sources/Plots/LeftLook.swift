import Drawings

/// How configurations look that left before the end: pale lines, each of which ends in a cross.
enum LeftLook {
  static let line = Paint(stroke: Stroke(Colour(0xb8b8b8), width: 0.7))

  static func cross(_ point: Point) -> [Piece] {
    let arm = 1.8
    let lines = [
      [Point(point.x - arm, point.y - arm), Point(point.x + arm, point.y + arm)],
      [Point(point.x - arm, point.y + arm), Point(point.x + arm, point.y - arm)],
    ]
    return [.shape(.lines(lines), Paint(stroke: Stroke(Theme.grey, width: 0.8)))]
  }
}
