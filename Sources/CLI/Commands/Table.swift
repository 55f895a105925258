import Documents
import Processes
import Reports
import Results
import Specs
import Store
import Sweeps

extension Command {
  /// The summary table of a sweep.
  static let table = Command(
    name: "table", summary: "print mean ± std of every configuration",
    synopsis: "[SWEEP...] [options]",
    discussion: """
      One row a configuration, or with --rows and --columns one for each combination of some
      parameters' values, the others going across. * marks the best mean, and † what may be the best,
      too: no other one here was shown to be better (Hsu's set; a configuration that truly is the best
      lacks its mark in 5 % of sweeps). No mark: ruled out as the best, as some other was shown to be
      better; and ? says that nothing was tested. Where several folds were trained, spread is over folds. The variance
      of differences (--variance) is moderated: one for all where the data bear that out, more of
      each pair's own where not; separate takes each pair's own alone, pooled one for all, untried.
      csv and json hold full precision and
      are the same, byte for byte, however many workers there were and whatever befell them; the
      other formats show as many digits as the standard error supports. Where the spec asks for
      levels of noise, they are a parameter like others, with a best for each; a metric at one of
      them is val_accuracy@0.4. Where the best were confirmed (confirm: in the spec), the means of their
      fresh trainings lead, beside those that chose them; csv has them in further columns.

      Several sweeps make one table: SWEEP names one of the results file, FILE:SWEEP one of another
      file, and FILE the one that was run last there. 'sweep' and 'data' then go down or across as
      parameters do. Marks compare sweeps with the same data, splits, seed and replicates with each
      other, and all others only with themselves.
      """,
    example: "sweep table cnn mlp old.sqlite:mlp --rows sweep --columns data",
    options: [TableOptions.format] + SummaryOptions.marking + SummaryOptions.wording + [
      .interval, TableOptions.spread, TableOptions.rows, TableOptions.columns, TableOptions.sort,
      TableOptions.top,
      TableOptions.digits, .safe, .sweep,
      .results,
    ], operands: 0...64
  ) { arguments in
    let formats = SummaryTable.Format.allCases.map { ($0.rawValue, $0) }
    let format = try arguments.choice(TableOptions.format, among: formats) ?? .text
    let digits = try TableOptions.digits(arguments)
    if let option = SummaryOptions.wording.first(where: arguments.has),
      [.csv, .json].contains(format)
    {
      throw UserError(
        "\(option.name) is for tables that people read; csv and json have metrics as they were recorded"
      )
    }
    var table = try TableOptions.table(arguments)
    for recorded in try arguments.recordedSweeps() {
      // The other formats say so below the table.
      if [.csv, .json].contains(format) { try recorded.noteHidden() }
      try recorded.noteEqualReplicates()
      try recorded.noteOtherForms()
    }
    try TableOptions.refuseFolds(arguments, table)
    table.showsQuartiles = try TableOptions.showsQuartiles(arguments, table)
    if arguments.has(.safe) { table.cells = .safe }
    if let order = try TableOptions.order(arguments, of: table, as: format) {
      table = table.sorted(by: order)
    }
    if let top = try arguments.integer(TableOptions.top, in: 1...SpecLimit.trials) {
      guard !arguments.has(TableOptions.rows), !arguments.has(TableOptions.columns) else {
        throw UserError(
          "--top is for a table of one row a configuration; leave out --rows and --columns")
      }
      table = table.top(top)
    }
    if let pivot = try TableOptions.pivot(arguments, of: table) {
      table = table.pivoted(by: pivot)
    } else if ![.csv, .json].contains(format), !table.showsQuartiles {
      table = try table.arranged()
    }
    Output.print(
      table.formatted(as: format, digits: digits, width: Output.width, style: Output.style))
    return .success
  }
}

extension Option {
  static let safe = Option(
    "--safe", "in CSV, an apostrophe before texts that spreadsheets take for formulas, such as =1+1"
  )
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
  static let spread = Option(
    "--spread", value: "KIND", words: ["std", "iqr"],
    "std (default), or iqr: medians and quartiles instead of means and standard deviations")
  static let sort = Option(
    "--sort", value: "KEY",
    "best, std or a parameter (default: the spec's order; of a search best, but in csv and json)")
  static let top = Option(
    "--top", value: "N", "the best N configurations alone, best first unless --sort says otherwise")
  static let digits = Option(
    "--digits", value: "N", "digits behind the point, or auto (default)")

  /// The table of the sweeps that the command line names.
  static func table(_ arguments: Arguments) throws -> SummaryTable {
    var options = try SummaryOptions(arguments)
    options.areRanked = false
    let sweeps = try arguments.recordedSweeps().map { try $0.worded(options) }
    let unknown = options.unknown(to: sweeps[0].sweep)
    let table = try TableOptions.table(of: sweeps, options)
      .unmarked(Set(unknown.map(sweeps[0].wording.name)))
    if let name = unknown.min() {
      Output.note(
        "whether more or less of '\(name)' is better is not known: none is marked; write --metric"
          + " \(name):maximize or \(name):minimize")
    }
    return table
  }

  private static func table(
    of sweeps: [SweepReader], _ options: SummaryOptions
  ) throws -> SummaryTable {
    guard sweeps.count > 1 else {
      return try sweeps[0].confirmedTable(options)
    }
    let names = try TableOptions.names(sweeps)
    return try SummaryTable(
      joining: zip(sweeps, names).map { recorded, name in
        TableMember(
          try recorded.table(options), named: name,
          // A program that has data of its own names none.
          data: recorded.sweep.data == "null" ? "" : recorded.sweep.data,
          pairing: try recorded.pairing)
      }
    )
  }

  /// The names of several sweeps; where two have the same, their files tell them apart.
  private static func names(_ sweeps: [SweepReader]) throws(UserError) -> [String] {
    let short = sweeps.map(\.sweep.name)
    guard Set(short).count < short.count else { return short }
    let long = sweeps.map { "\($0.file.path):\($0.sweep.name)" }
    guard Set(long).count == long.count else {
      throw UserError("a sweep is named twice: \(long.joined(separator: ", "))")
    }
    return long
  }

  static func showsQuartiles(
    _ arguments: Arguments, _ table: SummaryTable
  ) throws(UserError) -> Bool {
    guard try arguments.choice(spread, among: [("std", false), ("iqr", true)]) ?? false else {
      return false
    }
    guard table.summaries.count == 1, !arguments.has(rows), !arguments.has(columns) else {
      throw UserError(
        "--spread iqr is for one metric in rows; leave out --rows and --columns, or name one metric"
      )
    }
    return true
  }

  /// Drawing folds again would take them for independent.
  static func refuseFolds(_ arguments: Arguments, _ table: SummaryTable) throws(UserError) {
    guard table.interval == .bootstrap, table.unit != .replicates, table.evaluation.foldCount > 1
    else { return }
    throw UserError(
      "folds share training rows, which a bootstrap of them does not know; leave out --interval, or"
        + " take --over replicates")
  }

  static func digits(_ arguments: Arguments) throws(UserError) -> Digits {
    if arguments.text(digits) == "auto" { return .automatic }
    return try arguments.integer(digits, in: 0...15).map(Digits.fixed) ?? .automatic
  }

  static func order(
    _ arguments: Arguments, of table: SummaryTable, as format: SummaryTable.Format
  ) throws -> SummaryTable.Order? {
    let parameters = table.parameters.enumerated().map {
      (word: $1, value: SummaryTable.Order.parameter($0))
    }
    let order = try arguments.choice(
      sort, among: parameters + [("best", .best), ("std", .deviation)])
    if order == nil, arguments.has(top) { return .best }
    guard order == nil, ![.csv, .json].contains(format) else { return order }
    let sweeps = try arguments.recordedSweeps()
    return sweeps.count == 1 ? try sweeps[0].ownOrder : nil
  }

  static func pivot(_ arguments: Arguments, of table: SummaryTable) throws -> Pivot? {
    let rows = try arguments.list(rows)
    let columns = try arguments.list(columns)
    guard rows != nil || columns != nil else { return nil }
    return try Pivot(rows: rows, columns: columns, of: table)
  }
}
