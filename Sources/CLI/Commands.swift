import Documents
import Processes
import Reports
import Sweeps

/// All commands, in the order in which help lists them.
enum Commands {
  static let all: [Command] = [
    .run, .start, .plan, .table, .plot, .compare, .best, .effects, .variance, .report, .inspect,
    .predict, .read, .export, .list, .status, .watch, .web, .trials, .show, .retry, .extend,
    .remove, .note, .tag, .merge, .imports, .serve, .submit, .pause, .resume, .stop, .fetch, .work,
    .hosts,
    .launch, .keys,
    .bundle, .data, .doctor, .verify, .help, .completions, .manual, .version,
    .runner,
  ]

  /// The commands that people are told of.
  static var shown: [Command] { all.filter { !$0.isHidden } }

  static let version = "0.1"
  /// The day of the version, for the manual.
  static let date = "November 21, 2026"

  /// Carries out one command line.
  static func run(_ words: [String]) throws -> ExitCode {
    guard let name = words.first else {
      Output.note(overview(width: Output.helpWidth))
      return .usage
    }
    let aliases = ["--help": "help", "-h": "help", "--version": "version"]
    return try command(named: aliases[name] ?? name).run(Array(words.dropFirst()))
  }

  /// The commands of the processes of a run, whose start does not wait until all others are made.
  private static let ofRun: [Command] = [.runner, .work, .run]

  /// The command of a name; of another, the error says which one might be meant.
  static func command(named name: String) throws(UserError) -> Command {
    let isNamed = { (command: Command) in command.name == name }
    guard let command = ofRun.first(where: isNamed) ?? all.first(where: isNamed) else {
      throw UserError(
        "there is no command '\(name)'"
          + suggestion(for: name, among: shown.map(\.name)) + "; see 'sweep help'")
    }
    return command
  }

  /// The list of commands, in lines of at most so many columns.
  static func overview(width: Int) -> String {
    let column = shown.map(\.name.count).max() ?? 0
    let lines = shown.map { command in
      let lead = "  " + command.name.padded(to: column) + "  "
      return lead
        + command.summary.folded(to: width, after: lead.count, hanging: lead.count)
        .joined(separator: "\n")
    }
    return """
      sweep: replicate trainings on many machines, and honest tables of them

      usage: sweep COMMAND [options]

      \(lines.joined(separator: "\n"))

      'sweep help COMMAND' tells more, 'sweep help spec' what a spec can say,
      'sweep help tables' how data of one's own are read, and 'sweep help command'
      how any program is trained.
      A first sweep: sweep run sweeps/digits-l2.yaml
      """
  }
}
