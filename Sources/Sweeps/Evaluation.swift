/// How a configuration is judged: on which rows, how often, from which seed.
package struct Evaluation: Hashable, Sendable {
  /// Which rows are trained on and which are validated on.
  package enum Scheme: Hashable, Sendable {
    /// The data set's own training and test parts.
    case test
    /// No rows are dealt: the program that is trained has data of its own.
    case own
    /// A share of all rows held out for validation, each class in proportion.
    case holdout(fraction: Double)
    /// Every row validated once a repeat, by one of `k` trainings on the other rows.
    case folds(k: Int, kind: FoldKind, repeats: Int)
  }

  /// How rows are dealt to folds; all but the last shuffle first.
  package enum FoldKind: String, Hashable, Sendable, CaseIterable {
    /// Without regard to classes.
    case kfold
    /// Each class spread over the folds, no two of which differ by more than one row of it.
    case stratified
    /// All rows of a group in one fold, folds as even in rows as groups allow.
    case grouped
    /// All rows of a group in one fold, each class spread as evenly as groups allow.
    case stratifiedGrouped = "stratified_grouped"
    /// In the order of the rows: each fold is validated by a training on all rows before it.
    case ordered
  }

  package let scheme: Scheme
  /// Independent trainings on each split; at least 1.
  package let replicates: Int
  /// Whatever is random in the sweep grows from this.
  package let seed: UInt64

  package init(scheme: Scheme, replicates: Int, seed: UInt64) {
    self.scheme = scheme
    self.replicates = replicates
    self.seed = seed
  }

  /// Splits of the rows, and so trainings a replicate.
  package var foldCount: Int {
    switch scheme {
    case .test, .own, .holdout: 1
    case .folds(let k, _, let repeats): k * repeats
    }
  }
}
