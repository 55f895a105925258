/// How far a trial is.
package enum TrialStatus: String, Hashable, Sendable, CaseIterable {
  case open
  case running
  case completed
  case diverged
  /// Given up after every attempt that was worth making.
  case failed
}

/// The reason why a trial adds no number to a mean.
package enum Absence: String, Hashable, Sendable, CaseIterable {
  /// The trial has not ended yet.
  case open
  case failed
  /// The loss ran away: a result, and no number.
  case diverged
  /// The trial ended without the metric, at that moment at least.
  case unmeasured
  /// The value that it measured is infinite or not a number.
  case notFinite = "not finite"
}
