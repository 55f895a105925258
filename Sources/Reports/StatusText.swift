/// What `sweep status` prints: how the trials stand, the best so far, and who does what.
package struct StatusText: Hashable, Sendable {
  private let snapshot: ProgressSnapshot

  package init(_ snapshot: ProgressSnapshot) { self.snapshot = snapshot }

  /// The text, several lines.
  ///
  /// - Parameter failures: how many of the latest failures are told.
  package func text(failures limit: Int = 10, style: Style = .plain) -> String {
    var lines = [[Span("\(snapshot.sweep.printable): ", .bold), Span(snapshot.counts.sentence)]]
    if !snapshot.pace.isEmpty { lines.append([Span(snapshot.pace.joined(separator: ", "))]) }
    if let best = snapshot.best { lines.append([Span("best so far: "), Span(best.text)]) }
    let workers = workerLines
    if !workers.isEmpty { lines.append([]) }
    for (index, line) in workers.enumerated() {
      lines.append([Span(line, index == 0 ? .dim : .plain)])
    }
    let told = snapshot.failures.suffix(limit)
    if !told.isEmpty {
      let all = snapshot.failures.count
      let title =
        told.count < all ? "the latest \(told.count) of \(grouped(all)) failures" : "failures"
      lines += [[], [Span(title, .dim)]]
    }
    lines += told.map { [Span("  \($0.sentence)")] }
    return lines.map { $0.line(style: style) + "\n" }.joined()
  }

  /// The same and more, for programs.
  package var json: JSON { snapshot.json }

  /// A line of titles, then a line a slot; what is true of the worker stands in its first.
  private var workerLines: [String] {
    guard !snapshot.workers.isEmpty else { return [] }
    let rows = snapshot.workers.flatMap { worker in
      let own = [
        worker.name.printable, "\(worker.slots)", grouped(worker.done), grouped(worker.failed),
      ]
      let running = worker.running.map { [$0.epochText, $0.label.printable] }
      return running.isEmpty
        ? [own + ["-", ""]]
        : running.enumerated().map { ($0 == 0 ? own : ["", "", "", ""]) + $1 }
    }
    let titles = ["worker", "slots", "done", "failed", "in training", ""]
    let columns = titles.enumerated().map { index, title in
      Column(title, rows.map { $0[index] }, (1...3).contains(index) ? .right : .left)
    }
    return [Column.head(columns)] + Column.rows(columns)
  }
}
