import Random
import Sweeps
import Trials

/// Proposes configurations: the part of a search that differs from method to method.
package protocol Sampler: Sendable {
  /// Candidates for a proposal, best first, as many as are asked for: the first that was not tried
  /// becomes the proposal.
  ///
  /// Their random numbers grow from the sweep's seed, the index and names alone.
  mutating func candidates(for index: Int, given history: History) -> Candidates
}

/// Proposals without end, made when they are asked for.
package struct Candidates {
  private let make: () -> Proposal

  init(_ make: @escaping () -> Proposal) { self.make = make }

  func next() -> Proposal { make() }
}

/// Draws every parameter by itself.
struct RandomSampler: Sampler {
  let space: Space
  let seed: UInt64

  func candidates(for index: Int, given history: History) -> Candidates {
    let space = space
    // A stream for each parameter: another parameter in the spec shifts none of the others.
    var streams = space.dimensions.map {
      RandomStream(sweepSeed: seed, proposal: index, name: $0.name)
    }
    return Candidates { space.proposal { streams[$0].uniform() } }
  }
}

extension Space {
  /// The first candidate that is neither tried nor left out; nil where none comes up.
  func proposal(among candidates: Candidates, isTried: (Proposal) -> Bool) -> Proposal? {
    var redraws = 0
    for _ in 0..<Space.mostDraws {
      let proposal = candidates.next()
      if excludes(proposal) { continue }
      if !isTried(proposal) { return proposal }
      redraws += 1
      if redraws > Space.mostRedraws { return nil }
    }
    return nil
  }

  /// The number of times that a configuration that was tried is drawn again before the space counts as
  /// exhausted.
  static let mostRedraws = 100
  /// The number of times that anything is drawn, where conditions leave out nearly all.
  private static let mostDraws = 100_000
}
