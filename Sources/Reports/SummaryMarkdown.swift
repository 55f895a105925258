import Sweeps

extension SummaryTable {
  /// The table as GitHub and Pandoc read it, with the title above and the notes below.
  ///
  /// Columns are padded, so that the source reads as well as the page.
  package var markdown: String {
    let cells = cells
    let labels = parameters.enumerated().map { index, name in
      column(
        Markdown.escaped(name.printable), .left, cells.map { Markdown.escaped($0.labels[index]) })
    }
    let statistics = [
      column("n", .right, cells.map(\.count)),
      column("mean ± std", .right, cells.map { $0.isBest ? "**\($0.spread)**" : $0.spread }),
      column("min", .right, cells.map { $0.minimum ?? "-" }),
      column("max", .right, cells.map { $0.maximum ?? "-" }),
    ]
    let columns = labels + statistics
    let rows = (0..<cells.count + 2).map { row in
      "| " + columns.map { $0[row] }.joined(separator: " | ") + " |\n"
    }
    let notes = notes(best: "**bold**", metric: Markdown.escaped(metric.name.printable))
    return "\(Markdown.escaped(title))\n\n" + rows.joined() + "\n"
      + notes.map { $0.sentence + "\n" }.joined()
  }

  /// Title, rule and texts of a column, equally wide.
  private func column(_ title: String, _ alignment: Alignment, _ texts: [String]) -> [String] {
    let column = Column(title.padded(to: 3, alignment), texts, alignment)
    let rule = String(repeating: "-", count: column.width - 1)
    return [column.title, alignment == .left ? ":" + rule : rule + ":"] + column.texts
  }
}

enum Markdown {
  /// The text with a backslash before whatever Markdown would read as more than itself.
  static func escaped(_ text: String) -> String {
    text.reduce(into: "") { escaped, character in
      if "\\`*_[]<>|~#$".contains(character) { escaped.append("\\") }
      escaped.append(character)
    }
  }
}
