import Cluster
import Control
import Processes
import Reports
import Results
import Runtime
import Store

/// The sweep of which something is asked: that of a results file here, or of a coordinator on any machine.
///
/// Names are looked up in results. A coordinator elsewhere sends a copy of its own for that.
final class AskedSweep {
  /// The results file, or a copy that is thrown away.
  let results: String
  private let name: String?
  private let trustsNetwork: Bool
  private let copy: TemporaryFolder?
  private var elsewhere: RemoteCoordinator? = nil

  init(_ arguments: Arguments) throws {
    trustsNetwork = arguments.has(.networkDisk)
    guard let endpoint = arguments.text(.connect) else {
      try arguments.refuseRemoteOptions()
      results = arguments.resultsPath
      name = arguments.text(.sweep)
      copy = nil
      return
    }
    guard !arguments.has(.sweep) else {
      throw UserError(
        "with --connect this asks a coordinator of one sweep; leave out --sweep, or for a sweep of a queue"
          + " give --results QUEUE/NAME.sqlite on the queue's machine")
    }
    let coordinator = try RemoteCoordinator(endpoint, arguments)
    let folder = try TemporaryFolder()
    results = "\(folder.path)/\(ResultsPath.standard)"
    name = nil
    copy = folder
    var fetcher = try Fetcher(
      at: coordinator.endpoint, key: coordinator.key, timeout: coordinator.timeout)
    guard let offer = try fetcher.offers(.results).first else {
      throw UserError("the coordinator at \(endpoint) has no results yet; try again when it has")
    }
    try fetcher.fetch(offer, to: results, note: Output.note)
    elsewhere = consume coordinator
  }

  /// The sweep as its results tell of it.
  func reader() throws -> SweepReader { try SweepReader(path: results, name: name) }

  /// The command that lists the trials of a coordinator elsewhere; nil for a results file here, which its
  /// reader names.
  var listing: String? {
    guard let endpoint = elsewhere?.endpoint else { return nil }
    return "'sweep trials' of a copy that 'sweep fetch \(endpoint)' brings"
  }

  /// Has something done.
  ///
  /// - Parameters:
  ///   - timeout: how long a coordinator beside the results file may take to answer.
  ///   - atRest: does it in the file, where nobody coordinates.
  /// - Returns: whether a coordinator has done it.
  func carryOut(
    _ request: ControlRequest, timeout: Duration, atRest: (ResultsFile) throws -> Void
  ) throws -> Bool {
    guard elsewhere == nil else {
      try elsewhere?.ask(request)
      return true
    }
    return try CoordinatorRequest(
      request: request, results: results, trustsNetwork: trustsNetwork, timeout: timeout
    ).carryOut(atRest: atRest)
  }

  /// How the trials of the sweep stand now, also after what was asked for.
  ///
  /// - Parameter name: the sweep's; another may have been run meanwhile.
  func counts(of name: String) throws -> TrialCounts {
    guard let snapshot = try elsewhere?.snapshot() else {
      return try SweepReader(path: results, name: name).counts
    }
    return snapshot.counts
  }

  /// The options for a coordinator elsewhere.
  static let options: [Option] = [.connect, .key, .serverKey, .patience]
}
