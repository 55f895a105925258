/// Who of a sweep is confirmed: the best of what has come to a result in every trial.
///
/// A configuration that diverged, failed or lacks a trial anywhere is none of them: nothing says that its mean
/// is as good as it looks.
package struct ConfirmedRanking: Sendable {
  /// Their numbers, the best first; of equal means the lower number first.
  package let best: [Int]

  /// - Parameters:
  ///   - top: how many at most.
  ///   - configurations: those that may be confirmed, by their numbers.
  ///   - replicates: how many of each there are.
  ///   - settled: what became of each trial, in any order.
  package init(
    top: Int, among configurations: [Int], replicates: Int, folds: Int, isMaximised: Bool,
    settled: [(slot: Slot, settlement: Settlement)]
  ) {
    var evidence = Evidence(replicates: replicates, folds: folds)
    for (slot, settlement) in settled { evidence.settle(slot, as: settlement) }
    let scored = configurations.compactMap { number in
      evidence.score(of: number).map { (number: number, mean: isMaximised ? -$0.mean : $0.mean) }
    }
    best = scored.sorted { ($0.mean, $0.number) < ($1.mean, $1.number) }.prefix(top).map(\.number)
  }
}
