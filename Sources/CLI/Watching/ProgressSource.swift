import Cluster
import Control
import Keys
import Reports
import Runtime
import Store

/// Where it can be seen how a sweep stands.
protocol ProgressSource {
  /// Looks once.
  ///
  /// - Returns: how it stands, and whether there is nothing more to come.
  mutating func look() throws -> (snapshot: ProgressSnapshot, isLast: Bool)
}

extension Option {
  static let connect = Option(
    "--connect", value: "ENDPOINT", "ask the coordinator that listens there, on any machine")
  static let patience = Option(
    "--patience", value: "TIME",
    "with --connect, how long to wait for an answer (default: 10s, of watch 1m)")
}

extension Arguments {
  /// What the command line asks to be looked at: a coordinator, or a results file.
  ///
  /// - Parameters:
  ///   - patience: how long a silent coordinator is called unless told otherwise.
  ///   - follows: whether it is looked at again and again: then who coordinates says when there is news.
  func progressSource(patience: Duration, follows: Bool = false) throws -> any ProgressSource {
    guard let endpoint = text(.connect) else {
      try refuseRemoteOptions()
      return RecordedSource(self, follows: follows)
    }
    guard !has(.results), !has(.sweep) else {
      throw UserError(
        "--connect asks a coordinator, which has one sweep; leave out --results and --sweep")
    }
    return try CoordinatorSource(
      Endpoint.checked(endpoint), key: key(for: [.reader, .worker, .operator]),
      patience: duration(.patience) ?? patience)
  }
}

/// A results file, whoever writes it meanwhile.
private final class RecordedSource: ProgressSource {
  private let arguments: Arguments
  private let follows: Bool
  private var coordinator: LocalCoordinator?

  init(_ arguments: Arguments, follows: Bool) {
    self.arguments = arguments
    self.follows = follows
  }

  func look() throws -> (snapshot: ProgressSnapshot, isLast: Bool) {
    if follows, let writer = WriterLock.holder(of: arguments.resultsPath),
      arguments.text(.sweep) == nil
    {
      // Where the path is too long for a socket, the file tells.
      coordinator = coordinator ?? LocalCoordinator(beside: arguments.resultsPath)
      if let snapshot = try coordinator?.look(for: .milliseconds(500)) {
        return (snapshot, snapshot.counts.open == 0 && !snapshot.isUnconfirmed)
      }
      var snapshot = try Recorded(arguments).snapshot()
      if coordinator?.isSilent == true {
        snapshot.remark = "process \(writer), which coordinates, does not answer"
      }
      return (snapshot, snapshot.counts.open == 0)
    }
    coordinator = nil
    let snapshot = try Recorded(arguments).snapshot()
    return (snapshot, snapshot.counts.open == 0)
  }
}

/// The coordinator of a results file, which says when there is news.
final class LocalCoordinator {
  private let client: ControlClient
  private var last: (snapshot: ProgressSnapshot, position: Int)?
  private var asked: SuspendingClock.Instant?
  private let clock = SuspendingClock()
  private(set) var isSilent = false

  /// So long without news, it is asked whether it is there.
  private static let pause = Duration.seconds(2)

  init?(beside results: String) {
    guard let client = try? ControlClient(beside: results) else { return nil }
    self.client = client
  }

  /// How the sweep stands, as it was told last; nil where nothing was told, or not for long.
  func look(for patience: Duration) throws -> ProgressSnapshot? {
    if asked == nil { try ask(after: last?.position ?? 0) }
    if case .status(let status)? = try client.answer(within: patience) {
      asked = nil
      isSilent = false
      if let snapshot = ProgressSnapshot(json: status.picture) {
        last = (snapshot, status.position)
      }
    } else if let asked, asked.duration(to: clock.now) > LocalCoordinator.pause {
      // Nothing may have been recorded, or the coordinator stands still: what is asked now is answered at
      // once.
      isSilent = isAskedOfPresent
      try ask(after: 0)
    }
    return isSilent ? nil : last?.snapshot
  }

  private var isAskedOfPresent = false

  private func ask(after position: Int) throws {
    try client.ask(.status(after: position))
    isAskedOfPresent = position == 0
    asked = clock.now
  }
}

/// A coordinator on this or another machine.
private final class CoordinatorSource: ProgressSource {
  private let endpoint: String
  private let patience: Duration
  private var onlooker: Onlooker
  private let clock = SuspendingClock()
  private var last: (snapshot: ProgressSnapshot, at: SuspendingClock.Instant)?

  init(_ endpoint: String, key: WorkerKey?, patience: Duration) throws {
    self.endpoint = endpoint
    self.patience = patience
    onlooker = try Onlooker(at: endpoint, key: key)
  }

  func look() throws -> (snapshot: ProgressSnapshot, isLast: Bool) {
    do {
      // Once there is something to show, people hear of a silence soon.
      if let sight = try onlooker.look(for: last == nil ? patience : min(patience, .seconds(2))) {
        return (try take(sight), sight.isLast)
      }
    } catch let refused as Refused {
      throw UserError("\(refused)", exitCode: .unreachable)
    } catch let version as OtherVersion {
      throw UserError("\(version)")
    }
    guard let last, last.at.duration(to: clock.now) < patience else {
      let silence =
        "no coordinator answered at \(endpoint) for \(patience.text); start one with 'sweep serve', or"
        + " check address and firewall"
      throw UserError(onlooker.refused?.description ?? silence, exitCode: .unreachable)
    }
    var snapshot = last.snapshot
    snapshot.remark = "no answer for \(last.at.duration(to: clock.now).text)"
    return (snapshot, false)
  }

  private func take(_ sight: Sight) throws -> ProgressSnapshot {
    guard let snapshot = ProgressSnapshot(json: sight.text) else {
      throw UserError(
        "the coordinator at \(endpoint) tells something else than this program understands; use the"
          + " same version on both sides")
    }
    last = (snapshot, clock.now)
    return snapshot
  }
}
