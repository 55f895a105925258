/// The last lines of a terminal, drawn again and again in place: what to write for it.
///
/// One text a picture, and lines are overwritten rather than cleared first: nothing flickers.
package struct LivePicture: Sendable {
  /// The columns that each line of the last picture takes.
  private var drawn: [Int] = []

  /// Begins with no picture, so that the first one overwrites nothing.
  package init() {}

  /// Replaces the picture by these lines.
  ///
  /// - Parameter width: the terminal's, which no line exceeds. One that has become narrower since
  ///   has broken the lines of the last picture into several.
  package mutating func draw(_ lines: [String], width: Int) -> String {
    let text = up(width) + lines.map { "\r\($0)\u{1b}[K\n" }.joined() + "\u{1b}[J"
    drawn = lines.map(\.columns)
    return text
  }

  /// Writes a line that stays, above the picture to come.
  package mutating func note(_ line: String, width: Int) -> String {
    clear(width: width) + "\(line)\n"
  }

  /// Takes the picture away.
  package mutating func clear(width: Int) -> String {
    defer { drawn = [] }
    return drawn.isEmpty ? "" : up(width) + "\r\u{1b}[J"
  }

  /// To where the picture begins.
  private func up(_ width: Int) -> String {
    let rows = drawn.reduce(0) { $0 + max(1, ($1 + width - 1) / max(1, width)) }
    return rows > 0 ? "\u{1b}[\(rows)A" : ""
  }
}

extension String {
  /// How many columns the text takes, style left out.
  fileprivate var columns: Int {
    var isStyle = false
    return reduce(0) { columns, character in
      if character == "\u{1b}" { isStyle = true }
      defer { if character == "m" { isStyle = false } }
      return columns + (isStyle ? 0 : String(character).displayWidth)
    }
  }
}
