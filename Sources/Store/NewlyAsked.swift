package import Search
package import Sweeps
package import Trials
package import Views

/// What the record says of trials that decisions ask for.
package struct NewlyAsked: Sendable {
  /// Of those that are new to the plan, in the order of their numbers.
  package var histories: [TrialHistory]
  /// What those came to that another sweep has trained, by their numbers.
  package var settled: [Int: Settlement] = [:]
  /// Those of their configurations that a shorter form of the sweep had brought back.
  package var kept: [Kept] = []
  /// The sweep's latest failures, the last of them last, if trials that are asked for now had failed before;
  /// empty if none had.
  package var failures: [RecordedFailure] = []

  package init(histories: [TrialHistory], settled: [Int: Settlement] = [:]) {
    (self.histories, self.settled) = (histories, settled)
  }
}

/// A longer form of a sweep that a journal goes on with.
package struct LongerSweep: Sendable {
  /// With the configurations of all decisions.
  package let plan: Plan
  /// Those of a search, in their order.
  package let decisions: [Decision]
  /// Those of a race that are on record of it, in their order.
  package let verdicts: [RaceVerdict]
  /// The configurations that somebody has brought back into it.
  package let kept: [Kept]
  /// What the record says of the trials that are new, in their order.
  package let histories: [TrialHistory]
}
