import Cluster
import Sweeps
import Testing
import Trials

/// How a sweep comes to its end.
struct EndingTests {
  @Test func `sends everybody home when all is done`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    _ = desk.hello(.bob)
    let answer = desk.result(desk.attempt(0), 0.5, from: .ada)
    #expect(answer.verdict == .recorded)
    #expect(answer.orders(to: .ada) == Orders(hold: [], drain: true))
    #expect(answer.orders(to: .bob) == Orders(hold: [], drain: true))
    #expect(!answer.ends)
    #expect(desk.hear(.bye, from: .ada).records == [.left(.ada)])
    #expect(desk.hear(.bye, from: .bob).ends)
  }

  @Test func `does not wait longer than five beats for goodbyes`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    _ = desk.result(desk.attempt(0), 0.5, from: .ada)
    #expect(!desk.wait(beats: 4).ends)
    #expect(desk.beat(.ada).orders(to: .ada)?.drain == true)
    #expect(desk.wait(beats: 1).ends)
    #expect(desk.wait(beats: 1) == Answer(Outbox()))
  }

  @Test func `ends at once when all was done before`() {
    let digest = Fixture.outcome(0.5).digest
    let history = TrialHistory(standing: .finished(Fingerprint(digest)), attempts: 1, failures: 0)
    var desk = CoordinatorHarness(trials: 1, histories: [0: history], term: 2)
    #expect(desk.wait(beats: 0).ends)
  }

  @Test func `sends those home who stayed for what did not come`() {
    let digest = Fixture.outcome(0.5).digest
    let history = TrialHistory(standing: .finished(Fingerprint(digest)), attempts: 1, failures: 0)
    var coordinator = Coordinator(
      OpenPlan(Fixture.plan(trials: 1)), replay: Replay(histories: [history]),
      semantics: Fixture.semantics, term: 2, lingers: true)
    coordinator.handle(.ticked, at: .seconds(3))
    #expect(!coordinator.takeOutbox().hasEnded)
    let hello = Hello(worker: Fixture.facts("ada"), term: 1, holding: [])
    coordinator.handle(
      .received(Envelope(term: 1, session: .ada, sequence: 1, message: .hello(hello))),
      at: .seconds(4))
    let beat = Beat(seen: 1, holding: [], isDraining: false)
    coordinator.handle(
      .received(Envelope(term: 2, session: .ada, sequence: 2, message: .beat(beat))),
      at: .seconds(5))
    #expect(
      coordinator.takeOutbox().messages.map(\.message).contains(
        .beatAcknowledged(Orders(hold: [], drain: true))))
    coordinator.handle(
      .received(Envelope(term: 2, session: .ada, sequence: 3, message: .bye)), at: .seconds(6))
    #expect(!coordinator.takeOutbox().hasEnded)
    coordinator.handle(.ticked, at: .seconds(10))
    #expect(coordinator.takeOutbox().hasEnded)
  }

  @Test func `drained, it finishes what is in training and hands out nothing`() {
    var desk = CoordinatorHarness(trials: 9)
    let held = desk.hello(.ada).assigned(to: .ada)
    #expect(held == [desk.attempt(0), desk.attempt(1)])
    let drain = desk.drain()
    #expect(drain.orders(to: .ada) == Orders(hold: held, drain: true))
    #expect(!drain.ends)
    // The worker gives back what it had not begun.
    let beat = desk.beat(.ada, holding: [desk.attempt(0)], isDraining: true)
    #expect(beat.records == [.returned(desk.numbered(1))])
    for _ in 0..<100 {
      #expect(!desk.wait(beats: 4).ends)
      #expect(desk.beat(.ada, holding: [desk.attempt(0)], isDraining: true).lines.count == 1)
    }
    #expect(desk.result(desk.attempt(0), 0.5, from: .ada).assigned(to: .ada) == [])
    #expect(desk.hear(.bye, from: .ada).ends)
    #expect(!desk.coordinator.isComplete)
  }

  @Test func `drained, it ends without a worker that does not answer`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    _ = desk.drain()
    #expect(!desk.wait(beats: 29).ends)
    let answer = desk.wait(beats: 2)
    #expect(answer.records == [.lost(desk.numbered(0)), .left(.ada)])
    #expect(answer.ends)
  }

  @Test func `drained within a time, it takes back what is still in training`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    _ = desk.drain(within: .seconds(8))
    for _ in 0..<2 {
      #expect(!desk.wait(beats: 3).ends)
      _ = desk.beat(.ada, holding: [desk.attempt(0)], isDraining: true)
    }
    let recall = desk.wait(beats: 2)
    #expect(recall.records == [])
    #expect(recall.orders(to: .ada) == Orders(hold: [], drain: true))
    let goodbye = desk.hear(.bye, from: .ada)
    #expect(goodbye.records == [.returned(desk.numbered(0)), .left(.ada)])
    #expect(goodbye.ends)
  }

  @Test func `what is finished while it is taken back counts`() {
    var desk = CoordinatorHarness(trials: 2)
    _ = desk.hello(.ada)
    _ = desk.hello(.bob)
    _ = desk.drain(within: .zero)
    #expect(desk.result(desk.attempt(0), 0.5, from: .ada).verdict == .recorded)
    #expect(desk.failure(desk.attempt(1), from: .bob).records.count == 1)
    // Nobody has to say goodbye.
    #expect(desk.wait(beats: 5).ends)
  }

  @Test func `a worker that is being drained gets nothing new`() {
    var desk = CoordinatorHarness(trials: 9)
    _ = desk.hello(.ada)
    let beat = desk.beat(.ada, seen: 3, holding: [desk.attempt(0)], isDraining: true)
    #expect(beat.records == [.returned(desk.numbered(1))])
    #expect(beat.assigned(to: .ada) == [])
    #expect(beat.orders(to: .ada) == Orders(hold: [desk.attempt(0)], drain: false))
    #expect(desk.result(desk.attempt(0), 0.5, from: .ada).assigned(to: .ada) == [])
    // Others do, and first of all those who come now get what was given back last.
    #expect(desk.hello(.bob).assigned(to: .bob) == [desk.attempt(2), desk.attempt(3)])
  }

  @Test func `what a worker leaves behind goes to others`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    #expect(desk.hear(.bye, from: .ada).records == [.returned(desk.numbered(0)), .left(.ada)])
    #expect(desk.hello(.bob).assigned(to: .bob) == [desk.attempt(0, 2)])
  }

  @Test func `halts when too many trials have failed`() {
    var desk = CoordinatorHarness(trials: 8, policy: RunPolicy(retries: 0, failureLimit: 0.25))
    _ = desk.hello(.ada)
    for index in 0..<2 {
      #expect(desk.failure(desk.attempt(index), from: .ada).assigned(to: .ada).count == 1)
    }
    #expect(!desk.coordinator.isHalted)
    let third = desk.failure(desk.attempt(2), from: .ada)
    #expect(desk.coordinator.isHalted)
    #expect(third.assigned(to: .ada) == [])
    #expect(third.orders(to: .ada)?.drain == true)
    #expect(desk.beat(.ada, isDraining: true).records == [.returned(desk.numbered(3))])
    #expect(desk.hear(.bye, from: .ada).ends)
  }

  @Test func `once it has halted it does not begin again`() {
    var desk = CoordinatorHarness(trials: 3, policy: RunPolicy(retries: 0, failureLimit: 0))
    #expect(desk.hello(.ada).assigned(to: .ada) == [desk.attempt(0), desk.attempt(1)])
    _ = desk.wait(beats: 31)
    #expect(
      desk.hello(.bob, slots: 2).assigned(to: .bob) == [desk.attempt(2), desk.attempt(0, 2)])
    #expect(desk.failure(desk.attempt(0, 2), from: .bob).orders(to: .bob)?.drain == true)
    _ = desk.hello(.ada.later())
    // This mends the only failure. But bob has been sent home, and a trial is waiting still.
    let mended = desk.result(desk.attempt(0, 1), 0.5, from: .ada.later())
    #expect(mended.verdict == .recorded)
    #expect(!desk.coordinator.isHalted)
    #expect(mended.assigned(to: .ada.later()) + mended.assigned(to: .bob) == [])
    #expect(desk.beat(.ada.later()).orders(to: .ada.later())?.drain == true)
  }

  @Test func `tells every attempt its limits`() {
    var desk = CoordinatorHarness(
      trials: 1, policy: RunPolicy(limits: TrialLimits(time: .seconds(90), memory: 1 << 30)))
    let assignment = EncodedAssignment(
      desk.plan.assignment(for: desk.plan.trials[0], keepsRows: true))
    #expect(
      desk.hello(.ada).said(to: .ada).last
        == .assign(
          desk.attempt(0), assignment, limits: TrialLimits(time: .seconds(90), memory: 1 << 30)))
  }
}
