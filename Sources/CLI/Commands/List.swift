import Documents
import Processes
import Reports
import Results
import Store
import Sweeps

extension Command {
  /// The sweeps that a results file holds.
  static let list = Command(
    name: "list", summary: "list the sweeps of a results file: how each stands, and its best",
    synopsis: "[options]",
    discussion: """
      One line a sweep, the one that was run last first: how many of its trials have a result, its best
      configuration so far, and when it was first run. A spec that was edited is another form of its sweep:
      --all lists each form, and the parts of nested evaluations, and NAME@2 names the second form wherever
      a sweep is named. Sweeps
      that 'sweep remove' has hidden are left out. Tags (see 'sweep tag') stand at the end of the line.
      With --queue or --connect it lists the sweeps of a queue (see 'sweep help serve') instead: how each
      stands, and how many slots of workers serve it.
      """,
    example: "sweep list --all",
    options: [
      ListOptions.all, .results, .json, .queue, .connect, .key, .serverKey, .patience,
    ]
  ) { arguments in
    if arguments.has(.queue) || arguments.has(.connect) { return try listQueue(arguments) }
    try arguments.refuseRemoteOptions()
    let file = try ResultsReader(at: arguments.resultsPath)
    let lines = try file.listing(everyForm: arguments.has(ListOptions.all))
    guard !arguments.has(.json) else {
      Output.print(JSON.list(lines.map(\.json)).document)
      return .success
    }
    guard !lines.isEmpty else {
      throw UserError(
        "'\(file.path)' holds no sweep yet; make one with \(hint("run", in: file.path))")
    }
    let head = ["sweep", "forms", "trials", "done", "first run", "best so far"]
    var table = [head] + lines.map(\.cells)
    if lines.contains(where: { !$0.tags.isEmpty }) {
      let tags = ["tags"] + lines.map { $0.tags.joined(separator: ", ").printable }
      table = zip(table, tags).map { $0 + [$1] }
    }
    for line in table.aligned { Output.print(line + "\n") }
    return .success
  }
}

private enum ListOptions {
  static let all = Option("--all", "every form of a sweep, as its spec was edited")
}
