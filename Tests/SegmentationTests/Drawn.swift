import Segmentation

/// Paper with strokes on it, as wide as they are told.
struct Drawn {
  let width: Int
  let height: Int
  private var values: [Float]

  /// - Parameter paper: how light a place is.
  init(width: Int, height: Int, paper: (_ x: Int, _ y: Int) -> Float = { _, _ in 0.8 }) {
    (self.width, self.height) = (width, height)
    values = (0..<width * height).map { paper($0 % width, $0 / width) }
  }

  /// Darkens what lies in a box to a share of what it was.
  mutating func draw(
    _ left: Int, _ top: Int, _ right: Int, _ bottom: Int, leaving share: Float = 0.3
  ) {
    for y in top..<bottom {
      for x in left..<right { values[y * width + x] *= share }
    }
  }

  /// A letter with a stem and two bars, its upper left corner at a place.
  mutating func drawF(_ left: Int, _ top: Int, leaving share: Float = 0.3) {
    draw(left, top, left + 4, top + 40, leaving: share)
    draw(left + 4, top, left + 24, top + 4, leaving: share)
    draw(left + 4, top + 18, left + 18, top + 22, leaving: share)
  }

  /// Adds noise that is the same each time.
  mutating func addNoise(_ deviation: Float) {
    var state: UInt64 = 1
    for index in values.indices {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      values[index] += deviation * (Float(state >> 40) / Float(1 << 24) - 0.5) * 3.46
    }
  }

  var image: GreyImage { GreyImage(width: width, height: height, values: values) }
}
