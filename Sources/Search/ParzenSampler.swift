import Sweeps

struct ParzenSampler: Sampler {
  let space: Space
  let seed: UInt64
  func candidates(for index: Int, given history: History) -> Candidates {
    RandomSampler(space: space, seed: seed).candidates(for: index, given: history)
  }
}
