import LAPACK
package import Sweeps
package import Trials

/// A search that learns: one decision a configuration, from the results that it may know.
///
/// With a virtual pace those are a function of the decisions before alone, so 1, 8 or 64 workers in any
/// order, with crashes and restarts, get the same proposals.
package struct PacedSearch: Strategy {
  private var proposer: Proposer
  private let predictedCost: @Sendable (Proposal) -> Int
  /// The virtual clock; nil where the pace is free.
  private var clock: VirtualClock?
  /// The configurations that may be known by the clock, and are not learned yet.
  private var due: [Int] = []
  private var arrived = 0

  /// - Parameters:
  ///   - seed: the sweep's.
  ///   - trials: how many trials of each configuration count as evidence.
  ///   - slack: how far predicted times are trusted.
  ///   - predictedCost: of each trial of a configuration, in units of any size.
  package init(
    _ design: SearchDesign, seed: UInt64, isMaximised: Bool, trials: Int,
    slack: Slack = .unpredicted, predictedCost: @escaping @Sendable (Proposal) -> Int = { _ in 1 }
  ) {
    self.init(
      design, sampler: design.method.sampler.made(in: design.space, seed: seed),
      isMaximised: isMaximised, trials: trials, slack: slack, predictedCost: predictedCost)
  }

  /// A search without anything listed or known.
  package init(
    _ method: SearchMethod, in space: Space, seed: UInt64, isMaximised: Bool, trials: Int,
    slack: Slack = .unpredicted, predictedCost: @escaping @Sendable (Proposal) -> Int = { _ in 1 }
  ) {
    self.init(
      SearchDesign(method, in: space), seed: seed, isMaximised: isMaximised, trials: trials,
      slack: slack, predictedCost: predictedCost)
  }

  /// A search with a sampler of one's own.
  package init(
    _ design: SearchDesign, sampler: any Sampler, isMaximised: Bool, trials: Int, slack: Slack,
    predictedCost: @escaping @Sendable (Proposal) -> Int
  ) {
    proposer = Proposer(design, sampler: sampler, isMaximised: isMaximised)
    self.predictedCost = predictedCost
    if case .virtual(let workers) = design.method.pace {
      clock = VirtualClock(workers: workers, trialsPerJob: trials, slack: slack)
    }
  }

  /// Whether the pace is free: then no simulated clock says which results may be known.
  package var isFree: Bool { clock == nil }

  /// Decides on one configuration, or waits for results that it may know by then; ends with the search's
  /// number of configurations, its target or its space.
  package mutating func next(given evidence: Evidence) -> Step {
    guard !proposer.isComplete else { return .end(.complete) }
    if isFree {
      due += evidence.arrivals[arrived...]
      arrived = evidence.arrivals.count
    } else {
      passTime()
    }
    let open = due.flatMap { evidence.openTrials(of: $0) }
    guard open.isEmpty else { return .wait(for: open) }
    proposer.history.learn(due.map { Job(configuration: $0) }, from: evidence)
    due = []
    if proposer.hasReachedTarget { return .end(.reached) }
    return proposer.next(number: proposer.history.proposalCount).map(Step.decide)
      ?? .end(.exhausted)
  }

  /// Adds the proposals of a decision to the history, and starts their trainings on the simulated clock.
  package mutating func follow(_ decision: Decision) {
    passTime()
    for (index, proposal) in zip(decision.configurations, decision.proposals) {
      proposer.history.append(proposal, in: proposer.space)
      let cost = predictedCost(proposal)
      clock?.start(index, cost: cost)
    }
  }

  /// Advances the virtual clock until a simulated worker is idle, and so the next proposal is due.
  private mutating func passTime() {
    while case .known(let configuration) = clock?.next() { due.append(configuration) }
  }
}

extension SearchMethod.Sampler {
  /// The kind that its decisions are recorded as.
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

  /// Makes the sampler of this kind; that of `gp` needs OpenBLAS (see `isAvailable`).
  package func made(in space: Space, seed: UInt64) -> any Sampler {
    switch self {
    // Where all is listed, nothing is drawn.
    case .random, .listed: RandomSampler(space: space, seed: seed)
    case .sobol: SobolSampler(space: space, seed: seed)
    case .tpe: TPESampler(space: space, seed: seed)
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
      SearchDesign(nothing, in: space, listed: listed), seed: seed, isMaximised: false, trials: 1)
    var proposals: [Proposal] = []
    let evidence = Evidence(replicates: 1, folds: 1)
    while case .decide(let decision) = search.next(given: evidence) {
      search.follow(decision)
      proposals += decision.proposals
    }
    return proposals
  }
}
