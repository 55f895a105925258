import Cluster
import Documents
import Keys
import Processes
import Reports
import Runtime
import Store

extension Command {
  /// The results of a coordinator elsewhere, as a file here.
  static let fetch = Command(
    name: "fetch", summary: "bring the results file of a coordinator elsewhere over here",
    synopsis: "ENDPOINT [options]",
    discussion: """
      Asks the coordinator at ENDPOINT for its results as they were a few seconds ago, or half a minute
      where the file is large or others fetch it, also while it goes on, and writes them to a file that
      'sweep table --results FILE' and all other commands read. The file is there whole, as its hash
      says, or not at all; what was cut off goes on where it stopped, while the coordinator still has
      that copy. A coordinator that asks for keys wants a reader's: 'sweep keys new eve --role reader',
      there, makes one. Kept networks are not brought. Of one that has ended, copy the results file
      itself: nobody writes to it any more.
      """,
    example: "sweep fetch tcp://10.0.0.5:5555 --key eve.key --output far.sqlite",
    options: [.key, .serverKey, .patience, FetchOptions.output, FetchOptions.force, .json],
    operands: 1...1
  ) { arguments in
    let endpoint = try Endpoint.checked(arguments.operands[0])
    let path = arguments.text(FetchOptions.output) ?? arguments.resultsPath
    guard arguments.has(FetchOptions.force) || !Folder.exists(at: path) else {
      throw UserError(
        "there is a file '\(path)' already; name another with --output, or replace it with --force")
    }
    if Folder.exists(at: path), let writer = (try? ResultsReader(at: path))?.writer {
      throw UserError(
        "process \(writer) coordinates into '\(path)'; name another file with --output")
    }
    guard !Folder.exists(at: "\(path)-wal") else {
      throw UserError(
        "'\(path)-wal' is left of another '\(path)', and would be taken for a part of the new one;"
          + " remove it, or name another file with --output")
    }
    var fetcher = try Fetcher(
      at: endpoint, key: arguments.key(for: [.reader, .worker, .operator]),
      timeout: try arguments.duration(.patience) ?? .seconds(10))
    guard let offer = try fetcher.offers(.results).first else { return .unreachable }
    try fetcher.fetch(offer, to: path, note: Output.note)
    guard !arguments.has(.json) else {
      Output.print(
        JSON.object([
          "path": .text(path), "bytes": .integer(offer.size), "hash": .text("\(offer.digest)"),
        ]).document)
      return .success
    }
    Output.print("\(path)\n")
    return .success
  }
}

private enum FetchOptions {
  static let output = Option(
    "--output", short: "-o", value: "FILE", "where to write it (default: sweep.sqlite)")
  static let force = Option("--force", "replace a file that is there")
}
