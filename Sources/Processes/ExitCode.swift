/// The code that the shell is told at the end.
package struct ExitCode: Hashable, Sendable {
  /// The number from 0 to 255, as `exit` takes it.
  package let number: Int32

  /// - Parameter number: from 0 to 255.
  package init(number: Int32) { self.number = number }

  /// The task that was asked for is done.
  package static let success = ExitCode(number: 0)
  /// A text that somebody wrote is not as it should be: a command line, a spec, a path.
  package static let usage = ExitCode(number: 2)
  /// No coordinator answered.
  package static let unreachable = ExitCode(number: 3)

  /// The results file cannot be read: it is damaged, none, or of another version, or its disk fails.
  package static let storage = ExitCode(number: 4)

  /// This machine cannot do what was asked: a program cannot be started, or needs cannot be met;
  /// `EX_UNAVAILABLE`.
  package static let unavailable = ExitCode(number: 69)

  /// A mistake of this program's; `EX_SOFTWARE`.
  package static let internalError = ExitCode(number: 70)

  /// The same may succeed another time: something is full, in use, or there are no more of it at this
  /// moment; `EX_TEMPFAIL`.
  package static let temporary = ExitCode(number: 75)

  /// Ended in good order because of a signal, as shells count: 130 for Ctrl-C.
  package static func signalled(_ number: Int32) -> ExitCode { ExitCode(number: 128 + number) }
}
