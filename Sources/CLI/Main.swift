import Documents
import Glibc
import Processes
import Reports

/// The program `sweep`.
@main
enum Main {
  static func main() {
    exit(run(Array(CurrentProcess.arguments.dropFirst())).number)
  }

  /// Carries out one command line and says how it went; every error becomes one sentence here.
  private static func run(_ words: [String]) -> ExitCode {
    do {
      return try Commands.run(words)
    } catch {
      Output.note("sweep: \(sentence(for: error))")
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
