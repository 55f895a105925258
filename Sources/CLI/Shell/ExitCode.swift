/// What the shell is told at the end.
struct ExitCode: Hashable, Sendable {
  let number: Int32

  /// All trials are done, or whatever else was asked.
  static let success = ExitCode(number: 0)
  /// Some trials failed for good.
  static let trialsFailed = ExitCode(number: 1)
  /// What somebody wrote is not as it should be: a command line, a spec, a path.
  static let usage = ExitCode(number: 2)
  /// No coordinator answered.
  static let unreachable = ExitCode(number: 3)

  /// The results file cannot be read: it is damaged, none, or of another version, or its disk fails.
  static let storage = ExitCode(number: 4)

  /// This machine cannot do what was asked: a program cannot be started, or needs cannot be met;
  /// `EX_UNAVAILABLE`.
  static let unavailable = ExitCode(number: 69)

  /// A mistake of this program's; `EX_SOFTWARE`.
  static let internalError = ExitCode(number: 70)

  /// The same may succeed another time: something is full, in use, or there are no more of it at this
  /// moment; `EX_TEMPFAIL`.
  static let temporary = ExitCode(number: 75)

  /// Ended in good order because of a signal, as shells count: 130 for Ctrl-C.
  static func signalled(_ number: Int32) -> ExitCode { ExitCode(number: 128 + number) }
}

/// Why a command ends, in one sentence for the person at the keyboard; most are theirs to mend.
struct UserError: Error {
  let message: String
  let exitCode: ExitCode

  init(_ message: String, exitCode: ExitCode = .usage) {
    self.message = message
    self.exitCode = exitCode
  }
}
