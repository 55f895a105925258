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
    let table = try recorded.table()
    let status = StatusText(
      ProgressSnapshot(sweep: recorded.sweep.name, counts: table.counts, best: BestSoFar(table)))
    guard arguments.has(.json), case .object(var members) = status.json else {
      Output.print(status, asJSON: false)
      return .success
    }
    // Two files with the same digest have the same results.
    let digest = try recorded.file.resultsDigest(of: recorded.sweep.id)
    members.append(.init("digest", .text("\(digest)")))
    Output.print(JSON.object(members).document)
    return .success
  }
}
