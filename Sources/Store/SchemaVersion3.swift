import Sweeps

/// How rows were dealt, where `scheme` cannot say all of it, and what learning is held against.
let designColumns = #"""
  -- The evaluation in the words of `Evaluation.Scheme.design`, over those of scheme: NULL where scheme,
  -- holdout, folds and repeats are all of it.
  ALTER TABLE sweeps ADD COLUMN design TEXT;

  -- What comes of learning nothing, beside results and no part of any: JSON, by metric a list of values,
  -- one a fold, null where there is none. NULL where that is not known.
  ALTER TABLE sweeps ADD COLUMN baselines TEXT;
  """#

extension Evaluation.Scheme {
  /// The word for a scheme that the column `scheme` of version 1 cannot name; nil where it can.
  var design: String? {
    switch self {
    case .test, .own, .holdout: nil
    case .validation: "validation"
    case .listed: "listed"
    case .folds(_, let kind, _):
      switch kind {
      case .leaveOneGroupOut: kind.rawValue
      case .ordered where kind.rawValue != kind.word: kind.rawValue
      default: nil
      }
    }
  }
}
