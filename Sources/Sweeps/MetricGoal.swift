extension Metric.Goal {
  /// The goal that the last telling word of a metric's name stands for; nil where none does.
  ///
  /// Words are what lies between points, dashes and the like, and between small and capital letters. The
  /// last one that tells counts, as in `top1_error`; `neg` before it, as scikit-learn writes it, turns it
  /// around. A plain `score`, of a part of the data or not, is made large, as everywhere in
  /// scikit-learn; that of something else (`anomaly_score`) tells nothing. A direction that is not
  /// known is not guessed: the wrong one would star the worst.
  ///
  /// ```swift
  /// Metric.Goal(metricNamed: "val_mae")      // minimize
  /// Metric.Goal(metricNamed: "eval/rocAUC")  // maximize
  /// Metric.Goal(metricNamed: "fidelity")     // nil
  /// ```
  package init?(metricNamed name: String) {
    let words = Self.words(of: name)
    var goal: Self? =
      words.contains("score") && words.allSatisfy(Self.plainScore.contains) ? .maximize : nil
    var isNegative = false
    for word in words {
      if word == "neg", goal == nil { isNegative = true }
      goal = Self(word: word) ?? goal
    }
    guard let goal else { return nil }
    let turned: Self = goal == .maximize ? .minimize : .maximize
    self = isNegative ? turned : goal
  }

  private static let minimized: Set<String> = [
    "loss", "losses", "error", "errors", "err", "mae", "mse", "msle", "rmse", "rmsle", "nrmse",
    "mape",
    "smape", "mase", "medae", "wer", "cer", "mer", "ter", "eer", "perplexity", "ppl", "nll",
    "nlpd", "brier", "logloss", "crossentropy", "xent", "bce", "deviance", "divergence",
    "kld", "jsd", "mmd", "fid", "kid", "lpips", "bpb", "bpc", "bpd", "ece", "mce", "hinge",
    "pinball", "crps", "residual", "residuals", "misclassification", "misclassified", "fpr", "fnr",
    "aic", "bic",
  ]

  private static let maximized: Set<String> = [
    "acc", "accuracy", "accuracies", "auc", "auroc", "auprc", "aucpr", "rocauc", "roc", "prauc",
    "ap",
    "map", "f1", "f2", "fbeta", "fscore", "fmeasure", "r2", "mcc", "matthews", "precision",
    "recall",
    "sensitivity", "specificity", "tpr", "tnr", "ppv", "npv", "iou", "miou", "dice", "jaccard",
    "kappa",
    "ndcg", "dcg", "mrr", "hit", "hits", "bleu", "sacrebleu", "chrf", "rouge", "meteor", "psnr",
    "ssim",
    "likelihood", "elbo", "correlation", "corr", "pearson", "spearman", "kendall", "ccc",
    "concordance",
    "cindex", "ari", "nmi", "silhouette", "reward", "rewards", "return", "returns", "em", "correct",
  ]

  private static let plainScore: Set<String> = [
    "score", "train", "val", "valid", "validation", "dev", "eval", "test", "mean", "cv", "final",
  ]

  private init?(word: String) {
    if Self.minimized.contains(word) {
      self = .minimize
    } else if Self.maximized.contains(word) {
      self = .maximize
    } else if word.hasSuffix("loss") || word.hasSuffix("error") || word.hasSuffix("mse") {
      self = .minimize
    } else if word.hasSuffix("accuracy") || word.hasSuffix("auc") || word.hasSuffix("acc")
      || word.hasSuffix("likelihood")
    {
      self = .maximize
    } else {
      // `top5`, `AP50`, `bleu4`, `rouge1`: what the number counts does not turn them around.
      let stem = String(word.prefix { !$0.isNumber })
      guard stem != word, !stem.isEmpty else { return nil }
      if stem == "top" || stem == "rouge" {
        self = .maximize
      } else {
        self.init(word: stem)
      }
    }
  }

  private static func words(of name: String) -> [String] {
    var words = [""]
    var wasSmall = false
    for character in name {
      guard character.isLetter || character.isNumber else {
        words.append("")
        wasSmall = false
        continue
      }
      if character.isUppercase, wasSmall { words.append("") }
      wasSmall = character.isLowercase
      words[words.count - 1] += character.lowercased()
    }
    var plain = words.filter { !$0.isEmpty }
    // Words that tell only together.
    let joined = plain.joined(separator: " ")
    if joined.contains("negative log") { plain = plain.map { $0 == "negative" ? "neg" : $0 } }
    let phrases = [
      ("cross entropy", "loss"), ("bits per", "loss"), ("exit code", "loss"), ("top k", "top1"),
      ("explained variance", "r2"), ("exact match", "em"),
    ]
    return phrases.compactMap { joined.contains($0.0) ? $0.1 : nil } + plain
  }
}
