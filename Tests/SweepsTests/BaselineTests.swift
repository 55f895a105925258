import Foundation
import Hashing
import Sweeps
import Testing

/// The scores of learning nothing, held against scikit-learn's dummies.
struct BaselineTests {
  private struct References: Decodable {
    struct Row: Decodable {
      let classCount: Int
      let training, labels: [Int]
      let accuracy, mcc, brier, logLoss: Double
      let kappa, rocAUC, prAUC, balancedAccuracy, macroF1, macroPrecision: Double?
    }
    let classes: [Row]
  }

  @Test func `the most frequent class and the shares of classes are DummyClassifier's`() throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "References/baselines.json")
    let rows = try JSONDecoder().decode(References.self, from: Data(contentsOf: url)).classes
    #expect(rows.count == 3)
    for row in rows {
      let classes = row.training + row.labels
      let data = DataFacts(
        digest: Digest(of: []), rowCount: classes.count, testCount: row.labels.count,
        classes: classes)
      let plan = try Plan(
        sweep(evaluation: Evaluation(scheme: .test, replicates: 1, seed: 1)), data: data,
        semantics: "1")
      let baselines = plan.baselines
      func agrees(_ name: String, _ expected: Double?) -> Bool {
        guard let values = baselines["val_" + name], values.count == 1 else { return false }
        switch (values[0], expected) {
        case (nil, nil): return true
        case (let value?, let expected?): return abs(value - expected) <= 1e-12
        default: return false
        }
      }
      #expect(agrees("accuracy", row.accuracy))
      #expect(agrees("mcc", row.mcc))
      #expect(agrees("brier", row.brier))
      #expect(agrees("log_loss", row.logLoss))
      #expect(agrees("kappa", row.kappa))
      #expect(agrees("roc_auc", row.rocAUC))
      #expect(agrees("pr_auc", row.prAUC))
      #expect(agrees("balanced_accuracy", row.balancedAccuracy))
      #expect(agrees("f1", row.macroF1))
      #expect(agrees("precision", row.macroPrecision))
    }
  }

  @Test func `of numbers it is the mean of the rows trained on`() throws {
    let data = DataFacts(
      digest: Digest(of: []), rowCount: 5, testCount: 2, classes: nil, numbers: [1, 2, 6, 4, 5])
    let plan = try Plan(
      sweep(evaluation: Evaluation(scheme: .test, replicates: 1, seed: 1)), data: data,
      semantics: "1")
    #expect(plan.baselines["val_mse"] == [2.5])
    #expect(plan.baselines["val_mae"] == [1.5])
    // 1 - 5 / 0.5
    #expect(plan.baselines["val_r2"] == [-9])
  }

  @Test func `what is not known has none`() throws {
    let plan = try Plan(
      sweep(evaluation: .folds(3, .kfold)),
      data: DataFacts(digest: Digest(of: []), rowCount: 9, testCount: 0, classes: nil),
      semantics: "1")
    #expect(plan.baselines.isEmpty)
  }
}
