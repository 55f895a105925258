/// Whether a picture stands on white paper or on a dark screen.
package enum ColourScheme: String, Hashable, Sendable, CaseIterable {
  case light, dark

  /// Gives the colour that stands for a colour of white paper.
  ///
  /// In the dark, light and dark change places (the lightness of HSL, 1 - l) while hue and contrast between
  /// the parts of a colour stay; then the darkest is the page's grey, and the lightest no glare.
  package func shown(_ colour: Colour) -> Colour {
    guard self == .dark else { return colour }
    let parts = [colour.red, colour.green, colour.blue]
    let turn = 255 - Int(parts.max() ?? 0) - Int(parts.min() ?? 0)
    let dark = [0x0d, 0x11, 0x17]
    let shown = zip(parts, dark).map { part, least in
      UInt8(least + (Int(part) + turn) * (0xf4 - least) / 255)
    }
    return Colour(red: shown[0], green: shown[1], blue: shown[2], opacity: colour.opacity)
  }
}

extension Drawing {
  /// The same picture for a scheme.
  func shown(in scheme: ColourScheme) -> Drawing {
    guard scheme != .light else { return self }
    return Drawing(
      width: width, height: height, title: title, caption: caption,
      pieces: pieces.map { $0.shown(in: scheme) })
  }
}

extension Piece {
  fileprivate func shown(in scheme: ColourScheme) -> Piece {
    switch self {
    case .shape(let shape, let paint): .shape(shape, paint.shown(in: scheme))
    case .text(let text): .text(text.shown(in: scheme))
    case .titled(let title, let pieces): .titled(title, pieces.map { $0.shown(in: scheme) })
    case .clipped(let box, let pieces): .clipped(box, pieces.map { $0.shown(in: scheme) })
    case .image: self
    }
  }
}

extension Paint {
  fileprivate func shown(in scheme: ColourScheme) -> Paint {
    Paint(
      fill: fill.map(scheme.shown),
      stroke: stroke.map {
        Stroke(scheme.shown($0.colour), width: $0.width, dash: $0.dash)
      })
  }
}

extension Text {
  fileprivate func shown(in scheme: ColourScheme) -> Text {
    Text(
      label, at: place, size: size, anchor: anchor, colour: scheme.shown(colour), isBold: isBold,
      isTurned: isTurned, hasRim: hasRim)
  }
}
