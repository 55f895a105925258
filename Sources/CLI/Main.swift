import Documents
import Glibc
import Processes
import Reports

/// The program `sweep`.
@main
enum Main {
  static func main() {
    Output.occupyStandardDescriptors()
    // Also the words of the command line are read there: without them help would be printed.
    guard CurrentProcess.hasProcFS else {
      Output.note("sweep: /proc is not mounted, and sweep needs it; mount -t proc proc /proc")
      exit(ExitCode.unavailable.number)
    }
    CurrentProcess.takeName()
    let code = run(Array(CurrentProcess.arguments.dropFirst()))
    guard let complaint = Output.complaint() else { exit(code.number) }
    Output.note("sweep: \(complaint)")
    // An earlier error weighs more.
    exit((code == .success || code == .trialsFailed ? .temporary : code).number)
  }

  /// Carries out one command line and says how it went; every error becomes one sentence here.
  private static func run(_ words: [String]) -> ExitCode {
    do {
      return try Commands.run(words)
    } catch {
      // Names of files and words of others may be in it, which a terminal might obey.
      let lines = sentence(for: error).split(separator: "\n", omittingEmptySubsequences: false)
      Output.note("sweep: " + lines.map { String($0).printable }.joined(separator: "\n"))
      return ExitCode(for: error)
    }
  }

  static func sentence(for error: any Error) -> String {
    switch error {
    case let error as UserError: error.message
    case let error as Refusal: error.message
    default: "\(error)"
    }
  }
}
