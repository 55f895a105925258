import Random
import Sweeps
import Testing
import Trials

@testable import Cluster

/// Leases, which stand with their trials, with their workers and on record alike.
struct LeaseTableTests {
  /// The holders of attempts that go on, as a reader of the journal finds them.
  private struct Record {
    private(set) var holders: [Int: (attempt: Int, session: Session)] = [:]
    private(set) var present: Set<Session> = []

    mutating func take(_ entry: JournalEntry) {
      switch entry {
      case .joined(let session, _, _): #expect(present.insert(session).inserted)
      case .left(let session):
        #expect(present.remove(session) != nil)
        #expect(!holders.values.contains { $0.session == session }, "\(session) left with a trial")
      case .leased(let attempt, let session), .adopted(let attempt, let session):
        #expect(present.contains(session))
        holders[attempt.trial] = (attempt.number, session)
      case .finished(let attempt, _, _), .failed(let attempt, _, _), .lost(let attempt),
        .returned(let attempt):
        if holders[attempt.trial]?.attempt == attempt.number { holders[attempt.trial] = nil }
      default: break
      }
    }
  }

  private static let trials = 12

  private func table(_ policy: RunPolicy = RunPolicy()) -> LeaseTable {
    let plan = OpenPlan(Fixture.plan(trials: Self.trials))
    let replay = Replay(histories: plan.trials.map { _ in .untried })
    var outbox = Outbox()
    let running = RunningPlan(plan, replay.histories, policy: policy, into: &outbox)
    return LeaseTable(
      running, replay: replay, limits: policy.limits, timing: Timing(),
      allowance: RecordAllowance(), waitingForOrphansUntil: .zero)
  }

  private func join(
    _ session: Session, holding: [Attempt] = [], at now: Duration, _ table: inout LeaseTable,
    _ outbox: inout Outbox
  ) {
    let facts = Fixture.facts("host \(session.number >> 32)", slots: 2)
    table.join(
      session, as: Member(facts: facts, lastHeard: now, received: 1), holding: holding,
      into: &outbox)
  }

  @Test(arguments: 0..<200)
  func `the trials, the workers and the record agree on who has what`(seed: UInt64) throws {
    var random = RandomStream(seed: seed)
    var table = table(RunPolicy(limits: TrialLimits(time: seed % 2 == 0 ? .seconds(40) : nil)))
    var (record, outbox, now) = (Record(), Outbox(), Duration.zero)
    /// Attempts that workers hold, whatever the table says.
    var held: [Session: Set<Attempt>] = [:]
    var sessions = [Session.ada, .bob, .eve]
    for step in 0..<120 {
      now += .seconds(Int.random(in: 0...4, using: &random))
      let place = Int.random(in: sessions.indices, using: &random)
      let session = sessions[place]
      let position = table.roster.position(of: session)
      if let position, Bool.random(using: &random) { table.roster[position].lastHeard = now }
      let some = held[session, default: []].sorted { $0.trial < $1.trial }
        .randomElement(using: &random)
      switch (Int.random(in: 0..<10, using: &random), position) {
      case (_, nil):
        join(session, holding: Array(held[session, default: []]), at: now, &table, &outbox)
      case (0, _):
        // It calls anew, and has lost some of what it held.
        sessions[place] = session.next
        held[session.next] = held.removeValue(forKey: session)?.filter { _ in
          Int.random(in: 0..<4, using: &random) > 0
        }
        join(
          session.next, holding: Array(held[session.next, default: []]), at: now, &table, &outbox)
      case (1, _): table.takeLeave(of: session, into: &outbox)
      case (2, let position?): table.roster[position].hasEnded = true
      case (3, let position?):
        if let lease = table.roster[position].leases.last {
          table.giveBack(lease, from: session, into: &outbox)
        }
      case (4, let position?):
        if let some, let attempt = table.plan.numbered(some) {
          _ = table.take(
            .failure(Fixture.crash), of: attempt, fromMemberAt: position, at: now, into: &outbox)
        }
      case (5...6, let position?):
        if let some, let attempt = table.plan.numbered(some) {
          _ = table.take(
            .outcome(EncodedOutcome(Fixture.outcome(0.5)), seconds: 1), of: attempt,
            fromMemberAt: position, at: now, into: &outbox)
        }
      case (_, let position?):
        if let attempt = table.lease(toMemberAt: position, at: now, into: &outbox) {
          held[session, default: []].insert(table.plan.named(attempt))
        }
      }
      table.expire(at: now, into: &outbox)
      for entry in outbox.entries { record.take(entry) }
      outbox = Outbox()

      #expect(Set(table.roster.sessions) == record.present, "step \(step)")
      for trial in 0..<Self.trials {
        let holder = table.plan.state(of: trial).holder
        #expect(holder == record.holders[trial]?.session, "trial \(trial) at step \(step)")
        let leases = table.roster.sessions.flatMap { session in
          (table.roster[session]?.leases ?? []).filter { $0.attempt.trial == trial }
            .map { (session, $0.attempt.number) }
        }
        #expect(leases.count <= 1)
        #expect(leases.first?.0 == holder, "trial \(trial) at step \(step)")
        #expect(leases.first?.1 == record.holders[trial]?.attempt)
      }
    }
  }

  @Test func `a worker that calls anew takes its trials along`() {
    var (table, outbox) = (table(), Outbox())
    join(.ada, at: .zero, &table, &outbox)
    let attempt = NumberedAttempt(trial: 0, number: 1)
    #expect(table.lease(toMemberAt: 0, at: .zero, into: &outbox) == attempt)
    outbox = Outbox()
    join(.ada.next, at: .seconds(1), &table, &outbox)
    #expect(table.roster.sessions == [.ada.next])
    #expect(table.plan.state(of: 0).holder == .ada.next)
    #expect(outbox.entries.dropFirst() == [.adopted(attempt, by: .ada.next), .left(.ada)])
    #expect(outbox.messages.isEmpty, "the coordinator says what follows")
  }
}
