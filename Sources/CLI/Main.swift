import Glibc
import Processes
import Reports
import Store

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
    } catch let error as UserError {
      Output.note("sweep: \(error.message)")
      return error.exitCode
    } catch let error as Refusal {
      Output.note("sweep: \(error.message)")
      return .usage
    } catch let error as StoreError {
      Output.note("sweep: \(error)")
      return error.exitCode
    } catch {
      Output.note("sweep: \(error)")
      return .usage
    }
  }
}

extension StoreError {
  /// Whether the person can mend it by another command line, or has to look after the file.
  fileprivate var exitCode: ExitCode {
    switch reason {
    case .foreign, .newer, .damaged, .full, .inputOutput, .contradiction, .other: .storage
    case .missing, .notPermitted, .interrupted, .older, .locked, .busy: .usage
    }
  }
}
