package import Search
package import Sweeps
package import Trials
package import Views

/// The facts on record of trials that decisions ask for.
package struct NewlyAsked: Sendable {
  /// The histories of the trials that are new to the plan, in the order of their numbers.
  package var histories: [TrialHistory]
  /// The settlements of those trials that another sweep has trained, by their numbers.
  package var settled: [Int: Settlement] = [:]
  /// The configurations of those trials that a shorter form of the sweep had brought back.
  package var kept: [Kept] = []
  /// The sweep's latest failures, the last of them last, if trials that are asked for now had failed before;
  /// empty if none had.
  package var failures: [RecordedFailure] = []

  /// - Parameters:
  ///   - histories: in the order of the trials' numbers.
  ///   - settled: by the trials' numbers.
  package init(histories: [TrialHistory], settled: [Int: Settlement] = [:]) {
    (self.histories, self.settled) = (histories, settled)
  }
}

/// A longer form of a sweep that a journal goes on with.
package struct LongerSweep: Sendable {
  /// With the configurations of all decisions.
  package let plan: Plan
  /// The decisions of a search, in their order.
  package let decisions: [Decision]
  /// The verdicts of a race on record, in their order.
  package let verdicts: [RaceVerdict]
  /// The configurations that somebody has brought back into it.
  package let kept: [Kept]
  /// The histories on record of the trials that are new, in their order.
  package let histories: [TrialHistory]
}
