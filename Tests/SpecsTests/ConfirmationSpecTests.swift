import Documents
import Hashing
import Specs
import Sweeps
import Testing

/// Specs whose best configurations are confirmed.
struct ConfirmationSpecTests {
  private func spec(
    _ confirm: String, data: String = "mnist", evaluate: String = "{ holdout: 0.2, seed: 5 }",
    method: String = "{ search: tpe, configurations: 20 }"
  ) throws -> Sweep {
    try Spec(text(confirm, data, evaluate, method)).sweep
  }

  private func text(
    _ confirm: String, _ data: String = "mnist", _ evaluate: String = "{ holdout: 0.2, seed: 5 }",
    _ method: String = "{ search: tpe, configurations: 20 }"
  ) -> String {
    """
    sweep: s
    data: \(data)
    network: [dense: { units: 10, activation: softmax, l2: $l2 }]
    training: { loss: categorical_crossentropy, optimizer: $optimizer, batch_size: 32, epochs: 2 }
    parameters:
      l2: loguniform(1e-6, 1e-3)
      optimizer: { options: { slow: { sgd: { learning_rate: $lr } }, adam: adam } }
      lr: uniform(0, 1)
    evaluate: \(evaluate)
    method: \(method)
    confirm: \(confirm)
    """
  }

  private let choice = ConfirmedChoice(
    sweep: Digest(of: [1]), evidence: Digest(of: [2]), numbers: [7, 3])

  @Test func `what is left out is the usual`() throws {
    #expect(
      try spec("{}").confirmation == Confirmation(top: 5, replicates: 10, isOnTest: false))
    #expect(
      try spec("{ top: 2, replicates: 3, on: test }").confirmation
        == Confirmation(top: 2, replicates: 3, isOnTest: true))
  }

  @Test(arguments: [
    ("mnist", "{set: mnist, part: training}"),
    ("{ set: mnist, part: training }", "{set: mnist, part: training}"),
    ("{ csv: a.csv, test: b.csv, target: y }", "{csv: a.csv, target: y}"),
    ("{ libsvm: a.svm, test: b.svm }", "{libsvm: a.svm}"),
    (
      "{ idx: { images: a, labels: b, test_images: c, test_labels: d } }",
      "{idx: {images: a, labels: b}}"
    ),
    ("{ mat: { training: a.mat, test: b.mat } }", "{mat: {training: a.mat}}"),
    (
      "{ npz: { file: a.npz, data: X, target: y, test_data: X2, test_target: y2 } }",
      "{npz: {file: a.npz, data: X, target: y}}"
    ),
  ])
  func `with the test part kept for it, the sweep sees the others alone`(
    data: String, seen: String
  ) throws {
    let sweep = try spec("{ on: test }", data: data)
    #expect(sweep.data == (try spec("{}", data: seen).data))
    let confirmed = try Spec(
      Spec.confirming(choice, listed, in: text("{ on: test }", data))
    ).sweep
    let whole = data.contains("part") ? "mnist" : data
    #expect(confirmed.data == (try spec("{}", data: whole).data))
    #expect(confirmed.evaluation.scheme == .test)
  }

  private let listed = [
    Document(
      .map([
        .init(key: "l2", value: Document(.number(0.00012))),
        .init(key: "optimizer", value: Document(.text("slow"))),
        .init(key: "lr", value: Document(.number(0.25))),
      ])),
    Document(
      .map([
        .init(key: "l2", value: Document(.number(1e-5))),
        .init(key: "optimizer", value: Document(.text("adam"))),
      ])),
  ]

  @Test func `the text of the choice describes the confirmation`() throws {
    let origin = try spec("{ replicates: 4 }")
    let sweep = try Spec(Spec.confirming(choice, listed, in: text("{ replicates: 4 }"))).sweep
    #expect(sweep.name == "s+confirmed")
    #expect(sweep.choice == choice && sweep.search == nil && sweep.race == nil)
    #expect(sweep.evaluation.replicates == 4)
    #expect(sweep.evaluation.scheme == origin.evaluation.scheme)
    #expect(sweep.evaluation.seed != origin.evaluation.seed)
    #expect(
      sweep.configurations.map(\.labels) == [["0.00012", "slow", "0.25"], ["1e-05", "adam", ""]])
    #expect(sweep.configurations.allSatisfy { $0.recipe.placeholders.isEmpty })
    // More trainings later are more of the same.
    let longer = try Spec(Spec.confirming(choice, listed, in: text("{ replicates: 9 }"))).sweep
    #expect(longer.evaluation.seed == sweep.evaluation.seed)
  }

  @Test func `seeds are a function of the sweep's alone`() {
    let confirmation = Confirmation(top: 1, replicates: 1, isOnTest: false)
    let seeds = [UInt64(0), 1, 5].map { seed in
      confirmation.evaluation(
        after: Evaluation(scheme: .own, replicates: 3, seed: seed)
      ).seed
    }
    #expect(Set(seeds + [0, 1, 5]).count == 6)
    // On record: other seeds would be other trainings.
    #expect(
      seeds == [
        5_939_997_778_986_060_865, 757_190_796_429_109_532, 14_750_139_229_953_640_340,
      ])
  }

  @Test(arguments: [
    ("{ on: test }", "mnist", "{ on: test }", "confirm its own choice"),
    ("{ on: test }", "{ csv: a.csv, target: y }", "{ holdout: 0.2 }", "have no test part"),
    ("{ on: rows }", "mnist", "{ holdout: 0.2 }", "confirm.on"),
    ("{ top: 0 }", "mnist", "{ holdout: 0.2 }", "confirm.top"),
    ("{ replicates: some }", "mnist", "{ holdout: 0.2 }", "confirm.replicates"),
    ("{ tops: 3 }", "mnist", "{ holdout: 0.2 }", "tops"),
    ("yes", "mnist", "{ holdout: 0.2 }", "confirm"),
    ("{ chosen: { sweep: ab } }", "mnist", "{ holdout: 0.2 }", "numbers"),
  ])
  func `is refused where it makes no sense`(
    confirm: String, data: String, evaluate: String, words: String
  ) {
    let error = #expect(throws: DocumentError.self) {
      try spec(confirm, data: data, evaluate: evaluate)
    }
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
  }
}
