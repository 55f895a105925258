import Hashing
import Sweeps
import Trials

/// What a search has proposed, and what it knows of that: in the order in which it may know it.
package struct History: Sendable {
  /// By proposal: where the value of each parameter lies; nil of one that is not used.
  private(set) var cells: [[Distribution.Cell?]] = []
  /// By proposal: to be minimised, infinite where a training diverged or failed; nil where unknown.
  private(set) var scores: [Double?] = []
  /// By proposal: the variance of a score that its trainings tell.
  private(set) var variances: [Double?] = []
  /// Those that are known, best first; at equal scores the earlier one first.
  private(set) var ranked: [Int] = []
  /// Those that are not known, by index.
  private(set) var pending: [Int] = []

  private let isMaximised: Bool
  /// Those that are known, in order, with the revision that is known, and a hash of all up to each.
  private var learned: [(configuration: Int, revision: Int, digest: Digest)] = []
  private var tried: Set<Proposal> = []

  init(isMaximised: Bool) { self.isMaximised = isMaximised }

  var count: Int { cells.count }

  /// Of all that is known, in the order in which it came to be known.
  var digest: Digest { learned.last?.digest ?? Digest(of: []) }

  /// Those that are known, in the order in which they came to be.
  var known: [Int] { learned.map(\.configuration) }

  /// Of the first so many that came to be known.
  func digest(ofFirst count: Int) -> Digest {
    count == 0 ? Digest(of: []) : learned[count - 1].digest
  }

  func contains(_ proposal: Proposal) -> Bool { tried.contains(proposal) }

  /// Notes the next proposal.
  mutating func append(_ proposal: Proposal, in space: Space) {
    // A value from elsewhere may lie nowhere, as after an edit; then nothing is learned from it.
    cells.append(space.cells(of: proposal) ?? space.dimensions.map { _ in nil })
    scores.append(nil)
    variances.append(nil)
    pending.append(count - 1)
    tried.insert(proposal)
  }

  /// Notes that a proposal's results are known from now on, and learns what stands for those that were
  /// known before.
  mutating func learn(_ configurations: [Int], from evidence: Evidence) {
    let changed = learned.firstIndex { $0.revision != evidence.revision(of: $0.configuration) }
    let again = changed.map { learned[$0...].map(\.configuration) } ?? []
    if let changed { learned.removeSubrange(changed...) }
    let old = Set(again)
    if !old.isEmpty { ranked.removeAll(where: old.contains) }
    for configuration in again + configurations {
      let score = evidence.score(of: configuration)
      scores[configuration] = score.map { isMaximised ? -$0.mean : $0.mean } ?? .infinity
      variances[configuration] = score?.variance
      pending.removeAll { $0 == configuration }
      rank(configuration)
      learned.append(
        (
          configuration, evidence.revision(of: configuration),
          Digest(of: digest.bytes + evidence.digest(of: configuration).bytes)
        ))
    }
  }

  private mutating func rank(_ configuration: Int) {
    func key(_ index: Int) -> (Double, Int) { (scores[index] ?? .infinity, index) }
    var (low, high) = (0, ranked.count)
    while low < high {
      let middle = (low + high) / 2
      if key(ranked[middle]) < key(configuration) { low = middle + 1 } else { high = middle }
    }
    ranked.insert(configuration, at: low)
  }
}
