import Control
import Documents
import Processes
import Reports
import Results
import Store
import Sweeps
import Trials

extension Command {
  /// All about one trial.
  static let show = Command(
    name: "show", summary: "tell all about one trial: where it stands, why, and what was tried",
    synopsis: "TRIAL | NAME=VALUE,... [options]",
    discussion: """
      NAME=VALUE,... is a configuration: what its trials came to, and in a race after which block it left,
      and why.
      TRIAL is the beginning of a hash that 'sweep trials' lists. Tells what the trial waits for, and
      of every attempt who made it, when, how it ended, and the last that it printed; of a program also
      where each number was read, and what was renumbered, left out or chosen among several sources.
      Of a trial in training, the last that its program has printed so far comes from its worker, where
      the coordinator runs on this machine. --follow goes on to print what it prints, line by line, until
      the trial has ended: exit code 0, or 1 if it was given up; Ctrl-C ends the look and not the trial.
      """,
    example: "sweep show 3f2a9c",
    options: [ShowOptions.follow, .sweep, .results, .json], operands: 1...1
  ) { arguments in
    if arguments.has(ShowOptions.follow) {
      guard !arguments.operands[0].contains("="), !arguments.has(.json) else {
        throw UserError(
          "--follow prints what one trial prints, as text; give the beginning of its hash")
      }
      // No reader is left open meanwhile: the file could not be tidied up behind it.
      var trial = try FollowedTrial(arguments.operands[0], arguments)
      return try trial.run()
    }
    let recorded = try SweepReader(arguments)
    if arguments.operands[0].contains("=") {
      let story = try ConfigurationStory(arguments.operands[0], of: recorded)
      Output.print(try arguments.has(.json) ? story.json.text + "\n" : story.text)
      return .success
    }
    let trial = try recorded.trial(named: arguments.operands[0])
    let story = try TrialStory(trial, of: recorded, printed: printed(by: trial, of: recorded))
    Output.print(arguments.has(.json) ? story.json.text + "\n" : story.text)
    return .success
  }
}

/// The output of a trial in training so far; nil where that is not to be had.
private func printed(
  by trial: TrialRecord, of recorded: SweepReader
) throws -> (attempt: Int, text: String)? {
  let path = recorded.file.path
  guard trial.status == .running, recorded.file.writer != nil,
    WriterLock.otherHost(writing: path) == nil, let line = try? ControlClient(beside: path),
    let told = try line.output(of: trial.id, within: .seconds(3)), let attempt = told.attempt
  else { return nil }
  return (attempt, told.output.text)
}

private enum ShowOptions {
  static let follow = Option("--follow", "go on to print what a trial in training prints")
}
