import Documents
import Foundation
import Hashing
import Store
import Sweeps

/// A directory that goes with its test.
final class Workplace {
  let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("store-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// Where a file of the name would be.
  func path(_ name: String = "sweep.sqlite") -> String {
    directory.appendingPathComponent(name).path
  }

  /// The names of all that lies there.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted() }
  }

  func bytes(_ name: String = "sweep.sqlite") throws -> [UInt8] {
    Array(try Data(contentsOf: directory.appendingPathComponent(name)))
  }

  func write(_ bytes: [UInt8], to name: String = "sweep.sqlite") throws {
    try Data(bytes).write(to: directory.appendingPathComponent(name))
  }
}

/// A sweep over `l2` and `layers`, on folds of eight rows.
func plan(
  name: String = "small", l2: [Double] = [0, 0.001], replicates: Int = 3, folds: Int = 2,
  metric: Metric = Metric(name: "val_accuracy", goal: .maximize, moment: .last)
) throws -> Plan {
  func block(_ units: Int64) -> Document {
    Document(.map([.init(key: "units", value: Document(.integer(units)))]))
  }
  let sweep = Sweep(
    name: name, data: Document(.text("toy")),
    recipe: Document(
      .map([
        .init(key: "l2", value: Document(.text("$l2"))),
        .init(key: "layers", value: Document(.list([Document(.text("$layers"))]))),
      ])),
    parameters: [
      Parameter(
        name: "l2",
        options: l2.map { .init(label: Document.label($0), value: Document(.number($0))) }),
      Parameter(
        name: "layers",
        options: [.init(label: "small", value: block(4)), .init(label: "wide", value: block(64))]),
    ],
    evaluation: Evaluation(
      scheme: .folds(k: folds, kind: .stratified, repeats: 1), replicates: replicates, seed: .max),
    metric: metric)
  let data = DataFacts(
    digest: Digest(of: [1]), rowCount: 8, testCount: 2, classes: [0, 1, 0, 1, 0, 1, 0, 1])
  return try Plan(sweep, data: data, semantics: "engine 1")
}

let ada = Worker(host: "ada", process: 12, slots: 2, semantics: "engine 1", kernel: "SkylakeX")

/// What a training with these values of `val_accuracy` hands in, one an epoch.
func outcome(_ values: Double..., status: Outcome.Status = .completed) -> Outcome {
  Outcome(
    status: status,
    measurements: values.enumerated().map {
      Measurement(epoch: $0 + 1, metrics: ["val_accuracy": $1, "loss": 1 - $1])
    })
}

extension ResultsFile {
  /// Writes down the plan, and that a coordinator has started on it.
  func begin(_ plan: Plan, specText: String = "sweep: small") throws -> SweepID {
    let sweep = try register(plan, specText: specText, semantics: "engine 1")
    _ = try beginEpoch(for: sweep)
    return sweep
  }

  /// Trains trials on the spot: each is leased and comes to its outcome.
  func finish(_ outcomes: [(trial: Trial, outcome: Outcome)]) throws {
    try transaction { (record: Recorder) throws(StoreError) in
      let worker = try record.join(ada)
      for (trial, outcome) in outcomes {
        try record.lease(trial.id, attempt: 1, to: worker)
        try record.finish(trial.id, attempt: 1, outcome, seconds: 0.5)
      }
    }
  }
}
