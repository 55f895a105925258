import Sweeps

/// All commands, in the order in which help lists them.
enum Commands {
  static let all: [Command] = [
    .run, .plan, .table, .compare, .best, .variance, .plot, .export, .status, .trials, .show,
    .retry, .serve, .work, .data, .doctor,
    .runner,
  ]

  /// Carries out one command line.
  static func run(_ words: [String]) throws -> ExitCode {
    guard let name = words.first else {
      Output.note(overview)
      return .usage
    }
    let rest = Array(words.dropFirst())
    switch name {
    case "help", "--help", "-h":
      guard let topic = rest.first else {
        Output.print(overview + "\n")
        return .success
      }
      Output.print(topic == SpecHelp.name ? SpecHelp.text + "\n" : try command(named: topic).help)
      return .success
    case "version", "--version":
      Output.print("sweep \(version)\n")
      return .success
    default:
      return try command(named: name).run(rest)
    }
  }

  static let version = "0.1"

  private static func command(named name: String) throws(UserError) -> Command {
    guard let command = all.first(where: { $0.name == name }) else {
      throw UserError(
        "there is no command '\(name)'"
          + suggestion(for: name, among: all.filter { !$0.isHidden }.map(\.name))
          + "; see 'sweep help'")
    }
    return command
  }

  private static var overview: String {
    let shown = all.filter { !$0.isHidden }
    let width = shown.map(\.name.count).max() ?? 0
    let lines = shown.map { command in
      "  \(command.name)\(String(repeating: " ", count: width - command.name.count))"
        + "  \(command.summary)"
    }
    return """
      sweep: replicate trainings on many machines, and honest tables of them

      usage: sweep COMMAND [options]

      \(lines.joined(separator: "\n"))

      'sweep help COMMAND' tells more, and 'sweep help spec' what a spec can say.
      A first sweep: sweep run sweeps/digits-l2.yaml
      """
  }
}
