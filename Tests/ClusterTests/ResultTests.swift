import Cluster
import Sweeps
import Testing
import Trials

/// The handling of results and failures.
struct ResultTests {
  @Test func `records a result before it acknowledges it`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    let outcome = Fixture.outcome(0.5)
    let envelope = Envelope(
      term: 1, session: .ada, sequence: 2,
      message: .result(desk.attempt(0), .outcome(EncodedOutcome(outcome), seconds: 3)))
    desk.coordinator.handle(.received(envelope), at: .zero)
    let outbox = desk.coordinator.takeOutbox()
    #expect(
      outbox.entries.contains(.finished(desk.numbered(0), DecodedOutcome(outcome), seconds: 3)))
    #expect(Answer(outbox).verdict == .recorded)
  }

  @Test func `compares a second result and keeps the first`() {
    var desk = CoordinatorHarness(trials: 2)
    _ = desk.hello(.ada)
    _ = desk.result(desk.attempt(0), 0.5, from: .ada)
    let same = desk.result(desk.attempt(0), 0.5, from: .ada)
    #expect(same.verdict == .duplicate)
    #expect(same.records == [])
    let other = desk.result(desk.attempt(0), 0.25, from: .ada)
    #expect(other.verdict == .conflict)
    #expect(other.records.count == 1)
    guard case .conflicted? = other.records.first else {
      Issue.record("\(other.records) tell of no conflict")
      return
    }
    // The conflict has not replaced it.
    #expect(desk.result(desk.attempt(0), 0.5, from: .ada).verdict == .duplicate)
  }

  @Test func `a late result of an attempt given up is as good as one in time`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    _ = desk.wait(beats: 31)
    #expect(desk.hello(.bob).assigned(to: .bob) == [desk.attempt(0, 2)])
    _ = desk.hello(.ada.later())
    #expect(desk.result(desk.attempt(0, 1), 0.5, from: .ada.later()).verdict == .recorded)
    // Bob is told at his next beat that nobody needs his any more.
    #expect(desk.beat(.bob, holding: [desk.attempt(0, 2)]).orders(to: .bob)?.hold == [])
    #expect(desk.result(desk.attempt(0, 2), 0.5, from: .bob).verdict == .duplicate)
  }

  /// Results that break a rule: unanswered, the worker would send them for ever.
  static let unruly: [AttemptResult] = [
    .outcome(EncodedOutcome(bytes: [0xff, 0x00]), seconds: 1),
    .outcome(EncodedOutcome(bytes: []), seconds: 1),
    .outcome(EncodedOutcome(Fixture.outcome(0.5)), seconds: 1e30),
    .outcome(EncodedOutcome(Fixture.outcome(0.5)), seconds: .nan),
    .outcome(EncodedOutcome(Fixture.outcome(0.5)), seconds: -1),
    .outcome(
      EncodedOutcome(
        Outcome(
          status: .completed,
          measurements: [Measurement(epoch: .max, metrics: ["accuracy": 1])])), seconds: 1),
    .outcome(
      EncodedOutcome(
        Outcome(
          status: .completed, measurements: [Measurement(epoch: 1, metrics: ["loss": 1])])),
      seconds: 1),
  ]

  @Test(arguments: unruly)
  func
    `a result that breaks a rule is answered, counts as the worker's failure and is tried elsewhere`(
      result: AttemptResult
    )
  {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    let answer = desk.hear(.result(desk.attempt(0), result), from: .ada)
    #expect(answer.verdict == .recorded)
    guard case .failed(let attempt, let failure, isFinal: false)? = answer.records.first else {
      Issue.record("\(answer.records) tell of no failure")
      return
    }
    #expect(attempt == desk.numbered(0))
    #expect(failure.cause == .refused)
    #expect(failure.message.hasPrefix("the worker's result breaks a rule of results: it"))
    // Nothing of what it held is kept, and it is not said again.
    #expect(failure.output.isEmpty)
    #expect(desk.hear(.result(desk.attempt(0), result), from: .ada).verdict == .duplicate)
    #expect(desk.result(desk.attempt(0, 2), 0.5, from: .ada).verdict == .recorded)
  }

  @Test func `a worker whose results all break rules gets no more work`() {
    var desk = CoordinatorHarness(trials: 12)
    _ = desk.hello(.eve)
    _ = desk.hello(.ada)
    let lie = AttemptResult.outcome(EncodedOutcome(bytes: [0xff]), seconds: 1)
    for _ in 0..<40 where desk.quarantined.isEmpty {
      for attempt in desk.held(by: .eve).prefix(1) {
        _ = desk.hear(.result(attempt, lie), from: .eve)
      }
      for attempt in desk.held(by: .ada) { _ = desk.result(attempt, 0.5, from: .ada) }
    }
    #expect(desk.quarantined == [.eve])
  }

  @Test func `a report of epochs that are none is overlooked`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    for epoch in [-2, -1, .max] {
      let report = [Measurement(epoch: epoch, metrics: ["accuracy": 1])]
      #expect(desk.hear(.report(desk.attempt(0), report), from: .ada).records == [])
    }
    let report = [Measurement(epoch: 1, metrics: ["accuracy": 1])]
    #expect(desk.hear(.report(desk.attempt(0), report), from: .ada).records.count == 1)
  }

  @Test func `of a failure no more words are recorded than anybody reads`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    let failure = Failure(cause: .crashed, message: String(repeating: "a", count: 14 << 20))
    let answer = desk.hear(.result(desk.attempt(0), .failure(failure)), from: .ada)
    guard case .failed(_, let recorded, _)? = answer.records.first else {
      Issue.record("\(answer.records.count) records tell of no failure")
      return
    }
    #expect(recorded.message.utf8.count <= ResultLimit.sentence + 3)
  }

  @Test func `a result that was set aside is known, and does not come back`() {
    let tried = TrialHistory(standing: .open, attempts: 1, failures: 0)
    let numbered = NumberedAttempt(trial: 0, number: 1)
    var desk = CoordinatorHarness(trials: 1, histories: [0: tried], setAside: [numbered], term: 2)
    _ = desk.hello(.bob, holding: [desk.attempt(0, 1)])
    let again = desk.result(desk.attempt(0, 1), 0.5, from: .bob)
    #expect(again.verdict == .duplicate)
    #expect(again.records == [])
    #expect(desk.result(desk.attempt(0, 2), 0.5, from: .bob).verdict == .recorded)
  }

  @Test func `a former life's lease ends where an earlier attempt has the result`() {
    let running = TrialHistory(standing: .running, attempts: 2, failures: 0)
    var desk = CoordinatorHarness(trials: 1, histories: [0: running], term: 2)
    _ = desk.hello(.ada, holding: [desk.attempt(0, 1)])
    let answer = desk.result(desk.attempt(0, 1), 0.5, from: .ada)
    #expect(answer.verdict == .recorded)
    #expect(answer.records.contains(.returned(desk.numbered(0, 2))))
  }

  @Test func `knows what it never handed out`() {
    var desk = CoordinatorHarness(trials: 2)
    _ = desk.hello(.ada)
    let stranger = Attempt(trial: Fixture.plan(trials: 9).trials[8].id, number: 1)
    for attempt in [desk.attempt(0, 2), desk.attempt(0, 0), stranger] {
      let answer = desk.result(attempt, 0.5, from: .ada)
      #expect(answer.verdict == .unknown)
      #expect(answer.records == [])
    }
    var untouched = CoordinatorHarness(trials: 1, policy: RunPolicy())
    _ = untouched.drain()
    _ = untouched.hello(.ada)
    #expect(untouched.result(untouched.attempt(0), 0.5, from: .ada).verdict == .unknown)
  }

  @Test func `tries a failed trial again, twice, and then no more`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    for number in 1...2 {
      let answer = desk.failure(desk.attempt(0, number), from: .ada)
      #expect(answer.verdict == .recorded)
      #expect(answer.assigned(to: .ada) == [desk.attempt(0, number + 1)])
    }
    let failure = Failure(cause: .crashed, message: "no")
    let last = desk.failure(desk.attempt(0, 3), from: .ada)
    #expect(last.records == [.failed(desk.numbered(0, 3), failure, isFinal: true)])
    #expect(last.assigned(to: .ada) == [])
    #expect(desk.coordinator.isComplete)
    #expect(desk.coordinator.progress.failed == 1)
  }

  @Test func `does not try again what must fail again`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    let failure = Failure(cause: .invalid, message: "no")
    #expect(
      desk.failure(desk.attempt(0), .invalid, from: .ada).records == [
        .failed(desk.numbered(0), failure, isFinal: true)
      ])
  }

  @Test func `failures of a former life count`() {
    let history = TrialHistory(standing: .open, attempts: 5, failures: 2)
    var desk = CoordinatorHarness(trials: 1, histories: [0: history], term: 2)
    #expect(desk.hello(.ada).assigned(to: .ada) == [desk.attempt(0, 6)])
    _ = desk.failure(desk.attempt(0, 6), from: .ada)
    #expect(desk.coordinator.isComplete)
  }

  @Test func `losses are nobody's fault`() {
    var desk = CoordinatorHarness(trials: 1)
    for number in 1...9 {
      let session = Session.ada.later(UInt64(number) << 20)
      #expect(desk.hello(session).assigned(to: session) == [desk.attempt(0, number)])
      _ = desk.wait(beats: 31)
    }
    #expect(!desk.coordinator.isComplete)
  }

  @Test func `counts a failure once, however often it is told`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    // Failed, put back and not handed out again yet: the coordinator has been told to stop.
    _ = desk.drain()
    _ = desk.failure(desk.attempt(0), from: .ada)
    let again = desk.failure(desk.attempt(0), from: .ada)
    #expect(again.verdict == .duplicate)
    #expect(again.records == [])
    // Nor does the worker get it back when it calls anew, its acknowledgement lost.
    let second = Session.ada.later()
    #expect(desk.hello(second, holding: [desk.attempt(0)]).kept(by: second) == [])
    #expect(desk.failure(desk.attempt(0), from: second).verdict == .duplicate)
  }

  @Test func `a failure of an attempt given up does not count`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    _ = desk.wait(beats: 31)
    _ = desk.hello(.bob)
    _ = desk.hello(.ada.later())
    let answer = desk.failure(desk.attempt(0, 1), .invalid, from: .ada.later())
    #expect(answer.verdict == .duplicate)
    #expect(desk.result(desk.attempt(0, 2), 0.5, from: .bob).verdict == .recorded)
  }

  @Test func `a result mends a trial that had failed for good`() {
    var desk = CoordinatorHarness(trials: 1, policy: RunPolicy(retries: 0))
    _ = desk.hello(.ada)
    _ = desk.wait(beats: 31)
    _ = desk.hello(.bob)
    _ = desk.failure(desk.attempt(0, 2), from: .bob)
    #expect(desk.coordinator.progress.failed == 1)
    _ = desk.hello(.ada.later())
    #expect(desk.result(desk.attempt(0, 1), 0.5, from: .ada.later()).verdict == .recorded)
    #expect(desk.coordinator.progress.failed == 0)
    #expect(desk.coordinator.progress.finished == 1)
  }

  @Test func `progress counts from the attempt that has the trial`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    _ = desk.wait(beats: 31)
    _ = desk.hello(.bob)
    _ = desk.hello(.ada.later())
    let report = [Measurement(epoch: 1, metrics: ["loss": 1])]
    #expect(desk.hear(.report(desk.attempt(0, 1), report), from: .ada.later()).records == [])
    #expect(
      desk.hear(.report(desk.attempt(0, 2), report), from: .bob).records
        == [.measured(desk.numbered(0, 2), report)])
    #expect(desk.hear(.report(desk.attempt(0, 2), []), from: .bob).records == [])
  }
}
