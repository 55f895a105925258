import Documents
import Specs
import Sweeps
import Testing

/// Values that the command line gives instead of a spec's.
@Suite struct OverrideTests {
  private let text = """
    # How much?
    sweep: small
    network:
      - dense: { units: 8, activation: relu, l2: $l2 }  # the first
      - dense: { units: 10, activation: softmax }
    training:
      loss: categorical_crossentropy
      epochs: 40  # enough
      batch_size: 128
    parameters:
      l2: linspace(0, 1, 3)
    evaluate: { on: test, seed: 1 }

    """

  private func with(_ assignment: String) throws(DocumentError) -> String {
    try Override(assignment).applied(to: text)
  }

  @Test func `replaces a value where it stands and nothing else`() throws {
    #expect(
      try with("training.epochs=3")
        == text.replacing("epochs: 40  # enough", with: "epochs: 3  # enough"))
    #expect(
      try with("parameters.l2=[0, 1e-4]") == text.replacing("linspace(0, 1, 3)", with: "[0, 1e-4]"))
    #expect(try with("network.1.dense.units=36") == text.replacing("units: 10", with: "units: 36"))
    #expect(
      try with("evaluate={holdout: 0.2}")
        == text.replacing("{ on: test, seed: 1 }", with: "{holdout: 0.2}"))
  }

  @Test func `replaces a block of several lines`() throws {
    let changed = try with("network=[flatten, dense: {units: 10}]")
    #expect(changed.contains("sweep: small\nnetwork: [flatten, dense: {units: 10}]\ntraining:\n"))
    #expect(!changed.contains("softmax"))
    let flush = try Override("network=[flatten]").applied(to: "network:\n- a\n- b\nepochs: 1\n")
    #expect(flush == "network: [flatten]\nepochs: 1\n")
  }

  @Test func `adds what is not there behind what is`() throws {
    #expect(
      try with("evaluate.replicates=2")
        == text.replacing("seed: 1 }", with: "seed: 1, replicates: 2 }"))
    #expect(
      try with("training.schedule=cosine")
        == text.replacing("batch_size: 128", with: "batch_size: 128\n  schedule: cosine"))
    #expect(try with("limits.trial=10m").hasSuffix("seed: 1 }\nlimits: {trial: 10m}\n"))
    #expect(try Override("a.b=1").applied(to: "a: {}\n") == "a: {b: 1}\n")
  }

  @Test func `quotes a call where a comma would end it`() throws {
    let changed = try Override("parameters.l2=linspace(0, 1, 5)")
      .applied(to: "parameters: { l2: [0] }\n")
    #expect(changed == "parameters: { l2: \"linspace(0, 1, 5)\" }\n")
  }

  @Test func `speaks JSON as well`() throws {
    let json = #"{"training": {"epochs": 40}, "parameters": {"l2": [0]}}"#
    let changed = try Override("training.epochs=2").applied(to: json)
    #expect(changed == #"{"training": {"epochs": 2}, "parameters": {"l2": [0]}}"#)
  }

  @Test func `leaves an anchor alone that others use`() throws {
    let aliased = "a: &x { b: 1 }\nc: *x\n"
    #expect(try Override("c=2").applied(to: aliased) == "a: &x { b: 1 }\nc: 2\n")
    #expect(
      throws: DocumentError("c is an alias of what stands elsewhere; set c itself", at: nil)
    ) { try Override("c.b=2").applied(to: aliased) }
  }

  @Test(arguments: [
    ("epochs", "write the key with points between, and its value, such as training.epochs=3"),
    (
      "training..epochs=3",
      "write the key with points between, and its value, such as training.epochs=3"
    ),
    ("training.epochs=", "there is no value; write null for nothing"),
    ("network.2=flatten", "network is a list with 2 elements, counted from 0, and has no '2'"),
    (
      "training.loss.label_smoothing=0.1",
      "training.loss is 'categorical_crossentropy' and has no parts; set training.loss itself"
    ),
    (
      "evaluate.seed=1, on: test",
      "the value does not fit where it would stand; quote it, or set the block around it"
    ),
  ])
  func `says what is wrong and what to write`(assignment: String, message: String) {
    #expect(throws: DocumentError(message, at: nil)) { try with(assignment) }
  }
}

/// Levels of noise at which trained networks are measured.
@Suite struct NoiseLevelsTests {
  private func levels(_ evaluate: String) throws -> NoiseLevels? {
    let spec = try Spec(text("evaluate: {\(evaluate)}"))
    return NoiseLevels(recipe: spec.sweep.recipe)
  }

  @Test func `are a list or a call, and part of what a trial is`() throws {
    #expect(
      try levels("on: test, noise: {salt_and_pepper: [0, 0.25, 1]}")
        == NoiseLevels(kind: "salt_and_pepper", levels: [0, 0.25, 1]))
    #expect(
      try levels("on: test, noise: {salt_and_pepper: 'range(0, 0.4, 0.1)'}")
        == NoiseLevels(kind: "salt_and_pepper", levels: [0, 0.1, 0.2, 0.3, 0.4]))
    #expect(try levels("on: test") == nil)
    #expect(NoiseLevels.name("val_loss", at: 0.3) == "val_loss@0.3")
  }

  @Test(arguments: [
    "noise: 0.4", "noise: {}", "noise: {salt_and_pepper: 0.4}", "noise: {salt_and_pepper: []}",
    "noise: {salt_and_pepper: [0.1, 0.1]}", "noise: {salt_and_pepper: [a]}",
    "noise: {salt_and_pepper: [0], pepper: [0]}",
  ])
  func `are refused when they are none`(line: String) {
    #expect(throws: DocumentError.self) { try levels("on: test, \(line)") }
  }
}
