import Documents
import Schemas
import Specs
import Sweeps
import Testing
import YAML

/// `evaluate` where data are a table of one's own.
struct EvaluationTests {
  private func scheme(_ evaluate: String, data: String = "{csv: t.csv, target: y}") throws
    -> Evaluation.Scheme
  {
    try Spec(text("evaluate: {\(evaluate)}", "data: \(data)")).sweep.evaluation.scheme
  }

  @Test func `folds of a table without a kind are as the data ask for`() throws {
    #expect(try scheme("folds: {k: 5}") == .folds(k: 5, kind: .fitting, repeats: 1))
    #expect(
      try scheme("folds: {k: 5}", data: "digits") == .folds(k: 5, kind: .stratified, repeats: 1))
    #expect(
      try scheme("folds: {k: 5, kind: grouped}") == .folds(k: 5, kind: .grouped, repeats: 1))
    #expect(
      try scheme("folds: {kind: leave_one_group_out}")
        == .folds(k: 0, kind: .leaveOneGroupOut, repeats: 1))
    #expect(
      try scheme("folds: {k: 5, kind: ordered, gap: 3, window: 20}")
        == .folds(k: 5, kind: .ordered(gap: 3, window: 20), repeats: 1))
    #expect(try scheme("on: validation") == .validation)
    #expect(
      try scheme(
        "on: indices",
        data:
          "{csv: t.csv, target: y, indices: [{training: a, validation: b}, {training: c, validation: d}]}"
      )
        == .listed(count: 2))
  }

  @Test(arguments: [
    (
      "evaluate: {folds: {k: 5, gap: 3}}",
      "6:31: evaluate.folds.gap has an effect on kind: ordered alone; remove it, or write kind: ordered"
    ),
    (
      "evaluate: {folds: {k: 5, kind: kfold, window: 3}}",
      "6:47: evaluate.folds.window has an effect on kind: ordered alone; remove it, or write kind: ordered"
    ),
    ("evaluate: {folds: {kind: grouped}}", "6:19: evaluate.folds needs the key 'k'"),
    (
      "evaluate: {on: indices}",
      "6:16: evaluate.on is indices, and the data list none; write data: { csv: ..., indices: [{ training:"
        + " FILE, validation: FILE }] }"
    ),
  ]) func `what has no effect or lacks something is refused`(line: String, sentence: String) {
    #expect(complaint(about: text(line)) == sentence)
  }

  @Test func `a metric that is to be asked for is asked for`() throws {
    func metrics(_ training: String, _ metric: String) throws -> Document? {
      try Spec(text("training: \(training)", "metric: {name: \(metric), goal: maximize}"))
        .sweep.recipe["training"]?["metrics"]
    }
    func names(_ document: Document?) throws -> [String]? {
      try document?.list("metrics").map { try $0.text("a metric") }
    }
    #expect(try names(metrics("{epochs: 1}", "val_roc_auc")) == ["roc_auc"])
    #expect(try names(metrics("{epochs: 1, metrics: [mcc]}", "val_roc_auc")) == ["mcc", "roc_auc"])
    #expect(try names(metrics("{epochs: 1, metrics: [roc_auc]}", "val_roc_auc@0.4")) == ["roc_auc"])
    #expect(try names(metrics("{epochs: 1}", "val_f1_class_rare")) == ["f1_class_rare"])
    // A metric that is always measured changes no recipe, and so no identity.
    for name in ["val_accuracy", "val_f1", "accuracy", "val_accuracy_class_3"] {
      #expect(try metrics("{epochs: 1}", name) == nil)
    }
  }

  @Test(arguments: [
    "data: {csv: [a.csv, b.csv], test: c.csv, target: y, features: [a, 'p*'], exclude: id, group: who}",
    "data: {csv: a, target: y, order: day, weights: w, rare: 0.05, missing: ['-999', -1], categories: [c]}",
    "data: {csv: a, target: y, split: part, kind: regression}",
    "data: {arff: a.arff, target: class}", "data: {libsvm: a.svm, test: b.svm}",
    "data: {npy: {data: x.npy, target: y.npy}}",
    "data: {npz: {file: a.npz, data: X, target: y, test_data: Z, test_target: z, kind: regression}}",
    "evaluate: {folds: {k: 5, kind: ordered, gap: 3, window: 20}}",
    "evaluate: {folds: {kind: leave_one_group_out}}", "evaluate: {on: validation}",
    "training: {loss: {huber: {delta: 2}}, optimizer: sgd, batch_size: 4, epochs: 1, metrics: all}",
    "training: {loss: {categorical_focal_crossentropy: {gamma: 1}}, optimizer: sgd, batch_size: 4,"
      + " epochs: 1, metrics: [roc_auc, f1_class_rare], class_weight: balanced}",
    "training: {loss: huber, optimizer: sgd, batch_size: 4, epochs: 1, class_weight: {a: 1, b: 2.5}}",
    "network: [{embedding: {dimensions: 4}}, layer_norm, {dense: {units: 4, activation: gelu, l2: $l2}},"
      + " {layer_norm: {epsilon: 1e-5}}, {activation: {function: selu}}]",
  ]) func `what a table can have is good to reader and schema`(line: String) throws {
    let schema = try JSONSchema(Spec.text(at: SpecFolder.path + "/schema.json"))
    let training = "training: {loss: mean_squared_error, optimizer: sgd, batch_size: 4, epochs: 1}"
    let spec = line.hasPrefix("training") ? text(line) : text(line, training)
    let complaints = try schema.complaints(about: Document(yaml: spec))
    #expect(complaints == [], "\(complaints)")
    if !line.hasPrefix("training") { _ = try Spec(spec) }
  }
}
