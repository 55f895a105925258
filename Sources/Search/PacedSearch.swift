import Hashing
import LAPACK
package import Sweeps
package import Trials

/// A search that learns: one decision a configuration, from the results that it may know.
///
/// With a virtual pace those are a function of the decisions before alone, so 1, 8 or 64 workers in any
/// order, with crashes and restarts, get the same proposals.
package struct PacedSearch: Strategy {
  private let method: SearchMethod
  private let space: Space
  private var sampler: any Sampler
  private let predictedCost: @Sendable (Proposal) -> Int
  /// Nil where the pace is free.
  private var clock: VirtualClock?
  private var history: History
  /// The configurations that are tried before any others.
  private let listed: [Proposal]
  /// The score that ends the search; nil for none.
  private let target: Double?
  /// What the clock says may be known, and is not learned yet.
  private var due: [Int] = []
  private var arrived = 0

  /// - Parameters:
  ///   - seed: the sweep's.
  ///   - slots: how many trials of each configuration count as evidence.
  ///   - slack: how far predicted times are trusted.
  ///   - predictedCost: of each trial of a configuration, in units of any size.
  package init(
    _ design: SearchDesign, seed: UInt64, isMaximised: Bool, slots: Int,
    slack: Slack = .unpredicted, predictedCost: @escaping @Sendable (Proposal) -> Int = { _ in 1 }
  ) {
    self.init(
      design, sampler: design.method.sampler.made(in: design.space, seed: seed),
      isMaximised: isMaximised, slots: slots, slack: slack, predictedCost: predictedCost)
  }

  /// A search without anything listed or known.
  package init(
    _ method: SearchMethod, in space: Space, seed: UInt64, isMaximised: Bool, slots: Int,
    slack: Slack = .unpredicted, predictedCost: @escaping @Sendable (Proposal) -> Int = { _ in 1 }
  ) {
    self.init(
      SearchDesign(method, in: space), seed: seed, isMaximised: isMaximised, slots: slots,
      slack: slack, predictedCost: predictedCost)
  }

  /// A search with a sampler of one's own.
  package init(
    _ design: SearchDesign, sampler: any Sampler, isMaximised: Bool, slots: Int, slack: Slack,
    predictedCost: @escaping @Sendable (Proposal) -> Int
  ) {
    method = design.method
    space = design.space
    listed = design.listed
    target = design.method.target.map { isMaximised ? -$0 : $0 }
    self.sampler = sampler
    self.predictedCost = predictedCost
    if case .virtual(let workers) = design.method.pace {
      clock = VirtualClock(workers: workers, trialsPerJob: slots, slack: slack)
    }
    history = History(isMaximised: isMaximised, former: design.known, in: design.space)
  }

  package var isFree: Bool { clock == nil }

  package mutating func next(given evidence: Evidence) -> Step {
    guard history.proposalCount < method.configurations else { return .end(.complete) }
    if isFree {
      due += evidence.arrivals[arrived...]
      arrived = evidence.arrivals.count
    } else {
      passTime()
    }
    let open = due.flatMap(evidence.openSlots)
    guard open.isEmpty else { return .wait(for: open) }
    history.learn(due, from: evidence)
    due = []
    if let target, let best = history.best, best <= target { return .end(.reached) }
    let index = history.proposalCount
    if index < listed.count { return .decide(decision(index, .listed, listed[index])) }
    let candidates = sampler.candidates(for: index - listed.count, given: history)
    guard let proposal = space.proposal(among: candidates, isTried: history.contains) else {
      return .end(.exhausted)
    }
    return .decide(decision(index, method.sampler.kind, proposal))
  }

  private func decision(_ index: Int, _ kind: Decision.Kind, _ proposal: Proposal) -> Decision {
    Decision(
      number: index, kind: kind, evidence: history.digest, configurations: index..<index + 1,
      proposals: [proposal])
  }

  package mutating func follow(_ decision: Decision) {
    passTime()
    for (index, proposal) in zip(decision.configurations, decision.proposals) {
      history.append(proposal, in: space)
      let cost = predictedCost(proposal)
      clock?.start(index, cost: cost)
    }
  }

  /// Until a simulated worker is idle, and so the next proposal is due.
  private mutating func passTime() {
    while case .known(let configuration) = clock?.next() { due.append(configuration) }
  }
}

extension SearchMethod.Sampler {
  /// What its decisions are recorded as.
  package var kind: Decision.Kind {
    switch self {
    case .random: .random
    case .sobol: .sobol
    case .tpe: .tpe
    case .gp: .gp
    case .listed: .listed
    }
  }

  /// Whether all that it needs is installed here: a Gaussian process needs OpenBLAS, which is loaded by
  /// asking.
  package var isAvailable: Bool { self != .gp || Cholesky.isAvailable }

  package func made(in space: Space, seed: UInt64) -> any Sampler {
    switch self {
    // Where all is listed, nothing is drawn.
    case .random, .listed: RandomSampler(space: space, seed: seed)
    case .sobol: SobolSampler(space: space, seed: seed)
    case .tpe: ParzenSampler(space: space, seed: seed)
    case .gp: GaussianSampler(space: space, seed: seed)
    }
  }
}

extension SearchDesign {
  /// The configurations of a search that does not learn: the same first ones whatever their number.
  ///
  /// - Returns: fewer than asked for where the space is exhausted before.
  package func draws(seed: UInt64) -> [Proposal] {
    let nothing = SearchMethod(
      sampler: method.sampler, configurations: method.configurations,
      pace: .virtual(workers: method.configurations))
    var search = PacedSearch(
      SearchDesign(nothing, in: space, listed: listed), seed: seed, isMaximised: false, slots: 1)
    var proposals: [Proposal] = []
    let evidence = Evidence(replicates: 1, folds: 1)
    while case .decide(let decision) = search.next(given: evidence) {
      search.follow(decision)
      proposals += decision.proposals
    }
    return proposals
  }
}
