/// The configurations of a sweep that are confirmed: the best of what has come to a result in every trial.
///
/// A configuration that diverged or failed in a trial, or lacks one that others have, is none of them: nothing
/// says that its mean is as good as it looks. A race may end before all blocks, so those blocks count that
/// any of them has.
package struct ConfirmedRanking: Sendable {
  /// Their numbers, the best first; of equal means the lower number first.
  package let best: [Int]

  /// - Parameters:
  ///   - top: how many at most.
  ///   - configurations: the configurations that may be confirmed, by their numbers.
  ///   - settled: the end of each trial, in any order.
  package init(
    top: Int, among configurations: [Int], isMaximised: Bool,
    settled: [(trial: TrialIndex, settlement: Settlement)]
  ) {
    let candidates = Set(configurations)
    var values: [Int: [Block: Double]] = [:]
    var blocks: Set<Block> = []
    for (trial, settlement) in settled where candidates.contains(trial.configuration) {
      let block = Block(replicate: trial.replicate, fold: trial.fold)
      blocks.insert(block)
      guard case .result(let value?, _) = settlement, value.isFinite else { continue }
      values[trial.configuration, default: [:]][block] = value
    }
    // A mean is the same to the last bit whatever came first.
    let order = blocks.sorted { ($0.replicate, $0.fold) < ($1.replicate, $1.fold) }
    let scored = configurations.compactMap { number -> (mean: Double, number: Int)? in
      let own = order.compactMap { values[number]?[$0] }
      guard !own.isEmpty, own.count == order.count else { return nil }
      let mean = own.reduce(0, +) / Double(own.count)
      return (isMaximised ? -mean : mean, number)
    }
    best = scored.sorted { ($0.mean, $0.number) < ($1.mean, $1.number) }.prefix(top).map(\.number)
  }

  private struct Block: Hashable {
    let replicate: Int
    let fold: Int
  }
}
