import Datasets
import Documents
import Specs
import Sweeps
import Testing
import Trials

@testable import Training

/// Networks on tables of one's own: words, gaps, weights and scores.
struct TableTrainingTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Sixty rows, each fifth without an age; class b is old or from Rom.
  private func table(change: (Int, String) -> String = { _, row in row }) -> String {
    let towns = ["Bern", "Rom", "Oslo"]
    let rows = (0..<60).map { row -> String in
      let age = row % 5 == 4 ? "" : "\(row * 17 % 60 + 10)"
      let isB = row * 17 % 60 > 35 || row % 3 == 1
      return change(row, "\(age),\(towns[row % 3]),\(row % 7 == 0 ? "3" : "1"),\(isB ? "b" : "a")")
    }
    return "age,town,weight,kind\n" + rows.map { $0 + "\n" }.joined()
  }

  private func plan(
    _ text: String, data: String = "", layers: String = "",
    last: String = "units: 2, activation: softmax",
    training: String = "loss: categorical_crossentropy", evaluate: String = "folds: { k: 4 }"
  ) throws -> Plan {
    let path = try scratch.write(text, to: "t\(text.hashValue.magnitude).csv")
    let spec = try Spec(
      """
      sweep: tables
      data: { csv: "\(path)", target: kind\(data) }
      network: [ \(layers)dense: { units: 8, activation: relu }, dense: { \(last) } ]
      training: { \(training), optimizer: adam, batch_size: 8, epochs: 3, standardize: true }
      evaluate: { \(evaluate), seed: 5 }
      """.replacing("[ \(layers)dense", with: layers.isEmpty ? "[ dense" : "[ \(layers), dense"))
    let dataset = try library.open(DatasetReference(spec.sweep.data))
    return try Plan(spec.sweep, data: DataFacts(dataset), semantics: EngineTrainer.semantics)
  }

  private let library = DatasetLibrary(folders: [], cache: nil)

  private func train(_ plan: Plan, _ trial: Int = 0) throws -> Trials.Outcome {
    try EngineTrainer(library).train(plan.assignment(for: plan.trials[trial], keeping: .last)) {
      _ in
    }
  }

  /// The content of validation rows shows in no number of the training.
  @Test func `no number of a training moves when validation rows are corrupted`() throws {
    let plan = try plan(table())
    for (fold, split) in plan.splits.enumerated() {
      let validated = Set(split.validation)
      let corrupt = try self.plan(
        table { row, text in
          guard validated.contains(row) else { return text }
          let kind = text.last.map(String.init) ?? ""
          return row % 2 == 0 ? "-1e6,Nowhere,1,\(kind)" : ",Rom,1,\(kind)"
        })
      #expect(corrupt.splits == plan.splits)
      #expect(corrupt.data.digest != plan.data.digest)
      let (clean, dirty) = (try train(plan, fold), try train(corrupt, fold))
      for (one, other) in zip(clean.measurements, dirty.measurements) {
        #expect(one.metrics["loss"] == other.metrics["loss"])
        #expect(one.metrics["accuracy"] == other.metrics["accuracy"])
        #expect(one.metrics["val_loss"] != other.metrics["val_loss"])
      }
      // The file also names trial and data.
      let tensors = [clean, dirty].map { $0.weights.map { $0.file.suffix(8 * 6 * 4) } }
      #expect(tensors[0] == tensors[1])
    }
  }

  @Test func `scores are measured where they are asked for`() throws {
    let training = "loss: categorical_crossentropy, metrics: [roc_auc, mcc, f1_class_b]"
    let last = try #require(try train(plan(table(), training: training)).measurements.last)
    for name in ["val_roc_auc", "val_mcc", "val_f1_class_b"] {
      #expect(last.metrics[name] != nil, "\(name)")
    }
    #expect(last.metrics["val_brier"] == nil && last.metrics["roc_auc"] == nil)
    let plain = try #require(try train(plan(table())).measurements.last)
    #expect(plain.metrics.allSatisfy { last.metrics[$0.key] == $0.value })
  }

  @Test func `one sigmoid unit stands for two classes`() throws {
    let outcome = try train(
      plan(
        table(), last: "units: 1, activation: sigmoid",
        training: "loss: binary_crossentropy, metrics: all"))
    let last = try #require(outcome.measurements.last)
    #expect(last.metrics["val_accuracy"] != nil && last.metrics["val_roc_auc"] != nil)
    // The loss is the log loss, as no weight is penalised.
    let (loss, logLoss) = (last.metrics["val_loss"] ?? 0, last.metrics["val_log_loss"] ?? 1)
    #expect(abs(loss - logLoss) < 1e-5)
  }

  @Test func `weights of rows and classes change what is learned, and not how it is measured`()
    throws
  {
    let plain = try train(plan(table(), data: ", exclude: [weight]"))
    let rows = try train(plan(table(), data: ", weights: weight"))
    let classes = try train(
      plan(
        table(), data: ", exclude: [weight]",
        training: "loss: categorical_crossentropy, class_weight: balanced"))
    for other in [rows, classes] {
      #expect(other.measurements != plain.measurements)
      #expect(other.status == .completed)
    }
  }

  @Test func `an embedding takes the place of categories`() throws {
    let outcome = try train(plan(table(), layers: "embedding: { dimensions: 2 }"))
    #expect(outcome.status == .completed)
  }

  @Test func `a group is dealt whole, and what would divide it is refused`() throws {
    let rows = table().split(separator: "\n").enumerated().map { index, row in
      index == 0 ? "who,\(row)" : "p\((index - 1) / 4),\(row)"
    }.joined(separator: "\n")
    let plan = try plan(rows, data: ", group: who")
    #expect(
      plan.sweep.evaluation.scheme == .folds(k: 4, kind: .stratifiedGrouped, repeats: 1))
    for split in plan.splits {
      #expect(Set(split.training.map { $0 / 4 }).isDisjoint(with: split.validation.map { $0 / 4 }))
    }
    let error = #expect(throws: DocumentError.self) {
      try self.plan(rows, data: ", group: who", evaluate: "folds: { k: 4, kind: stratified }")
    }
    #expect(error?.message.contains("would put rows of one group on both sides") == true)
  }
}
