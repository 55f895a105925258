import Datasets
import Documents
import Engine
import Random
import Specs
import Sweeps
import Testing
import Trials

@testable import Training

/// One trial in, one outcome out.
struct EngineTrainerTests {
  /// Everything random that a training can have.
  private static let noisy = [
    "network: [{dense: {units: 16, activation: relu}}, {dropout: {rate: 0.2}},"
      + " {dense: {units: 10, activation: softmax}}]",
    "noise: {salt_and_pepper: 0.05}", "optimizer: adam", "epochs: 3",
  ]

  private func trainer() -> EngineTrainer {
    EngineTrainer(DatasetLibrary(folders: [], cache: nil))
  }

  private func train(
    _ plan: Plan, _ trial: Int = 0, with trainer: EngineTrainer? = nil, keeping keep: Keep? = nil
  ) throws -> Trials.Outcome {
    try (trainer ?? self.trainer()).train(
      plan.assignment(for: plan.trials[trial], keeping: keep)
    ) { _ in }
  }

  // MARK: - The same bits

  @Test func `a trial has the same bits when it is run again`() throws {
    let plan = try Plan.digits(Self.noisy)
    let keep = Keep.last
    let once = try train(plan, keeping: keep)
    #expect(try train(plan, keeping: keep) == once)
    #expect(try train(plan, 1, keeping: keep) != once)
  }

  @Test func `other trials before it in the process change nothing`() throws {
    let plan = try Plan.digits(Self.noisy)
    let large = try Plan.digits([
      "network: [{conv2d: {filters: 5, kernel_size: 3}}, {batch_norm: {}}, flatten,"
        + " {dense: {units: 10, activation: softmax}}]", "batch_size: 100",
    ])
    let fresh = try train(plan, keeping: .last)
    let used = trainer()
    for (plan, trial) in [(large, 0), (plan, 1), (large, 1)] {
      _ = try train(plan, trial, with: used)
    }
    #expect(try train(plan, with: used, keeping: .last) == fresh)
  }

  @Test func `keeping weights changes no number`() throws {
    let plan = try Plan.digits(Self.noisy)
    let digest = try train(plan).digest
    #expect(try train(plan, keeping: .last).digest == digest)
    #expect(try train(plan, keeping: .best(of: "val_loss", .minimize)).digest == digest)
  }

  @Test func `all configurations see the same first weights and orders`() throws {
    let one = try Plan.digits(["optimizer: {sgd: {learning_rate: 1e-30}}", "epochs: 1"])
    let other = try Plan.digits(["optimizer: {sgd: {learning_rate: 1e-31}}", "epochs: 1"])
    #expect(try train(one).measurements == train(other).measurements)
  }

  // MARK: - Results

  @Test func `reports every epoch, and hands in what it reported`() throws {
    let plan = try Plan.digits(["epochs: 3"])
    var reported: [Measurement] = []
    let outcome = try trainer().train(plan.assignment(for: plan.trials[0])) { reported.append($0) }
    #expect(outcome.status == .completed)
    #expect(outcome.measurements.map(\.epoch) == [1, 2, 3])
    #expect(outcome.measurements == reported)
    #expect(
      try Set(outcome.measurements[0].metrics.keys) == Set(recipe("epochs: 3").metricNames))
    #expect(outcome.weights == nil)
  }

  @Test func `the confusion matrix comes along, by the classes' names`() throws {
    let plan = try Plan.digits([])
    let outcome = try train(plan)
    let confusion = try #require(outcome.attachments["confusion"])
    #expect(confusion["classes"]?.label == "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]")
    let rows = try #require(confusion["counts"]).list("counts").map {
      try $0.list("a row").map { try $0.integer("a count", in: 0...400, mustBe: "a count") }
    }
    let last = try #require(outcome.measurements.last?.metrics)
    let (right, all) = ((0..<10).reduce(0) { $0 + rows[$1][$1] }, rows.joined().reduce(0, +))
    #expect(all == plan.splits[0].validation.count)
    #expect(last["val_accuracy"] == Double(right) / Double(all))
    for index in 0..<10 {
      #expect(
        last["val_accuracy_class_\(index)"]
          == Double(rows[index][index]) / Double(rows[index].reduce(0, +)))
    }
  }

  /// With one batch an epoch, it is the validation rows that show what the last step did.
  @Test(arguments: [32, 2000])
  func `a loss that runs away is a result that says so`(batchSize: Int) throws {
    let plan = try Plan.digits([
      "network: [{dense: {units: 10}}]", "loss: mean_squared_error",
      "optimizer: {sgd: {learning_rate: 1e30}}", "batch_size: \(batchSize)", "epochs: 1",
    ])
    let outcome = try train(plan, keeping: .last)
    #expect(outcome.status == .diverged)
    #expect(outcome.weights == nil && outcome.attachments.isEmpty)
  }

  @Test func `with best_weights the result is the best epoch`() throws {
    let lines = ["optimizer: {sgd: {learning_rate: 3, momentum: 0.5}}", "epochs: 12"]
    let all = try train(try Plan.digits(lines))
    let best = try train(try Plan.digits(lines + ["best_weights: true"]), keeping: .last)
    let losses = all.measurements.compactMap { $0.metrics["val_loss"] }
    let epoch = try #require(losses.firstIndex(of: losses.min() ?? 0)) + 1
    try #require(epoch < 12, "the last epoch is the best: this shows nothing")
    #expect(best.measurements == Array(all.measurements[..<epoch]))
    #expect(best.weights?.epoch == epoch)
    let other = try train(
      try Plan.digits(lines + ["best_weights: true"]), keeping: .best(of: "loss", .maximize))
    #expect(other == best)
  }

  @Test func `patience ends a training early`() throws {
    let plan = try Plan.digits([
      "optimizer: {sgd: {learning_rate: 3, momentum: 0.5}}", "epochs: 500",
      "early_stopping: {patience: 2}",
    ])
    let losses = try train(plan).measurements.compactMap { $0.metrics["val_loss"] }
    #expect(losses.count < 500)
    #expect(losses.suffix(2).allSatisfy { $0 >= losses[losses.count - 3] })
  }

  @Test func `an autoencoder learns its input, and is told in decibels`() throws {
    let plan = try Plan.digits([
      "network: [{dense: {units: 32, activation: relu}}, {dense: {units: 64, activation: sigmoid}}]",
      "loss: binary_crossentropy", "optimizer: adam", "target: input", "epochs: 5",
      "noise: {salt_and_pepper: 0.1}",
    ])
    let outcome = try train(plan)
    let ratios = outcome.measurements.compactMap { $0.metrics["val_psnr"] }
    #expect(ratios.count == 5 && ratios[4] > ratios[0] && ratios[4] > 8)
    #expect(outcome.attachments.isEmpty)
  }

  // MARK: - Looking into the network

  @Test func `what a network takes for which class is measured at the end`() throws {
    let lines = ["epochs: 4", "optimizer: adam"]
    let plan = try Plan.digits(
      lines, inspect: "{rows: 40, occlusion: {patch: 2}, attacks: {sizes: [0, 0.1, 0.3], steps: 3}}"
    )
    let outcome = try train(plan)
    let last = try #require(outcome.measurements.last).metrics
    #expect(outcome.measurements.first?.metrics["attack_success@0.1"] == nil)
    #expect(last["attack_success@0"] == 0)
    #expect(last["attack_distance@0"] == 0)
    let success = try ["0.1", "0.3"].map { try #require(last["attack_success@\($0)"]) }
    #expect(success[0] > 0 && success[1] >= success[0] && success[1] <= 1)
    let distance = try #require(last["attack_distance@0.1"])
    // No more than a tenth each of 64 pixels.
    #expect(distance > 0 && distance <= 0.1 * 8 + 1e-6)
    let confidence = try #require(last["attack_confidence@0.3"])
    #expect(try confidence > #require(last["attack_confidence@0.1"]) && confidence <= 1)
    let strokes = try #require(last["occlusion_drop_strokes"])
    #expect(try strokes > #require(last["occlusion_drop_background"]))
    // The training is the same with them and without.
    let plain = try train(try Plan.digits(lines))
    #expect(
      last.filter { plain.measurements.last?.metrics[$0.key] != nil }
        == plain.measurements.last?.metrics)
    #expect(try train(plan) == outcome)
  }

  // MARK: - Rows

  @Test func `every fold validates on its own rows`() throws {
    let plan = try Plan.digits(
      ["epochs: 1"], scheme: .folds(k: 4, kind: .stratified, repeats: 1), replicates: 1)
    var validated = 0
    for trial in plan.trials.indices {
      let counts = try #require(try train(plan, trial).attachments["confusion"]?["counts"])
      for row in try counts.list("counts") {
        for count in try row.list("row") {
          validated += try count.integer("count", in: 0...9999, mustBe: "a count")
        }
      }
    }
    #expect(validated == 1797)
  }

  @Test func `standardizing takes its moments from the rows trained on alone`() throws {
    let scratch = try Scratch()
    let rows = (0..<20).map { "\($0 % 2 * 2),5,\($0 % 2)\n" }
    let path = try scratch.write("x,y,side\n" + rows.joined() + "1000,9,1\n", to: "sides.csv")
    let dataset = try DatasetLibrary(folders: [], cache: nil).open(
      .csv(CSVFile(path: path, target: "side")))
    let material = TrialData(
      dataset: dataset, split: Split(training: Array(0..<20), validation: [20]))
    #expect(
      material.standardized().examples.inputs.scaling
        == Scaling(scale: 1, means: [1, 5], deviations: [1, 1]))
  }

  @Test func `standardized pixels are of mean 0 and deviation 1 by channel`() throws {
    let split = Split(training: Array(0..<500), validation: Array(500..<600))
    let scaling = TrialData(dataset: .digits, split: split).standardized().examples.inputs.scaling
    let pixels = Dataset.digits.bytes[..<(500 * 64)].map {
      Double($0) * Double(scaling.scales[0]) + Double(scaling.offsets[0])
    }
    let mean = pixels.reduce(0, +) / 32_000
    let square = pixels.reduce(0) { $0 + $1 * $1 } / 32_000
    #expect(abs(mean) < 1e-4 && abs(square - 1) < 1e-4)

    let (plain, standardized) = (try Plan.digits([]), try Plan.digits(["standardize: true"]))
    #expect(try train(plain).measurements != train(standardized).measurements)
  }

  // MARK: - Refusals

  @Test func `another data set than the coordinator's is not trained on`() throws {
    let plan = try Plan.digits([])
    let good = plan.assignment(for: plan.trials[0])
    let bad = Assignment(
      trial: good.trial, data: good.data, dataDigest: good.splitDigest, recipe: good.recipe,
      evaluation: good.evaluation, replicate: 0, fold: 0, splitDigest: good.splitDigest)
    let failure = #expect(throws: Failure.self) { try trainer().train(bad) { _ in } }
    #expect(failure?.cause == .unavailable)
    #expect(failure?.message.contains("differs from the coordinator's") == true)
  }

  @Test func `a set that is not here may be elsewhere`() throws {
    let plan = try Plan.digits([])
    let good = plan.assignment(for: plan.trials[0])
    let elsewhere = Assignment(
      trial: good.trial, data: Document(.text("mnist")), dataDigest: good.dataDigest,
      recipe: good.recipe, evaluation: good.evaluation, replicate: 0, fold: 0,
      splitDigest: good.splitDigest)
    let failure = #expect(throws: Failure.self) { try trainer().train(elsewhere) { _ in } }
    #expect(failure?.cause == .unavailable)
    #expect(failure?.cause.isWorthRetrying == true)
  }

  @Test func `a recipe that makes no training fails for good`() throws {
    let plan = try Plan.digits(["epochs: -1"])
    let failure = #expect(throws: Failure.self) { try train(plan) }
    #expect(failure?.cause == .invalid)
    #expect(
      failure?.message == "epochs must be a positive whole number, or 0 to measure alone, not -1")
  }
}
