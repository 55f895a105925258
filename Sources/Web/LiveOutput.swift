package import Control
package import Trials

/// The output of trials in training, as the coordinator of a results file on this machine tells it.
///
/// Many pages may ask for the same: the coordinator is asked of a trial once a second at most, and waited for
/// no longer than a page may wait behind others.
package final class LiveOutput {
  private let path: String
  private var line: ControlClient?
  private var told: [TrialID: (output: TrialOutput, at: SuspendingClock.Instant)] = [:]
  /// The trials that were asked for and not answered yet.
  private var asked: [TrialID: SuspendingClock.Instant] = [:]
  private let clock = SuspendingClock()

  /// How old an answer may be.
  private static let age = Duration.seconds(1)
  private static let timeout = Duration.milliseconds(200)
  /// An answer that has not come by then is asked for again: the coordinator may be another.
  private static let silence = Duration.seconds(5)

  /// - Parameter path: of the results file.
  package init(of path: String) { self.path = path }

  /// The end of what a trial has printed, as it was told last; nil where nothing was told yet.
  package func output(of trial: TrialID) throws -> TrialOutput? {
    let now = clock.now
    told = told.filter { $0.value.at.duration(to: now) < Self.silence }
    asked = asked.filter { $0.value.duration(to: now) < Self.silence }
    try take(for: .zero)
    if let known = told[trial], known.at.duration(to: now) < Self.age { return known.output }
    if asked[trial] == nil {
      if line == nil { line = try ControlClient(beside: path) }
      try line?.ask(.output(trial))
      asked[trial] = now
      // The coordinator answers at once: an answer that takes longer is there at the next look.
      while asked[trial] != nil, now.duration(to: clock.now) < Self.timeout {
        try take(for: Self.timeout - now.duration(to: clock.now))
      }
    }
    return told[trial]?.output
  }

  /// Takes the answers that have come, waiting for the first.
  private func take(for timeout: Duration) throws {
    guard !asked.isEmpty else { return }
    var timeout = timeout
    while let answer = try line?.answer(within: timeout) {
      timeout = .zero
      // A question that was refused, or answered too late, is asked again in a while.
      guard case .output(let output) = answer else { continue }
      asked[output.trial] = nil
      told[output.trial] = (output, clock.now)
    }
  }
}
