/// How a configuration is judged: on which rows, how often, from which seed.
package struct Evaluation: Hashable, Sendable {
  /// The rows that are trained on and those that are validated on.
  package enum Scheme: Hashable, Sendable {
    /// The data set's own test part; all other rows are trained on.
    case test
    /// The data set's own training and validation parts; its test part has no say.
    case validation
    /// No rows are dealt: the program that is trained has data of its own.
    case own
    /// A share of all rows held out for validation, each class in proportion; whole groups where rows
    /// have some.
    case holdout(fraction: Double)
    /// Every row validated once a repeat, by one of `k` trainings on the other rows.
    case folds(k: Int, kind: FoldKind, repeats: Int)
    /// The rows that the data's own index files list, a training for each pair of them.
    case listed(count: Int)
  }

  /// The way in which rows are dealt to training and validation.
  package let scheme: Scheme
  /// Independent trainings on each split; at least 1.
  package let replicates: Int
  /// The seed that all random numbers of the sweep grow from.
  package let seed: UInt64
  /// The rows that a part of a nested evaluation sees; nil where it is no such part, which sees all.
  package let outer: OuterFold?

  /// - Parameter replicates: independent trainings on each split; at least 1.
  package init(scheme: Scheme, replicates: Int, seed: UInt64, outer: OuterFold? = nil) {
    self.scheme = scheme
    self.replicates = replicates
    self.seed = seed
    self.outer = outer
  }

  /// Splits of the rows, and so trainings a replicate.
  package var foldCount: Int {
    switch scheme {
    case .test, .validation, .own, .holdout: 1
    // Where the data decide how many folds there are, they have not been asked yet.
    case .folds(let k, _, let repeats): max(k, 1) * repeats
    case .listed(let count): count
    }
  }
}
