import Reports
import Store

extension Command {
  /// How far a sweep is.
  static let status = Command(
    name: "status", summary: "show how far a sweep is, running or finished",
    synopsis: "[options]",
    discussion: """
      Reads the results file and disturbs nobody: it can be called as often as one likes while a
      coordinator writes. With --connect, asks a coordinator on any machine; see 'sweep help watch'.
      """,
    example: "sweep status --json",
    options: [.connect, .key, .serverKey, .patience, .sweep, .results, .json]
  ) { arguments in
    var source = try arguments.progressSource(patience: .seconds(10))
    let snapshot = try source.look().snapshot
    // Two files with the same digest have the same results; programs ask, people do not wait for it.
    var digest: String?
    if arguments.has(.json), !arguments.has(.connect) {
      let recorded = try Recorded(arguments)
      digest = "\(try recorded.file.resultsDigest(of: recorded.sweep.id))"
    }
    Output.print(StatusText(snapshot, digest: digest), asJSON: arguments.has(.json))
    return .success
  }
}
