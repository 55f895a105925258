package import Statistics
package import Trials

/// The figure of one configuration in one metric.
package struct SummaryFigure: Hashable, Sendable {
  /// Over the observations that are complete and finite.
  package let description: Description
  /// One for each that the sweep asks for, nil where it is not there; the same places are the
  /// same units in every row.
  package let observations: [Double?]
  /// How many trials are not there, by the reason.
  package let absences: [Absence: Int]
  /// The standard error of the mean, larger than s / √n where observations share training rows.
  package let standardError: Double?
  /// Student's, for the mean; nil for fewer than two observations.
  package let interval: ConfidenceInterval?
  /// Within its group.
  package let standing: SummaryStanding

  /// Observations the sweep asks for.
  package var expected: Int { observations.count }
}

/// How a mean stands to the best one.
package enum SummaryStanding: Hashable, Sendable {
  case best
  /// The best of those with all observations, but one that lacks some was shown to be better.
  case beatenBest
  /// No other was shown to be better: it belongs to Hsu's set of possible bests.
  case possibleBest
  /// Another one is better: the best, or one that may be the best.
  case other
  /// Nothing was tested: there is no spread, or a single observation.
  case untested

  /// Whether no mean of those with all observations is better.
  var isBest: Bool { self == .best || self == .beatenBest }

  /// Whether it belongs to Hsu's set of possible bests.
  var mayBeBest: Bool { self == .best || self == .possibleBest }
}
