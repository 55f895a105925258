import Sweeps
import Testing
import Trials

@testable import Cluster

/// The assignment of trials to workers.
struct CoordinatorTests {
  @Test func `gives a worker that joins a trial, and records it first`() {
    var desk = CoordinatorHarness(trials: 1, term: 5)
    desk.coordinator.handle(
      .received(
        Envelope(
          term: 0, session: .ada, sequence: 1,
          message: .hello(Hello(worker: Fixture.facts("ada"), term: 0, holding: [])))),
      at: .zero)
    let outbox = desk.coordinator.takeOutbox()
    let assignment = EncodedAssignment(
      desk.plan.assignment(for: desk.plan.trials[0], keepsRows: true))
    func said(_ sequence: Int, _ message: Message) -> Envelope {
      Envelope(term: 5, session: .ada, sequence: sequence, message: message)
    }
    #expect(
      outbox.entries == [
        .joined(.ada, Fixture.facts("ada"), as: nil), .leased(desk.numbered(0), to: .ada),
      ])
    #expect(
      outbox.messages == [
        said(1, .welcome(Welcome(timing: Timing(), keep: []))),
        said(2, .assign(desk.attempt(0), assignment, limits: .none)),
      ])
  }

  @Test func `hands a silent worker's trial to the next one`() {
    var desk = CoordinatorHarness(trials: 1)
    #expect(desk.hello(.ada).assigned(to: .ada) == [desk.attempt(0)])
    _ = desk.wait(beats: 1)
    #expect(desk.hello(.bob).assigned(to: .bob) == [])
    _ = desk.wait(beats: 28)
    _ = desk.beat(.bob)
    let answer = desk.wait(beats: 2)
    #expect(
      answer.records == [
        .lost(desk.numbered(0)), .left(.ada), .leased(desk.numbered(0, 2), to: .bob),
      ])
    #expect(answer.assigned(to: .bob) == [desk.attempt(0, 2)])
  }

  @Test func `any message is a sign of life`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    for _ in 0..<3 {
      _ = desk.wait(beats: 20)
      let measurement = Measurement(epoch: 1, metrics: [:])
      #expect(
        desk.hear(.report(desk.attempt(0), [measurement]), from: .ada).records
          == [.measured(desk.numbered(0), [measurement])])
    }
  }

  @Test func `a worker silent for five beats gets nothing new`() {
    var desk = CoordinatorHarness(trials: 2)
    _ = desk.hello(.ada, slots: 2)
    _ = desk.hello(.bob)
    _ = desk.wait(beats: 6)
    // Bob has a slot to spare, but nobody knows whether he lives.
    #expect(desk.hear(.bye, from: .ada).assigned(to: .bob) == [])
    #expect(desk.beat(.bob).assigned(to: .bob) == [desk.attempt(0, 2), desk.attempt(1, 2)])
  }

  @Test func `never gives more than a slot's training and one ready`() {
    var desk = CoordinatorHarness(trials: 20)
    let answer = desk.hello(.ada, slots: 3)
    #expect(answer.assigned(to: .ada) == (0..<6).map { desk.attempt($0) })
    #expect(desk.beat(.ada, holding: answer.assigned(to: .ada)).assigned(to: .ada) == [])
    #expect(desk.result(desk.attempt(0), 0.5, from: .ada).assigned(to: .ada).count == 1)
  }

  @Test func `gives trials to hold ready only while plenty wait`() {
    var desk = CoordinatorHarness(trials: 5)
    #expect(desk.hello(.ada, slots: 2).assigned(to: .ada).count == 4)
    // One is left, for the next worker that comes with a free slot.
    #expect(desk.result(desk.attempt(0), 0.5, from: .ada).assigned(to: .ada).isEmpty)
    #expect(desk.hello(.bob, slots: 2).assigned(to: .bob) == [desk.attempt(4)])
  }

  @Test(arguments: [(1, 100, 32), (8, 100, 16), (32, 100, 4), (64, 100, 3), (1, 5, 5), (1, 1, 3)])
  func `a place's credit is bound by what waits for it, and by the worker's`(
    places: Int, share: Int, most: Int
  ) {
    var credit = Credit()
    for _ in 0..<16 { credit.note(0.001) }
    #expect(credit.within(share: share, places: places) == most)
    credit.note(10)
    #expect(credit.within(share: share, places: places) == 2)
  }

  @Test func `gives more to hold ready where many trainings in a row were over in an instant`() {
    var desk = CoordinatorHarness(trials: 200)
    _ = desk.hello(.ada)
    func held() -> Int { desk.held(by: .ada).count }
    var next = 0
    func finish(after seconds: Double) -> Int {
      _ = desk.result(desk.attempt(next), 0.5, after: seconds, from: .ada)
      next += 1
      return held()
    }
    #expect(finish(after: 0.1) == 3)
    for _ in 0..<15 { #expect(finish(after: 0.01) == 3) }
    #expect(finish(after: 0.01) == 32)
    // What it has stays its own.
    #expect(finish(after: 1) == 31)
    for _ in 0..<16 { _ = finish(after: 0.01) }
    #expect(held() == 32)
    // Of what waits, a slot gets no more than its share.
    _ = desk.hello(.bob)
    while held() == 32 { _ = finish(after: 0.01) }
    let waiting = 200 - next - held() - desk.held(by: .bob).count
    #expect((48..<64).contains(waiting))
    #expect(held() == 31)
  }

  @Test func `sends again what got lost on the way`() {
    var desk = CoordinatorHarness(trials: 1)
    #expect(desk.hello(.ada).assigned(to: .ada) == [desk.attempt(0)])
    // The beat was sent before the second message could have come: nothing is known to be lost.
    #expect(desk.beat(.ada, seen: 1).assigned(to: .ada) == [])
    let healed = desk.beat(.ada, seen: 3)
    #expect(healed.assigned(to: .ada) == [desk.attempt(0)])
    #expect(healed.records == [])
    // That was message 4, and orders follow it.
    #expect(desk.beat(.ada, seen: 3).assigned(to: .ada) == [])
    #expect(desk.beat(.ada, seen: 5, holding: [desk.attempt(0)]).assigned(to: .ada) == [])
  }

  @Test func `answers each beat with all that the worker should hold`() {
    var desk = CoordinatorHarness(trials: 3)
    _ = desk.hello(.ada, slots: 2)
    let stranger = desk.attempt(2, 9)
    let answer = desk.beat(.ada, seen: 3, holding: [desk.attempt(0), desk.attempt(1), stranger])
    #expect(
      answer.orders(to: .ada) == Orders(hold: [desk.attempt(0), desk.attempt(1)], drain: false))
  }

  @Test func `overlooks what comes twice or late`() {
    var desk = CoordinatorHarness(trials: 4)
    _ = desk.hello(.ada)
    _ = desk.beat(.ada, seen: 3, holding: [desk.attempt(0), desk.attempt(1)])
    _ = desk.result(desk.attempt(0), 0.5, from: .ada)
    let beat = Message.beat(Beat(seen: 3, holding: [], isDraining: true))
    #expect(desk.hear(beat, from: .ada, sequence: 2) == Answer(Outbox()))
    let again = Message.result(
      desk.attempt(0), .outcome(EncodedOutcome(Fixture.outcome(0.75)), seconds: 1))
    #expect(desk.hear(again, from: .ada, sequence: 3) == Answer(Outbox()))
  }

  @Test func `knows nobody whom it has not welcomed`() {
    var desk = CoordinatorHarness(trials: 1)
    #expect(desk.beat(.ada).said(to: .ada) == [.reject(.unknownSession)])
    #expect(
      desk.result(desk.attempt(0), 0.5, from: .ada).said(to: .ada) == [.reject(.unknownSession)])
    #expect(desk.hear(.bye, from: .ada) == Answer(Outbox()))
  }

  @Test func `turns away whose numbers would be others`() {
    var desk = CoordinatorHarness(trials: 1)
    let stranger = Fixture.facts("ada", semantics: "engine 2")
    let answer = desk.hear(
      .hello(Hello(worker: stranger, term: 0, holding: [])), from: .ada)
    #expect(answer.said(to: .ada) == [.reject(.otherSemantics)])
    #expect(answer.records == [])
  }

  @Test func `a coordinator's own words from a worker mean nothing`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    let words = Message.resultAcknowledged(desk.attempt(0), .recorded)
    #expect(desk.hear(words, from: .ada) == Answer(Outbox()))
  }

  @Test func `shows who trains what`() {
    var desk = CoordinatorHarness(trials: 3)
    _ = desk.hello(.ada)
    _ = desk.result(desk.attempt(0), 0.5, from: .ada)
    let measurement = Measurement(epoch: 12, metrics: [:])
    _ = desk.hear(.report(desk.attempt(1), [measurement]), from: .ada)
    let progress = desk.coordinator.progress
    #expect((progress.total, progress.finished, progress.failed) == (3, 1, 0))
    #expect(progress.workers.map(\.facts.host) == ["host \(Session.ada.number)"])
    #expect(progress.workers[0].training.first?.epoch == 12)
    #expect(progress.workers[0].training.first?.trial == 1)
  }
}

/// Workers that come back, and coordinators that do.
struct AdoptionTests {
  @Test func `a restarted coordinator lets a worker go on`() {
    let running = TrialHistory(standing: .running, attempts: 3, failures: 0)
    var desk = CoordinatorHarness(trials: 2, histories: [0: running], term: 2)
    let answer = desk.hello(.ada, holding: [desk.attempt(0, 3)])
    #expect(answer.kept(by: .ada) == [desk.attempt(0, 3)])
    #expect(answer.records.contains(.adopted(desk.numbered(0, 3), by: .ada)))
    // Its one slot is taken, and one trial is not plenty.
    #expect(desk.result(desk.attempt(0, 3), 0.5, from: .ada).verdict == .recorded)
  }

  /// The lease was recorded, and the coordinator died: before the worker heard of it, or after the worker had
  /// let go of it.
  @Test func `what a worker does not hold when it comes back is another attempt`() {
    let ada = Fixture.facts("host \(Session.ada.number)").processName
    let running = TrialHistory(standing: .running, attempts: 3, failures: 0)
    let orphan = Replay.Orphan(NumberedAttempt(trial: 0, number: 3), holder: ada)
    var desk = CoordinatorHarness(trials: 1, histories: [0: running], orphans: [orphan], term: 2)
    // It may be in training elsewhere, as far as another worker can tell.
    #expect(desk.hello(.bob).assigned(to: .bob) == [])
    let answer = desk.hello(.ada)
    #expect(answer.records.contains(.lost(desk.numbered(0, 3))))
    #expect(answer.assigned(to: .bob) + answer.assigned(to: .ada) == [desk.attempt(0, 4)])
    // A process of the same name, as in another container of the host, may be the one that holds it.
    #expect(desk.result(desk.attempt(0, 3), 0.5, from: .ada).verdict == .recorded)
  }

  @Test func `waits sixty beats for the workers of its former life`() {
    let running = TrialHistory(standing: .running, attempts: 3, failures: 0)
    var desk = CoordinatorHarness(trials: 1, histories: [0: running], term: 2)
    #expect(desk.hello(.ada).assigned(to: .ada) == [])
    for _ in 0..<59 {
      #expect(desk.wait(beats: 1) == Answer(Outbox()))
      _ = desk.beat(.ada)
    }
    let answer = desk.wait(beats: 1)
    #expect(
      answer.records == [.lost(desk.numbered(0, 3)), .leased(desk.numbered(0, 4), to: .ada)])
    #expect(answer.assigned(to: .ada) == [desk.attempt(0, 4)])
  }

  @Test func `only the last attempt of an open trial is taken up again`() {
    let histories = [
      0: TrialHistory(standing: .running, attempts: 3, failures: 0),
      1: TrialHistory(
        standing: .finished(Fingerprint(Fixture.outcome(0.5).digest)), attempts: 1, failures: 0),
      2: TrialHistory(standing: .failed, attempts: 1, failures: 3),
    ]
    var desk = CoordinatorHarness(trials: 3, histories: histories, term: 2)
    let holding = [desk.attempt(0, 2), desk.attempt(1), desk.attempt(2), desk.attempt(0, 4)]
    #expect(desk.hello(.ada, slots: 4, holding: holding).kept(by: .ada) == [])
  }

  @Test func `a worker given up for lost goes on if nobody has its trial`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    #expect(desk.wait(beats: 31).records == [.lost(desk.numbered(0)), .left(.ada)])
    #expect(desk.beat(.ada).said(to: .ada) == [.reject(.unknownSession)])
    let answer = desk.hello(.ada.later(), holding: [desk.attempt(0)])
    #expect(answer.kept(by: .ada.later()) == [desk.attempt(0)])
    #expect(answer.assigned(to: .ada.later()) == [])
    // And what was put back to wait is not given to a second worker.
    #expect(desk.hello(.bob).assigned(to: .bob) == [])
  }

  @Test func `a worker given up for lost goes on with a coordinator that has begun a new life`() {
    let history = TrialHistory(standing: .lost, attempts: 1, failures: 0)
    var desk = CoordinatorHarness(trials: 1, histories: [0: history], term: 2)
    let answer = desk.hello(.ada, holding: [desk.attempt(0)])
    #expect(answer.kept(by: .ada) == [desk.attempt(0)])
    #expect(desk.failure(desk.attempt(0), from: .ada).records.count == 2)
  }

  @Test func `a worker given up for lost stops if somebody else has its trial`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    _ = desk.wait(beats: 31)
    #expect(desk.hello(.bob).assigned(to: .bob) == [desk.attempt(0, 2)])
    #expect(desk.hello(.ada.later(), holding: [desk.attempt(0)]).kept(by: .ada.later()) == [])
  }

  @Test func `a worker whose trainings are over in no time holds one more ready`() {
    var desk = CoordinatorHarness(trials: 9)
    _ = desk.hello(.ada)
    #expect(desk.held(by: .ada).count == 2)
    let outcome = AttemptResult.outcome(EncodedOutcome(Fixture.outcome(0.5)), seconds: 0.1)
    _ = desk.hear(.result(desk.attempt(0), outcome), from: .ada)
    #expect(desk.held(by: .ada).count == 3)
    _ = desk.result(desk.attempt(1), 0.5, from: .ada)
    #expect(desk.held(by: .ada).count == 2)
  }

  @Test func `a second conversation takes over what the worker holds and what never reached it`() {
    var desk = CoordinatorHarness(trials: 2)
    #expect(desk.hello(.ada, slots: 1).assigned(to: .ada) == [desk.attempt(0), desk.attempt(1)])
    let second = Session.ada.later()
    let answer = desk.hello(second, slots: 1, holding: [desk.attempt(0)])
    #expect(answer.kept(by: second) == [desk.attempt(0), desk.attempt(1)])
    #expect(answer.records.contains(.adopted(desk.numbered(0), by: second)))
    #expect(answer.records.contains(.adopted(desk.numbered(1), by: second)))
    #expect(answer.records.last == .left(.ada))
    // The one that never arrived is told again, and is the same attempt.
    #expect(desk.beat(second, holding: [desk.attempt(0)]).assigned(to: second) == [desk.attempt(1)])
    #expect(desk.coordinator.progress.workers.count == 1)
  }

  @Test func `the echo of a former conversation is not heard`() {
    var desk = CoordinatorHarness(trials: 2)
    _ = desk.hello(.ada.later(), slots: 1)
    #expect(desk.hello(.ada, holding: [desk.attempt(0)]) == Answer(Outbox()))
    #expect(desk.beat(.ada).said(to: .ada) == [.reject(.unknownSession)])
  }

  @Test func `the echo of a conversation that has ended is not heard`() {
    var desk = CoordinatorHarness(trials: 2)
    _ = desk.hello(.ada.later())
    _ = desk.hear(.bye, from: .ada.later())
    #expect(desk.hello(.ada) == Answer(Outbox()))
    #expect(desk.hello(.ada.later()) == Answer(Outbox()))
    #expect(desk.hello(.bob).assigned(to: .bob) == [desk.attempt(0, 2), desk.attempt(1, 2)])
  }

  @Test func `a hello that comes after its goodbye is not heard`() {
    var desk = CoordinatorHarness(trials: 1)
    #expect(desk.hear(.bye, from: .ada.later()) == Answer(Outbox()))
    #expect(desk.hello(.ada) == Answer(Outbox()))
    #expect(desk.hello(.ada.later(2)).assigned(to: .ada.later(2)) == [desk.attempt(0)])
  }

  @Test func `a goodbye that comes before its hello ends the conversation before, too`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    let goodbye = desk.hear(.bye, from: .ada.later())
    #expect(goodbye.records == [.returned(desk.numbered(0)), .left(.ada)])
    #expect(desk.hello(.bob).assigned(to: .bob) == [desk.attempt(0, 2)])
  }

  @Test func `a hello said twice changes nothing`() {
    var desk = CoordinatorHarness(trials: 2)
    _ = desk.hello(.ada)
    let again = desk.hello(.ada, holding: [])
    #expect(again.records == [])
    #expect(again.kept(by: .ada) == [desk.attempt(0), desk.attempt(1)])
    _ = desk.failure(desk.attempt(0), from: .ada)
    // The attempt that it held when it called has failed since.
    let third = desk.hello(.ada, holding: [desk.attempt(0)])
    #expect(third.kept(by: .ada) == [desk.attempt(1), desk.attempt(0, 2)])
  }
}
