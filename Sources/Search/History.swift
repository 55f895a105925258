import Hashing
import Sweeps
import Trials

/// The proposals of a search, and their results that it knows: in the order in which it may know them.
package struct History: Sendable {
  /// Where the value of each parameter lies, one proposal after the other; no number of one that is not used.
  private var coordinates: [Double] = []
  /// The score of each proposal: to be minimised, infinite where a training diverged or failed; nil where
  /// unknown.
  private(set) var scores: [Double?] = []
  /// The variance of each proposal's score that its trainings tell.
  private(set) var variances: [Double?] = []
  /// The known proposals, best first; at equal scores the earlier one first.
  private(set) var ranked: [Int] = []
  /// The proposals that are not known, by index.
  private(set) var pending: [Int] = []
  /// The number of leading entries that come from a warm start; the search's own follow.
  private let formerCount: Int

  private let isMaximised: Bool
  /// The place of the rung that stands for whole trainings.
  private let lastRung: Int
  /// The known jobs, in order, with the revision that is known, and a hash of all up to each.
  private var learned: [(job: Job, revision: Int, digest: Digest)] = []
  /// The highest rung at which each proposal is known.
  private var rungs: [Int] = []
  /// The number of corrections to settled results that have been noticed.
  private var amendments = 0
  private var tried: Set<Proposal> = []
  /// The digest of what another sweep has found.
  private let formerDigest: Digest

  /// - Parameters:
  ///   - former: the results of another sweep.
  ///   - lastRung: the place of the rung that stands for whole trainings.
  init(
    isMaximised: Bool, former: [KnownConfiguration] = [], in space: Space? = nil,
    lastRung: Int = 0
  ) {
    self.isMaximised = isMaximised
    self.lastRung = lastRung
    formerCount = former.count
    formerDigest = Digest(of: former.flatMap(\.bytes))
    for (index, configuration) in former.enumerated() {
      place(configuration.proposal, in: space)
      scores.append(configuration.mean.map { isMaximised ? -$0 : $0 } ?? .infinity)
      variances.append(configuration.variance)
      rungs.append(lastRung)
      rank(index)
    }
  }

  /// All, those of another sweep too.
  var count: Int { scores.count }
  /// The search's own.
  var proposalCount: Int { count - formerCount }

  /// The digest of all that is known, in the order in which it came to be known.
  var digest: Digest { learned.last?.digest ?? formerDigest }

  /// The known proposals, in the order in which they came to be known.
  var known: [Int] { Array(0..<formerCount) + learned.map { formerCount + $0.job.configuration } }

  /// The digest of the first so many that came to be known.
  func digest(ofFirst count: Int) -> Digest {
    count <= formerCount ? formerDigest : learned[count - formerCount - 1].digest
  }

  /// Where the value of each parameter of a proposal lies, from 0 to 1; nil of one that is not used.
  func coordinates(of index: Int) -> [Double?] {
    let axes = coordinates.count / count
    return coordinates[index * axes..<(index + 1) * axes].map { $0.isNaN ? nil : $0 }
  }

  /// Whether it lies in the space, so that something can be learned from it.
  func isPlaced(_ index: Int) -> Bool { coordinates(of: index).contains { $0 != nil } }

  /// The best score of the search's own proposals that are trained to the end; nil before any is known.
  var best: Double? {
    ranked.first { $0 >= formerCount && rungs[$0] == lastRung }.flatMap { scores[$0] }
  }

  func contains(_ proposal: Proposal) -> Bool { tried.contains(proposal) }

  /// Notes the next proposal.
  mutating func append(_ proposal: Proposal, in space: Space) {
    place(proposal, in: space)
    scores.append(nil)
    variances.append(nil)
    rungs.append(0)
    pending.append(count - 1)
    tried.insert(proposal)
  }

  private mutating func place(_ proposal: Proposal, in space: Space?) {
    // A value from elsewhere may lie nowhere, as after an edit; then nothing is learned from it.
    let cells = space?.cells(of: proposal)
    coordinates += cells?.map { $0?.middle ?? .nan } ?? proposal.values.map { _ in .nan }
  }

  /// Adds results of proposals; replaces each proposal's earlier ones by those of its highest rung.
  mutating func learn(_ jobs: [Job], from evidence: Evidence) {
    // Results that were known change rarely, and only then all are gone through.
    let changed =
      evidence.amendments == amendments
      ? nil : learned.firstIndex { $0.revision != evidence.revision(of: $0.job) }
    amendments = evidence.amendments
    let again = changed.map { learned[$0...].map(\.job) } ?? []
    if let changed { learned.removeSubrange(changed...) }
    let old = Set((again + jobs.filter { $0.rung > 0 }).map { formerCount + $0.configuration })
    if !old.isEmpty { ranked.removeAll(where: old.contains) }
    for job in again + jobs {
      let index = formerCount + job.configuration
      let score = evidence.score(of: job)
      if old.contains(index) { ranked.removeAll { $0 == index } }
      rungs[index] = job.rung
      scores[index] = score.map { isMaximised ? -$0.mean : $0.mean } ?? .infinity
      variances[index] = score?.variance
      pending.removeAll { $0 == index }
      rank(index)
      learned.append(
        (
          job, evidence.revision(of: job),
          Digest(of: digest.bytes + evidence.digest(of: job).bytes)
        ))
    }
  }

  private mutating func rank(_ index: Int) {
    // Proposals that diverged come after all others, at whichever rung.
    func key(_ place: Int) -> (Int, Int, Double, Int) {
      let score = scores[place] ?? .infinity
      return (score.isFinite ? 0 : 1, -rungs[place], score, place)
    }
    var (low, high) = (0, ranked.count)
    while low < high {
      let middle = (low + high) / 2
      if key(ranked[middle]) < key(index) { low = middle + 1 } else { high = middle }
    }
    ranked.insert(index, at: low)
  }
}
