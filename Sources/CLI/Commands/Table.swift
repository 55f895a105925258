import Reports

extension Command {
  /// The summary table of a sweep.
  static let table = Command(
    name: "table", summary: "print mean ± std of every configuration", synopsis: "[options]",
    discussion: """
      One row a configuration, or with --rows and --columns one for each combination of some
      parameters' values, the others going across. The best mean is marked, and with † those that a
      paired test with Holm's adjustment does not tell from it. csv and json hold full precision and
      are the same, byte for byte, however many workers there were and whatever befell them; the
      other formats show as many digits as the standard error supports.
      """,
    example: "sweep table --format csv > summary.csv",
    options: [
      TableOptions.format, .metric, .over, .level, TableOptions.rows, TableOptions.columns,
      TableOptions.sort, TableOptions.digits, .sweep, .results,
    ]
  ) { arguments in
    let formats = SummaryTable.Format.allCases.map { ($0.rawValue, $0) }
    let format = try arguments.choice(TableOptions.format, among: formats) ?? .text
    let digits = try TableOptions.digits(arguments)
    var table = try Recorded(arguments).table(arguments)
    if let order = try TableOptions.order(arguments, of: table) { table = table.sorted(by: order) }
    if let pivot = try TableOptions.pivot(arguments, of: table) {
      table = table.pivoted(by: pivot)
    }
    Output.print(
      table.formatted(as: format, digits: digits, width: Output.width, style: Output.style))
    return .success
  }
}

/// The options of `table`.
private enum TableOptions {
  static let format = Option(
    "--format", short: "-f", value: "FORMAT",
    words: SummaryTable.Format.allCases.map(\.rawValue),
    "text (default), csv, json, markdown, latex or html")
  static let rows = Option(
    "--rows", value: "NAMES", "parameters that go down, with commas between")
  static let columns = Option(
    "--columns", value: "NAMES", "parameters that go across, with commas between")
  static let sort = Option(
    "--sort", value: "KEY", "best, std or a parameter (default: the spec's order)")
  static let digits = Option(
    "--digits", value: "N", "digits behind the point, or auto (default)")

  static func digits(_ arguments: Arguments) throws(UserError) -> Digits {
    if arguments.text(digits) == "auto" { return .automatic }
    return try arguments.integer(digits, in: 0...15).map(Digits.fixed) ?? .automatic
  }

  static func order(
    _ arguments: Arguments, of table: SummaryTable
  ) throws(UserError) -> SummaryTable.Order? {
    let parameters = table.parameters.enumerated().map {
      (word: $1, value: SummaryTable.Order.parameter($0))
    }
    return try arguments.choice(
      sort, among: parameters + [("best", .best), ("std", .deviation)])
  }

  static func pivot(_ arguments: Arguments, of table: SummaryTable) throws -> Pivot? {
    let rows = try arguments.list(rows)
    let columns = try arguments.list(columns)
    guard rows != nil || columns != nil else { return nil }
    return try Pivot(rows: rows, columns: columns, of: table.parameters)
  }
}
