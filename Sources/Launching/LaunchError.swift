package import Processes

/// The reason for which workers cannot be started, in one sentence.
package struct LaunchError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The sentence, with a remedy where one is known; no full stop at its end.
  package let description: String
  /// The error of the system, where that is the cause.
  package let cause: SystemError?

  /// - Parameter cause: an error of the system, which decides on the exit code; nil where there is none.
  package init(_ description: String, cause: SystemError? = nil) {
    self.description = description
    self.cause = cause
  }
}
