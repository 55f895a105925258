import Documents

extension Sheet {
  /// The table as an HTML fragment: a `table` with the title as its caption and the notes at its
  /// foot; the cell of the best mean has the class `best`, and what follows a number the class
  /// `mark`, in all cells of a column if in any: equally wide, they keep digits under each other.
  /// No style of its own, no script, nothing from outside.
  var html: String {
    let titles = columns.map { "<th>\(HTML.escaped($0.title))</th>" }
    let cells = columns.map(cells)
    var body = (0..<height).map { row in
      "<tr>\(cells.map { $0[row] }.joined())</tr>\n"
    }
    if let ruleAfter { body.insert("</tbody>\n<tbody class=\"left\">\n", at: ruleAfter) }
    let notes = notes(SummaryTable.Marks(best: "bold")).map {
      "<tr><td colspan=\"\(titles.count)\"><span class=\"note\">\(HTML.escaped($0))</span></td></tr>\n"
    }
    return "<table>\n<caption>\(HTML.escaped(title))</caption>\n"
      + "<thead>\n<tr>\(titles.joined())</tr>\n</thead>\n"
      + "<tbody>\n\(body.joined())</tbody>\n<tfoot>\n\(notes.joined())</tfoot>\n</table>\n"
  }

  private func cells(_ column: SheetColumn) -> [String] {
    func data(_ text: String) -> String { "<td>\(HTML.escaped(text))</td>" }
    switch column.content {
    case .labels(let labels): return labels.map { "<th>\(HTML.escaped($0))</th>" }
    case .counts(let counts): return counts.map(data)
    case .numbers(let numbers): return numbers.map { data($0 ?? "-") }
    case .ranges(let ranges): return ranges.map { data($0?.text ?? "-") }
    case .estimates(let estimates):
      let haveMarks = estimates.contains { !$0.marks.isEmpty }
      return estimates.map { estimate in
        let text = HTML.escaped(estimate.text)
        let marks = haveMarks ? "<span class=\"mark\">\(estimate.marks)</span>" : ""
        return estimate.isBest
          ? "<td class=\"best\"><strong>\(text)</strong>\(marks)</td>" : "<td>\(text)\(marks)</td>"
      }
    }
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
