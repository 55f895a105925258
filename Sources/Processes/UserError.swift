/// The reason why something that was asked for is not done, in one sentence for the person at the keyboard;
/// most are theirs to mend.
package struct UserError: Error {
  /// The sentence, without its stop.
  package let message: String
  /// The code that the shell is told, where no cause says more.
  package let exitCode: ExitCode
  /// The error that it tells in other words; it decides on the exit code.
  package let cause: (any Error)?

  /// - Parameters:
  ///   - message: the sentence, without its stop.
  ///   - exitCode: the code where no cause says more.
  ///   - cause: the error that it tells in other words; it decides on the exit code.
  package init(
    _ message: String, exitCode: ExitCode = .usage, cause: (any Error)? = nil
  ) {
    self.message = message
    self.exitCode = exitCode
    self.cause = cause
  }
}
