package import Sweeps
package import Trials

/// A search that learns, with halving: one event loop proposes, and lets configurations go on.
///
/// The virtual clock says which results may be known, of proposals and of rungs alike, so all decisions are a
/// function of those before. Configurations that go on come before new proposals, the highest rung first.
package struct PacedHalving: Strategy {
  private var proposer: Proposer
  private var lists: SuccessiveHalving
  private var clock: VirtualClock
  private let rungs: [Int]
  private let predictedCost: @Sendable (Proposal) -> Int
  private let end: @Sendable (Proposal) -> Int
  /// The predicted cost of an epoch, and the last epoch, of each configuration.
  private var costs: [(epoch: Int, end: Int)] = []
  /// The jobs that the clock has, by their numbers there.
  private var started: [Job] = []
  /// The jobs that no simulated worker has begun.
  private var queue: [Job] = []
  /// The job that may be known by the clock, and is not learned yet.
  private var due: Job?
  private var known: Set<Job> = []
  private var isExhausted = false
  private var decided = 0
  /// The decision that `next` has told.
  private var made: Decision?
  /// Decisions that are on record, to be taken in the place of its own.
  private var records: [Decision] = []

  /// - Parameters:
  ///   - trials: how many trials of each configuration are compared.
  ///   - slack: how far predicted times are trusted.
  ///   - predictedCost: of an epoch of each trial of a configuration, in units of any size.
  ///   - end: after how many epochs a configuration's whole training ends.
  package init(
    _ design: SearchDesign, _ halving: HalvingMethod, seed: UInt64, isMaximised: Bool, trials: Int,
    slack: Slack = .unpredicted, predictedCost: @escaping @Sendable (Proposal) -> Int = { _ in 1 },
    end: @escaping @Sendable (Proposal) -> Int
  ) {
    self.init(
      design, halving, sampler: design.method.sampler.made(in: design.space, seed: seed),
      isMaximised: isMaximised, trials: trials, slack: slack, predictedCost: predictedCost, end: end
    )
  }

  /// The same with a sampler of one's own.
  package init(
    _ design: SearchDesign, _ halving: HalvingMethod, sampler: any Sampler, isMaximised: Bool,
    trials: Int, slack: Slack, predictedCost: @escaping @Sendable (Proposal) -> Int,
    end: @escaping @Sendable (Proposal) -> Int
  ) {
    rungs = halving.rungs
    proposer = Proposer(
      design, sampler: sampler, isMaximised: isMaximised, lastRung: rungs.count - 1)
    lists = SuccessiveHalving(halving, isMaximised: isMaximised)
    guard case .virtual(let workers) = design.method.pace else {
      preconditionFailure("halving decides the same whatever the workers: its pace is not free")
    }
    clock = VirtualClock(workers: workers, trialsPerJob: trials, slack: slack)
    self.predictedCost = predictedCost
    self.end = end
  }

  /// Goes through the events of the simulated clock up to the next decision: a promotion where one is due,
  /// else a proposal.
  package mutating func next(given evidence: Evidence) -> Step {
    while true {
      if let due {
        let open = evidence.openTrials(of: due)
        // Nothing has to be waited for of what is on record.
        guard open.isEmpty || !records.isEmpty else { return .wait(for: open) }
        proposer.history.learn([due], from: evidence)
        known.insert(due)
        self.due = nil
      }
      if let promotion = lists.next(evidence, isKnown: known.contains) {
        if takeRecord() { continue }
        return tell(lists.decision(promotion, number: decided))
      }
      if records.isEmpty, proposer.hasReachedTarget { return .end(.reached) }
      let mayPropose = !proposer.isComplete && !isExhausted
      switch clock.next(hasWork: !queue.isEmpty || mayPropose || !records.isEmpty) {
      case .known(let job): due = started[job]
      case .idleWorker:
        if startNext() || takeRecord() { continue }
        guard let proposal = proposer.next(number: decided) else {
          isExhausted = true
          continue
        }
        return tell(proposal)
      case .nothing:
        if takeRecord() { continue }
        if let promotion = lists.closing() {
          return tell(lists.decision(promotion, number: decided))
        }
        return .end(isExhausted ? .exhausted : .complete)
      }
    }
  }

  private mutating func tell(_ decision: Decision) -> Step {
    made = decision
    return .decide(decision)
  }

  /// Goes on from the decision that `next` told; another one is on record, and is taken when the events come
  /// to it.
  package mutating func follow(_ decision: Decision) {
    if decision == made {
      take(decision)
    } else {
      // It is taken when the loop comes to a decision, as it came about then.
      records.append(decision)
    }
    made = nil
  }

  /// Goes on from the next decision on record; false where there is none.
  private mutating func takeRecord() -> Bool {
    guard !records.isEmpty else { return false }
    take(records.removeFirst())
    return true
  }

  private mutating func take(_ decision: Decision) {
    decided += 1
    if decision.kind == .promotion {
      let job = lists.promote(decision.configurations.lowerBound, to: decision.until ?? 0)
      if let job { queue.append(job) }
    }
    for (configuration, proposal) in zip(decision.configurations, decision.proposals) {
      proposer.history.append(proposal, in: proposer.space)
      costs.append((predictedCost(proposal), end(proposal)))
      queue.append(lists.append(configuration, end: end(proposal)))
    }
  }

  /// Has a simulated worker begin with what waits longest of the highest rung; false where nothing waits.
  private mutating func startNext() -> Bool {
    guard let rung = queue.map(\.rung).max(),
      let place = queue.firstIndex(where: { $0.rung == rung })
    else { return false }
    let job = queue.remove(at: place)
    let (epoch, end) = costs[job.configuration]
    // It carries on from the rung below.
    let before = job.rung > 0 && !isFirst(job) ? min(rungs[job.rung - 1], end) : 0
    let epochs = min(rungs[job.rung], end) - before
    started.append(job)
    clock.start(
      started.count - 1, cost: min(epoch, VirtualClock.longest / rungs[rungs.count - 1]) * epochs)
    return true
  }

  /// Whether a configuration begins at this rung.
  private func isFirst(_ job: Job) -> Bool { lists.firstRung(of: job.configuration) == job.rung }
}
