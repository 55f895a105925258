/// Whether words are set off from each other by a terminal's means.
///
/// Texts are the same words in the same places in either style.
package enum Style: Hashable, Sendable {
  /// Nothing but characters: for files, pipes, and wherever `NO_COLOR` is set.
  case plain
  /// With ECMA-48's "select graphic rendition".
  case ansi
}

/// Text of one look.
struct Span: Hashable, Sendable {
  enum Ink: String, Hashable, Sendable {
    case plain = ""
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
  }

  var text: String
  let ink: Ink

  init(_ text: String, _ ink: Ink = .plain) {
    self.text = text
    self.ink = ink
  }

  func rendered(_ style: Style) -> String {
    guard style == .ansi, ink != .plain, !text.isEmpty else { return text }
    return "\u{1b}[\(ink.rawValue)m\(text)\u{1b}[0m"
  }
}

extension [Span] {
  /// The spans as one line, cut off with `…` where it would be wider than `width`.
  func line(width: Int? = nil, style: Style) -> String {
    var room = width ?? .max
    var line = ""
    for (index, span) in enumerated() {
      let rest = self[index...].reduce(0) { $0 + $1.text.displayWidth }
      guard rest > room else { return line + self[index...].map { $0.rendered(style) }.joined() }
      // Something is cut off: here, if nothing after this span has room for its `…`.
      let width = span.text.displayWidth
      guard width < room else { return line + Span(span.cut(to: room), span.ink).rendered(style) }
      line += span.rendered(style)
      room -= width
    }
    return line
  }
}

extension Span {
  /// As much of the text as fits with `…` behind it, whether or not it would fit without.
  fileprivate func cut(to width: Int) -> String {
    text.displayWidth > width ? text.truncated(to: width) : (text + " ").truncated(to: width)
  }
}
