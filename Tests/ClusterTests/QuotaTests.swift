import Cluster
import Sweeps
import Testing
import Trials

/// What one key may take from the others, and what it is refused.
struct QuotaTests {
  private static let eve = Peer(name: "eve")
  private static let bob = Peer(name: "bob")

  /// Workers of Eve's, each of a session of its own.
  private static func workers(_ count: Int) -> [Session] {
    (1...count).map { Session(number: UInt64(1000 + $0) << 32) }
  }

  private func harness(
    trials: Int, policy: RunPolicy = RunPolicy(), allowance: RecordAllowance = RecordAllowance(),
    of workers: [Session] = [.eve]
  ) -> CoordinatorHarness {
    var desk = CoordinatorHarness(trials: trials, policy: policy, allowance: allowance)
    desk.peers = Dictionary(uniqueKeysWithValues: workers.map { ($0, Self.eve) })
    desk.peers[.bob] = Self.bob
    return desk
  }

  // MARK: - Slots

  @Test func `the workers of a key share its slots, and those beyond them wait`() {
    let workers = Self.workers(3)
    var desk = harness(trials: 100, of: workers)
    _ = desk.limit(slots: [Self.eve: 6])
    // One trial in training and one ready for each slot, as for everybody.
    #expect(desk.hello(workers[0], slots: 4).assigned(to: workers[0]).count == 8)
    let second = desk.hello(workers[1], slots: 4)
    #expect(second.assigned(to: workers[1]).count == 4)
    #expect(second.refusals == [QuotaRefusal(kind: .slots, peer: Self.eve)])
    let third = desk.hello(workers[2], slots: 4)
    #expect(third.said(to: workers[2]) == [.reject(.quota)])
    #expect(third.records == [])
    #expect(third.refusals == [], "people were told a moment ago")
    #expect(desk.hello(.bob, slots: 4).assigned(to: .bob).count == 8)
    // What the first leaves goes to the second.
    let after = desk.hear(.bye, from: workers[0])
    #expect(after.assigned(to: workers[1]).count == 4)
    // And what that has no slots for to the third, which calls again.
    let again = workers[2].later()
    desk.peers[again] = Self.eve
    #expect(desk.hello(again, slots: 4).assigned(to: again).count == 4)
  }

  @Test func `a quota that grows is used at once, and one that shrinks takes nothing back`() {
    var desk = harness(trials: 100)
    _ = desk.limit(slots: [Self.eve: 1])
    let held = desk.hello(.eve, slots: 4).assigned(to: .eve)
    #expect(held.count == 2)
    let more = desk.limit(slots: [:]).assigned(to: .eve)
    #expect(more.count == 6)
    #expect(desk.limit(slots: [Self.eve: 2]).records == [])
    #expect(desk.beat(.eve, holding: held + more).orders(to: .eve)?.hold == held + more)
    // Six of eight are to end before there is another for it.
    for attempt in held + more.prefix(2) {
      #expect(desk.result(attempt, 0.5, from: .eve).assigned(to: .eve) == [])
    }
    #expect(desk.result(more[2], 0.5, from: .eve).assigned(to: .eve).count == 1)
  }

  @Test func `no key takes more slots than many honest workers have`() {
    let workers = Self.workers(65)
    var desk = harness(trials: 1, of: workers)
    for worker in workers.dropLast() {
      #expect(desk.hello(worker, slots: WireLimit.slots).kept(by: worker) != nil)
    }
    let last = workers[64]
    #expect(desk.hello(last, slots: 1).said(to: last) == [.reject(.quota)])
  }

  // MARK: - Leases

  /// Lets beats go by in which both workers say that they live, and what Eve's holds.
  private func beat(
    _ desk: inout CoordinatorHarness, _ beats: Int, eve holding: [Attempt], reports: Bool = false
  ) -> [Answer] {
    var answers: [Answer] = []
    for count in 1...beats / 4 {
      answers.append(desk.wait(beats: 4))
      if reports {
        let measurement = Measurement(epoch: count, metrics: ["accuracy": 0.5])
        _ = desk.hear(.report(holding[0], [measurement]), from: .eve)
      }
      _ = desk.beat(.eve, holding: holding)
      answers.append(desk.beat(.bob))
    }
    return answers
  }

  @Test func `trials of a key that only beats go to idle workers of other keys, too`() {
    var desk = harness(trials: 2)
    let held = desk.hello(.eve, slots: 1024).assigned(to: .eve)
    #expect(held == [desk.attempt(0), desk.attempt(1)])
    _ = desk.hello(.bob)
    #expect(beat(&desk, 3600, eve: held).allSatisfy { $0.records == [] })
    let answer = desk.wait(beats: 4)
    #expect(answer.records == [.lost(desk.numbered(0)), .leased(desk.numbered(0, 2), to: .bob)])
    #expect(answer.assigned(to: .bob) == [desk.attempt(0, 2)])
    #expect(answer.refusals == [QuotaRefusal(kind: .silence, peer: Self.eve)])
    // It may go on: a training that says nothing for an hour may be in earnest.
    #expect(Set(desk.beat(.eve, holding: held).orders(to: .eve)?.hold ?? []) == Set(held))
    #expect(desk.result(desk.attempt(0, 2), 0.5, from: .bob).verdict == .recorded)
    #expect(desk.beat(.eve, holding: held).orders(to: .eve)?.hold == [desk.attempt(1)])
    // As Bob's worker has nothing to do again, the other trial follows.
    #expect(desk.wait(beats: 1).assigned(to: .bob) == [desk.attempt(1, 2)])
    let late = desk.result(desk.attempt(1), 0.5, from: .eve)
    #expect(late.verdict == .recorded)
    #expect(late.records.contains(.returned(desk.numbered(1, 2))))
  }

  @Test func `a trial does not go back to the key that was silent about it`() {
    var desk = harness(trials: 1, of: [.eve, .ada])
    let held = desk.hello(.eve).assigned(to: .eve)
    _ = desk.hello(.ada)
    _ = desk.hello(.bob)
    for _ in 1...900 {
      #expect(desk.wait(beats: 4).records == [])
      _ = desk.beat(.eve, holding: held)
      _ = desk.beat(.ada)
      _ = desk.beat(.bob)
    }
    let answer = desk.wait(beats: 4)
    #expect(answer.assigned(to: .ada) == [])
    #expect(answer.assigned(to: .bob) == [desk.attempt(0, 2)])
    // Without anybody else it does.
    #expect(desk.hear(.bye, from: .bob).assigned(to: .ada) == [desk.attempt(0, 3)])
  }

  @Test func `a trial that all keys were silent about is tried by any of them`() {
    var desk = harness(trials: 1)
    let held = desk.hello(.eve).assigned(to: .eve)
    _ = desk.hello(.bob)
    _ = beat(&desk, 3600, eve: held)
    let bobs = desk.wait(beats: 4).assigned(to: .bob)
    #expect(bobs == [desk.attempt(0, 2)])
    // Eve's worker goes, and Bob's is silent, too, while another of hers has nothing to do.
    _ = desk.hear(.bye, from: .eve)
    desk.peers[.ada] = Self.eve
    _ = desk.hello(.ada)
    var answer = desk.wait(beats: 0)
    for _ in 1...901 {
      answer = desk.wait(beats: 4)
      _ = desk.beat(.ada)
      _ = desk.beat(.bob, holding: bobs)
      if !answer.assigned(to: .ada).isEmpty { break }
    }
    #expect(answer.assigned(to: .ada) == [desk.attempt(0, 3)])
  }

  @Test func `a training that reports its epochs is not silent`() {
    var desk = harness(trials: 1)
    let held = desk.hello(.eve).assigned(to: .eve)
    _ = desk.hello(.bob)
    #expect(
      beat(&desk, 7200, eve: held, reports: true).allSatisfy { $0.assigned(to: .bob) == [] })
  }

  @Test func `long trainings of others give a key as long a time`() {
    var desk = harness(trials: 3)
    let bobs = desk.hello(.bob).assigned(to: .bob)
    let held = desk.hello(.eve).assigned(to: .eve)
    #expect(bobs.count == 2 && held.count == 1)
    for _ in 1...250 {
      _ = desk.wait(beats: 4)
      _ = desk.beat(.eve, holding: held)
      _ = desk.beat(.bob, holding: bobs)
    }
    for attempt in bobs { #expect(desk.result(attempt, 0.5, from: .bob).verdict == .recorded) }
    // Bob's took 1000 s: ten times that is waited for Eve's, and not an hour.
    #expect(beat(&desk, 8000, eve: held).allSatisfy { $0.assigned(to: .bob) == [] })
    #expect(beat(&desk, 1100, eve: held).contains { $0.assigned(to: .bob).count == 1 })
  }

  // MARK: - The record

  /// As much as three workers' coming, and a few trials.
  private let small = RecordAllowance(bytes: 4096, reserve: 2048, refill: 1)

  @Test func `coming and going takes of a key's allowance, and nobody else's`() {
    var desk = harness(trials: 100, allowance: small)
    var session = Session.eve
    var welcomes = 0
    var refusals: [QuotaRefusal] = []
    for _ in 0..<20 {
      desk.peers[session] = Self.eve
      let answer = desk.hello(session, slots: 4, process: welcomes)
      refusals += answer.refusals
      if answer.kept(by: session) != nil { welcomes += 1 }
      _ = desk.hear(.bye, from: session)
      session = Session(number: session.number + 1 << 32)
    }
    #expect((1...4).contains(welcomes))
    #expect(refusals == [QuotaRefusal(kind: .record, peer: Self.eve)])
    #expect(desk.hello(.bob).assigned(to: .bob).count == 2)
    // An hour brings some of it back.
    _ = desk.wait(beats: 3600)
    desk.peers[session] = Self.eve
    #expect(desk.hello(session).kept(by: session) != nil)
  }

  @Test func `results pay for their attempts and reports`() {
    var desk = harness(trials: 200, allowance: small)
    var held = desk.hello(.eve).assigned(to: .eve)
    for _ in 0..<200 {
      guard let attempt = held.first else { break }
      let measurement = Measurement(epoch: 1, metrics: ["accuracy": 0.5])
      let report = desk.hear(.report(attempt, [measurement]), from: .eve)
      #expect(report.records == [.measured(desk.numbered(desk.place(of: attempt)!), [measurement])])
      let answer = desk.result(attempt, 0.5, from: .eve)
      #expect(answer.verdict == .recorded)
      held = held.dropFirst() + answer.assigned(to: .eve)
    }
    #expect(desk.coordinator.isComplete)
  }

  @Test func `reports, failures and other results beyond the allowance are answered, and not kept`()
  {
    var desk = harness(trials: 3, allowance: small)
    let held = desk.hello(.eve).assigned(to: .eve)
    var recorded = 0
    for epoch in 1...100 {
      let metrics = Dictionary(uniqueKeysWithValues: (0..<8).map { ("metric \($0)", 0.5) })
      let measurement = Measurement(epoch: epoch, metrics: metrics)
      recorded += desk.hear(.report(held[0], [measurement]), from: .eve).records.count
    }
    #expect((1...8).contains(recorded))
    #expect(desk.result(held[0], 0.5, from: .eve).verdict == .recorded)
    var conflicts = 0
    for number in 0..<100 {
      let answer = desk.result(held[0], 0.25 + Double(number) / 1000, from: .eve)
      #expect(answer.verdict == .conflict)
      conflicts += answer.records.count
    }
    #expect((0...20).contains(conflicts))
    let failure = Failure(
      cause: .crashed, message: "no", output: String(repeating: "noise ", count: 10_000))
    let answer = desk.hear(.result(held[1], .failure(failure)), from: .eve)
    #expect(answer.verdict == .recorded)
    guard case .failed(_, let kept, _)? = answer.records.first else {
      Issue.record("\(answer.records) has no failure")
      return
    }
    #expect(kept.output.utf8.count <= 1024 + 3)
    #expect(kept.output.hasSuffix("noise "))
  }
}
