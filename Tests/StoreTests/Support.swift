import Documents
import Foundation
import Hashing
import Store
import Sweeps
import Trials

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

let ada = WorkerFacts(
  host: "ada", process: 12, slots: 2, semantics: ["engine 1"], kernel: "SkylakeX")

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
    _ = try SQLiteJournal(OpenPlan(plan), of: sweep, in: self).beginEpoch()
    return sweep
  }

  /// Trains trials of a sweep on the spot: each is leased and comes to its outcome.
  func finish(
    _ plan: Plan, _ outcomes: [(trial: Trial, outcome: Outcome)],
    specText: String = "sweep: small"
  ) throws {
    let sweep = try register(plan, specText: specText, semantics: "engine 1")
    try Recording(of: plan, sweep, in: self).record { record in
      let worker = record.join(ada)
      for (trial, outcome) in outcomes {
        record.lease(trial.id, attempt: 1, to: worker)
        record.finish(trial.id, attempt: 1, outcome, seconds: 0.5)
      }
    }
  }

  /// Notes that a coordinator starts to run a sweep, and gives its number.
  func beginEpoch(_ plan: Plan, of sweep: SweepID) throws -> Int {
    try SQLiteJournal(OpenPlan(plan), of: sweep, in: self).beginEpoch()
  }

  /// What a coordinator would find of each trial if it started now.
  func histories(_ plan: Plan, of sweep: SweepID) throws -> [TrialID: TrialHistory] {
    let open = OpenPlan(plan)
    let replay = try SQLiteJournal(open, of: sweep, in: self).replay()
    return Dictionary(
      zip(open.trials.map(\.id), replay.histories), uniquingKeysWith: { first, _ in first })
  }
}

extension TrialHistory.Standing {
  static func finished(_ outcome: Outcome) -> TrialHistory.Standing {
    .finished(Fingerprint(outcome.digest))
  }
}

/// A journal whose entries are told in the words of tests; what is told in one `record` is one commit.
final class Recording {
  private let journal: SQLiteJournal
  private let plan: OpenPlan
  private var entries: [JournalEntry] = []
  private var sessions: UInt64 = 0

  init(of plan: Plan, _ sweep: SweepID, in file: ResultsFile) throws {
    self.plan = OpenPlan(plan)
    journal = try SQLiteJournal(self.plan, of: sweep, in: file)
    _ = try journal.beginEpoch()
    _ = try journal.replay()
  }

  func record<Result>(_ body: (Recording) throws -> Result) throws -> Result {
    entries = []
    let result = try body(self)
    try journal.append(entries)
    return result
  }

  private func numbered(_ trial: TrialID, _ attempt: Int) -> NumberedAttempt {
    guard let number = plan.number(of: trial) else { preconditionFailure("\(trial) is no trial") }
    return NumberedAttempt(trial: number, number: attempt)
  }

  func join(_ facts: WorkerFacts) -> Session {
    sessions += 1
    entries.append(.joined(Session(number: sessions), facts, as: nil))
    return Session(number: sessions)
  }

  func leave(_ worker: Session) { entries.append(.left(worker)) }
  func quarantine(_ worker: Session) { entries.append(.quarantined(worker)) }

  func lease(_ trial: TrialID, attempt: Int, to worker: Session) {
    entries.append(.leased(numbered(trial, attempt), to: worker))
  }

  func adopt(_ trial: TrialID, attempt: Int, by worker: Session) {
    entries.append(.adopted(numbered(trial, attempt), by: worker))
  }

  func measure(_ measurements: [Trials.Measurement], of trial: TrialID, attempt: Int) {
    entries.append(.measured(numbered(trial, attempt), measurements))
  }

  func finish(_ trial: TrialID, attempt: Int, _ outcome: Outcome, seconds: Double) {
    entries.append(
      .finished(numbered(trial, attempt), DecodedOutcome(outcome), seconds: seconds))
  }

  func conflict(_ trial: TrialID, attempt: Int, _ outcome: Outcome, seconds: Double) {
    entries.append(
      .conflicted(numbered(trial, attempt), DecodedOutcome(outcome), seconds: seconds))
  }

  func fail(_ trial: TrialID, attempt: Int, _ failure: Failure, isFinal: Bool) {
    entries.append(.failed(numbered(trial, attempt), failure, isFinal: isFinal))
  }

  func lose(_ trial: TrialID, attempt: Int) { entries.append(.lost(numbered(trial, attempt))) }

  func giveBack(_ trial: TrialID, attempt: Int) {
    entries.append(.returned(numbered(trial, attempt)))
  }
}
