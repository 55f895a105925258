/// A picture as values: what is where, in points of 1/72 inch, y downwards from the upper left.
///
/// The maker of a picture looks at no file and no font; its writer, as SVG, PNG or PDF,
/// decides nothing about it.
package struct Drawing: Hashable, Sendable {
  /// The width in points, 1/72 of an inch.
  package let width: Double
  /// The height, in points.
  package let height: Double
  /// The subject, in a few words: the name of a window or a document.
  package let title: String
  /// The description of the picture, in sentences, for readers who cannot see it.
  package let caption: String
  /// From the back to the front.
  package let pieces: [Piece]

  /// Makes a drawing of pieces that are ordered from the back to the front.
  package init(width: Double, height: Double, title: String, caption: String, pieces: [Piece]) {
    self.width = width
    self.height = height
    self.title = title
    self.caption = caption
    self.pieces = pieces
  }
}

/// Something drawn.
package indirect enum Piece: Hashable, Sendable {
  case shape(Shape, Paint)
  case text(Text)
  /// Pieces that tell a text where the pointer rests on them, as far as a format can.
  case titled(String, [Piece])
  /// Pieces of which only what lies in the box is seen.
  case clipped(Box, [Piece])
  /// Pixels that fill a box. They look the same on paper and on a dark screen.
  case image(Raster, in: Box)
}

/// An outline.
package enum Shape: Hashable, Sendable {
  /// Lines through points, each open and apart from the others.
  case lines([[Point]])
  /// A closed line through points.
  case polygon([Point])
  case box(Box)
  case circle(Point, radius: Double)
}

/// How an outline is filled and drawn.
package struct Paint: Hashable, Sendable {
  /// The colour of the inside; nil leaves it as it is.
  package let fill: Colour?
  /// The line of the edge; nil leaves it away.
  package let stroke: Stroke?

  /// Makes a paint; without fill and stroke nothing is seen of the outline.
  package init(fill: Colour? = nil, stroke: Stroke? = nil) {
    self.fill = fill
    self.stroke = stroke
  }
}

/// A line's looks. Ends are flat and corners round.
package struct Stroke: Hashable, Sendable {
  /// The line's colour, whose opacity counts too.
  package let colour: Colour
  /// The width in points.
  package let width: Double
  /// Lengths of strokes and gaps by turns, in points; empty for a line without gaps.
  package let dash: [Double]

  /// Makes a stroke.
  ///
  /// - Parameters:
  ///   - width: in points.
  ///   - dash: lengths of strokes and gaps by turns, in points; empty for none.
  package init(_ colour: Colour, width: Double, dash: [Double] = []) {
    self.colour = colour
    self.width = width
    self.dash = dash
  }
}
