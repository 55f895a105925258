import Documents
import Hashing
import Sweeps
import Testing

struct PlanTests {
  private func plan(
    _ sweep: Sweep, data: DataFacts = sixtyRows, semantics: String = "engine 1"
  ) throws -> Plan {
    try Plan(sweep, data: data, semantics: semantics)
  }

  private func ids(
    _ sweep: Sweep, data: DataFacts = sixtyRows, semantics: String = "engine 1"
  ) throws -> Set<TrialID> {
    Set(try plan(sweep, data: data, semantics: semantics).trials.map(\.id))
  }

  @Test func `has a trial for every configuration, replicate and fold`() throws {
    let plan = try plan(
      sweep(
        parameters: [parameter("l2", 0, 0.1, 0.2)], evaluation: .folds(5, repeats: 2, replicates: 4)
      ))
    #expect(plan.configurations.count == 3)
    #expect(plan.splits.count == 10)
    #expect(plan.trials.count == 3 * 4 * 10)
    #expect(Set(plan.trials.map(\.id)).count == 3 * 4 * 10)
  }

  @Test func `tries every configuration once before any of them twice`() throws {
    let trials = try plan(sweep(evaluation: .folds(2, replicates: 2))).trials
    #expect(trials.map(\.configuration) == [0, 1, 0, 1, 0, 1, 0, 1])
    #expect(trials.map(\.fold) == [0, 0, 1, 1, 0, 0, 1, 1])
    #expect(trials.map(\.replicate) == [0, 0, 0, 0, 1, 1, 1, 1])
  }

  /// From a second implementation, in Python, of the CBOR array that is hashed.
  @Test func `an identity is the same for ever`() throws {
    let bytes = [UInt8](repeating: 7, count: 32)
    let data = DataFacts(
      digest: try #require(Digest(bytes: bytes)), rowCount: 6, testCount: 2, classes: nil)
    let tiny = sweep(
      recipe: map(["units": .integer(3), "l2": .text("$l2")]),
      parameters: [parameter("l2", 0.001)])
    let trial = try plan(tiny, data: data).trials[1]
    #expect(trial.replicate == 1)
    #expect(
      trial.id.digest.description
        == "cb0bee9e845c0cbc5777ff3ecf5d7c5aae851d3e87b5950833914b8ef9b84238")
    #expect(trial.id.description == "cb0bee9e845c")
  }

  @Test func `the same spec asks for the same trials`() throws {
    #expect(try plan(sweep()).trials == plan(sweep()).trials)
  }

  @Test func `another value, replicate or repeat keeps what was there`() throws {
    let before = try ids(sweep(evaluation: .folds(2, replicates: 3)))
    let value = try ids(
      sweep(
        parameters: [parameter("l2", 0.5, 0, 0.001)], evaluation: .folds(2, replicates: 3)))
    let replicates = try ids(sweep(evaluation: .folds(2, replicates: 5)))
    let repeats = try ids(sweep(evaluation: .folds(2, repeats: 2, replicates: 3)))
    for after in [value, replicates, repeats] {
      #expect(after.isStrictSuperset(of: before))
    }
    #expect(value.count == 18 && replicates.count == 20 && repeats.count == 24)
  }

  @Test func `whatever a result depends on makes other trials`() throws {
    let before = try ids(sweep())
    let epochs = sweep(recipe: map(["l2": .text("$l2"), "epochs": .integer(41)]))
    let seed = sweep(evaluation: Evaluation(scheme: .test, replicates: 3, seed: 43))
    let scheme = sweep(evaluation: .folds(2, replicates: 3, seed: 42))
    for changed in [epochs, seed, scheme] {
      #expect(try ids(changed).isDisjoint(with: before))
    }
    let other = DataFacts(
      digest: Digest(of: [61]), rowCount: 60, testCount: 12, classes: sixtyRows.classes)
    #expect(try ids(sweep(), data: other).isDisjoint(with: before))
    #expect(try ids(sweep(), semantics: "engine 2").isDisjoint(with: before))
  }

  @Test func `what a result does not depend on keeps the trials`() throws {
    let before = try ids(sweep())
    let best = Metric(name: "val_loss", goal: .minimize, moment: .best)
    #expect(try ids(sweep(name: "renamed", metric: best)) == before)
    #expect(try ids(sweep(data: Document(.text("./digits.csv")))) == before)
    #expect(try ids(sweep(parameters: [parameter("l2", 0.001, 0)])) == before)
  }

  @Test func `neither the form of a number, nor the order of keys, nor their place counts`() throws
  {
    let before = try ids(sweep())
    let whole = sweep(recipe: map(["l2": .text("$l2"), "epochs": .number(40)]))
    let turned = sweep(recipe: map(["epochs": .integer(40), "l2": .text("$l2")]))
    let marked = Document(
      .map([
        .init(
          key: "l2", value: Document(.text("$l2"), at: Mark(line: 3, column: 7)),
          mark: Mark(line: 3, column: 1)),
        .init(key: "epochs", value: Document(.integer(40), at: Mark(line: 4, column: 9))),
      ]))
    for same in [whole, turned, sweep(recipe: marked)] {
      #expect(try ids(same) == before)
    }
  }

  @Test func `an assignment tells all about its trial`() throws {
    let plan = try plan(sweep(evaluation: .folds(2, replicates: 2)))
    let trial = plan.trials[7]
    let assignment = plan.assignment(for: trial)
    #expect(assignment.trial == trial.id)
    #expect(assignment.recipe == map(["l2": .number(0.001), "epochs": .integer(40)]))
    #expect(assignment.replicate == 1 && assignment.fold == 1)
    #expect(assignment.splitDigest == plan.splits[1].digest)
    #expect(assignment.dataDigest == sixtyRows.digest)
  }
}
