import Documents
import Processes
import Reports
import Results
import Store

extension Command {
  /// How far a sweep is.
  static let status = Command(
    name: "status", summary: "show how far a sweep is, running or finished",
    synopsis: "[options]",
    discussion: """
      Reads the results file and disturbs nobody: it can be called as often as one likes while a
      coordinator writes. With --connect, asks a coordinator on any machine; see 'sweep help watch'. Of a
      queue of sweeps there, --sweep names one; --queue shows all of a queue here, as 'sweep list' does.
      Of workers that a scheduler was asked for, it says how many are queued, running or lost, in the
      scheduler's own words.
      """,
    example: "sweep status --json",
    options: [.connect, .key, .serverKey, .patience, .sweep, .results, .queue, .json]
  ) { arguments in
    if arguments.has(.queue) { return try listQueue(arguments) }
    var source = try arguments.progressSource(timeout: .seconds(10))
    let snapshot = try source.look().snapshot
    // Two files with the same digest have the same results; programs ask, people do not wait for it.
    var digest: String?
    if arguments.has(.json), !arguments.has(.connect) {
      let recorded = try SweepReader(arguments)
      digest = "\(try recorded.file.resultsDigest(of: recorded.sweep.id))"
    }
    let status = StatusText(snapshot, digest: digest)
    let jobs = try JobOverview(arguments.resultsPath)
    if arguments.has(.json), case .object(let members) = status.json {
      Output.print(JSON.object(members + [.init("jobs", jobs.json)]).document)
    } else {
      Output.print(status, asJSON: false)
      for line in jobs.lines { Output.print("\(line)\n") }
    }
    return .success
  }
}
