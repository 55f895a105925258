package import Trials

/// Decides which configurations of a sweep there are to be.
///
/// A strategy opens nothing and knows no clock and no worker: what it decides follows from the decisions
/// before it and from settled results, never from the order in which they came.
package protocol Strategy: Sendable {
  /// Tells the step that follows from all that was decided and is known.
  mutating func next(given evidence: Evidence) -> Step
  /// Goes on from a decision: the one that `next` told, or the one that is on record in its place.
  mutating func follow(_ decision: Decision)
  /// Whether it decides from the results that are there, whenever it is asked.
  var isFree: Bool { get }
  /// Whether it would decide what is on record, from what is known today.
  mutating func wouldDecide(_ decision: Decision, given evidence: Evidence) -> Bool
}

extension Strategy {
  /// The default: it does not, so the same results give the same decisions.
  package var isFree: Bool { false }

  /// The default: whether `next` tells this very decision.
  package mutating func wouldDecide(_ decision: Decision, given evidence: Evidence) -> Bool {
    next(given: evidence) == .decide(decision)
  }
}

/// The step that a strategy asks of the run.
package enum Step: Hashable, Sendable {
  /// To record this, and then to `follow` it.
  case decide(Decision)
  /// To come back when these are settled; in the order of the plan.
  case wait(for: [TrialIndex])
  /// Nothing more is to be decided, unless the search is extended.
  case end(End)

  /// The reason for which nothing more is decided.
  package enum End: Hashable, Sendable {
    /// As many configurations as were asked for.
    case complete
    /// No configuration is left that was not tried.
    case exhausted
    /// A configuration has the mean that was asked for.
    case reached
  }
}
