/// A colour in sRGB.
package struct Colour: Hashable, Sendable {
  /// The part of red, 0...255.
  package let red: UInt8
  /// The part of green, 0...255.
  package let green: UInt8
  /// The part of blue, 0...255.
  package let blue: UInt8
  /// From 0, nothing to be seen, to 1.
  package let opacity: Double

  /// Parts of sRGB; an opacity of 0 is clear, one of 1 hides what is behind.
  package init(red: UInt8, green: UInt8, blue: UInt8, opacity: Double = 1) {
    self.red = red
    self.green = green
    self.blue = blue
    self.opacity = opacity
  }

  /// The colour that is written `#rrggbb`.
  package init(_ number: UInt32) {
    self.init(
      red: UInt8(truncatingIfNeeded: number >> 16), green: UInt8(truncatingIfNeeded: number >> 8),
      blue: UInt8(truncatingIfNeeded: number))
  }

  /// The same colour, more or less clear: from 0 to 1.
  package func opacity(_ opacity: Double) -> Colour {
    Colour(red: red, green: green, blue: blue, opacity: opacity)
  }

  /// The colour that lies so far on the straight way to another, from 0 to 1.
  package func mixed(with other: Colour, _ share: Double) -> Colour {
    let share = min(max(share, 0), 1)
    func mix(_ from: UInt8, _ to: UInt8) -> UInt8 {
      let (from, to) = (Double(from), Double(to))
      return UInt8((from + (to - from) * share).rounded())
    }
    return Colour(
      red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
  }

  /// How light it looks, from 0 for black to 1 for white: the relative luminance of WCAG 2, but with
  /// a square for its power of 2.4.
  package var luminance: Double {
    func linear(_ part: UInt8) -> Double { Double(part) / 255 * (Double(part) / 255) }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// The colour `#000000`, opaque.
  package static let black = Colour(0x000000)
  /// The colour `#ffffff`, opaque.
  package static let white = Colour(0xffffff)

  /// Colours that people with any kind of colour vision tell apart, the best on white paper first.
  ///
  /// Okabe and Ito, "Color universal design" (2008), without the yellow, which paper swallows.
  package static let categories = [
    Colour(0x0072b2), Colour(0xd55e00), Colour(0x009e73), Colour(0xcc79a7), Colour(0xe69f00),
    Colour(0x56b4e9), Colour(0x000000),
  ]
}

/// Colours from little to much, which get steadily lighter or darker: they survive colour blindness
/// and a black-and-white printer.
package enum Ramp: Hashable, Sendable {
  /// Dark blue to yellow: Nuñez, Anderton and Renslow, "Optimizing colormaps with consideration for
  /// color vision deficiency" (2018).
  case cividis
  /// White, for nothing, to a dark blue.
  case white
  /// White, for paper, to black.
  case ink
  /// A dark blue for what is below zero, white for zero in the middle, and a dark orange.
  case signed

  /// The colour of a share from 0 to 1.
  package func colour(_ share: Double) -> Colour {
    let stops =
      switch self {
      case .cividis: Ramp.cividisStops
      case .white: Ramp.whiteStops
      case .ink: [Colour.white, .black]
      case .signed: Ramp.signedStops
      }
    let position = min(max(share, 0), 1) * Double(stops.count - 1)
    let index = min(Int(position), stops.count - 2)
    return stops[index].mixed(with: stops[index + 1], position - Double(index))
  }

  /// Every eighth of matplotlib's table.
  private static let cividisStops = [
    Colour(0x00224e), Colour(0x1a386f), Colour(0x434e6c), Colour(0x61656f), Colour(0x7d7c78),
    Colour(0x9b9476), Colour(0xbcae6c), Colour(0xdec958), Colour(0xfee838),
  ]

  private static let signedStops = [
    Colour(0x003f6b), Colour(0x6ea8d0), Colour(0xffffff), Colour(0xe6a06e), Colour(0x8a3300),
  ]

  private static let whiteStops = [Colour(0xffffff), Colour(0x6ea8d0), Colour(0x003f6b)]
}
