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
    let status = StatusText(try Recorded(arguments).snapshot())
    Output.print(status, asJSON: arguments.has(.json))
    return .success
  }
}
