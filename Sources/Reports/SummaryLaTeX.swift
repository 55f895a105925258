import Sweeps

extension SummaryTable {
  /// The table as a LaTeX `table` that needs the packages booktabs and siunitx.
  ///
  /// Numbers stand in `S` columns, aligned at the point, and take the document's settings of
  /// siunitx: `separate-uncertainty = false` turns `0.9812 ± 0.0011` into `0.9812(11)`.
  package var latex: String {
    let cells = cells
    let labels = parameters.indices.map { index in cells.map { $0.labels[index] } }
    let rows = cells.map { cells in
      let mean = LaTeX.number(cells.mean, cells.deviation)
      let numbers = [mean, LaTeX.number(cells.minimum), LaTeX.number(cells.maximum)]
      return (cells.labels.map(LaTeX.escaped) + [cells.count])
        + (cells.isBest ? ["\\bfseries " + numbers[0]] + numbers[1...] : numbers)
    }
    let formats =
      [String](repeating: "l", count: labels.count) + ["r"]
      + [
        LaTeX.format(cells.map(\.mean), cells.map(\.deviation)),
        LaTeX.format(cells.map(\.minimum)), LaTeX.format(cells.map(\.maximum)),
      ]
    let titles =
      parameters.map { LaTeX.escaped($0.printable) }
      + ["$n$", "{mean $\\pm$ std}", "{min}", "{max}"]
    let notes = notes(best: "bold", metric: metric.name.printable)
    let caption = ([title + "."] + notes.map(\.sentence)).map(LaTeX.escaped).joined(separator: " ")
    func line(_ cells: [String]) -> String { "    " + cells.joined(separator: " & ") + " \\\\\n" }
    return """
      % \\usepackage{booktabs, siunitx}
      \\begin{table}
        \\centering
        \\sisetup{separate-uncertainty, detect-weight, mode = text, group-digits = integer}
        \\caption{\(caption)}
        \\begin{tabular}{\(formats.joined(separator: " "))}
          \\toprule
      \(line(titles))    \\midrule
      \(rows.map(line).joined())    \\bottomrule
        \\end{tabular}
      \\end{table}

      """
  }
}

enum LaTeX {
  /// The text as TeX prints it.
  static func escaped(_ text: String) -> String {
    text.reduce(into: "") { escaped, character in
      switch character {
      case "\\": escaped += "\\textbackslash{}"
      case "~": escaped += "\\textasciitilde{}"
      case "^": escaped += "\\textasciicircum{}"
      case "±": escaped += "$\\pm$"
      case "×": escaped += "$\\times$"
      case "\"": escaped += "''"
      case "<", ">", "|": escaped += "$\(character == "|" ? "\\vert" : String(character))$"
      case "&", "%", "$", "#", "_", "{", "}": escaped += "\\\(character)"
      default: escaped.append(character)
      }
    }
  }

  /// What an `S` column reads: `0.9812 \pm 0.0011`, `1.20 \pm 0.34 e-12`, or text in braces.
  static func number(_ mean: String?, _ deviation: String? = nil) -> String {
    guard let mean, let number = Parts(mean) else { return "{\(mean ?? "--")}" }
    let spread = deviation.flatMap(Parts.init).map { " \\pm \($0.significand)" } ?? ""
    return number.significand + spread + (number.exponent.isEmpty ? "" : " e\(number.exponent)")
  }

  /// An `S` column with room for all: `S[table-format = 1.5(2)]`.
  static func format(_ means: [String?], _ deviations: [String?] = []) -> String {
    let numbers = means.compactMap { $0.flatMap(Parts.init) }
    let spreads = deviations.compactMap { $0.flatMap(Parts.init) }
    func most(_ count: (Parts) -> Int, _ parts: [Parts]) -> Int { parts.map(count).max() ?? 0 }
    let sign = numbers.contains(where: \.isNegative) ? "-" : ""
    let digits = max(1, most(\.whole.count, numbers))
    let spread = max(1, most(\.digits, spreads))
    let exponent = most(\.exponent.count, numbers)
    return "S[table-format = \(sign)\(digits).\(most(\.fraction.count, numbers))"
      + (spreads.isEmpty ? "" : "(\(spread))") + (exponent == 0 ? "" : "e-\(exponent)") + "]"
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
