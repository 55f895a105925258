/// The reason why an attempt came to no outcome.
package struct Failure: Error, Hashable, Sendable {
  /// The cause: it tells who can mend it, and whether trying again can help.
  package enum Cause: String, Hashable, Sendable, CaseIterable {
    /// The spec's values do not make a training; every attempt would fail alike.
    case invalid
    /// The worker lacks what the trial needs, such as the data set: another may have it.
    case unavailable
    /// The process that trained ended by a signal or an error of its own.
    case crashed
    /// The program that trained ended with an exit code that says it failed.
    case exited = "exit code"
    /// The program ended well without having measured what the sweep is judged by.
    case unmeasured = "no metric"
    /// The worker handed in a result that breaks a rule of results, so that it was not recorded.
    case refused = "refused result"
    /// The program asked to be started again later.
    case postponed
    /// The training took longer than the limit.
    case timedOut = "timed out"
    /// The training took more memory than the limit.
    case outOfMemory = "out of memory"

    /// Whether several trials that fail so are likely to share one mistake, and not a limit or a machine.
    package var tellsOfMistake: Bool {
      switch self {
      case .invalid, .crashed, .exited, .unmeasured, .refused: true
      case .unavailable, .postponed, .timedOut, .outOfMemory: false
      }
    }

    /// Whether another attempt may do better.
    package var isWorthRetrying: Bool {
      switch self {
      case .invalid, .unmeasured: false
      case .unavailable, .crashed, .exited, .refused, .postponed, .timedOut, .outOfMemory: true
      }
    }
  }

  /// The cause by which the coordinator decides whether the trial is tried again.
  package let cause: Cause
  /// One sentence for people.
  package let message: String
  /// The last output of the training, as far as there was any.
  package let output: String

  /// - Parameter output: the last output of the training; empty where there was none.
  package init(cause: Cause, message: String, output: String = "") {
    self.cause = cause
    self.message = message
    self.output = output
  }
}
