import Documents

extension Sheet {
  /// The table as a LaTeX `table` that needs the packages booktabs and siunitx.
  ///
  /// Numbers stand in `S` columns, aligned at the point, and take the document's settings of
  /// siunitx: `separate-uncertainty = false` turns `0.9812 ± 0.0011` into `0.9812(11)`. The rules
  /// end with the text of the outer columns, as booktabs' manual has it.
  var latex: String {
    let columns = columns.map(laid)
    let formats = columns.map(\.format)
    var rows = (0..<height).map { row in line(columns.map { $0.texts[row] }) }
    if let ruleAfter { rows.insert("    \\midrule\n", at: ruleAfter) }
    let notes = notes(SummaryTable.Marks(best: "bold"))
    let caption = ([title + "."] + notes.map(\.sentence)).map(LaTeX.escaped).joined(separator: " ")
    return """
      % \\usepackage{booktabs, siunitx}\(engineNote)
      \\begin{table}
        \\centering
        \\sisetup{separate-uncertainty, detect-weight, mode = text, group-digits = integer}\(tightening)
        \\caption{\(caption)}
        \\begin{tabular}{@{}\(formats.joined(separator: " "))@{}}
          \\toprule
      \(line(columns.map(\.title)))    \\midrule
      \(rows.joined())    \\bottomrule
        \\end{tabular}
      \\end{table}

      """
  }

  /// Seven columns, as a sweep of one parameter has, do not fit on a page of the class `article` in
  /// the size of its text.
  private var tightening: String {
    columns.count > 5 ? "\n  \\small\\setlength{\\tabcolsep}{3pt}" : ""
  }

  /// The letter that pdflatex does not have, and the engines that have it.
  private var engineNote: String {
    let texts = [title] + columns.flatMap { [$0.title] + $0.labels }
    guard let letter = texts.lazy.compactMap(LaTeX.foreignLetter).first else { return "" }
    return
      "\n% pdflatex has no '\(letter)': compile with lualatex or xelatex, and a font that has it"
  }

  private func line(_ cells: [String]) -> String {
    "    " + cells.joined(separator: " & ") + " \\\\\n"
  }

  private struct Laid {
    let format: String
    let title: String
    let texts: [String]
  }

  private func laid(_ column: SheetColumn) -> Laid {
    let title = LaTeX.escaped(column.title)
    switch column.content {
    case .labels(let labels):
      return Laid(format: "l", title: title, texts: labels.map(LaTeX.escaped))
    case .counts(let counts):
      return Laid(format: "r", title: "$\(title)$", texts: counts)
    case .ranges(let ranges):
      return Laid(format: "c", title: title, texts: ranges.map { $0?.text ?? "--" })
    case .numbers(let numbers):
      return Laid(
        format: LaTeX.format(numbers), title: "{\(title)}",
        texts: numbers.map { LaTeX.number($0 ?? "--") })
    case .estimates(let estimates):
      return Laid(
        format: LaTeX.format(
          estimates.map(\.mean), estimates.map(\.deviation), marks: estimates.map(\.marks)),
        title: "{\(title)}",
        texts: estimates.map { estimate in
          let number = LaTeX.number(estimate.mean ?? estimate.absence, estimate.deviation)
          return (estimate.isBest ? "\\bfseries " : "") + number + LaTeX.marks(estimate.marks)
        })
    }
  }
}

extension SheetColumn {
  fileprivate var labels: [String] {
    if case .labels(let labels) = content { labels } else { [] }
  }
}

enum LaTeX {
  /// The first letter that LaTeX does not know without other packages: all but Latin ones and the
  /// signs that are escaped.
  static func foreignLetter(_ text: String) -> Character? {
    text.first { letter in
      letter.unicodeScalars.contains {
        $0.value > 0x17f && !"–—‘’“”†‡…".unicodeScalars.contains($0)
      }
    }
  }

  /// The text as TeX prints it.
  static func escaped(_ text: String) -> String {
    text.reduce(into: "") { escaped, character in
      switch character {
      case "\\": escaped += "\\textbackslash{}"
      case "~": escaped += "\\textasciitilde{}"
      case "^": escaped += "\\textasciicircum{}"
      case "±": escaped += "$\\pm$"
      case "×": escaped += "$\\times$"
      case "†": escaped += "$\\dagger$"
      case "‡": escaped += "$\\ddagger$"
      case "\"": escaped += "''"
      case "<", ">", "|": escaped += "$\(character == "|" ? "\\vert" : String(character))$"
      // After the end of a row it would be an argument.
      case "[": escaped += "{[}"
      case "&", "%", "$", "#", "_", "{", "}": escaped += "\\\(character)"
      default: escaped.append(character)
      }
    }
  }

  /// Writes a number for an `S` column: `0.9812 \pm 0.0011`, `1.20 \pm 0.34 e-12`, or text in braces.
  static func number(_ mean: String, _ deviation: String? = nil) -> String {
    guard let number = Parts(mean) else { return "{\(mean == "-" ? "--" : escaped(mean))}" }
    let spread = deviation.flatMap(Parts.init).map { " \\pm \($0.significand)" } ?? ""
    return number.significand + spread + (number.exponent.isEmpty ? "" : " e\(number.exponent)")
  }

  /// Marks behind a number in an `S` column; none are none.
  static func marks(_ marks: String) -> String {
    marks.isEmpty ? "" : " {\\textsuperscript{\(escaped(marks))}}"
  }

  /// An `S` column with room for all: `S[table-format = 1.5(2)]`.
  static func format(
    _ means: [String?], _ deviations: [String?] = [], marks: [String] = []
  ) -> String {
    let numbers = means.compactMap { $0.flatMap(Parts.init) }
    let spreads = deviations.compactMap { $0.flatMap(Parts.init) }
    func most(_ count: (Parts) -> Int, _ parts: [Parts]) -> Int { parts.map(count).max() ?? 0 }
    let sign = numbers.contains(where: \.isNegative) ? "-" : ""
    let digits = max(1, most(\.whole.count, numbers))
    let spread = max(1, most(\.digits, spreads))
    let exponent = most(\.exponent.count, numbers)
    let room = marks.max { $0.count < $1.count } ?? ""
    return "S[table-format = \(sign)\(digits).\(most(\.fraction.count, numbers))"
      + (spreads.isEmpty ? "" : "(\(spread))") + (exponent == 0 ? "" : "e-\(exponent)")
      + (room.isEmpty
        ? "" : ", table-space-text-post = {\\textsuperscript{\(escaped(room))}}") + "]"
  }

  /// A number as it was written: `-1.20e-12`.
  private struct Parts {
    let isNegative: Bool
    let whole: Substring
    let fraction: Substring
    let exponent: Substring

    init?(_ text: String) {
      guard let number = Double(text), number.isFinite else { return nil }
      let parts = text.split(separator: "e")
      let digits = parts[0].drop { $0 == "-" }.split(separator: ".")
      isNegative = text.hasPrefix("-")
      whole = digits[0]
      fraction = digits.count > 1 ? digits[1] : ""
      exponent = parts.count > 1 ? parts[1] : ""
    }

    var significand: String {
      (isNegative ? "-" : "") + whole + (fraction.isEmpty ? "" : ".\(fraction)")
    }

    /// How many digits there are from the first that is not zero.
    var digits: Int { (whole + fraction).drop { $0 == "0" }.count }
  }
}
