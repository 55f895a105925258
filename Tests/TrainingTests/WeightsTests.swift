import Datasets
import Documents
import Engine
import Random
import Sweeps
import Testing
import Trials

@testable import Training

/// A network that a sweep kept is the network that was trained.
struct WeightsTests {
  /// Batch normalisation has running moments, which belong to a network as much as its weights.
  private static let lines = [
    "network: [{conv2d: {filters: 4, kernel_size: 3}}, batch_norm, {activation: {function: relu}},"
      + " flatten, {dropout: {rate: 0.2}}, {dense: {units: 10, activation: softmax}}]",
    "optimizer: {sgd: {learning_rate: 0.3, momentum: 0.9}}", "epochs: 6",
  ]

  private func outcome(_ plan: Plan, keeping keep: Keep) throws -> Trials.Outcome {
    try EngineTrainer(DatasetLibrary(folders: [], cache: nil)).train(
      plan.assignment(for: plan.trials[0], keeping: keep)
    ) { _ in }
  }

  /// The metrics of a network that never learned on the validation rows, with the weights of a file.
  private func evaluation(_ plan: Plan, _ weights: KeptWeights) throws -> [String: Double] {
    let recipe = try EngineRecipe(plan.configurations[0].recipe, for: digits)
    let stream = RandomStream(seed: 999)
    let material = TrialData(dataset: .digits, split: plan.splits[0])
    let trainer = try Trainer(
      recipe.network, recipe.training, on: material.training, validation: material.validation,
      streams: Trainer.Streams(
        initialisation: stream, order: stream, dropout: stream, noise: stream))
    let metadata = try trainer.network.load(weights: weights.file)
    #expect(metadata["epoch"] == "\(weights.epoch)")
    return Dictionary(trainer.evaluate().map { ($0.name, $0.value) }) { first, _ in first }
  }

  private func validation(_ outcome: Trials.Outcome, epoch: Int) -> [String: Double] {
    outcome.measurements[epoch - 1].metrics.filter { $0.key.hasPrefix("val_") }
  }

  @Test func `the last network, read back, measures as it did in training`() throws {
    let plan = try Plan.digits(Self.lines)
    let outcome = try outcome(plan, keeping: .last)
    let weights = try #require(outcome.weights)
    #expect(weights.epoch == 6)
    #expect(try evaluation(plan, weights) == validation(outcome, epoch: 6))
  }

  @Test(
    arguments: [("val_loss", .minimize), ("val_accuracy", .maximize), ("loss", .maximize)]
      as [(String, Sweeps.Metric.Goal)])
  func `the best network is of the epoch with the best metric`(
    name: String, goal: Sweeps.Metric.Goal
  ) throws {
    let plan = try Plan.digits(Self.lines)
    let outcome = try outcome(plan, keeping: .best(of: name, goal))
    let weights = try #require(outcome.weights)
    let values = outcome.measurements.compactMap { $0.metrics[name] }
    let best = try #require(goal == .minimize ? values.min() : values.max())
    #expect(values.firstIndex(of: best) == weights.epoch - 1)
    #expect(try evaluation(plan, weights) == validation(outcome, epoch: weights.epoch))
  }

  @Test func `a file tells what it is without its sweep`() throws {
    let plan = try Plan.digits([])
    let weights = try #require(try outcome(plan, keeping: .last).weights)
    let network = try Network(
      NetworkDescription(
        input: [64],
        layers: [
          .dense(.init(units: 8, activation: .relu)),
          .dense(.init(units: 10, activation: .softmax)),
        ]), for: .prediction, capacity: 1, initialisation: RandomStream(seed: 1),
      dropout: RandomStream(seed: 1))
    let metadata = try network.load(weights: weights.file)
    #expect(
      metadata == [
        "format": "sweep network", "version": "1", "epoch": "2", "input": "[64]",
        "trial": "\(plan.trials[0].id.digest)", "data": "\(plan.data.digest)",
        "classes": #"["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]"#,
        "network": plan.configurations[0].recipe["network"]?.json,
      ])
  }
}
