import Hashing
package import Trials

/// Asks for a list of configurations at once, from no evidence: a grid, or points that were drawn.
package struct Grid: Strategy {
  private let configurationCount: Int
  private let kind: Decision.Kind
  private let proposals: [Proposal]
  /// How many were asked for before, and in how many decisions.
  private var decided = 0
  private var decisions = 0

  /// - Parameters:
  ///   - kind: how the configurations came about.
  ///   - proposals: the proposals of the configurations, one each; empty of a grid.
  package init(configurationCount: Int, kind: Decision.Kind = .grid, proposals: [Proposal] = []) {
    self.configurationCount = configurationCount
    self.kind = kind
    self.proposals = proposals
  }

  /// Decides on all configurations that are not asked for yet, in one decision, and then ends.
  package mutating func next(given evidence: Evidence) -> Step {
    guard decided < configurationCount else { return .end(.complete) }
    return .decide(
      Decision(
        number: decisions, kind: kind, evidence: Digest(of: []),
        configurations: decided..<configurationCount,
        proposals: Array(proposals.dropFirst(decided))))
  }

  /// Counts the configurations of a decision as asked for.
  package mutating func follow(_ decision: Decision) {
    decided = max(decided, decision.configurations.upperBound)
    decisions += 1
  }
}
