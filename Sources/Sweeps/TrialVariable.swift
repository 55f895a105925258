/// The variables of a trial that a program can take on its command line: `$sweep.seed` in a spec, `{seed}` on
/// a command line. Each is a variable of the program's environment too.
package enum TrialVariable: String, Hashable, Sendable, CaseIterable {
  case seed, replicate, fold, folds, configuration, trial, attempt
  /// Files with the rows of the trial's split.
  case trainIndex = "train_index"
  case validIndex = "valid_index"
  case testIndex = "test_index"
  /// The directory of the attempt, and the one that the next attempt finds again.
  case dir, checkpoint
  /// The folder of the spec, and the files of values and of what is measured.
  case code, params, metrics

  /// The prefix of its name in a spec.
  static let prefix = "sweep."

  /// The name that stands for it in a spec: `sweep.seed`.
  package var name: String { TrialVariable.prefix + rawValue }

  /// The variable of the environment: `SWEEP_SEED`.
  package var environment: String { "SWEEP_" + rawValue.uppercased() }

  /// Finds the variable of a name in a spec; nil of a name that is a parameter's, or nobody's.
  ///
  /// `SWEEP_SEED` means the same as `sweep.seed`, as people know it from the environment.
  package init?(named name: String) {
    guard let found = Self.allCases.first(where: { $0.name == name || $0.environment == name })
    else { return nil }
    self = found
  }

  /// Whether a name claims to be one of these.
  package static func isLike(_ name: String) -> Bool {
    name.hasPrefix(prefix) || name.hasPrefix("SWEEP_")
  }

  /// Whether it names rows, which there are only where data is.
  package var isOfRows: Bool { [.trainIndex, .validIndex, .testIndex].contains(self) }
}
