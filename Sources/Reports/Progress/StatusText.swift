package import Documents
import Trials

/// The output of `sweep status`: how the trials stand, the best so far, and the work of each worker.
package struct StatusText: Report {
  private let snapshot: ProgressSnapshot
  private let digest: String?

  /// - Parameter digest: the digest of all results, for programs.
  package init(_ snapshot: ProgressSnapshot, digest: String? = nil) {
    self.snapshot = snapshot
    self.digest = digest
  }

  /// The counts and how far the run is, then a line a slot of each worker, then the latest failures.
  package func text(width: Int? = nil, style: Style = .plain) -> String {
    var page = Page()
    page.prose(snapshot.counts.sentence, bold: "\(snapshot.sweep.printable): ")
    if !snapshot.pace.isEmpty { page.prose(snapshot.pace.joined(separator: ", ")) }
    if let search = snapshot.search { page.prose(search.sentence) }
    if let race = snapshot.race { page.prose(race.sentence) }
    if let halving = snapshot.halving { page.prose(halving.sentence) }
    if let confirmation = snapshot.confirmation { page.prose(confirmation.sentence) }
    if let nesting = snapshot.nesting { page.prose(nesting.sentence) }
    if let best = snapshot.best { page.prose("best so far: \(best.text)") }
    if !snapshot.workers.isEmpty {
      page.row()
      page.table(workerColumns)
    }
    let told = snapshot.failures
    if !told.isEmpty {
      let all = snapshot.failureCount
      page.row()
      page.row(
        told.count < all ? "the latest \(told.count) of \(grouped(all)) failures" : "failures", .dim
      )
    }
    for failure in told { page.entry("  ", failure.sentence) }
    return page.text(width: width, style: style)
  }

  /// The snapshot, and the digest of all results where one was asked for.
  package var json: JSON {
    guard let digest, case .object(let members) = snapshot.json else { return snapshot.json }
    return .object(members + [.init("digest", .text(digest))])
  }

  /// A line a slot; what is true of the worker stands in its first.
  private var workerColumns: [Column] {
    let rows = snapshot.workers.flatMap { worker in
      let own = [
        worker.name.printable + (worker.remark.map { " (\($0))" } ?? ""), "\(worker.slots)",
        grouped(worker.done), grouped(worker.failed),
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

extension WorkerProgress {
  /// What is to be known of the worker besides its work.
  fileprivate var remark: String? { isDraining ? "leaves" : exclusion?.word }
}
