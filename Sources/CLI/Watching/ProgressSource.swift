import Cluster
import Keys
import Reports
import Runtime

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
  /// - Parameter patience: how long a silent coordinator is called unless told otherwise.
  func progressSource(patience: Duration) throws -> any ProgressSource {
    guard let endpoint = text(.connect) else {
      guard !has(.key), !has(.serverKey), !has(.patience) else {
        throw UserError("--key, --server-key and --patience belong to --connect ENDPOINT")
      }
      return RecordedSource(arguments: self)
    }
    guard !has(.results), !has(.sweep) else {
      throw UserError(
        "--connect asks a coordinator, which has one sweep; leave out --results and --sweep")
    }
    return try CoordinatorSource(
      Endpoint.checked(endpoint), key: key(for: [.reader, .worker]),
      patience: duration(.patience) ?? patience)
  }
}

/// A results file, whoever writes it meanwhile.
private struct RecordedSource: ProgressSource {
  let arguments: Arguments

  func look() throws -> (snapshot: ProgressSnapshot, isLast: Bool) {
    let snapshot = try Recorded(arguments).snapshot()
    return (snapshot, snapshot.counts.open == 0)
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
