extension Character {
  /// How many columns of a terminal the character takes: 0, 1 or 2.
  ///
  /// Two for what Unicode's East Asian Width (UAX #11) calls wide or full-width and for emoji, none
  /// for marks and format characters that stand alone.
  var displayWidth: Int {
    guard let first = unicodeScalars.first else { return 0 }
    if unicodeScalars.contains(where: { $0.value == 0xfe0f || $0.isWide }) { return 2 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: return 1
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isWide: Bool {
    value >= 0x1100
      && (properties.isEmojiPresentation || wideBlocks.contains { $0.contains(value) })
  }
}

/// The blocks of wide characters besides the emoji, after EastAsianWidth.txt.
private let wideBlocks: [ClosedRange<UInt32>] = [
  0x1100...0x115f, 0x2329...0x232a, 0x2e80...0x303e, 0x3041...0x3247, 0x3250...0x4dbf,
  0x4e00...0xa4cf, 0xa960...0xa97f, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe10...0xfe19,
  0xfe30...0xfe6f, 0xff01...0xff60, 0xffe0...0xffe6, 0x16fe0...0x18aff, 0x1aff0...0x1b2ff,
  0x1f200...0x1f2ff, 0x20000...0x3fffd,
]

extension String {
  /// How many columns of a terminal the text takes, if it holds no control characters.
  package var displayWidth: Int {
    utf8.allSatisfy { $0 < 0x80 } ? utf8.count : reduce(0) { $0 + $1.displayWidth }
  }

  /// The text with as many spaces as fill `width` columns; unchanged when it is wider.
  package func padded(to width: Int, _ alignment: Alignment = .left) -> String {
    let spaces = String(repeating: " ", count: max(0, width - displayWidth))
    return alignment == .left ? self + spaces : spaces + self
  }

  /// The text, or as much of it as fits into `width` columns with `…` at its end.
  package func truncated(to width: Int) -> String {
    guard displayWidth > width else { return self }
    guard width > 0 else { return "" }
    var kept = ""
    var used = 1
    for character in self {
      used += character.displayWidth
      if used > width { break }
      kept.append(character)
    }
    return kept + "…"
  }

  /// The text on one line, with nothing in it that a terminal would obey.
  ///
  /// Labels, host names and error messages come from people and peers. Control characters, and the
  /// marks that turn the direction of writing, become `\u{1b}`; ends of lines become spaces.
  package var printable: String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator, .surrogate:
        text += "\n\r\t\u{2028}\u{2029}".unicodeScalars.contains(scalar) ? " " : scalar.escaped
      case .format where scalar.properties.isBidiControl:
        text += scalar.escaped
      default:
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

extension Unicode.Scalar {
  fileprivate var escaped: String { "\\u{\(String(value, radix: 16))}" }
}
