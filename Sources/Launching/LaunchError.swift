package import Processes

/// Why workers cannot be started, in one sentence.
package struct LaunchError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String
  /// The error of the system, where that is the cause.
  package let cause: SystemError?

  package init(_ description: String, cause: SystemError? = nil) {
    self.description = description
    self.cause = cause
  }
}
