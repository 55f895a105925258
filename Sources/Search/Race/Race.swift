import Hashing
package import Sweeps
package import Trials

/// Deals the trials of a sweep block by block, and prunes configurations that are clearly behind: they get
/// no more.
///
/// ```swift
/// var race = Race(RaceMethod(), blocks: evaluation.raceBlocks, isMaximised: true)
/// race.enter(30)                    // no more configurations come
/// var verdicts = race.advance()     // none yet
/// race.takeDealt()                  // what is to be trained
/// race.settle(trial, as: .result(0.97, digest))
/// verdicts = race.advance()         // record them, then train what is dealt
/// ```
///
/// Its verdicts follow from the outcomes of trials and from nothing else, so 1, 8 or 64 workers in any
/// order, with crashes and restarts, get the same verdicts. A verdict needs every trial dealt of its block;
/// a block is dealt before the verdicts on the last ones are there, so that workers have something to do: as
/// far ahead as `pace` workers need.
package struct Race: Sendable {
  private let method: RaceMethod
  private let blocks: [RaceBlock]
  private let isMaximised: Bool
  /// The size of a validation part over that of a training part, where blocks share training rows and the
  /// race is about other rows; else 0.
  private let overlap: Double
  /// The number of blocks that are trained of every configuration, whatever verdicts say: a search learns
  /// from them.
  private let commonBlocks: Int
  private let places: [RaceBlock: Int]

  /// The outcome of each configuration in each block.
  private var outcomes: [[RaceOutcome]] = []
  /// Whether each configuration is dealt each block.
  private var isAsked: [[Bool]] = []
  /// Whether no more configurations come.
  private var isClosed = false
  /// Whether no more blocks are dealt, as the time for it is over.
  private var isOutOfTime = false
  /// The configurations that each block was dealt to, by the block's place.
  private var dealt: [[Int]] = []
  /// The number of trials of each block that are not settled.
  private var open: [Int] = []
  /// The configurations that are in after each verdict; the first is before any.
  private var standing: [[Int]] = [[]]
  /// The trials that are dealt and were not taken.
  private var untaken: [TrialIndex] = []
  /// The configurations that somebody brought back.
  private var kept: Set<Int> = []
  /// The configurations that come back once there are as many verdicts as when somebody asked for it.
  private var returning: [Kept] = []
  /// The digest of each verdict; the first is before any.
  private var digests = [Digest(of: [])]
  /// All that was decided, block by block.
  package private(set) var verdicts: [RaceVerdict] = []

  /// - Parameters:
  ///   - blocks: in the order in which they are dealt.
  ///   - commonBlocks: so many of them are trained of every configuration.
  ///   - testToTrain: the size of a validation part over that of a training part where blocks share
  ///     training rows, else 0; counts where the race is about other rows.
  package init(
    _ method: RaceMethod, blocks: [RaceBlock], commonBlocks: Int = 0, isMaximised: Bool,
    testToTrain: Double = 0
  ) {
    self.method = method
    self.blocks = blocks
    self.commonBlocks = commonBlocks
    self.isMaximised = isMaximised
    overlap = method.aim == .rows ? testToTrain / 2 : 0
    places = Dictionary(uniqueKeysWithValues: blocks.enumerated().map { ($1, $0) })
    dealt = Array(repeating: [], count: commonBlocks)
    open = Array(repeating: 0, count: commonBlocks)
  }

  // MARK: - What comes in

  /// Takes in configurations, until there are so many.
  ///
  /// - Parameter isLast: whether no more come; only then anybody can leave.
  package mutating func enter(_ count: Int, isLast: Bool = true) {
    precondition(!isClosed || count == outcomes.count, "a race is closed")
    guard !isClosed else { return }
    while outcomes.count < count {
      let configuration = outcomes.count
      outcomes.append(Array(repeating: .open, count: blocks.count))
      isAsked.append(Array(repeating: false, count: blocks.count))
      for block in 0..<commonBlocks { deal(block, to: configuration) }
    }
    guard isLast else { return }
    isClosed = true
    standing[0] = Array(0..<count)
    bringBackDue()
  }

  /// Notes what became of a trial, or what stands for it now; any order, any number of times.
  package mutating func settle(_ trial: TrialIndex, as settlement: Settlement) {
    guard outcomes.indices.contains(trial.configuration),
      let block = places[RaceBlock(replicate: trial.replicate, fold: trial.fold)]
    else { return }
    let isNew = outcomes[trial.configuration][block] == .open
    outcomes[trial.configuration][block] =
      switch settlement {
      case .failed: .missing
      case .result(let value?, let digest) where value.isFinite:
        .value(isMaximised ? value : -value, digest)
      case .result(_, let digest): .diverged(digest)
      }
    if isNew, isAsked[trial.configuration][block] { open[block] -= 1 }
  }

  /// Brings a configuration back that has left: no verdict from now on has it leave, and it trains the
  /// blocks that it missed.
  ///
  /// - Returns: whether that is new.
  package mutating func keep(_ configuration: Int) -> Bool {
    guard outcomes.indices.contains(configuration), kept.insert(configuration).inserted else {
      return false
    }
    let now = standing.count - 1
    if !standing[now].contains(configuration) {
      standing[now] = (standing[now] + [configuration]).sorted()
    }
    for block in dealt.indices where !isAsked[configuration][block] {
      deal(block, to: configuration)
    }
    return true
  }

  /// Brings configurations back where they came back on record: each after as many verdicts as there were
  /// then, also where these are still to be made, as in a longer form of the race.
  package mutating func bringBack(_ kept: [Kept]) {
    returning += kept
    bringBackDue()
  }

  /// Deals no further block: what is dealt is still decided from.
  package mutating func endDealing() { isOutOfTime = true }

  private mutating func bringBackDue() {
    guard isClosed else { return }
    for next in returning where next.after <= verdicts.count { _ = keep(next.configuration) }
    returning.removeAll { $0.after <= verdicts.count }
  }

  private mutating func deal(_ block: Int, to configuration: Int) {
    dealt[block].append(configuration)
    isAsked[configuration][block] = true
    untaken.append(
      TrialIndex(
        configuration: configuration, replicate: blocks[block].replicate, fold: blocks[block].fold))
    if outcomes[configuration][block] == .open { open[block] += 1 }
  }

  // MARK: - What comes out

  /// Makes the verdicts that can be made, and deals what follows from them.
  ///
  /// - Returns: the new verdicts, to be recorded before any lease that follows from them.
  package mutating func advance() -> [RaceVerdict] {
    let before = verdicts.count
    repeat { dealBlocks() } while makeVerdict()
    return Array(verdicts[before...])
  }

  /// The trials that are dealt and were not taken, in the order in which they are best run.
  package mutating func takeDealt() -> [TrialIndex] {
    defer { untaken = [] }
    return untaken
  }

  /// Whether a trial is dealt.
  package func isDealt(_ trial: TrialIndex) -> Bool {
    guard let block = places[RaceBlock(replicate: trial.replicate, fold: trial.fold)],
      isAsked.indices.contains(trial.configuration)
    else { return false }
    return isAsked[trial.configuration][block]
  }

  /// Goes on from a verdict that is on record, and makes it again from what is known.
  ///
  /// - Returns: whether the same came out; the record stands either way.
  package mutating func replay(_ verdict: RaceVerdict) -> Bool {
    dealBlocks()
    let again = nextVerdict()
    follow(verdict)
    // Where a trial is open again, as somebody has it retried, nothing can be said yet.
    return again == nil || again == verdict
  }

  /// Whether nothing more is dealt, and every verdict is made.
  package var isOver: Bool {
    isClosed && verdicts.count == dealt.count && !mayDeal
  }

  /// Whether it has come to its end with what is known, all that it has dealt included.
  package var isSettled: Bool {
    var next = self
    return next.advance().isEmpty && next.isOver && next.open.allSatisfy { $0 == 0 }
      && next.expectedTrials == expectedTrials
  }

  /// The configurations that are in, as far as verdicts go.
  package var remaining: [Int] { standing[standing.count - 1] }

  /// How many trials are dealt at least and at most, as far as is known.
  package var expectedTrials: ClosedRange<Int> {
    let known = dealt.reduce(0) { $0 + $1.count }
    guard isClosed else { return known...max(known, outcomes.count * blocks.count) }
    guard mayDeal else { return known...known }
    let entrants = self.entrants(after: min(need, verdicts.count))
    return known...known + (blocks.count - dealt.count) * entrants.count
  }

  // MARK: - Dealing

  /// The last verdict that the next block may know: as late as leaves `pace` workers two trials each
  /// between, and never that on the block before, whose trials are in training.
  private var need: Int {
    let block = dealt.count + 1
    var need = max(0, block - 2)
    var between = dealt[need...].reduce(0) { $0 + $1.count }
    while need > 0, between < 2 * method.pace {
      need -= 1
      between += dealt[need].count
    }
    return need
  }

  /// Whether blocks are left, and more than one configuration to train them.
  private var mayDeal: Bool {
    guard dealt.count < blocks.count, !isOutOfTime else { return false }
    // A single configuration has nobody to race with, and trains all blocks.
    return need > verdicts.count || entrants(after: need).count > 1 || outcomes.count == 1
  }

  /// Gives the configurations that a verdict has left in, and those that were brought back since.
  private func entrants(after verdict: Int) -> [Int] {
    let back = kept.filter { !standing[verdict].contains($0) }
    return back.isEmpty ? standing[verdict] : (standing[verdict] + back).sorted()
  }

  private mutating func dealBlocks() {
    while isClosed, mayDeal, need <= verdicts.count {
      let entrants = entrants(after: need)
      dealt.append([])
      open.append(0)
      for configuration in entrants { deal(dealt.count - 1, to: configuration) }
    }
  }

  // MARK: - Verdicts

  /// Makes the next verdict; false where trials that it needs are open, or none is due.
  private mutating func makeVerdict() -> Bool {
    guard let verdict = nextVerdict() else { return false }
    follow(verdict)
    return true
  }

  private mutating func follow(_ verdict: RaceVerdict) {
    let left = Set(verdict.departures.map(\.configuration))
    verdicts.append(verdict)
    digests.append(verdict.evidence)
    standing.append(remaining.filter { !left.contains($0) })
    bringBackDue()
  }

  private func nextVerdict() -> RaceVerdict? {
    let block = verdicts.count + 1
    guard isClosed, block <= dealt.count, open.prefix(block).allSatisfy({ $0 == 0 }) else {
      return nil
    }
    let field = RaceField(
      remaining, outcomes: outcomes, blocks: block, total: outcomes.count, overlap: overlap,
      method: method)
    return RaceVerdict(
      block: block, evidence: evidence(of: block),
      departures: field.departures.filter { !kept.contains($0.configuration) })
  }

  /// A hash of what was known of the blocks up to one.
  private func evidence(of block: Int) -> Digest {
    var bytes = digests[block - 1].bytes
    for configuration in dealt[block - 1].sorted() {
      switch outcomes[configuration][block - 1] {
      case .value(_, let digest), .diverged(let digest): bytes += [1] + digest.bytes
      case .missing, .open: bytes.append(0)
      }
    }
    return Digest(of: bytes)
  }
}
