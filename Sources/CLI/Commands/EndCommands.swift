import Documents
import Processes
import Reports
import Results

/// Somebody else's command lines for when a run is over: one that tells a person, for instance.
struct EndCommands {
  private let done: String?
  private let failure: String?

  static let options = [
    Option(
      "--on-done", value: "COMMAND",
      "when all trials are done, have a shell run this; a line of JSON and the table are its input"),
    Option(
      "--on-failure", value: "COMMAND",
      "the same when some failed for good, or the run cannot go on; not when it was stopped"),
  ]

  init(_ arguments: Arguments) {
    done = arguments.text(EndCommands.options[0])
    failure = arguments.text(EndCommands.options[1])
  }

  /// Runs the command for this end of the run, and waits for it; how the command ends changes nothing here.
  ///
  /// - Parameters:
  ///   - code: of the run; an end by a signal is the user's wish, and no command is run.
  ///   - reason: a sentence; nil where there is nothing to add.
  ///   - sweep: a name; nil for the one that was run last.
  func run(
    after code: ExitCode, because reason: String? = nil, of sweep: String, in results: String
  ) {
    guard code.number < 128, let line = code == .success ? done : failure else { return }
    let recorded = try? SweepReader(path: results, name: sweep)
    let json = JSON.object([
      "sweep": .text(sweep), "exit_code": .integer(Int(code.number)),
      "reason": .optional(reason, JSON.text), "results": .text(results),
      "status": (try? recorded?.snapshot().json) ?? .null,
    ])
    let text = (try? recorded?.tableForPeople().formatted(as: .text)) ?? ""
    let command = Processes.Command(
      "/bin/sh", arguments: ["-c", line], environment: CurrentProcess.environment)
    do {
      let said = try command.output(reading: Array((json.line + "\n" + text).utf8))
      Output.live(said.output + said.errors)
      guard said.status != .exited(0) else { return }
      Output.note("'\(line)' \(said.status)")
    } catch {
      Output.note("'\(line)' was not run: \(error)")
    }
  }
}
