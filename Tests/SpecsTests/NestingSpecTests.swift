import Documents
import Hashing
import Specs
import Sweeps
import Testing

/// Specs whose choice is measured on outer folds.
struct NestingSpecTests {
  private func text(
    _ evaluate: String = "{ nested: { folds: 5 }, folds: { k: 4 }, seed: 5 }", extra: String = ""
  ) -> String {
    """
    sweep: s
    data: digits
    network: [dense: { units: 10, activation: softmax, l2: $l2 }]
    training: { loss: categorical_crossentropy, optimizer: adam, batch_size: 32, epochs: 2 }
    parameters: { l2: [0, 1e-4, 1e-3] }
    evaluate: \(evaluate)
    \(extra)
    """
  }

  @Test func `the sweep itself chooses on all rows, and each part without some`() throws {
    let sweep = try Spec(text(extra: "confirm: { top: 2, replicates: 3 }")).sweep
    #expect(sweep.nesting == Nesting(folds: 5))
    #expect(sweep.evaluation.outer == nil)
    let text = text(extra: "confirm: { top: 2, replicates: 3 }\nrace: paired")
    let part = try Spec(Spec.nested(withoutFold: 1, in: text)).sweep
    #expect(part.name == "s+outer2")
    #expect(part.nesting == nil && part.confirmation == nil && part.race != nil)
    #expect(part.evaluation == Nesting(folds: 5).choosing(withoutFold: 1, sweep.evaluation))
    #expect(part.configurations.count == 3)
  }

  @Test func `a pick is one configuration, measured on the fold that had no say`() throws {
    let choice = ConfirmedChoice(
      sweep: Digest(of: [1]), evidence: Digest(of: [2]), numbers: [2])
    let values = Document(.map([.init(key: "l2", value: Document(.number(1e-3)))]))
    let text = try Spec.nested(
      measuring: choice, values,
      in: Spec.nested(withoutFold: 4, in: text(extra: "race: paired")))
    let sweep = try Spec(text).sweep
    #expect(sweep.name == "s+outer5+pick")
    #expect(sweep.choice == choice)
    #expect(sweep.race == nil && sweep.search == nil)
    #expect(sweep.configurations.map(\.labels) == [["0.001"]])
    #expect(sweep.evaluation.foldCount == 1)
  }

  @Test(arguments: [
    ("{ nested: { folds: 5 }, on: test }", "evaluate.on does not deal"),
    (
      "{ nested: { folds: 1 }, holdout: 0.2 }", "evaluate.nested.folds must be how many outer folds"
    ),
    ("{ nested: {}, holdout: 0.2 }", "evaluate.nested"),
    ("{ nested: { folds: 5, fold: 6 }, holdout: 0.2 }", "one of the outer folds"),
    ("{ nested: { folds: 5 }, folds: { kind: leave_one_group_out } }", "leaves out groups"),
  ])
  func `what makes no sense is refused`(evaluate: String, words: String) {
    let error = #expect(throws: DocumentError.self) { try Spec(text(evaluate)) }
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
  }

  @Test func `one configuration leaves nothing to choose`() {
    let text = text().replacing("[0, 1e-4, 1e-3]", with: "[0]")
    let error = #expect(throws: DocumentError.self) { try Spec(text) }
    #expect(error?.message.contains("this sweep has one configuration") == true)
  }
}
