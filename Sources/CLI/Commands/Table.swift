import Glibc
import Reports

extension Command {
  /// The summary table of a sweep.
  static let table = Command(
    name: "table", summary: "print mean ± std of every configuration", synopsis: "[options]",
    discussion: """
      One row a configuration, the best marked. csv and json hold full precision and are the same,
      byte for byte, however many workers there were and whatever befell them. text and markdown
      show as many digits as the spread supports.
      """,
    example: "sweep table --format csv > summary.csv",
    options: [TableOptions.format, .over, .sweep, .results]
  ) { arguments in
    let format = try arguments.choice(TableOptions.format, among: TableFormat.choices) ?? .text
    let unit = try arguments.unit()
    Output.print(format.write(try Recorded(arguments).table(over: unit)))
    return .success
  }
}

/// The options of `table`.
private enum TableOptions {
  static let format = Option(
    "--format", short: "-f", value: "FORMAT", "text (default), csv, json or markdown")
}

/// A form in which people want a table.
enum TableFormat: String, CaseIterable {
  case text, csv, json, markdown

  static var choices: [(word: String, value: TableFormat)] {
    allCases.map { ($0.rawValue, $0) }
  }

  func write(_ table: SummaryTable) -> String {
    switch self {
    case .text: table.text(width: Output.width, style: Output.style)
    case .csv: table.csv
    case .json: table.json.text
    case .markdown: table.markdown
    }
  }
}
