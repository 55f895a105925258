/// What `sweep status` prints: how the trials stand, the best so far, and who does what.
package struct StatusText: Report {
  private let snapshot: ProgressSnapshot
  private let limit: Int
  private let digest: String?

  /// - Parameters:
  ///   - limit: how many of the latest failures people are told of.
  ///   - digest: what stands for all results, for programs.
  package init(_ snapshot: ProgressSnapshot, failures limit: Int = 10, digest: String? = nil) {
    self.snapshot = snapshot
    self.limit = limit
    self.digest = digest
  }

  package func text(width: Int? = nil, style: Style = .plain) -> String {
    var page = Page()
    page.prose(snapshot.counts.sentence, bold: "\(snapshot.sweep.printable): ")
    if !snapshot.pace.isEmpty { page.prose(snapshot.pace.joined(separator: ", ")) }
    if let best = snapshot.best { page.prose("best so far: \(best.text)") }
    if !snapshot.workers.isEmpty {
      page.row()
      page.table(workerColumns)
    }
    let told = snapshot.failures.suffix(limit)
    if !told.isEmpty {
      let all = snapshot.failures.count
      page.row()
      page.row(
        told.count < all ? "the latest \(told.count) of \(grouped(all)) failures" : "failures", .dim
      )
    }
    for failure in told { page.entry("  ", failure.sentence) }
    return page.text(width: width, style: style)
  }

  package var json: JSON {
    guard let digest, case .object(let members) = snapshot.json else { return snapshot.json }
    return .object(members + [.init("digest", .text(digest))])
  }

  /// A line a slot; what is true of the worker stands in its first.
  private var workerColumns: [Column] {
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
    return titles.enumerated().map { index, title in
      Column(title, rows.map { $0[index] }, (1...3).contains(index) ? .right : .left)
    }
  }
}
