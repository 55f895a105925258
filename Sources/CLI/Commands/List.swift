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
      """,
    example: "sweep list --all", options: [ListOptions.all, .results, .json]
  ) { arguments in
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

/// A sweep in a list.
struct ListedSweep {
  let name: String
  /// How many forms it has, or nil in a list of forms.
  let forms: Int?
  let progress: Progress
  let created: String
  let best: BestSoFar?
  let isRunning: Bool
  let tags: [String]

  var done: Int { progress.completed + progress.diverged }

  var cells: [String] {
    let failed = progress.failed > 0 ? ", \(progress.failed) failed" : ""
    return [
      name.printable, forms.map { "\($0)" } ?? "-", "\(progress.trials)",
      "\(done)\(failed)\(isRunning ? ", running" : "")", String(created.prefix(16)),
      best?.text ?? "-",
    ]
  }

  var json: JSON {
    .object([
      "sweep": .text(name), "forms": .optional(forms, JSON.integer),
      "trials": .integer(progress.trials), "completed": .integer(progress.completed),
      "diverged": .integer(progress.diverged), "failed": .integer(progress.failed),
      "running": .boolean(isRunning), "created": .text(created),
      "best": .optional(best) { best in
        .object([
          "configuration": .text(best.configuration), "metric": .text(best.metric),
          "n": .integer(best.count), "mean": .number(best.mean),
          "std": .optional(best.deviation, JSON.number),
        ])
      },
      "tags": .list(tags.map(JSON.text)),
    ])
  }
}

extension ResultsReader {
  /// The sweeps that are shown, the one that was run last first; of each name one, or every form.
  func listing(everyForm: Bool) throws -> [ListedSweep] {
    var forms: [String: [SweepID]] = [:]
    var listed: [ListedSweep] = []
    for sweep in try sweeps() {
      let isFirst = forms[sweep.name] == nil
      let all = try forms[sweep.name] ?? self.forms(ofSweepsNamed: sweep.name).map(\.id)
      forms[sweep.name] = all
      // The parts of a nested evaluation are two for each outer fold.
      guard everyForm || isFirst && !sweep.name.contains(Nesting.partSuffix),
        let place = all.firstIndex(of: sweep.id)
      else { continue }
      let recorded = try SweepReader(path: path, name: "\(sweep.name)@\(place + 1)")
      listed.append(
        ListedSweep(
          name: everyForm && all.count > 1 ? "\(sweep.name)@\(place + 1)" : sweep.name,
          forms: everyForm ? nil : all.count, progress: try progress(of: sweep.id),
          created: sweep.created, best: try recorded.bestSoFar,
          isRunning: try activity(of: sweep.id) != nil,
          tags: try annotations(of: sweep).tags[nil] ?? []))
    }
    return listed
  }
}
