import Documents
import Exports
import Foundation
import Hashing
import Reports
import SQLite
import Statistics
import Store
import Sweeps
import Trials

/// A directory that goes with its test.
final class Workplace {
  let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("exports-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

  /// The names of all that lies in a directory of it.
  func names(_ name: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(name)).sorted()
  }

  func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path(name))))
  }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  func lines(_ name: String) throws -> [Substring] { try text(name).split(separator: "\n") }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path(name)))
  }

  func makeDirectory(_ name: String) throws {
    try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
  }
}

/// The end that a trial of the test's sweep is to come to.
enum Fate {
  case completed([[String: Double]])
  case diverged([[String: Double]])
  case failed(Failure)
  case running
  case open

  /// A completed training of one metric.
  static func measured(_ values: Double...) -> Fate {
    .completed(values.map { ["val_accuracy": $0] })
  }
}

extension Workplace {
  /// A results file with a small sweep, read again for an export.
  ///
  /// - Parameters:
  ///   - fates: of the trials in the order of the plan: replicate, fold, configuration.
  func material(
    parameters: [Parameter] = [.numbers("l2", [0, 0.001])], replicates: Int = 1, folds: Int? = nil,
    goal: Metric.Goal = .maximize, fates: [Fate]
  ) throws -> ExportSource {
    let sweep = Sweep(
      name: "small", data: Document(.text("toy")),
      recipe: Document(
        .map(parameters.map { .init(key: $0.name, value: Document(.text("$" + $0.name))) })),
      parameters: parameters,
      evaluation: Evaluation(
        scheme: folds.map { .folds(k: $0, kind: .kfold, repeats: 1) } ?? .test,
        replicates: replicates, seed: .max),
      metric: Metric(name: "val_accuracy", goal: goal, moment: .last))
    let data = DataFacts(digest: Digest(of: [1]), rowCount: 8, testCount: 2, classes: nil)
    let plan = try Plan(sweep, data: data, semantics: "engine 1")
    precondition(plan.trials.count == fates.count, "\(plan.trials.count) fates are wanted")
    try record(plan, fates)
    // Times as they might have been, so that exports are the same each time.
    try Database(at: path("sweep.sqlite")).execute(
      """
      UPDATE leases SET started = '2026-03-01T00:00:01.250Z';
      UPDATE attempts
      SET started = '2026-03-01T00:00:01.250Z', ended = '2026-03-01T00:00:03.250Z';
      UPDATE sweeps SET created = '2026-03-01T00:00:00.000Z';
      """)
    return try material()
  }

  private func record(_ plan: Plan, _ fates: [Fate]) throws {
    let file = try ResultsFile(at: path("sweep.sqlite"))
    let id = try file.register(plan, specText: "sweep: small\n", semantics: "engine 1")
    let journal = try SQLiteJournal(OpenPlan(plan), of: id, in: file)
    _ = try journal.beginTerm()
    let ada = Session(number: 1)
    var entries: [JournalEntry] = [
      .joined(
        ada,
        WorkerFacts(
          host: "ada", process: 12, slots: 2, semantics: ["engine 1"], kernel: "SkylakeX"),
        as: nil)
    ]
    for (number, fate) in fates.enumerated() {
      if case .open = fate { continue }
      let attempt = NumberedAttempt(trial: number, number: 1)
      entries.append(.leased(attempt, to: ada))
      switch fate {
      case .completed(let metrics):
        entries.append(
          .finished(attempt, DecodedOutcome(.of(.completed, metrics)), seconds: 2))
      case .diverged(let metrics):
        entries.append(.finished(attempt, DecodedOutcome(.of(.diverged, metrics)), seconds: 1))
      case .failed(let failure): entries.append(.failed(attempt, failure, isFinal: true))
      case .running, .open: break
      }
    }
    try journal.append(entries)
  }

  /// The sweep of the results file as it is now.
  func material() throws -> ExportSource {
    let reader = try ResultsReader(at: path("sweep.sqlite"))
    guard let sweep = try reader.latestSweep() else { preconditionFailure("no sweep") }
    let progress = try reader.progress(of: sweep.id)
    let table = SummaryTable(
      sweep: sweep.name, parameters: sweep.parameterNames, labels: try reader.labels(of: sweep.id),
      evaluation: sweep.evaluation,
      summaries: [
        Summary(
          try reader.values(of: sweep.id, metric: sweep.metric),
          configurationCount: sweep.configurationCount, metric: sweep.metric,
          unit: sweep.evaluation.summaryUnit)
      ],
      counts: TrialCounts(
        completed: progress.completed, diverged: progress.diverged, failed: progress.failed,
        running: progress.running, waiting: progress.open))
    return try ExportSource(
      sweep, in: reader, table: table, shown: Array(0..<sweep.configurationCount))
  }

  /// Exports tables to a directory.
  func export(_ material: ExportSource, to name: String = "out", isForced: Bool = false) throws {
    let folder = try Folder(at: path(name), like: .tables, isForced: isForced)
    try material.write(to: folder)
    try folder.finish()
  }
}

extension Outcome {
  fileprivate static func of(_ status: Status, _ metrics: [[String: Double]]) -> Outcome {
    Outcome(
      status: status,
      measurements: metrics.enumerated().map { Measurement(epoch: $0 + 1, metrics: $1) },
      attachments: ["confusion": Document(.list([Document(.number(.nan)), Document(.integer(3))]))])
  }
}

extension Parameter {
  static func numbers(_ name: String, _ values: [Double]) -> Parameter {
    Parameter(
      name: name,
      options: values.map { .init(label: Document.label($0), value: Document(.number($0))) })
  }

  static func texts(_ name: String, _ values: [String]) -> Parameter {
    Parameter(
      name: name, options: values.map { .init(label: $0, value: Document(.text($0))) })
  }
}
