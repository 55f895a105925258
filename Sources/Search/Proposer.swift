import Sweeps
import Trials

/// Makes the proposals of a search from what is known: those that are listed first, then the sampler's.
struct Proposer: Sendable {
  private let method: SearchMethod
  let space: Space
  private var sampler: any Sampler
  /// The configurations that are tried before any others.
  private let listed: [Proposal]
  /// The score that ends the search; nil for none.
  private let target: Double?
  var history: History

  /// - Parameter lastRung: the place of the rung that stands for whole trainings, among all.
  init(_ design: SearchDesign, sampler: any Sampler, isMaximised: Bool, lastRung: Int = 0) {
    method = design.method
    space = design.space
    listed = design.listed
    target = design.method.target.map { isMaximised ? -$0 : $0 }
    self.sampler = sampler
    history = History(
      isMaximised: isMaximised, former: design.known, in: design.space, lastRung: lastRung)
  }

  /// Whether there are as many proposals as were asked for.
  var isComplete: Bool { history.proposalCount >= method.configurations }

  /// Whether a configuration has the mean that ends the search.
  var hasReachedTarget: Bool {
    guard let target, let best = history.best else { return false }
    return best <= target
  }

  /// The next proposal; nil where the space is exhausted.
  ///
  /// - Parameter number: of the decision.
  mutating func next(number: Int) -> Decision? {
    let index = history.proposalCount
    func decision(_ kind: Decision.Kind, _ proposal: Proposal) -> Decision {
      Decision(
        number: number, kind: kind, evidence: history.digest, configurations: index..<index + 1,
        proposals: [proposal])
    }
    if index < listed.count { return decision(.listed, listed[index]) }
    let candidates = sampler.candidates(for: index - listed.count, given: history)
    return space.proposal(among: candidates, isTried: history.contains)
      .map { decision(method.sampler.kind, $0) }
  }
}
