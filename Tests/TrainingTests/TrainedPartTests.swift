import Datasets
import Documents
import Engine
import Hashing
import Specs
import Sweeps
import Testing
import Trials
import YAML

@testable import Training

/// Networks that begin with those of earlier trainings.
struct TrainedPartTests {
  private static let network = [
    "network: [{dense: {units: 12, activation: relu}}, batch_norm, {dense: {units: 10, activation: softmax}}]",
    "optimizer: {sgd: {learning_rate: 0.1}}", "epochs: 8",
  ]

  private func train(
    _ plan: Plan, _ trial: Int = 0, keeping keep: Keep? = nil
  ) throws -> Trials.Outcome {
    try EngineTrainer(DatasetLibrary(folders: [], cache: nil))
      .train(plan.assignment(for: plan.trials[trial], keeping: keep)) { _ in }
  }

  private static let measuring = "{loss: categorical_crossentropy, epochs: 0}"

  /// A plan whose network begins with a file, perhaps after another layer.
  private func plan(
    _ training: String = measuring, beginningWith file: [UInt8], of network: Document,
    after first: String? = nil
  ) throws -> Plan {
    let layers = try network.list("network")
    let part = TrainedPart(weights: [Digest(of: file)], layers: layers).layer(at: nil)
    let before = try first.map { [try Document(yaml: $0)] } ?? []
    let recipe = Document(
      .map([
        .init(key: "network", value: Document(.list(before + [part]))),
        .init(key: "training", value: try Document(yaml: training)),
      ]))
    let plain = try Plan.digits(Self.network)
    return try Plan(
      plain.sweep, data: plain.data, semantics: EngineTrainer.semantics,
      configurations: [Configuration(index: 0, labels: [], recipe: recipe)],
      weights: [Digest(of: file): file])
  }

  @Test func `without an epoch, a trained network measures as it did where it was trained`() throws
  {
    let source = try Plan.digits(Self.network)
    let trained = try train(source, keeping: .last)
    let file = try #require(trained.weights?.file)
    let network = try #require(source.configurations[0].recipe["network"])
    let measured = try train(
      plan(beginningWith: file, of: network, after: "reshape: {target_shape: [64]}"),
      keeping: .last)
    #expect(measured.measurements.map(\.epoch) == [0])
    let before = try #require(trained.measurements.last)
    #expect(
      measured.measurements[0].metrics == before.metrics.filter { $0.key.hasPrefix("val_") })
    #expect(measured.attachments == trained.attachments)

    // The kept weights say which layers the network has, and not where they came from.
    let kept = try #require(measured.weights?.file)
    let layers = try #require(try Network.metadata(ofWeights: kept)["network"])
    let again = try train(
      plan(beginningWith: kept, of: try #require(Document(json: layers))))
    #expect(again.measurements == measured.measurements)
  }

  @Test func `a trained network learns on`() throws {
    let source = try Plan.digits(Self.network)
    let file = try #require(try train(source, keeping: .last).weights?.file)
    let network = try #require(source.configurations[0].recipe["network"])
    let tuned = try train(
      plan(
        "{loss: categorical_crossentropy, optimizer: sgd, batch_size: 32, epochs: 1}",
        beginningWith: file, of: network))
    let fresh = try train(Plan.digits([Self.network[0], "optimizer: sgd", "epochs: 1"]))
    let (a, b) = (tuned.measurements[0].metrics, fresh.measurements[0].metrics)
    #expect(try #require(a["val_loss"]) < 0.8 * #require(b["val_loss"]))
  }

  @Test func `weights that did not come are a failure that says so`() throws {
    let source = try Plan.digits(Self.network)
    let file = try #require(try train(source, keeping: .last).weights?.file)
    let network = try #require(source.configurations[0].recipe["network"])
    let plan = try plan(beginningWith: file, of: network)
    let whole = plan.assignment(for: plan.trials[0])
    let lacking = Assignment(
      trial: whole.trial, data: whole.data, dataDigest: whole.dataDigest, recipe: whole.recipe,
      evaluation: whole.evaluation, replicate: whole.replicate, fold: whole.fold,
      splitDigest: whole.splitDigest, weights: [[1, 2, 3]])
    let failure = #expect(throws: Failure.self) {
      try EngineTrainer(DatasetLibrary(folders: [], cache: nil)).train(lacking) { _ in }
    }
    #expect(failure?.message == "the weights \(Digest(of: file)) did not come with the trial")
  }

  @Test func `noise at evaluation gives every metric at every level`() throws {
    let noise = "evaluate: {noise: {salt_and_pepper: [0, 0.5, 1]}}"
    let quiet = try train(Plan.digits(Self.network))
    let recipe = try Document(yaml: recipeText(Self.network) + "\n" + noise)
    let plain = try Plan.digits(Self.network)
    let plan = try Plan(
      plain.sweep, data: plain.data, semantics: EngineTrainer.semantics,
      configurations: [Configuration(index: 0, labels: [], recipe: recipe)])
    let outcome = try train(plan)
    let last = try #require(outcome.measurements.last).metrics
    let before = try #require(quiet.measurements.last).metrics
    // Measured after the training, which it leaves as it was.
    #expect(last.filter { !$0.key.contains("@") } == before)
    for name in ["val_loss", "val_accuracy", "val_precision", "val_recall", "val_f1"] {
      #expect(last["\(name)@0"] == before[name])
    }
    #expect(try #require(last["val_accuracy@0.5"]) < #require(last["val_accuracy@0"]))
    // All pixels are noise: nothing is left to tell digits by.
    #expect(try #require(last["val_accuracy@1"]) < 0.25)
    #expect(last["val_accuracy_class_3@0.5"] == nil)
    #expect(try train(plan) == outcome)
    let names = try EngineRecipe(recipe, for: digits).metricNames
    #expect(Set(names) == Set(last.keys))
  }

  @Test func `what no epoch would use is refused`() {
    #expect(
      complaint { _ = try recipe("epochs: 0") }
        == "4:14: training has 'optimizer' and no epoch to use it in; remove it, or let epochs be more"
        + " than 0")
  }

  @Test func `levels are of a kind of noise that there is, and within its range`() throws {
    func complaint(_ noise: String) -> String? {
      TrainingTests.complaint {
        let text = recipeText([]) + "\nevaluate: {noise: {\(noise)}}"
        _ = try EngineRecipe(Document(yaml: text), for: digits)
      }
    }
    #expect(complaint("salt_and_pepper: [0, 1]") == nil)
    #expect(
      complaint("salt_and_pepper: [0, 1.5]")
        == "7:11: each level of salt_and_pepper must be a number from 0 to 1, not 1.5")
    #expect(
      complaint("salt: [0]") == "7:11: evaluate.noise must be one of salt_and_pepper, not 'salt'")
  }
}
