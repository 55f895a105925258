import Drawings

/// Sizes and greys that all plots share, in points: what a journal wants at the width of a column.
enum Theme {
  static let tickSize = 7.0
  static let titleSize = 8.0
  static let captionSize = 7.0
  static let lineSpacing = 1.3
  static let margin = 3.0

  static let axis = Stroke(Colour(0x333333), width: 0.6)
  static let grid = Stroke(Colour(0xe2e2e2), width: 0.4)
  static let grey = Colour(0x595959)
  static let pale = Colour(0xd0d0d0)
}

/// How one of several series looks: colour, marker and dash differ together, so that each alone
/// tells most of them apart.
struct SeriesLook: Hashable, Sendable {
  let colour: Colour
  let marker: Marker
  let dash: [Double]

  /// How many looks there are before they repeat.
  static let count = 6

  init(_ index: Int) {
    let dashes: [[Double]] = [
      [], [4, 1.6], [1.2, 1.4], [5, 1.4, 1.2, 1.4], [7, 2], [2.4, 1.2],
    ]
    colour = Colour.categories[index % Colour.categories.count]
    marker = Marker.allCases[index % Marker.allCases.count]
    dash = dashes[index % dashes.count]
  }

  func line(width: Double = 1.1) -> Paint {
    Paint(stroke: Stroke(colour, width: width, dash: dash))
  }

  /// A piece of its line for a legend, around a place.
  func sample(at place: Point, width: Double = 1.1) -> [Piece] {
    let ends = [Point(place.x - 8.5, place.y), Point(place.x + 8.5, place.y)]
    return [.shape(.lines([ends]), line(width: width))]
  }

  /// The marker at a place, with a rim that keeps it apart from what it lies on.
  func piece(at place: Point, radius: Double = 2.3, isHollow: Bool = false) -> Piece {
    let paint =
      isHollow
      ? Paint(fill: .white, stroke: Stroke(colour, width: 0.9))
      : Paint(fill: colour, stroke: Stroke(.white, width: 0.5))
    return .shape(marker.shape(at: place, radius: radius), paint)
  }
}

/// The form of a point.
enum Marker: CaseIterable {
  case circle
  case square
  case triangle
  case diamond
  case downTriangle
  case pentagon

  /// All kinds cover about the same area.
  func shape(at place: Point, radius r: Double) -> Shape {
    func polygon(_ corners: [(Double, Double)]) -> Shape {
      .polygon(corners.map { Point(place.x + $0.0 * r, place.y + $0.1 * r) })
    }
    return switch self {
    case .circle: .circle(place, radius: r)
    case .square: polygon([(-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)])
    case .triangle: polygon([(0, -1.3), (1.15, 0.8), (-1.15, 0.8)])
    case .diamond: polygon([(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)])
    case .downTriangle: polygon([(0, 1.3), (1.15, -0.8), (-1.15, -0.8)])
    case .pentagon:
      polygon([(0, -1.15), (1.09, -0.36), (0.68, 0.93), (-0.68, 0.93), (-1.09, -0.36)])
    }
  }
}
