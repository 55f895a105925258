import Cluster
import Control
import Keys
import Processes
import Reports
import Results
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
  /// The source that the command line names: a coordinator, or a results file.
  ///
  /// - Parameters:
  ///   - timeout: how long a silent coordinator is called unless told otherwise.
  ///   - follows: whether it is looked at again and again: then the coordinator says when there is news.
  func progressSource(timeout: Duration, follows: Bool = false) throws -> any ProgressSource {
    guard let endpoint = text(.connect) else {
      try refuseRemoteOptions()
      return RecordedSource(self, follows: follows)
    }
    guard !has(.results) else {
      throw UserError("--connect asks a coordinator, which has its results; leave out --results")
    }
    return try RemoteSource(
      Endpoint.checked(endpoint), of: text(.sweep), key: key(for: [.reader, .worker, .operator]),
      timeout: duration(.patience) ?? timeout)
  }
}

/// A results file, also while another process writes it.
private final class RecordedSource: ProgressSource {
  private let arguments: Arguments
  private let follows: Bool
  private var coordinator: FollowedCoordinator<ControlClient>?

  init(_ arguments: Arguments, follows: Bool) {
    self.arguments = arguments
    self.follows = follows
  }

  func look() throws -> (snapshot: ProgressSnapshot, isLast: Bool) {
    if follows, let writer = WriterLock.holder(of: arguments.resultsPath),
      arguments.text(.sweep) == nil
    {
      // Where the path is too long for a socket, the file tells.
      if coordinator == nil, let line = try? ControlClient(beside: arguments.resultsPath) {
        coordinator = FollowedCoordinator(line)
      }
      if let (snapshot, _) = try coordinator?.look(for: .milliseconds(500)) {
        return (snapshot, snapshot.counts.open == 0 && !snapshot.isUnconfirmed)
      }
      var snapshot = try SweepReader(arguments).snapshot()
      if coordinator?.isSilent == true {
        snapshot.remark =
          ControlClient.isDenied(beside: arguments.resultsPath)
          ? "process \(writer), which coordinates, answers its own user alone; this is what the file tells"
          : "process \(writer), which coordinates, does not answer"
      }
      return (snapshot, snapshot.counts.open == 0)
    }
    coordinator = nil
    let snapshot = try SweepReader(arguments).snapshot()
    return (snapshot, snapshot.counts.open == 0)
  }
}

/// A coordinator on this or another machine.
private final class RemoteSource: ProgressSource {
  private let endpoint: String
  private let timeout: Duration
  private let coordinator: FollowedCoordinator<RemoteControl>
  private let clock = SuspendingClock()

  init(_ endpoint: String, of sweep: String?, key: WorkerKey?, timeout: Duration) throws {
    self.endpoint = endpoint
    self.timeout = timeout
    coordinator = FollowedCoordinator(try RemoteControl(at: endpoint, key: key), of: sweep)
  }

  func look() throws -> (snapshot: ProgressSnapshot, isLast: Bool) {
    // Once there is something to show, people hear of a silence soon.
    let deadline = clock.now + (coordinator.last == nil ? timeout : .milliseconds(500))
    repeat {
      let left = clock.now.duration(to: deadline)
      if let told = try coordinator.look(for: min(left, .milliseconds(500))) { return told }
    } while clock.now < deadline
    // A coordinator that has ended may have gone before it was asked for its last news.
    if coordinator.isSilent, let last = coordinator.last?.snapshot, last.counts.open == 0,
      !last.isUnconfirmed
    {
      return (last, true)
    }
    let silence = coordinator.last?.at.duration(to: clock.now) ?? timeout
    guard let last = coordinator.last, silence < timeout else {
      throw UserError(
        coordinator.line.refused?.description
          ?? "no coordinator answered at \(endpoint) for \(timeout.text); start one with 'sweep serve', or"
          + " check address and firewall", exitCode: .unreachable)
    }
    var snapshot = last.snapshot
    snapshot.remark = "no answer for \(silence.text)"
    return (snapshot, false)
  }
}
