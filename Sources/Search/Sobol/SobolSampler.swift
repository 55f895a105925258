import Random
import Sweeps
import Trials

/// Proposes the points of a scrambled Sobol sequence, a dimension a parameter, used or not.
struct SobolSampler: Sampler {
  let space: Space
  private let seed: UInt64
  /// The key of each parameter's scrambling.
  private let keys: [UInt64]

  /// - Precondition: there are direction numbers for every parameter; see `Space.refusal`.
  init(space: Space, seed: UInt64) {
    self.space = space
    self.seed = seed
    keys = space.dimensions.map { dimension in
      var stream = RandomStream(sweepSeed: seed, proposal: -1, name: dimension.name)
      return stream.next()
    }
  }

  func candidates(for index: Int, given history: History) -> Candidates {
    let again = RandomSampler(space: space, seed: seed).candidates(for: index, given: history)
    let (space, keys) = (space, keys)
    var isFirst = true
    return Candidates {
      guard isFirst else { return again.next() }
      isFirst = false
      return space.proposal { SobolSequence.scrambled($0, ofPoint: index, key: keys[$0]) }
    }
  }
}
