import Reports
import Store

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
    // Two files with the same digest have the same results; programs ask, people do not wait for it.
    let digest =
      arguments.has(.json) ? try recorded.file.resultsDigest(of: recorded.sweep.id) : nil
    let status = StatusText(try recorded.snapshot(), digest: digest.map { "\($0)" })
    Output.print(status, asJSON: arguments.has(.json))
    return .success
  }
}
