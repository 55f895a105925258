import Reports

extension Command {
  /// How far a sweep is.
  static let status = Command(
    name: "status", summary: "show how far a sweep is, running or finished",
    synopsis: "[options]",
    discussion: """
      Reads the results file and disturbs nobody: it can be called as often as one likes while a
      coordinator writes.
      """,
    example: "sweep status --json", options: [.sweep, .results, .json]
  ) { arguments in
    let recorded = try Recorded(arguments)
    let status = StatusText(
      table: try recorded.table(), workers: [], writer: recorded.file.writer)
    Output.print(arguments.has(.json) ? status.json.text : status.text)
    return .success
  }
}
