import Documents
import Hashing
import Records
import SQLite
import Search
import Store
import Sweeps
import Testing
import Trials

/// Halving on record: the configurations that went on, and which trials are asked for until which epoch.
struct HalvingRecordTests {
  let place: Workplace
  let file: ResultsFile

  init() throws {
    place = try Workplace()
    file = try ResultsFile(at: place.path())
  }

  /// Four values over two replicates, compared after epochs 1 and 3 of 9; one has two epochs only.
  private func plan(_ moment: Metric.Moment = .last) throws -> Plan {
    let epochs = [9, 9, 2, 9].enumerated().map { place, epochs in
      Parameter.Option(
        label: "\(place)",
        value: Document(
          .map([
            .init(key: "epochs", value: Document(.integer(Int64(epochs)))),
            .init(key: "rate", value: Document(.integer(Int64(place)))),
          ])))
    }
    let sweep = Sweep(
      name: "halved", data: Document(.text("toy")),
      recipe: Document(.map([.init(key: "training", value: Document(.text("$training")))])),
      parameters: [Parameter(name: "training", options: epochs)],
      evaluation: Evaluation(scheme: .test, replicates: 2, seed: 1),
      metric: Metric(name: "val_accuracy", goal: .maximize, moment: moment),
      halving: HalvingMethod(from: 1, factor: 3, to: 9))
    let data = DataFacts(digest: Digest(of: [1]), rowCount: 8, testCount: 2, classes: nil)
    return try Plan(sweep, data: data, semantics: "engine 1")
  }

  @Test
  func `trials until an epoch are others, and whole ones are those of a sweep without halving`()
    throws
  {
    let plan = try plan()
    #expect(plan.trials.count == 8)
    // At epoch 3 the one of two epochs is trained to its end.
    #expect(plan.allTrials.count == 8 + 4 * 2 + 3 * 2)
    #expect(Set(plan.allTrials.map(\.id)).count == plan.allTrials.count)
    let trial = plan.trial(configuration: 1, replicate: 1, fold: 0, until: 3)
    #expect(
      trial.id
        == TrialID(
          semantics: "engine 1", data: plan.data.digest,
          recipe: plan.configurations[1].recipe.item, seed: 1, replicate: 1, fold: 0,
          split: plan.splitDigests[0], until: 3))
    let assignment = plan.assignment(for: trial, keeping: .last)
    #expect(assignment.until == 3)
    // The kept weights are handed in at the end; until then, checkpoints have them.
    #expect(assignment.keep == .last)
    #expect(
      assignment.earlier == plan.trial(configuration: 1, replicate: 1, fold: 0, until: 1).id)
    #expect(EncodedAssignment(assignment).decoded == assignment)
  }

  @Test func `promotions ask for trials of the next rung, and views show whole ones only`() throws {
    let plan = try plan()
    let sweep = try file.register(plan, specText: "halved", semantics: "engine 1")
    func reader() throws -> ResultsReader { try ResultsReader(at: place.path()) }
    // All begin at the first rung, from the start.
    #expect(try file.decisions(of: sweep).map(\.kind) == [.grid])
    #expect(try reader().progress(of: sweep).trials == 8)
    let journal = try SQLiteJournal(OpenPlan(plan), of: sweep, in: file)
    #expect(try journal.replay().histories.count == plan.allTrials.count)
    let promotions = [(2, 3, 1), (1, 3, 2), (1, 9, 3)].map { configuration, until, number in
      Decision(
        number: number, kind: .promotion, evidence: Digest(of: [UInt8(number)]),
        configurations: configuration..<configuration + 1, until: until)
    }
    for promotion in promotions {
      let known = try journal.follow([promotion])
      #expect(known.histories.isEmpty && known.settled.isEmpty)
    }
    #expect(try Array(file.decisions(of: sweep).dropFirst()) == promotions)
    #expect(try reader().progress(of: sweep).trials == 8 + 2 + 2 + 2)
    func count(_ table: String) throws -> Int {
      try Database(at: place.path(), mode: .readOnly).prepare("SELECT count(*) FROM \(table)")
        .first { $0.int(0) } ?? 0
    }
    // Whole: the one of two epochs, and the one that was taken to the end.
    #expect(try count("trial_results") == 4)
    #expect(try count("sweep_trials WHERE until = 1") == 8)
    #expect(try reader().examine().isEmpty)
    // Another file takes it over whole.
    let other = try ResultsFile(at: place.path("other.sqlite"))
    _ = try other.merge(place.path())
    let taken = try #require(try ResultsReader(at: place.path("other.sqlite")).latestSweep())
    #expect(try Array(other.decisions(of: taken.id).dropFirst()) == promotions)
    #expect(
      try ResultsReader(at: place.path("other.sqlite")).progress(of: taken.id).trials == 14)
  }

  @Test func `an epoch beyond the end of a trial is read as its last`() {
    let metric = Metric(name: "a", goal: .maximize, moment: .epoch(5))
    let measurements = (1...3).map { Measurement(epoch: $0, metrics: ["a": Double($0)]) }
    #expect(metric.within(3).value(of: measurements) == 3)
    #expect(metric.within(nil).value(of: measurements) == nil)
    #expect(metric.within(5) == metric)
  }

  @Test func `a file of version 4 is brought up to date, and has no promotions`() throws {
    let then = Schema(migrations: Array(Schema.current.migrations.prefix(4)))
    let path = place.path("four.sqlite")
    do { _ = try ResultsFile(at: path, schema: then) }
    try Database(at: path).execute(
      """
      INSERT INTO data_sets (id, hash, rows, test_rows) VALUES (1, zeroblob(32), 1, 1);
      INSERT INTO sweeps (id, identity, name, used, spec, spec_hash, data, data_set, semantics, metric,
        goal, moment, scheme, replicates, seed)
      VALUES (1, zeroblob(32), 's', 1, '', zeroblob(32), 'd', 1, 'engine 1', 'm', 'maximize', 'last',
        'test', 1, '0');
      INSERT INTO decisions (sweep, number, kind, evidence, first, configurations)
      VALUES (1, 0, 'grid', zeroblob(32), 0, 0);
      """)
    let file = try ResultsFile(at: path)
    let sweep = try #require(try ResultsReader(at: path).latestSweep())
    #expect(try file.decisions(of: sweep.id).map(\.until) == [nil])
    let version = try Database(at: path, mode: .readOnly).prepare("PRAGMA user_version")
      .first { $0.int(0) }
    #expect(version == Schema.current.migrations.count)
  }
}
