package import Documents
import Reports
package import Store
import Sweeps

/// A sweep in a list.
package struct ListedSweep {
  let name: String
  /// How many forms it has, or nil in a list of forms.
  let forms: Int?
  let progress: Progress
  let created: String
  let best: BestSoFar?
  let isRunning: Bool
  /// The tags of the whole sweep, not those of its configurations.
  package let tags: [String]

  private var done: Int { progress.completed + progress.diverged }

  /// The cells of the sweep's line, as people read them.
  package var cells: [String] {
    let failed = progress.failed > 0 ? ", \(progress.failed) failed" : ""
    return [
      name.printable, forms.map { "\($0)" } ?? "-", "\(progress.trials)",
      "\(done)\(failed)\(isRunning ? ", running" : "")", String(created.prefix(16)),
      best?.text ?? "-",
    ]
  }

  /// The sweep for programs: numbers of trials by status, `created`, `best` (null before any result), `tags`.
  package var json: JSON {
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
  package func listing(everyForm: Bool) throws -> [ListedSweep] {
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
