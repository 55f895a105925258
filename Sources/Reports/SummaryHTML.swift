import Sweeps

extension SummaryTable {
  /// The table as an HTML fragment: a `table` with the title as its caption and the notes at its
  /// foot; the best row has the class `best`. No style of its own, no script, nothing from outside.
  package var html: String {
    func row(_ cells: [String], _ tag: String) -> String {
      cells.map { "<\(tag)>\($0)</\(tag)>" }.joined()
    }
    let titles = parameters.map { HTML.escaped($0.printable) } + ["n", "mean ± std", "min", "max"]
    let body = cells.map { cells in
      let labels = cells.labels.map(HTML.escaped)
      let spread = cells.isBest ? "<strong>\(cells.spread)</strong>" : cells.spread
      let numbers = [cells.count, spread, cells.minimum ?? "-", cells.maximum ?? "-"]
      return "<tr\(cells.isBest ? " class=\"best\"" : "")>"
        + row(labels, "th") + row(numbers, "td") + "</tr>\n"
    }
    let notes = notes(best: "bold", metric: metric.name.printable).map {
      "<tr><td colspan=\"\(titles.count)\">\(HTML.escaped($0))</td></tr>\n"
    }
    return "<table>\n<caption>\(HTML.escaped(title))</caption>\n"
      + "<thead>\n<tr>\(row(titles, "th"))</tr>\n</thead>\n"
      + "<tbody>\n\(body.joined())</tbody>\n<tfoot>\n\(notes.joined())</tfoot>\n</table>\n"
  }
}

enum HTML {
  /// The text with references for what HTML would read as markup, in text and in attributes.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { escaped, scalar in
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
  }
}
