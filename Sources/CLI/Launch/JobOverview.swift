import Documents
import Launching
import Reports
import Schedulers

/// How it stands with the jobs that were handed in for a results file.
struct JobOverview {
  private let jobs: [(record: JobRecord, entries: [JobEntry], error: String?)]

  init(_ results: String) throws {
    jobs = try JobRegistry.beside(results).records().map { record in
      guard let scheduler = Scheduler.all.first(where: { $0.name == record.scheduler }) else {
        return (record, [], "no such scheduler is known")
      }
      do {
        return (record, try scheduler.entries(of: record), nil)
      } catch {
        return (record, [], "\(error)")
      }
    }
  }

  /// A line each of those that their scheduler still knows: `slurm 123: 3 running, 2 queued
  /// (Resources)`.
  var lines: [String] {
    jobs.compactMap { record, entries, error in
      let name = "\(record.scheduler) \(record.identifier)"
      if let error { return "\(name): \(error.printable)" }
      let parts = [JobEntry.State.running, .queued, .lost, .ended].compactMap { state in
        let those = entries.filter { $0.state == state }
        guard !those.isEmpty else { return nil as String? }
        let reasons = Set(those.map(\.reason)).subtracting([""]).sorted().joined(separator: "; ")
        return "\(those.count) \(state.rawValue)" + (reasons.isEmpty ? "" : " (\(reasons))")
      }
      return parts.isEmpty ? nil : "\(name): \(parts.joined(separator: ", ").printable)"
    }
  }

  var json: JSON {
    .list(
      jobs.map { record, entries, error in
        .object([
          "scheduler": .text(record.scheduler), "job": .text(record.identifier),
          "error": .optional(error, JSON.text),
          "workers": .list(
            entries.map { entry in
              .object([
                "index": .integer(entry.index), "state": .text(entry.state.rawValue),
                "reason": .text(entry.reason),
              ])
            }),
        ])
      })
  }
}
