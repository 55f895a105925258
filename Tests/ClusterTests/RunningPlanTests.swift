import Search
import Sweeps
import Testing
import Trials

@testable import Cluster

/// The trials that a sweep asks for, and what becomes of them.
struct RunningPlanTests {
  private var outbox = Outbox()

  private mutating func running(
    _ plan: Plan, policy: RunPolicy = RunPolicy(), kept: Set<Int> = []
  ) -> RunningPlan {
    let open = OpenPlan(plan)
    var search: SearchDriver?
    if plan.sweep.search != nil || plan.sweep.halving != nil {
      search =
        SearchDriver.resumed(Fixture.strategy(of: plan), of: open, settled: [:], decisions: [])
        .search
    }
    return RunningPlan(
      open, open.trials.map { _ in .untried }, policy: policy, search: search,
      race: Race.resumed(open, settled: [:], verdicts: [], kept: [])?.race, kept: kept,
      into: &outbox)
  }

  private static func decoded(_ accuracy: Double) throws -> DecodedOutcome {
    try EncodedOutcome(Fixture.outcome(accuracy)).checked(seconds: 1, metric: "accuracy")
  }

  private static func isVerdict(_ entry: JournalEntry) -> Bool {
    if case .judged = entry { true } else { false }
  }

  /// Hands out the next trial, and takes in its outcome.
  private func finishNext(_ plan: inout RunningPlan, _ accuracy: Double = 0.5) throws -> Int? {
    guard let attempt = plan.lease(to: .ada) else { return nil }
    let verdict = try plan.finish(attempt, Self.decoded(accuracy))
    #expect(verdict == .recorded)
    return attempt.trial
  }

  @Test mutating func `a list asks for all of it, and is complete when all have a result`() throws {
    var plan = running(Fixture.plan(trials: 2))
    #expect(!plan.hasSearch)
    #expect(plan.openCount == 2 && plan.waitingCount == 2 && plan.expectedCount == 2)
    var order = [try finishNext(&plan)]
    #expect(plan.standing == .open)
    order.append(try finishNext(&plan))
    #expect(plan.standing == .complete)
    plan.extend(to: Fixture.plan(trials: 3), [.untried], search: nil, into: &outbox)
    #expect(plan.standing == .open)
    order.append(try finishNext(&plan))
    #expect(order == [0, 1, 2])
    #expect(outbox.isEmpty, "nothing is decided about a list")
  }

  @Test mutating func `more failures than the spec allows halt a sweep, also one that is complete`()
    throws
  {
    var plan = running(
      Fixture.plan(trials: 2), policy: RunPolicy(retries: 0, failureLimit: 0.5))
    for expected in [RunningPlan.Standing.open, .halted] {
      let leased = plan.lease(to: .ada)
      let attempt = try #require(leased)
      // The second time the attempt is over.
      let ends = (0..<2).map { _ in plan.fail(attempt, cause: .crashed) }
      #expect(ends == [true, nil])
      #expect(plan.standing == expected)
    }
    #expect(plan.isComplete)
    _ = plan.reopen(0)
    #expect(plan.standing == .open)
  }

  @Test(arguments: [Failure.Cause.exited, .timedOut, nil])
  mutating func `failures that tell of one mistake halt a sweep, and no dead worker`(
    cause: Failure.Cause?
  ) {
    var policy = RunPolicy(retries: 0)
    policy.alikeLimit = 2
    var plan = running(Fixture.plan(trials: 9), policy: policy)
    for _ in 0..<2 {
      #expect(plan.standing == .open)
      if let attempt = plan.lease(to: .ada) { _ = plan.fail(attempt, cause: cause) }
    }
    #expect(plan.failedCount == 2)
    #expect(plan.failsAlike == (cause == .exited))
    #expect(plan.standing == (cause == .exited ? .halted : .open))
  }

  @Test
  mutating func `a race records its verdicts, and then what it deals, which it asks for`()
    throws
  {
    var plan = running(Fixture.race(configurations: 3))
    let dealt = outbox.entries.compactMap { entry -> Deal? in
      if case .dealt(let deal) = entry { deal } else { nil }
    }
    #expect(dealt.flatMap(\.configurations).count == plan.openCount)
    #expect(plan.openCount == plan.waitingCount && plan.openCount > 0)
    var verdicts = 0
    for step in 0..<100 where plan.standing == .open {
      outbox = Outbox()
      _ = try finishNext(&plan, Double(step * 7 % 11) / 11)
      let before = plan.openCount
      plan.decide(places: 1, at: .zero, into: &outbox)
      var added = 0
      for (place, entry) in outbox.entries.enumerated() {
        switch entry {
        case .dealt(let deal): added += deal.configurations.count
        case .judged:
          verdicts += 1
          #expect(
            outbox.entries.prefix(place).allSatisfy { if case .judged = $0 { true } else { false } }
          )
        default: Issue.record("a race records no \(entry)")
        }
      }
      #expect(plan.openCount == before + added)
    }
    #expect(plan.standing == .complete)
    #expect(verdicts > 0)
  }

  @Test mutating func `a longer race asks for no more of the shorter one's than it deals itself`()
    throws
  {
    var plan = running(Fixture.race(configurations: 3))
    // Two blocks of the same numbers bring no verdict, and so a third.
    for _ in 0..<6 {
      _ = try finishNext(&plan)
      plan.decide(places: 1, at: .zero, into: &outbox)
    }
    let leases = (plan.lease(to: .ada), plan.lease(to: .ada))
    let (lost, failing) = (try #require(leases.0), try #require(leases.1))
    #expect(plan.waitingCount > 0)
    let longer = Fixture.race(configurations: 4)
    plan.extend(
      to: longer, Array(repeating: .untried, count: longer.trials.count - 18),
      search: SearchExtension(strategy: nil, settled: [:]), into: &outbox)
    plan.decide(places: 1, at: .zero, into: &outbox)
    // The fourth comes to two blocks first, and what was handed out goes on for nobody.
    #expect(plan.waitingCount == 2 && plan.openCount == 2)
    plan.putBack(lost.trial, asLost: true)
    #expect(plan.fail(failing, cause: .exited) == false)
    #expect(plan.waitingCount == 2)
    while let attempt = plan.lease(to: .ada) {
      #expect(plan.configuration(of: attempt.trial) == 3)
    }
  }

  @Test mutating func `a search asks again once its decisions are on record`() throws {
    var plan = running(Fixture.search(configurations: 2))
    #expect(plan.hasSearch && plan.isSearching)
    #expect(plan.standing == .open && plan.openCount == 0)
    plan.decide(places: 4, at: .zero, into: &outbox)
    let decisions = outbox.decisions
    #expect(!decisions.isEmpty)
    outbox = Outbox()
    plan.decide(places: 4, at: .zero, into: &outbox)
    #expect(outbox.isEmpty, "what it has asked for is not on record yet")
    let count = decisions.flatMap(\.configurations).count * 2
    plan.follow(
      decisions, (0..<count).map { _ in .untried }, settled: [:], kept: [], kernel: nil,
      into: &outbox)
    #expect(plan.openCount == count && plan.waitingCount == count)
  }

  @Test mutating func `a search whose time is over asks for no more`() {
    var policy = RunPolicy()
    policy.searchTime = .seconds(10)
    var plan = running(Fixture.search(configurations: 2), policy: policy)
    var early = plan
    early.decide(places: 4, at: .seconds(9), into: &outbox)
    #expect(!outbox.decisions.isEmpty)
    outbox = Outbox()
    plan.decide(places: 4, at: .seconds(10), into: &outbox)
    #expect(outbox.decisions.isEmpty)
    #expect(plan.standing == .complete)
  }

  @Test mutating func `trials of one kernel are for workers with that kernel`() {
    var plan = running(Fixture.search(configurations: 2))
    let other = WorkerFacts(
      host: "other", process: 1, slots: 1, semantics: [Fixture.semantics], kernel: "Haswell")
    #expect(plan.mayBeTrained(by: other))
    plan.handedOut(to: Fixture.facts("ada"))
    #expect(!plan.mayBeTrained(by: other))
    var list = running(Fixture.plan(trials: 1))
    list.handedOut(to: Fixture.facts("ada"))
    #expect(list.mayBeTrained(by: other))
  }

  @Test mutating func `configurations that are brought back into halving are trained to their end`()
  {
    var plan = running(Fixture.halving(configurations: 4, searches: false))
    #expect(plan.openCount == 0)
    plan.keep([9, 2, -1], into: &outbox)
    guard case .kept(2)? = outbox.entries.first else {
      Issue.record("\(outbox.entries) does not begin with what is kept")
      return
    }
    let deals = outbox.entries.dropFirst()
    #expect(
      deals.allSatisfy {
        if case .dealt(let deal) = $0 { deal.configurations == [2] } else { false }
      })
    #expect(plan.openCount == deals.count && deals.count == 2)
    outbox = Outbox()
    plan.keep([2], into: &outbox)
    #expect(outbox.isEmpty, "it is kept already")
    var list = running(Fixture.plan(trials: 3))
    list.keep([1], into: &outbox)
    #expect(outbox.isEmpty, "nobody leaves a list")
  }
}
