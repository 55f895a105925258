import Glibc
import Statistics

extension Plan {
  /// The baselines of learning nothing, by metric and fold: of classes, to take every row for the most
  /// frequent class of the rows trained on, with the shares of classes there for probabilities; of
  /// numbers, their mean there. scikit-learn's `DummyClassifier` and `DummyRegressor` do the same.
  ///
  /// Nil where a metric has no value in a fold. Empty where the plan knows no targets.
  package var baselines: [String: [Double?]] {
    guard !splits.contains(where: { $0.training.isEmpty || $0.validation.isEmpty }) else {
      return [:]
    }
    var all: [String: [Double?]] = [:]
    for (fold, split) in splits.enumerated() {
      let values: [String: Double?]
      if let classes = data.classes {
        values = Baseline(classes, split).values
      } else if let numbers = data.numbers {
        values = Plan.baseline(of: numbers, split)
      } else {
        return [:]
      }
      for (name, value) in values {
        all["val_" + name, default: Array(repeating: nil, count: splits.count)][fold] = value
      }
    }
    return all
  }

  private static func baseline(of numbers: [Float], _ split: Split) -> [String: Double?] {
    let mean =
      split.training.reduce(0.0) { $0 + Double(numbers[$1]) } / Double(split.training.count)
    let scores = NumberScores(
      truths: split.validation.map { Double(numbers[$0]) },
      predictions: split.validation.map { _ in mean })
    var values: [String: Double?] = ["mse": scores.meanSquaredError]
    for (name, score) in ScoreName.ofNumbers { values[name] = scores[score] }
    return values
  }
}

/// The scores of one prediction for all rows, which follow from how many rows classes have.
private struct Baseline {
  private(set) var values: [String: Double?] = [:]

  init(_ classes: [Int], _ split: Split) {
    let count = (classes.max() ?? 0) + 1
    var trained = [Double](repeating: 0, count: count)
    var validated = trained
    var occurs = [Bool](repeating: false, count: count)
    for index in classes { occurs[index] = true }
    for row in split.training { trained[classes[row]] += 1 }
    for row in split.validation { validated[classes[row]] += 1 }
    let rows = Double(split.validation.count)
    let shares = trained.map { $0 / Double(split.training.count) }
    let most = trained.indices.max {
      trained[$0] < trained[$1] || trained[$0] == trained[$1] && $0 > $1
    }
    let taken = most ?? 0
    values["accuracy"] = validated[taken] / rows
    let ofOne = 1 / Double(occurs.count { $0 })
    let areAllThere = (0..<count).allSatisfy { !occurs[$0] || validated[$0] > 0 }
    if areAllThere {
      values["recall"] = ofOne
      values["balanced_accuracy"] = ofOne
      values["precision"] = validated[taken] / rows * ofOne
      values["f1"] = 2 * validated[taken] / (validated[taken] + rows) * ofOne
      values["roc_auc"] = 0.5
      values["pr_auc"] = count == 2 ? validated[1] / rows : ofOne
    }
    values["mcc"] = 0
    if validated[taken] < rows { values["kappa"] = 0 }
    let least = Double.ulpOfOne
    var (logLoss, brier) = (0.0, 0.0)
    let squares = shares.reduce(0) { $0 + $1 * $1 }
    for index in 0..<count where validated[index] > 0 {
      logLoss -= validated[index] * log(min(max(shares[index], least), 1 - least))
      let own = shares[index]
      brier +=
        validated[index]
        * (count == 2
          ? (index == 1 ? (1 - shares[1]) * (1 - shares[1]) : shares[1] * shares[1])
          : (1 - own) * (1 - own) + squares - own * own)
    }
    values["log_loss"] = logLoss / rows
    values["brier"] = brier / rows
  }
}
