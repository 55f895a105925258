import Documents
import Specs
import Sweeps
import Testing

struct SpecTests {
  @Test func `reads a sweep of weight decay`() throws {
    let spec = try Spec(
      """
      # How much weight decay does 784-500-300-10 want?
      sweep: mnist-l2
      data: mnist
      network:
        - dense: { units: 500, activation: relu, l2: $l2 }
        - dense: { units: 10, activation: softmax }
      training:
        loss: categorical_crossentropy
        optimizer: { sgd: { learning_rate: 0.1 } }
        batch_size: 128
        epochs: 40
      parameters:
        l2: linspace(1e-6, 1e-3, 5)
      evaluate: { on: test, replicates: 3, seed: 20240601 }
      metric: { name: val_accuracy, goal: maximize, at: last }
      """)
    let sweep = spec.sweep
    #expect(sweep.name == "mnist-l2")
    #expect(sweep.data == Document(.text("mnist")))
    #expect(sweep.evaluation == Evaluation(scheme: .test, replicates: 3, seed: 20_240_601))
    #expect(sweep.metric == Metric(name: "val_accuracy", goal: .maximize, moment: .last))
    #expect(spec.policy == RunPolicy(retries: 2, limits: .none, failureLimit: nil))

    let configurations = sweep.configurations
    #expect(
      configurations.map(\.labels) == [
        ["1e-06"], ["0.00025075"], ["0.0005005"], ["0.00075025"], ["0.001"],
      ])
    let layer = try #require(configurations[4].recipe["network"]?.elements.first?["dense"])
    #expect(layer.label == "{units: 500, activation: relu, l2: 0.001}")
    #expect(configurations[0].recipe["training"]?["epochs"] == Document(.integer(40)))
  }

  @Test func `reads folds, limits and retries`() throws {
    let spec = try Spec(
      text(
        "evaluate: {folds: {k: 5, kind: kfold, repeats: 2}, replicates: 2, seed: 42}",
        "limits: {trial: 10m, failures: 5%}", "retry: {max: 0}", "method: grid",
        "metric: {name: val_loss, at: epoch 12}"))
    #expect(
      spec.sweep.evaluation
        == Evaluation(scheme: .folds(k: 5, kind: .kfold, repeats: 2), replicates: 2, seed: 42))
    #expect(spec.sweep.metric == Metric(name: "val_loss", goal: .minimize, moment: .epoch(12)))
    #expect(
      spec.policy
        == RunPolicy(
          retries: 0, limits: TrialLimits(time: .seconds(600)), failureLimit: 0.05))
  }

  @Test func `the best network is the best by the sweep's metric`() throws {
    let best = text("metric: {name: val_loss}", "keep: {weights: best}")
    #expect(try Spec(best).policy.keep == .best(of: "val_loss", .minimize))
    #expect(try Spec(text("keep: {weights: last}")).policy.keep == .last)
  }

  @Test func `says nothing of what has a default`() throws {
    let spec = try Spec(text("evaluate: {folds: {k: 3}}"))
    #expect(
      spec.sweep.evaluation
        == Evaluation(scheme: .folds(k: 3, kind: .stratified, repeats: 1), replicates: 1, seed: 0))
    #expect(spec.sweep.metric == Metric(name: "val_accuracy", goal: .maximize, moment: .last))
    #expect(spec.policy == RunPolicy())
  }

  @Test(arguments: [
    ("val_loss", Metric.Goal.minimize), ("val_mse", .minimize), ("Error_rate", .minimize),
    ("val_accuracy", .maximize), ("psnr", .maximize),
  ]) func `the goal follows from the metric's name`(name: String, goal: Metric.Goal) throws {
    #expect(try Spec(text("metric: {name: \(name)}")).sweep.metric.goal == goal)
  }

  @Test func `a spec can be JSON`() throws {
    let json = """
      {"sweep": "test", "data": {"csv": "a.csv", "target": "y"},
      \t"network": [{"dense": {"units": "$units"}}], "training": {"epochs": 1},
      \t"parameters": {"units": "range(2, 6, 2)"}, "evaluate": {"holdout": 0.25}}
      """
    let sweep = try Spec(json).sweep
    #expect(sweep.data["csv"] == Document(.text("a.csv")))
    #expect(sweep.configurations.map(\.labels) == [["2"], ["4"], ["6"]])
    #expect(sweep.evaluation.scheme == .holdout(fraction: 0.25))
  }

  @Test func `a spec without parameters has one configuration`() throws {
    let spec = try Spec(
      """
      sweep: once
      data: digits
      network: [flatten]
      training: {epochs: 1}
      evaluate: {on: test}
      """)
    #expect(spec.sweep.configurations.map(\.labels) == [[]])
  }

  @Test func `complaints about a value can point at the parameter`() throws {
    let spec = try Spec(text("parameters: {l2: [0.1, '1e-5']}"))
    let recipe = spec.sweep.configurations[1].recipe
    let l2 = try #require(recipe["network"]?.elements.first?["dense"]?["l2"])
    let error = #expect(throws: DocumentError.self) { try l2.number("l2") }
    #expect(
      error
        == DocumentError(
          "l2 must be a number, not the text '1e-5'", at: Mark(line: 5, column: 24)))
  }
}

extension Document {
  fileprivate var elements: [Document] {
    if case .list(let elements) = content { elements } else { [] }
  }
}
