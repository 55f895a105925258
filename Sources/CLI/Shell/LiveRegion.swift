/// The last lines of a terminal, drawn again and again in place.
struct LiveRegion {
  private var drawn = 0

  /// Replaces what was drawn before by these lines, none of which is wider than the terminal.
  ///
  /// One write a picture, and lines are overwritten rather than cleared first: nothing flickers.
  mutating func draw(_ lines: [String]) {
    var text = drawn > 0 ? "\u{1b}[\(drawn)A" : ""
    for line in lines { text += "\r\(line)\u{1b}[K\n" }
    // A smaller picture leaves lines of the larger one below.
    text += "\u{1b}[J"
    Output.live(text)
    drawn = lines.count
  }

  /// Writes lines that stay, above the picture.
  mutating func note(_ line: String) {
    let up = drawn > 0 ? "\u{1b}[\(drawn)A" : ""
    Output.live("\(up)\r\u{1b}[J\(line)\n")
    drawn = 0
  }

  /// Takes the picture away.
  mutating func clear() {
    if drawn > 0 { Output.live("\u{1b}[\(drawn)A\r\u{1b}[J") }
    drawn = 0
  }
}
