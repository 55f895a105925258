import Datasets
import Sweeps
import Testing
import Training
import Trials

/// On which rows of a test part or a holdout a trained network is right.
struct RowsKeeperTests {
  private static let lines = ["optimizer: {sgd: {learning_rate: 0.3, momentum: 0.9}}", "epochs: 6"]

  private func outcome(
    _ lines: [String] = lines, scheme: Evaluation.Scheme = .test, metric: Metric? = nil,
    keepsRows: Bool = true
  ) throws -> (outcome: Trials.Outcome, plan: Plan) {
    var plan = try Plan.digits(lines, scheme: scheme)
    if let metric {
      let sweep = plan.sweep
      plan = try Plan(
        Sweep(
          name: sweep.name, data: sweep.data, recipe: sweep.recipe, parameters: [],
          evaluation: sweep.evaluation, metric: metric),
        data: DataFacts(Dataset.digits), semantics: EngineTrainer.semantics)
    }
    let outcome = try EngineTrainer(DatasetLibrary(folders: [], cache: nil)).train(
      plan.assignment(for: plan.trials[0], keepsRows: keepsRows)
    ) { _ in }
    return (outcome, plan)
  }

  @Test func `the share of the rows is the accuracy of the last epoch`() throws {
    let (outcome, plan) = try outcome()
    let rows = try #require(outcome.rows)
    let accuracy = try #require(outcome.measurements.last?.metrics["val_accuracy"])
    #expect(rows.epoch == 6)
    #expect(rows.share == accuracy)
    #expect(rows.count == plan.splits[0].validation.count)
    #expect(rows.part == CorrectRows.part(plan.splits[0].validation))
  }

  @Test(arguments: [Metric.Moment.best, .epoch(2)]) func `rows are of the epoch that at picks`(
    moment: Metric.Moment
  ) throws {
    let metric = Metric(name: "val_accuracy", goal: .maximize, moment: moment)
    let outcome = try outcome(metric: metric).outcome
    let rows = try #require(outcome.rows)
    let chosen = try #require(metric.measurement(of: outcome.measurements))
    #expect(rows.epoch == chosen.epoch)
    #expect(rows.share == chosen.metrics["val_accuracy"])
  }

  /// The metric decides the epoch, whichever it is: rows tell of accuracy there.
  @Test func `rows of a sweep that is judged by loss are of its best epoch`() throws {
    let metric = Metric(name: "val_loss", goal: .minimize, moment: .best)
    let outcome = try outcome(metric: metric).outcome
    let chosen = try #require(metric.measurement(of: outcome.measurements))
    #expect(outcome.rows?.epoch == chosen.epoch)
    #expect(outcome.rows?.share == chosen.metrics["val_accuracy"])
  }

  @Test(arguments: [Metric.Moment.last, .best])
  func `a training that goes back to its best epoch has the rows of an epoch up to it`(
    moment: Metric.Moment
  ) throws {
    let metric = Metric(name: "val_accuracy", goal: .maximize, moment: moment)
    let outcome = try outcome(
      Self.lines + ["early_stopping: {monitor: val_loss, patience: 2}", "best_weights: true"],
      metric: metric
    ).outcome
    let chosen = try #require(metric.measurement(of: outcome.measurements))
    #expect(outcome.rows?.epoch == chosen.epoch)
    #expect(outcome.rows?.share == chosen.metrics["val_accuracy"])
  }

  @Test func `a holdout has rows, folds have none, and keep can say no`() throws {
    #expect(try outcome(scheme: .holdout(fraction: 0.2)).outcome.rows?.count == 359)
    #expect(
      try outcome(scheme: .folds(k: 3, kind: .kfold, repeats: 1)).outcome.rows == nil)
    #expect(try outcome(keepsRows: false).outcome.rows == nil)
  }

  @Test func `rows change nothing of what a result is`() throws {
    #expect(
      try outcome().outcome.digest == (try outcome(keepsRows: false).outcome.digest))
  }
}
