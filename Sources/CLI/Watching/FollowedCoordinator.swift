import Control
import Processes
import Reports
import Results
import Runtime

/// A way to ask a coordinator: by the socket beside its results file, or over the network.
protocol CoordinatorLine: ~Copyable {
  mutating func ask(_ request: ControlRequest) throws
  mutating func answer(within timeout: Duration) throws -> ControlAnswer?
}

extension ControlClient: CoordinatorLine {}
extension RemoteControl: CoordinatorLine {}

/// A coordinator that says when there is news of its sweep.
final class FollowedCoordinator<Line: CoordinatorLine & ~Copyable> {
  private(set) var line: Line
  /// The sweep of a queue that is followed; nil of a coordinator that has one sweep.
  private let sweep: String?
  /// The picture that was told last, and when.
  private(set) var last: (snapshot: ProgressSnapshot, position: Int, at: SuspendingClock.Instant)?
  /// Whether it has not answered what it answers at once.
  private(set) var isSilent = false
  private var asked: SuspendingClock.Instant?
  private var isAskedOfPresent = false
  /// An answer that came before anybody waited for it.
  private var early: ControlAnswer?
  private let clock = SuspendingClock()

  /// The time without news after which the coordinator is asked whether it is there.
  private static var pause: Duration { .seconds(2) }

  init(_ line: consuming Line, of sweep: String? = nil) {
    self.line = line
    self.sweep = sweep
  }

  /// How the sweep stands, as it was told last, and whether the coordinator ends; nil where nothing was told,
  /// or not for long.
  func look(for timeout: Duration) throws -> (snapshot: ProgressSnapshot, isLast: Bool)? {
    if asked == nil { try ask(after: last?.position ?? 0) }
    let answer = try early ?? line.answer(within: timeout)
    early = nil
    switch answer {
    case .status(let status)?:
      asked = nil
      isSilent = false
      guard let snapshot = ProgressSnapshot(json: status.picture) else {
        throw UserError(
          "the coordinator tells something else than this program understands; use the same version on both"
            + " sides")
      }
      last = (snapshot, status.position, clock.now)
      // A coordinator that ends tells those who wait for news, so one question is always under way.
      if !status.isLast {
        try ask(after: status.position)
        early = try line.answer(within: .milliseconds(1))
      }
      return (snapshot, status.isLast)
    case .refused(let sentence)?: throw UserError(sentence, exitCode: .temporary)
    case .granted?, .ending?, .keys?, .output?, .queue?, nil:
      // Nothing may have been recorded, or the coordinator stands still: what is asked now is answered at
      // once.
      if let asked, asked.duration(to: clock.now) > Self.pause {
        isSilent = isAskedOfPresent
        try ask(after: 0)
      }
      return isSilent ? nil : last.map { ($0.snapshot, false) }
    }
  }

  private func ask(after position: Int) throws {
    try line.ask(ControlRequest.status(after: position).about(sweep))
    isAskedOfPresent = position == 0
    asked = clock.now
  }
}
