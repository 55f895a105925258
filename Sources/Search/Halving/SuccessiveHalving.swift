import Hashing
import Sweeps
import Trials

/// The choice of the configurations that go on from rung to rung: successive halving by ordered prefixes.
///
/// Each rung of each bracket has a list, to which configurations are only ever appended. The list of the
/// first rung has an order that is known from the start, and each time that one more of a list is settled,
/// with all before it, the best of them so far go on: about one of the factor. The others are pruned. So the
/// order of arrival does not decide which configurations go on.
struct SuccessiveHalving: Sendable {
  private let method: HalvingMethod
  private let isMaximised: Bool
  /// A list for each rung of each bracket.
  private var brackets: [[List]]
  /// The epoch after which the whole training of each configuration ends.
  private var ends: [Int: Int] = [:]

  /// The configurations at one rung.
  private struct List: Sendable {
    /// The configurations, in the order in which they came.
    var jobs: [Job] = []
    /// The number of configurations at the front that are scored.
    private(set) var scored = 0
    /// The configurations that went on.
    var promoted: Set<Int> = []
    /// The places of those that are scored, best first; at equal scores the earlier one first.
    private(set) var ranked: [Int] = []
    /// To be minimised; infinite where a training diverged or was given up.
    private var scores: [Double] = []
    /// A hash of what all up to each came to.
    private var digests: [Digest] = []
    /// The evidence's changes that are noticed.
    private var amendments = 0

    /// The place of the next to be scored; nil where all are.
    var next: Job? { scored < jobs.count ? jobs[scored] : nil }
    var digest: Digest { digests.last ?? Digest(of: []) }

    mutating func score(_ evidence: Evidence, isMaximised: Bool) {
      let job = jobs[scored]
      let mean = evidence.score(of: job)?.mean
      let score = mean.map { isMaximised ? -$0 : $0 } ?? .infinity
      digests.append(Digest(of: digest.bytes + evidence.digest(of: job).bytes))
      scores.append(score)
      var (low, high) = (0, ranked.count)
      while low < high {
        let middle = (low + high) / 2
        if scores[ranked[middle]] <= score { low = middle + 1 } else { high = middle }
      }
      ranked.insert(scored, at: low)
      scored += 1
    }

    /// Takes in what stands now for those that were scored before, as after a retry.
    mutating func refresh(_ evidence: Evidence, isMaximised: Bool) {
      guard evidence.amendments != amendments else { return }
      amendments = evidence.amendments
      let count = scored
      (scored, scores, ranked, digests) = (0, [], [], [])
      while scored < count { score(evidence, isMaximised: isMaximised) }
    }

    /// The first that has not gone on and did not diverge, among the best so many.
    func best(of count: Int) -> Job? {
      for place in ranked.prefix(count) where scores[place].isFinite {
        if !promoted.contains(jobs[place].configuration) { return jobs[place] }
      }
      return nil
    }
  }

  /// A configuration that goes on, and a hash of what that follows from.
  struct Promotion: Hashable {
    let job: Job
    let evidence: Digest
  }

  init(_ method: HalvingMethod, isMaximised: Bool) {
    self.method = method
    self.isMaximised = isMaximised
    let last = method.rungs.count - 1
    brackets = method.bracketSizes.map { size in
      Array(repeating: List(), count: last - size.first + 1)
    }
  }

  /// Adds the next configuration at its first rung.
  ///
  /// - Parameter end: after how many epochs its whole training ends.
  /// - Returns: its trainings there.
  mutating func append(_ configuration: Int, end: Int) -> Job {
    ends[configuration] = end
    let bracket = method.bracket(of: configuration)
    let job = self.job(configuration, at: method.bracketSizes[bracket].first)
    brackets[bracket][0].jobs.append(job)
    return job
  }

  private func job(_ configuration: Int, at rung: Int) -> Job {
    let epoch = method.rungs[rung]
    let isBefore = ends[configuration].map { epoch < $0 } ?? true
    return Job(configuration: configuration, until: isBefore ? epoch : nil, rung: rung)
  }

  /// Lets a configuration go on to a rung.
  ///
  /// - Parameter rung: in epochs.
  /// - Returns: its trainings there; nil where it is there already, or no rung is.
  mutating func promote(_ configuration: Int, to rung: Int) -> Job? {
    let bracket = method.bracket(of: configuration)
    let first = method.bracketSizes[bracket].first
    guard ends[configuration] != nil,
      let place = method.rungs.firstIndex(of: rung), place > first,
      brackets[bracket][place - first - 1].promoted.insert(configuration).inserted
    else { return nil }
    let job = self.job(configuration, at: place)
    brackets[bracket][place - first].jobs.append(job)
    return job
  }

  /// The place of the rung at which a configuration begins.
  func firstRung(of configuration: Int) -> Int { method.firstRung(of: configuration) }

  /// The next that goes on from any list, as far as scores are there in their order; from the highest rung
  /// first.
  ///
  /// - Parameter isKnown: which trainings may be known; of a paced search not all that are settled.
  mutating func next(
    _ evidence: Evidence, isKnown: (Job) -> Bool
  ) -> Promotion? {
    for bracket in brackets.indices {
      for rung in brackets[bracket].indices.dropLast().reversed() {
        if let promotion = next(bracket, rung, evidence, isKnown) { return promotion }
      }
    }
    return nil
  }

  /// The same of the list from which a decision that is on record came; also where that closed the list.
  mutating func next(
    like decision: Decision, _ evidence: Evidence, isKnown: (Job) -> Bool
  ) -> Promotion? {
    let bracket = method.bracket(of: decision.configurations.lowerBound)
    let first = method.bracketSizes[bracket].first
    guard let until = decision.until, let place = method.rungs.firstIndex(of: until), place > first
    else { return nil }
    return next(bracket, place - first - 1, evidence, isKnown)
      ?? last(bracket, place - first - 1)
  }

  private mutating func next(
    _ bracket: Int, _ rung: Int, _ evidence: Evidence, _ isKnown: (Job) -> Bool
  ) -> Promotion? {
    let isMaximised = isMaximised
    brackets[bracket][rung].refresh(evidence, isMaximised: isMaximised)
    while true {
      let count = brackets[bracket][rung].scored / method.factor
      if let job = brackets[bracket][rung].best(of: count) {
        return Promotion(job: job, evidence: brackets[bracket][rung].digest)
      }
      guard let next = brackets[bracket][rung].next, isKnown(next) else { return nil }
      brackets[bracket][rung].score(evidence, isMaximised: isMaximised)
    }
  }

  /// Promotes the best of a list once all are scored that there are to be, and none of the list goes on.
  mutating func closing() -> Promotion? {
    for bracket in brackets.indices {
      for rung in brackets[bracket].indices.dropLast() {
        // A rung is closed once all below it are, and all there are scored.
        if let promotion = last(bracket, rung) { return promotion }
        if brackets[bracket][rung].next != nil { break }
      }
    }
    return nil
  }

  private func last(_ bracket: Int, _ rung: Int) -> Promotion? {
    let list = brackets[bracket][rung]
    // No configuration is left to be scored, and none has gone on.
    guard list.next == nil, brackets[bracket][rung + 1].jobs.isEmpty, let job = list.best(of: 1)
    else { return nil }
    return Promotion(job: job, evidence: list.digest)
  }

  /// The trainings that the next promotion of each list waits for; none once all are scored.
  var awaited: [Job] {
    brackets.flatMap { lists in lists.dropLast().compactMap(\.next) }
  }

  /// The rung after that of a job, in epochs.
  func rungAfter(_ job: Job) -> Int { method.rungs[job.rung + 1] }
}
