/// The scores that there are besides accuracy and loss, by the names that metrics have.
///
/// | name | of | what |
/// |---|---|---|
/// | `roc_auc` `pr_auc` | classes | areas under curves; of more than two, the mean over classes |
/// | `log_loss` `brier` | classes | of the probabilities |
/// | `balanced_accuracy` `mcc` `kappa` | classes | of what rows are taken for; kappa is quadratic |
/// | `precision_class_NAME`, likewise `recall` and `f1` | classes | of one class |
/// | `mae` `rmse` `r2` `median_error` `mape` | numbers | of the differences |
package enum ScoreName: Hashable, Sendable {
  case rocAUC, prAUC, logLoss, brier, balancedAccuracy, matthews, kappa
  case precision(Int)
  case recall(Int)
  case f1(Int)
  case mae, rmse, r2, medianError, mape

  /// The scores of classifications that are about all classes, by the names that metrics have.
  package static let ofClasses: [(name: String, score: ScoreName)] = [
    ("roc_auc", .rocAUC), ("pr_auc", .prAUC), ("log_loss", .logLoss), ("brier", .brier),
    ("balanced_accuracy", .balancedAccuracy), ("mcc", .matthews), ("kappa", .kappa),
  ]

  /// The scores of predicted numbers, by the names that metrics have.
  package static let ofNumbers: [(name: String, score: ScoreName)] = [
    ("mae", .mae), ("rmse", .rmse), ("r2", .r2), ("median_error", .medianError), ("mape", .mape),
  ]

  private static let ofOneClass: [(prefix: String, score: @Sendable (Int) -> ScoreName)] = [
    ("precision_class_", { .precision($0) }), ("recall_class_", { .recall($0) }),
    ("f1_class_", { .f1($0) }),
  ]

  /// The score of a name; nil where there is none for such targets.
  ///
  /// - Parameter classNames: nil where targets are numbers.
  package init?(_ name: String, classNames: [String]?) {
    guard let classNames else {
      guard let found = ScoreName.ofNumbers.first(where: { $0.name == name }) else { return nil }
      self = found.score
      return
    }
    if let found = ScoreName.ofClasses.first(where: { $0.name == name }) {
      self = found.score
      return
    }
    for (prefix, score) in ScoreName.ofOneClass where name.hasPrefix(prefix) {
      guard let index = classNames.firstIndex(of: String(name.dropFirst(prefix.count))) else {
        return nil
      }
      self = score(index)
      return
    }
    return nil
  }

  /// Whether less of it is better.
  package var isCost: Bool {
    switch self {
    case .logLoss, .brier, .mae, .rmse, .medianError, .mape: true
    case .rocAUC, .prAUC, .balancedAccuracy, .matthews, .kappa, .r2, .precision, .recall, .f1: false
    }
  }

  /// Whether less of what has this name is better; nil for a name of nothing here.
  package static func isCost(_ name: String) -> Bool? {
    (ofClasses + ofNumbers).first { $0.name == name }?.score.isCost
  }

  /// All names for such targets, those of single classes last.
  package static func all(classNames: [String]?) -> [String] {
    guard let classNames else { return ofNumbers.map(\.name) }
    return ofClasses.map(\.name)
      + classNames.flatMap { name in ofOneClass.map { $0.prefix + name } }
  }

  /// Whether a name is one for some data: what follows `_class_` is not known without them.
  package static func mayBe(_ name: String) -> Bool {
    ofClasses.contains { $0.name == name } || ofNumbers.contains { $0.name == name }
      || ofOneClass.contains { name.hasPrefix($0.prefix) }
  }
}

extension ClassScores {
  /// The value of a score; nil where it has none for these rows.
  package subscript(score: ScoreName) -> Double? {
    switch score {
    case .rocAUC: rocAUC
    case .prAUC: prAUC
    case .logLoss: logLoss
    case .brier: brier
    case .balancedAccuracy: balancedAccuracy
    case .matthews: matthews
    case .kappa: quadraticKappa
    case .precision(let index): precision(of: index)
    case .recall(let index): recall(of: index)
    case .f1(let index): f1(of: index)
    case .mae, .rmse, .r2, .medianError, .mape: nil
    }
  }
}

extension NumberScores {
  /// The value of a score; nil where it has none for these rows.
  package subscript(score: ScoreName) -> Double? {
    switch score {
    case .mae: meanAbsoluteError
    case .rmse: rootMeanSquaredError
    case .r2: determination
    case .medianError: medianAbsoluteError
    case .mape: meanAbsolutePercentageError
    default: nil
    }
  }
}
