/// Why an attempt came to no outcome.
package struct Failure: Error, Hashable, Sendable {
  /// Who has to do something about it, and whether trying again can help.
  package enum Cause: String, Hashable, Sendable, CaseIterable {
    /// The spec's values do not make a training; every attempt would fail alike.
    case invalid
    /// The worker lacks what the trial needs, such as the data set: another may have it.
    case unavailable
    /// The process that trained ended by a signal or an error of its own.
    case crashed
    /// It took longer than the limit.
    case timedOut = "timed out"
    /// It took more memory than the limit.
    case outOfMemory = "out of memory"

    /// Whether another attempt may do better.
    package var isWorthRetrying: Bool { self != .invalid }
  }

  package let cause: Cause
  /// One sentence for people.
  package let message: String
  /// The last output of the training, as far as there was any.
  package let output: String

  package init(cause: Cause, message: String, output: String = "") {
    self.cause = cause
    self.message = message
    self.output = output
  }
}
