/// What the shell is told at the end.
struct ExitCode: Hashable, Sendable {
  let number: Int32

  /// All trials are done, or whatever else was asked.
  static let success = ExitCode(number: 0)
  /// Some trials failed for good.
  static let trialsFailed = ExitCode(number: 1)
  /// The command line, a spec or a file is not as it should be.
  static let usage = ExitCode(number: 2)
  /// No coordinator answered.
  static let unreachable = ExitCode(number: 3)

  /// The results file is damaged or none, or its disk failed or is full.
  static let storage = ExitCode(number: 4)

  /// This machine cannot do what was asked: a program cannot be started, or needs cannot be met
  /// (`EX_UNAVAILABLE` of sysexits.h).
  static let unavailable = ExitCode(number: 69)

  /// Ended in good order because of a signal, as shells count: 130 for Ctrl-C.
  static func signalled(_ number: Int32) -> ExitCode { ExitCode(number: 128 + number) }
}

/// Something the person at the keyboard can mend, in one sentence.
struct UserError: Error {
  let message: String
  let exitCode: ExitCode

  init(_ message: String, exitCode: ExitCode = .usage) {
    self.message = message
    self.exitCode = exitCode
  }
}
