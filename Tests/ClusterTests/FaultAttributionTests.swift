import Sweeps
import Testing
import Trials

@testable import Cluster

/// The fault of a failure: the trial's, the worker's, or nobody's.
struct FaultAttributionTests {
  @Test func `a failed trial is tried next, and on another worker`() {
    var desk = CoordinatorHarness(trials: 6)
    _ = desk.hello(.ada)
    _ = desk.hello(.bob)
    let answer = desk.failure(desk.attempt(0), from: .ada)
    // Ada, who has a slot free now, gets another trial.
    #expect(answer.assigned(to: .ada) == [desk.attempt(4)])
    #expect(
      desk.result(desk.attempt(2), 0.5, from: .bob).assigned(to: .bob) == [desk.attempt(0, 2)])
  }

  @Test func `alone, a worker tries again what it has failed`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    #expect(desk.failure(desk.attempt(0), from: .ada).assigned(to: .ada) == [desk.attempt(0, 2)])
  }

  @Test func `a worker that fails five trials waits until another has tried them`() {
    var desk = CoordinatorHarness(trials: 40)
    _ = desk.hello(.ada)
    _ = desk.hello(.bob)
    let failed = fail(5, on: .ada, &desk)
    // Ada may still train, and fail, the attempts that she holds ready.
    _ = fail(2, on: .ada, &desk)
    #expect(desk.held(by: .ada) == [])
    // Bob fails some of them too: those are not her fault.
    for _ in 0..<20 where desk.held(by: .ada).isEmpty {
      guard let attempt = desk.held(by: .bob).first else { break }
      if failed.contains(desk.place(of: attempt)) {
        _ = desk.failure(attempt, from: .bob)
      } else {
        finishOne(of: .bob, &desk)
      }
    }
    #expect(desk.held(by: .ada) != [])
    #expect(desk.quarantined == [])
  }

  @Test func `a worker that fails what others can do gets nothing more`() {
    var desk = CoordinatorHarness(trials: 40)
    _ = desk.hello(.ada)
    _ = desk.hello(.bob)
    _ = fail(7, on: .ada, &desk)
    for _ in 0..<10 where desk.quarantined.isEmpty { finishOne(of: .bob, &desk) }
    #expect(desk.quarantined == [.ada])
    // Not even when nobody else is left.
    _ = desk.hear(.bye, from: .bob)
    #expect(desk.held(by: .ada) == [])
    // Mended and started again, it is another worker.
    #expect(
      desk.hello(.eve, host: "host \(Session.ada.number)", process: 8).assigned(to: .eve) != [])
  }

  @Test func `a host on which two workers failed what others can do gets nothing more`() {
    var desk = CoordinatorHarness(trials: 80)
    _ = desk.hello(.bob)
    _ = desk.hello(.ada, host: "broken", process: 1)
    _ = fail(7, on: .ada, &desk)
    for _ in 0..<10 where desk.quarantined.isEmpty { finishOne(of: .bob, &desk) }
    _ = desk.hear(.bye, from: .ada)
    _ = desk.hello(.eve, host: "broken", process: 2)
    _ = fail(7, on: .eve, &desk)
    for _ in 0..<10 where desk.quarantined.count < 2 { finishOne(of: .bob, &desk) }
    #expect(desk.quarantined == [.ada, .eve])
    let zoe = Session(number: 400 << 32)
    let third = desk.hello(zoe, host: "broken", process: 3)
    #expect(third.assigned(to: zoe) == [])
    #expect(third.records.last == .quarantined(zoe))
    // Somebody says that it is mended.
    let pardon = desk.pardon(hosts: ["broken"])
    #expect(pardon.records.first == .trusted(host: "broken"))
    #expect(pardon.assigned(to: zoe) != [])
  }

  @Test func `who was quarantined in a former life still is`() {
    var desk = CoordinatorHarness(
      trials: 9, quarantined: [ProcessName(host: "host \(Session.ada.number)", process: 7)])
    let answer = desk.hello(.ada)
    #expect(answer.assigned(to: .ada) == [])
    #expect(answer.records.last == .quarantined(.ada))
    #expect(desk.hello(.bob).assigned(to: .bob) != [])
  }

  @Test func `a trial that failed on a host is tried next on another`() {
    var desk = CoordinatorHarness(trials: 9)
    _ = desk.hello(.ada, host: "one", process: 1)
    _ = desk.hello(.eve, host: "one", process: 2)
    _ = desk.hello(.bob, host: "two")
    let failed = desk.held(by: .ada)[0]
    _ = desk.failure(failed, from: .ada)
    let again = Attempt(trial: failed.trial, number: 2)
    #expect(!finishOne(of: .eve, &desk).assigned(to: .eve).contains(again))
    #expect(!finishOne(of: .ada, &desk).assigned(to: .ada).contains(again))
    for _ in 0..<2 where !desk.held(by: .bob).contains(again) { finishOne(of: .bob, &desk) }
    #expect(desk.held(by: .bob).contains(again))
  }

  @Test func `a configuration that fails on two hosts is nobody's fault`() {
    let ada = WorkerIdentity(ProcessName(host: "ada", process: 1))
    let bob = WorkerIdentity(ProcessName(host: "bob", process: 1))
    var faults = FaultAttribution()
    for trial in 0..<5 { faults.failed(trial, of: 0, on: ada, isFinal: false) }
    #expect(faults.isSuspect(ada))
    faults.failed(5, of: 0, on: bob, isFinal: false)
    #expect(!faults.isSuspect(ada))
    // Once somebody has completed one, it can be done.
    _ = faults.completed(6, of: 0, on: bob)
    for trial in 0..<5 { faults.failed(trial, of: 0, on: ada, isFinal: false) }
    #expect(faults.isSuspect(ada))
  }

  @Test func `a host is kept away from for what failed there with one key, and with no other`() {
    func worker(_ process: Int, of key: String) -> WorkerIdentity {
      WorkerIdentity(ProcessName(host: "shared", process: process), peer: Peer(name: key))
    }
    let other = WorkerIdentity(ProcessName(host: "other", process: 1), peer: Peer(name: "bob"))
    var faults = FaultAttribution()
    for process in 1...FaultAttribution.hostLimit {
      for trial in 0..<FaultAttribution.failureLimit {
        faults.failed(trial, of: trial, on: worker(process, of: "eve"), isFinal: false)
      }
      for trial in 0..<FaultAttribution.failureLimit {
        _ = faults.completed(trial, of: trial, on: other)
      }
    }
    #expect(faults.isQuarantined(worker(9, of: "eve")))
    #expect(!faults.isQuarantined(worker(9, of: "bob")))
  }

  @Test func `what was given up is tried again when somebody says so`() {
    var desk = CoordinatorHarness(trials: 2, policy: RunPolicy(retries: 0))
    _ = desk.hello(.ada)
    _ = desk.failure(desk.attempt(0), from: .ada)
    let answer = desk.pardon([desk.trial(0), desk.trial(1)])
    #expect(answer.records.first == .reopened(trial: 0))
    #expect(answer.assigned(to: .ada) == [desk.attempt(0, 2)])
    _ = desk.result(desk.attempt(1), 0.5, from: .ada)
    #expect(!desk.coordinator.isComplete)
  }

  @Test func `the death of a worker counts against what it trained, and not what it held ready`() {
    var desk = CoordinatorHarness(trials: 8)
    _ = desk.hello(.ada)
    let records = desk.die(.ada).records
    let failure = Failure(cause: .crashed, message: "the worker 7 died while it trained this")
    #expect(
      records == [
        .failed(desk.numbered(0), failure, isFinal: false), .returned(desk.numbered(1)),
        .left(.ada),
      ])
  }

  @Test func `while nothing can be recorded, beats are answered and nothing else happens`() {
    var desk = CoordinatorHarness(trials: 4)
    _ = desk.hello(.ada)
    #expect(desk.fill(true) == Answer(Outbox()))
    #expect(desk.result(desk.attempt(0), 0.5, from: .ada) == Answer(Outbox()))
    #expect(desk.hello(.bob) == Answer(Outbox()))
    let held = [desk.attempt(0), desk.attempt(1)]
    #expect(desk.beat(.ada, holding: held).orders(to: .ada) == Orders(hold: held, drain: false))
    // Silence for longer than a lease: nobody can be recorded as lost.
    #expect(desk.wait(beats: 20) == Answer(Outbox()))
    _ = desk.beat(.ada, holding: held)
    #expect(desk.wait(beats: 20) == Answer(Outbox()))
    _ = desk.fill(false)
    #expect(desk.result(desk.attempt(0), 0.5, from: .ada).verdict == .recorded)
  }

  @Test func `trials that a longer plan brings wait while nothing can be recorded`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    _ = desk.fill(true)
    #expect(desk.extend(to: 4) == Answer(Outbox()))
    #expect(desk.fill(false).records == [.leased(desk.numbered(1), to: .ada)])
  }

  /// Has so many of a worker's trials fail, and gives their places in the plan.
  private func fail(_ count: Int, on session: Session, _ desk: inout CoordinatorHarness) -> [Int?] {
    (0..<count).map { _ in
      guard let attempt = desk.held(by: session).first else { return nil }
      _ = desk.failure(attempt, from: session)
      return desk.place(of: attempt)
    }
  }

  @discardableResult
  private func finishOne(of session: Session, _ desk: inout CoordinatorHarness) -> Answer {
    guard let attempt = desk.held(by: session).first else { return Answer(Outbox()) }
    return desk.result(attempt, 0.5, from: session)
  }
}
