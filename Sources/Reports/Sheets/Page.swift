/// Lines for a terminal: tables as they are, and sentences that fold at its width.
struct Page {
  private struct Line {
    let lead: Span
    let text: Span
    /// How far lines after the first are indented; nil for a line that never folds.
    var indent: Int?
  }

  private var lines: [Line] = []

  /// Adds a line of a table, or an empty one.
  mutating func row(_ text: String = "", _ ink: Span.Ink = .plain) {
    lines.append(Line(lead: Span(""), text: Span(text, ink)))
  }

  /// Adds a table: its titles and its rows, some of them perhaps set off.
  mutating func table(_ columns: [Column], bold: (Int) -> Bool = { _ in false }) {
    row(Column.head(columns), .dim)
    for (index, text) in Column.rows(columns).enumerated() {
      row(text, bold(index) ? .bold : .plain)
    }
  }

  /// Adds a sentence, the beginning of it perhaps set off.
  mutating func prose(_ text: String, _ ink: Span.Ink = .plain, bold lead: String = "") {
    lines.append(Line(lead: Span(lead, .bold), text: Span(text, ink), indent: 2))
  }

  /// Adds a name and what it is; what folds stands below itself.
  mutating func entry(_ name: String, _ text: String) {
    lines.append(Line(lead: Span(name, .dim), text: Span(text), indent: name.displayWidth))
  }

  /// Adds what the text says of itself.
  mutating func notes(_ notes: [String]) {
    row()
    for note in notes { prose(note, .dim) }
  }

  /// All lines, each with its end.
  func text(width: Int?, style: Style) -> String {
    lines.flatMap { line -> [String] in
      let lead = line.lead.rendered(style)
      let width = line.indent == nil ? nil : width
      let texts = line.text.text.folded(
        to: width, after: line.lead.text.displayWidth, hanging: line.indent ?? 0)
      return texts.enumerated().map { index, text in
        (index == 0 ? lead : "") + Span(text, line.text.ink).rendered(style)
      }
    }.map { $0 + "\n" }.joined()
  }
}

extension String {
  /// The text in lines, broken between words; as it is without a width.
  ///
  /// - Parameters:
  ///   - width: the columns a line has, if a word is not longer.
  ///   - lead: the columns that are taken already in the first line.
  ///   - indent: the spaces before all lines but the first.
  package func folded(to width: Int?, after lead: Int = 0, hanging indent: Int) -> [String] {
    guard let width, lead + displayWidth > width else { return [self] }
    let margin = String(repeating: " ", count: min(indent, width / 2))
    var lines: [String] = []
    var line = hasPrefix(" ") ? " " : ""
    for word in split(separator: " ").map(String.init) {
      let taken = (lines.isEmpty ? lead : 0) + line.displayWidth
      if taken + 1 + word.displayWidth > width, taken > margin.displayWidth {
        lines.append(line)
        line = margin + word
      } else {
        line += (line.isEmpty || line == " " ? "" : " ") + word
      }
    }
    return lines + [line]
  }
}
