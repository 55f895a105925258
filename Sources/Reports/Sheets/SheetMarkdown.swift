import Documents

extension Sheet {
  /// The table as GitHub and Pandoc read it, with the title above and the notes below.
  ///
  /// Columns are padded, so that the source reads as well as the page.
  var markdown: String {
    let columns = columns.map(laid)
    let rows = (0..<height + 2).map { row in
      "| " + columns.map { $0[row] }.joined(separator: " | ") + " |\n"
    }
    let notes = notes(SummaryTable.Marks(best: "**bold**", escape: Markdown.escaped))
    return "\(Markdown.escaped(title))\n\n" + rows.joined() + "\n"
      + notes.map { "- \($0.sentence)\n" }.joined()
  }

  /// Title, rule and texts of a column, equally wide.
  private func laid(_ column: SheetColumn) -> [String] {
    let (texts, alignment): ([String], Alignment) =
      switch column.content {
      case .labels(let labels): (labels.map(Markdown.escaped), .left)
      case .counts(let counts): (counts, .right)
      case .numbers(let numbers): (numbers.map { $0 ?? "-" }, .right)
      case .ranges(let ranges):
        // Brackets make links.
        (ranges.map { $0.map { "\\[\($0.lower), \($0.upper)\\]" } ?? "-" }, .right)
      case .estimates(let estimates):
        (estimates.map { ($0.isBest ? "**\($0.text)**" : $0.text) + $0.marks }, .right)
      }
    let laid = Column(Markdown.escaped(column.title).padded(to: 3, alignment), texts, alignment)
    let rule = String(repeating: "-", count: laid.width - 1)
    return [laid.title, alignment == .left ? ":" + rule : rule + ":"] + laid.texts
  }
}

enum Markdown {
  /// The text with a backslash before characters that Markdown would read as more than themselves.
  static func escaped(_ text: String) -> String {
    text.reduce(into: "") { escaped, character in
      if "\\`*_[]<>|~#$".contains(character) { escaped.append("\\") }
      escaped.append(character)
    }
  }
}
