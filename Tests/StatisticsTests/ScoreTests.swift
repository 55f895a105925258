import Foundation
import Statistics
import Testing

/// Held against scikit-learn's functions of the same names, on the same predictions.
struct ScoreTests {
  private struct ClassRow: Decodable {
    let classCount: Int
    let labels: [Int]
    let probabilities: [Double]
    let accuracy, mcc, brier, logLoss: Double
    let kappa, rocAUC, prAUC, balancedAccuracy, macroF1, macroPrecision: Double?
    let precision, recall, f1: [Double]?
  }

  private struct NumberRow: Decodable {
    let truths, predictions: [Double]
    let mae, mse, rmse, r2, medianError, mape: Double
  }

  private func agree(_ value: Double?, _ expected: Double?) -> Bool {
    switch (value, expected) {
    case (nil, nil): true
    case (let value?, let expected?): abs(value - expected) <= 1e-12 * max(1, abs(expected))
    default: false
    }
  }

  @Test func `scores of classes are scikit-learn's`() throws {
    let rows: [ClassRow] = try Reference.rows("classScores")
    #expect(rows.count == 10)
    for row in rows {
      let scores = ClassScores(
        classCount: row.classCount, labels: row.labels, probabilities: row.probabilities)
      #expect(agree(scores.accuracy, row.accuracy))
      #expect(agree(scores.matthews, row.mcc))
      #expect(agree(scores.quadraticKappa, row.kappa))
      #expect(agree(scores.logLoss, row.logLoss))
      #expect(agree(scores.brier, row.brier))
      #expect(agree(scores.rocAUC, row.rocAUC))
      #expect(agree(scores.prAUC, row.prAUC))
      #expect(agree(scores.balancedAccuracy, row.balancedAccuracy))
      #expect(agree(scores.macroF1, row.macroF1))
      #expect(agree(scores.macroPrecision, row.macroPrecision))
      for index in 0..<row.classCount where row.f1 != nil {
        #expect(agree(scores.precision(of: index), row.precision?[index]))
        #expect(agree(scores.recall(of: index), row.recall?[index]))
        #expect(agree(scores.f1(of: index), row.f1?[index]))
      }
    }
  }

  @Test func `scores of numbers are scikit-learn's`() throws {
    let rows: [NumberRow] = try Reference.rows("numberScores")
    #expect(rows.count == 4)
    for row in rows {
      let scores = NumberScores(truths: row.truths, predictions: row.predictions)
      #expect(agree(scores.meanAbsoluteError, row.mae))
      #expect(agree(scores.meanSquaredError, row.mse))
      #expect(agree(scores.rootMeanSquaredError, row.rmse))
      #expect(agree(scores.determination, row.r2))
      #expect(agree(scores.medianAbsoluteError, row.medianError))
      #expect(agree(scores.meanAbsolutePercentageError, row.mape))
    }
  }

  /// scikit-learn gives 0 or a mean over the classes that are there; that would flatter small folds.
  @Test func `a class without rows has no score, and means over classes have none either`() {
    let scores = ClassScores(
      classCount: 3, labels: [0, 1, 1], probabilities: [1, 0, 0, 0, 1, 0, 0, 1, 0])
    #expect(scores.f1(of: 2) == nil && scores.recall(of: 2) == nil)
    #expect(scores.macroF1 == nil && scores.rocAUC == nil && scores.balancedAccuracy == nil)
    #expect(scores.accuracy == 1 && scores.f1(of: 1) == 1)
    let known = ClassScores(
      classCount: 3, labels: [0, 1, 1], probabilities: [1, 0, 0, 0, 1, 0, 0, 1, 0],
      occurring: [0, 1])
    #expect(known.macroF1 == 1 && known.rocAUC == 1)
  }

  /// scikit-learn gives 1 or 0 there, by whether predictions are perfect.
  @Test func `nothing is explained of what does not vary`() {
    #expect(NumberScores(truths: [2, 2], predictions: [2, 2]).determination == nil)
  }

  @Test func `every name has its score, and no other`() {
    for name in ScoreName.all(classNames: ["a", "b"]) {
      #expect(ScoreName(name, classNames: ["a", "b"]) != nil)
      #expect(ScoreName.mayBe(name))
    }
    for name in ScoreName.all(classNames: nil) {
      #expect(ScoreName(name, classNames: nil) != nil)
      #expect(ScoreName(name, classNames: ["a"]) == nil)
    }
    #expect(ScoreName("f1_class_c", classNames: ["a", "b"]) == nil)
  }
}
