import Documents
import Hashing
import Random
import Statistics
import Sweeps
import Testing
import Trials
import Views

/// The standing that is kept entry by entry is the one that all trials come to.
struct StandingFoldTests {
  /// A design: folds are averaged over replicates, and more than 64 replicates are added up piece by piece.
  struct Shape: CustomTestStringConvertible, Sendable {
    let configurations: Int
    let replicates: Int
    let folds: Int

    var testDescription: String { "\(configurations) x \(replicates) x \(folds)" }
  }

  static let shapes = [
    Shape(configurations: 1, replicates: 1, folds: 1),
    Shape(configurations: 7, replicates: 5, folds: 1),
    Shape(configurations: 3, replicates: 90, folds: 1),
    Shape(configurations: 4, replicates: 3, folds: 4),
    Shape(configurations: 600, replicates: 1, folds: 1),
  ]

  static func plan(_ shape: Shape, goal: Metric.Goal = .maximize) throws -> OpenPlan {
    let rates = (0..<shape.configurations).map { Document(.number(Double($0 + 1) / 1000)) }
    let scheme: Evaluation.Scheme =
      shape.folds == 1 ? .test : .folds(k: shape.folds, kind: .kfold, repeats: 1)
    let sweep = Sweep(
      name: "rates", data: Document(.text("digits")),
      recipe: Document(.map([.init(key: "rate", value: Document(.text("$rate")))])),
      parameters: [
        Parameter(name: "rate", options: rates.map { .init(label: $0.label, value: $0) })
      ],
      evaluation: Evaluation(scheme: scheme, replicates: shape.replicates, seed: 1),
      metric: Metric(name: "accuracy", goal: goal, moment: .last))
    let data = DataFacts(digest: Digest(of: [1]), rowCount: 16, testCount: 4, classes: nil)
    return OpenPlan(try Plan(sweep, data: data, semantics: "engine 1"))
  }

  /// The record of the trials, kept by hand.
  struct Record {
    var values: [TrialValue]
    var failed = 0
    var durations = Moments()
    var excluded: Set<Int> = []

    init(_ plan: OpenPlan) { values = plan.trials.map(TrialValue.init(open:)) }

    mutating func set(_ number: Int, _ status: TrialStatus, _ value: Double? = nil) {
      let old = values[number]
      values[number] = TrialValue(
        configuration: old.configuration, replicate: old.replicate, fold: old.fold, value: value,
        status: status)
    }

    func standing(of plan: OpenPlan) -> Standing {
      Standing(
        of: values, configurationCount: plan.plan.configurations.count,
        metric: plan.plan.sweep.metric, unit: plan.plan.sweep.evaluation.summaryUnit,
        excluded: excluded, failedAttempts: failed, durations: durations)
    }
  }

  static func outcome(_ value: Double, _ status: Outcome.Status = .completed) -> DecodedOutcome {
    DecodedOutcome(
      Outcome(
        status: status, measurements: [Measurement(epoch: 1, metrics: ["accuracy": value])]))
  }

  /// Values come in tens, so that many means are equal, and some are no numbers.
  private func entry(
    _ random: inout RandomStream, _ plan: OpenPlan, _ record: inout Record
  ) -> JournalEntry? {
    // The plan's order, by and large, as in a run.
    let open = record.values.firstIndex { $0.status == .open } ?? 0
    let number = min(open + random.integer(below: 6), plan.trials.count - 1)
    let attempt = NumberedAttempt(trial: number, number: 1 + random.integer(below: 1000))
    switch (record.values[number].status, random.integer(below: 12)) {
    case (.open, 0):
      record.failed += 1
      record.set(number, .failed)
      return .failed(attempt, Failure(cause: .crashed, message: "no"), isFinal: true)
    case (.open, 1):
      record.set(number, .diverged)
      record.durations.add(3)
      return .finished(attempt, Self.outcome(1, .diverged), seconds: 3)
    case (.open, 2):
      record.set(number, .completed, .infinity)
      return .finished(attempt, Self.outcome(.infinity), seconds: -1)
    case (.open, _):
      let value = Double(random.integer(below: 10)) / 10
      record.set(number, .completed, value)
      record.durations.add(0.5 + value)
      return .finished(attempt, Self.outcome(value), seconds: 0.5 + value)
    case (.failed, _):
      record.set(number, .open)
      return .reopened(trial: number)
    default:
      let other = random.integer(below: plan.trials.count)
      guard record.values[other].status == .failed else { return nil }
      record.set(other, .open)
      return .reopened(trial: other)
    }
  }

  @Test(arguments: shapes, [Metric.Goal.maximize, .minimize])
  func `entry by entry comes to the same as all at once`(
    shape: Shape, goal: Metric.Goal
  ) throws {
    let plan = try Self.plan(shape, goal: goal)
    var random = RandomStream(seed: UInt64(shape.configurations * 100 + shape.folds))
    var record = Record(plan)
    var fold = StandingFold(plan)
    fold.askForAll(in: plan)
    var kept: Set<Int> = []
    for _ in 0..<3 * plan.trials.count {
      fold.begin()
      if random.integer(below: 40) == 0 {
        let configuration = random.integer(below: shape.configurations)
        let departs = !record.excluded.contains(configuration)
        let entry: JournalEntry =
          departs
          ? .judged(
            RaceVerdict(
              block: 1, evidence: Digest(of: []),
              departures: [Departure(configuration: configuration, reason: .diverged)]))
          : .kept(configuration: configuration)
        // A configuration that was brought back once stays.
        fold.take(entry, in: plan)
        if departs, !kept.contains(configuration) { record.excluded.insert(configuration) }
        if !departs { record.excluded.remove(configuration) }
        kept.formUnion(departs ? [] : [configuration])
      } else if let entry = entry(&random, plan, &record) {
        fold.take(entry, in: plan)
      }
      #expect(fold.standing(in: plan) == record.standing(of: plan))
    }
    #expect(fold.standing(in: plan).open < plan.trials.count)
  }

  @Test(arguments: shapes)
  func `what could not be recorded is taken back`(shape: Shape) throws {
    let plan = try Self.plan(shape)
    var random = RandomStream(seed: 7)
    var record = Record(plan)
    var fold = StandingFold(plan)
    fold.askForAll(in: plan)
    for _ in 0..<plan.trials.count {
      let (before, standing) = (record, fold.standing(in: plan))
      fold.begin()
      for _ in 0..<3 {
        if let entry = entry(&random, plan, &record) { fold.take(entry, in: plan) }
      }
      guard random.integer(below: 2) == 0 else { continue }
      fold.undo(in: plan)
      record = before
      #expect(fold.standing(in: plan).agrees(with: standing))
      #expect(fold.standing(in: plan) == record.standing(of: plan))
    }
  }

  @Test func `a late result of an attempt that had failed counts as no failure`() throws {
    let plan = try Self.plan(Shape(configurations: 2, replicates: 1, folds: 1))
    var fold = StandingFold(plan)
    fold.askForAll(in: plan)
    let attempt = NumberedAttempt(trial: 0, number: 1)
    fold.take(
      .failed(attempt, Failure(cause: .crashed, message: "no"), isFinal: true), in: plan)
    #expect(fold.standing(in: plan).failedAttempts == 1)
    #expect(fold.standing(in: plan).failed == 1)
    fold.take(.finished(attempt, Self.outcome(0.5), seconds: 1), in: plan)
    let standing = fold.standing(in: plan)
    #expect((standing.failedAttempts, standing.failed, standing.completed) == (0, 0, 1))
    #expect(standing.best?.mean == 0.5)
  }

  @Test func `what another sweep has trained counts from when it is asked for`() throws {
    let plan = try Self.plan(Shape(configurations: 2, replicates: 1, folds: 1))
    var fold = StandingFold(plan)
    fold.follow(
      [],
      known: [
        StandingFold.Known(number: 1, end: .completed(0.5), seconds: 3, failed: [1, 2])
      ], in: plan)
    #expect(fold.standing(in: plan) == Standing())
    fold.begin()
    fold.ask(for: plan.trials[1], in: plan)
    let standing = fold.standing(in: plan)
    #expect((standing.completed, standing.open, standing.failedAttempts) == (1, 0, 2))
    #expect(standing.durations == Standing.Durations(count: 1, mean: 3, deviation: nil))
    #expect(standing.best?.configuration == 1)
    fold.undo(in: plan)
    #expect(fold.standing(in: plan) == Standing())
  }

  @Test func `two standings agree but for rounding`() {
    var one = Standing()
    one.completed = 3
    one.durations = Standing.Durations(count: 3, mean: 0.1 + 0.2, deviation: 0.5)
    var two = one
    two.durations = Standing.Durations(count: 3, mean: 0.3, deviation: 0.5)
    #expect(one != two)
    #expect(one.agrees(with: two))
    two.completed = 4
    #expect(!one.agrees(with: two))
  }
}
