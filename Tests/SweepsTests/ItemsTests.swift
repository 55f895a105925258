import CBOR
import Documents
import Hashing
import Sweeps
import Testing
import Trials

/// An item that is sent or stored reads back as it was, and anything else is refused.
struct ItemsTests {
  static let evaluations = [
    Evaluation(scheme: .test, replicates: 3, seed: .max),
    Evaluation(scheme: .holdout(fraction: 0.2), replicates: 1, seed: 0),
    Evaluation.folds(5, .stratified, repeats: 2, replicates: 2, seed: 42),
    Evaluation.folds(10, .kfold),
  ]

  @Test(arguments: evaluations) func `evaluations travel`(evaluation: Evaluation) {
    #expect(Evaluation(evaluation.item) == evaluation)
  }

  @Test(arguments: [
    Item.null,
    .array([]),
    .array([.array([.text("test")]), .integer(0), .text("1")]),
    .array([.array([.text("test")]), .integer(1), .integer(1)]),
    .array([.array([.text("test")]), .integer(1), .text("-1")]),
    .array([.array([.text("test")]), .integer(1), .text("+1")]),
    .array([.array([.text("test")]), .integer(1), .text("01")]),
    .array([.array([.text("test")]), .integer(1), .text("18446744073709551616")]),
    .array([.array([.text("test"), .null]), .integer(1), .text("1")]),
    .array([.array([.text("holdout"), .double(1)]), .integer(1), .text("1")]),
    .array([.array([.text("holdout"), .double(.nan)]), .integer(1), .text("1")]),
    .array([.array([.text("holdout"), .integer(0)]), .integer(1), .text("1")]),
    .array([.array([.text("kfold"), .integer(1), .integer(1)]), .integer(1), .text("1")]),
    .array([.array([.text("kfold"), .integer(2), .integer(0)]), .integer(1), .text("1")]),
    .array([
      .array([.text("kfold"), .integer(1 << 53), .integer(1 << 53)]), .integer(1), .text("1"),
    ]),
    .array([.array([.text("loo"), .integer(2), .integer(1)]), .integer(1), .text("1")]),
  ]) func `odd evaluations are refused`(item: Item) {
    #expect(Evaluation(item) == nil)
  }

  static let outcome = Outcome(
    status: .completed,
    measurements: [
      Measurement(epoch: 1, metrics: ["loss": 0.5, "val_accuracy": 0.9]),
      Measurement(epoch: 2, metrics: ["loss": .infinity]),
    ],
    attachments: ["confusion": Document(.list([Document(.integer(3))]))])

  @Test func `outcomes travel`() throws {
    #expect(Outcome(decoding: Self.outcome.item.encoded()) == Self.outcome)
    let diverged = Outcome(
      status: .diverged, measurements: [Measurement(epoch: 1, metrics: ["loss": .nan])])
    let back = try #require(Outcome(decoding: diverged.item.encoded()))
    #expect(back.status == .diverged)
    #expect(try #require(back.measurements.first?.metrics["loss"]).isNaN)
    #expect(back.digest == diverged.digest)
  }

  @Test func `weights travel, and are no part of the digest`() throws {
    let kept = Outcome(
      status: .completed, measurements: Self.outcome.measurements,
      attachments: Self.outcome.attachments, weights: KeptWeights(epoch: 2, file: [1, 2, 3]))
    #expect(Outcome(decoding: kept.item.encoded()) == kept)
    #expect(kept != Self.outcome)
    #expect(kept.digest == Self.outcome.digest)
  }

  @Test(arguments: [Keep.last, .best(of: "last", .minimize), .best(of: "val_f1", .maximize)])
  func `what to keep travels`(keep: Keep) throws {
    let plan = try Plan(sweep(), data: sixtyRows, semantics: "1")
    let assignment = plan.assignment(for: plan.trials[0], keeping: keep)
    #expect(EncodedAssignment(assignment).decoded?.keep == keep)
  }

  @Test func `an outcome's digest changes with any of its numbers`() {
    let other = Outcome(
      status: .completed,
      measurements: [
        Measurement(epoch: 1, metrics: ["loss": (0.5).nextUp, "val_accuracy": 0.9]),
        Measurement(epoch: 2, metrics: ["loss": .infinity]),
      ], attachments: Self.outcome.attachments)
    #expect(other.digest != Self.outcome.digest)
    #expect(Outcome(decoding: Self.outcome.item.encoded())?.digest == Self.outcome.digest)
  }

  @Test(arguments: [
    Item.null,
    .array([.text("completed"), .array([])]),
    .array([.text("failed"), .array([]), .map([])]),
    .array([.text("completed"), .array([.null]), .map([])]),
    .array([.text("completed"), .array([.array([.double(1), .map([])])]), .map([])]),
    .array([
      .text("completed"),
      .array([.array([.integer(1), .map([.init(key: .text("x"), value: .integer(1))])])]),
      .map([]),
    ]),
    .array([.text("completed"), .array([]), .map([.init(key: .null, value: .null)])]),
    .array([.text("completed"), .array([]), .map([]), .null]),
    .array([.text("completed"), .array([]), .map([]), .array([.integer(1), .text("")])]),
    .array([.text("completed"), .array([]), .map([.init(key: .text("a"), value: .bytes([]))])]),
  ]) func `odd outcomes are refused`(item: Item) {
    #expect(Outcome(decoding: item.encoded()) == nil)
  }

  @Test func `assignments travel`() throws {
    for evaluation in Self.evaluations {
      let plan = try Plan(
        sweep(parameters: [parameter("l2", 0.25)], evaluation: evaluation), data: sixtyRows,
        semantics: "1")
      let assignment = plan.assignment(for: try #require(plan.trials.last))
      let encoded = EncodedAssignment(assignment)
      let back = try #require(encoded.decoded)
      #expect(EncodedAssignment(back) == encoded)
      #expect(back.trial == assignment.trial && back.evaluation == evaluation)
      #expect(back.recipe["l2"] == Document(.number(0.25)))
    }
  }

  @Test func `an assignment brings the weights that its own trial begins with`() throws {
    let files: [[UInt8]] = [[1], [2], [3], [4]]
    let layer = Document(.map([Document.Entry(key: "flatten", value: Document(.null))]))
    let part = TrainedPart(weights: files.map { Digest(of: $0) }, layers: [layer])
    let recipe = Document(
      .map([.init(key: "network", value: Document(.list([part.layer(at: nil), layer])))]))
    let sweep = sweep(
      evaluation: Evaluation(
        scheme: .folds(k: 2, kind: .kfold, repeats: 1), replicates: 2, seed: 1))
    let plan = try Plan(
      sweep, data: sixtyRows, semantics: "1",
      configurations: [Configuration(index: 0, labels: [], recipe: recipe)],
      weights: Dictionary(uniqueKeysWithValues: files.map { (Digest(of: $0), $0) }))
    for (trial, file) in zip(plan.trials, files) {
      let back = try #require(EncodedAssignment(plan.assignment(for: trial)).decoded)
      #expect(back.weights == [file])
      #expect(back.recipe == plan.recipe(of: trial))
      #expect(
        back.recipe.trainedParts == [TrainedPart(weights: [Digest(of: file)], layers: [layer])])
    }
    #expect(Set(plan.trials.map(\.id)).count == 4)
  }

  @Test func `a trial that begins with other weights is another trial`() throws {
    func plan(_ file: [UInt8], replicates: Int) throws -> Plan {
      let digests = (0..<replicates).map { Digest(of: file + [UInt8($0)]) }
      let part = TrainedPart(weights: digests, layers: [])
      let recipe = Document(
        .map([.init(key: "network", value: Document(.list([part.layer(at: nil)])))]))
      return try Plan(
        sweep(evaluation: Evaluation(scheme: .test, replicates: replicates, seed: 1)),
        data: sixtyRows, semantics: "1",
        configurations: [Configuration(index: 0, labels: [], recipe: recipe)],
        weights: [digests[0]: []])
    }
    let two = try plan([7], replicates: 2).trials.map(\.id)
    #expect(try plan([7], replicates: 3).trials.prefix(2).map(\.id) == two)
    #expect(try plan([8], replicates: 2).trials.allSatisfy { !two.contains($0.id) })
  }

  @Test func `odd assignments are refused`() throws {
    let plan = try Plan(sweep(), data: sixtyRows, semantics: "1")
    let encoded = EncodedAssignment(plan.assignment(for: plan.trials[0]))
    guard case .array(let fields) = try Item(decoding: encoded.bytes) else {
      Issue.record("an assignment is an array")
      return
    }
    func isRead(_ fields: [Item]) -> Bool {
      EncodedAssignment(bytes: Item.array(fields).encoded(), kind: .engine).decoded != nil
    }
    #expect(isRead(fields))
    #expect(!isRead(fields.dropLast()))
    #expect(!isRead(fields + [.null]))
    for index in fields.indices {
      var odd = fields
      odd[index] = .bytes([1])
      #expect(!isRead(odd))
    }
    for (index, number) in [(2, Int64(-1)), (3, Int64.max)] {
      var odd = fields
      odd[index] = .integer(number)
      #expect(!isRead(odd))
    }
  }
}
