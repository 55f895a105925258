package import Trials

/// A strategy as a coordinator steps it: settled trials go in, decisions come out.
///
/// ```swift
/// var driver = SearchDriver(strategy, replicates: 1, folds: 5)
/// var decisions = driver.advance()         // record them, append their trials, lease
/// driver.settle(trial, as: .result(0.97, digest))
/// decisions = driver.advance()
/// driver.needs                             // what the next decision waits for
/// ```
///
/// On resuming, journal entries go in in their order: results to `settle`, decisions to `replay`.
package struct SearchDriver: Sendable {
  private var strategy: any Strategy
  private var evidence: Evidence
  /// All that was decided.
  package private(set) var decisions: [Decision] = []
  /// The trials that the next decision waits for, in the order of the plan.
  package private(set) var needs: [TrialIndex] = []
  /// The reason for which there is nothing more to decide; nil while there is something.
  package private(set) var end: Step.End?

  /// - Parameters:
  ///   - replicates: how many of each configuration count as evidence.
  ///   - folds: splits a replicate.
  package init(_ strategy: any Strategy, replicates: Int, folds: Int) {
    self.strategy = strategy
    evidence = Evidence(replicates: replicates, folds: folds)
  }

  /// Whether decisions are made from the results that are there, so that they must be asked for one by one.
  package var isFree: Bool { strategy.isFree }

  /// Whether nothing more is to be decided from what is known.
  package var isOver: Bool {
    var next = self
    return next.advance(idle: 1).isEmpty && next.end != nil
  }

  /// Notes what became of a trial, or what stands for it now; any order, any number of times.
  package mutating func settle(_ trial: TrialIndex, as settlement: Settlement) {
    evidence.settle(trial, as: settlement)
  }

  /// Decides as far as the settled trials allow.
  ///
  /// - Parameter idle: how many trials workers could take beyond those that are open; used where the
  ///   pace is free alone.
  /// - Returns: the new decisions, to be recorded before any lease that follows from them.
  package mutating func advance(idle: Int = 0) -> [Decision] {
    let before = decisions.count
    var room = idle
    needs = []
    while end == nil, !isFree || room > 0 {
      switch strategy.next(given: evidence) {
      case .decide(let decision):
        follow(decision)
        room -= decision.configurations.count * evidence.trialsPerConfiguration
      case .wait(let trials):
        needs = trials
        return Array(decisions[before...])
      case .end(let end):
        self.end = end
      }
    }
    return Array(decisions[before...])
  }

  /// Goes on from a decision that is on record, without making it again.
  package mutating func follow(_ decision: Decision) {
    strategy.follow(decision)
    decisions.append(decision)
    needs = []
    end = nil
  }

  /// Goes on from a decision that is on record, and makes it again from what is known.
  ///
  /// - Returns: whether the same came out; the record stands either way.
  package mutating func replay(_ decision: Decision) -> Bool {
    let isTheSame = strategy.wouldDecide(decision, given: evidence)
    follow(decision)
    return isTheSame
  }

  /// Goes on with a strategy that asks for more: the same but for the number of its configurations.
  package mutating func extend(to strategy: any Strategy) {
    self.strategy = strategy
    for decision in decisions { self.strategy.follow(decision) }
    needs = []
    end = nil
  }
}
