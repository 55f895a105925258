/// A line of text at a place.
package struct Text: Hashable, Sendable {
  /// The point of a text, along its base line, that is at the text's place.
  package enum Anchor: String, Hashable, Sendable {
    case start
    case middle
    case end
  }

  /// The letters, some of which may be raised.
  package let label: Label
  /// On the base line.
  package let place: Point
  /// The size of the font, in points.
  package let size: Double
  /// The part of the text that is at the place.
  package let anchor: Anchor
  /// The colour of the letters; a rim is white.
  package let colour: Colour
  /// Whether the letters are bold, which makes them 7 % wider in the layout.
  package let isBold: Bool
  /// Whether it runs upwards.
  package let isTurned: Bool
  /// Whether a white rim keeps what is behind it at a distance.
  package let hasRim: Bool

  /// Makes a text.
  ///
  /// - Parameters:
  ///   - place: the point on the base line that `anchor` is put at.
  ///   - size: of the font, in points.
  package init(
    _ label: Label, at place: Point, size: Double, anchor: Anchor = .start,
    colour: Colour = .black, isBold: Bool = false, isTurned: Bool = false, hasRim: Bool = false
  ) {
    self.label = label
    self.place = place
    self.size = size
    self.anchor = anchor
    self.colour = colour
    self.isBold = isBold
    self.isTurned = isTurned
    self.hasRim = hasRim
  }

  /// How wide the layout takes it to be, in points. Renderers condense what comes out wider.
  package var width: Double { label.width * size * (isBold ? 1.07 : 1) }
}

/// The content of a text: mostly plain, parts of it raised, as exponents are.
package struct Label: Hashable, Sendable {
  /// Letters that stand at the same height.
  package struct Run: Hashable, Sendable {
    /// The letters of the run.
    package let string: String
    /// Whether they stand above the base line, and smaller, as an exponent does.
    package let isRaised: Bool
  }

  /// The runs from left to right, without spaces between them.
  package private(set) var runs: [Run]

  /// - Parameter raised: an exponent behind the text.
  package init(_ string: String, raised: String = "") {
    runs = [Run(string: string, isRaised: false)]
    if !raised.isEmpty { runs.append(Run(string: raised, isRaised: true)) }
  }

  /// The size of raised text in terms of what is around it.
  package static let raisedSize = 0.72
  /// How far raised text is above the base line, in terms of the size of what is around it.
  package static let rise = 0.36

  /// One after the other, without a space.
  package static func + (a: Label, b: Label) -> Label {
    var sum = a
    sum.runs += b.runs
    return sum
  }

  /// The width as a multiple of the font's size.
  package var width: Double {
    runs.reduce(0) { $0 + $1.string.relativeWidth * ($1.isRaised ? Label.raisedSize : 1) }
  }

  /// All of it on one level, for where nothing can be raised: `10^-5`.
  package var plain: String {
    runs.map { $0.isRaised ? "^\($0.string)" : $0.string }.joined()
  }
}

extension Label: ExpressibleByStringLiteral {
  /// Makes a label of a literal, nothing of it raised.
  package init(stringLiteral value: String) { self.init(value) }
}

extension String {
  /// How wide the text is in Helvetica and what has its measures, such as Arial and Liberation
  /// Sans, in terms of the font's size.
  package var relativeWidth: Double {
    unicodeScalars.reduce(0) { $0 + $1.relativeWidth }
  }
}

extension Unicode.Scalar {
  fileprivate var relativeWidth: Double {
    switch value {
    case 0x20...0x7e: helvetica[Int(value - 0x20)] / 1000
    case 0xa0: 0.278
    case 0x2014, 0x2026: 1
    case 0x300...0x36f, 0x200b...0x200f, 0xfe00...0xfe0f: 0
    // A character of East Asian writing fills a square, as emoji do.
    case 0x2e80...0xd7a3, 0xf900...0xfaff, 0xff01...0xff60, 0x1f300...0x3fffd: 1
    default: 0.584
    }
  }
}

/// Widths of the printable ASCII characters in thousandths of the font's size: Adobe's metrics of
/// Helvetica, the apostrophe straight.
private let helvetica: [Double] = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
  556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
  1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
  667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
  333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
  556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
]
