import Cluster
import Sweeps
import Testing
import Trials

/// The rights that a key gives, and those that it does not.
struct PeerTests {
  var desk = CoordinatorHarness(trials: 4)

  init() { desk.peers = [.ada: Peer(name: "ada"), .bob: Peer(name: "bob")] }

  @Test mutating func `a result of another key's attempt counts for nothing`() {
    #expect(desk.hello(.ada).assigned(to: .ada) == [desk.attempt(0), desk.attempt(1)])
    #expect(
      desk.hello(.bob).records.first
        == .joined(.bob, Fixture.facts("host \(Session.bob.number)"), as: Peer(name: "bob")))
    let forged = desk.result(desk.attempt(0), 0.99, from: .bob)
    #expect(forged.verdict == .unknown)
    #expect(forged.records == [])
    let blamed = desk.failure(desk.attempt(0), from: .bob)
    #expect(blamed.verdict == .unknown)
    #expect(blamed.records == [])
    #expect(desk.result(desk.attempt(0), 0.5, from: .ada).verdict == .recorded)
  }

  @Test mutating func `another key's attempt cannot be taken over`() {
    _ = desk.hello(.ada)
    #expect(
      desk.hello(.bob, holding: [desk.attempt(0)]).kept(by: .bob)?.contains(desk.attempt(0))
        == false)
    #expect(desk.beat(.ada, seen: 3).orders(to: .ada)?.hold.first == desk.attempt(0))
  }

  @Test mutating func `two workers with one key may hand in for each other, and no more`() {
    desk.peers[.bob] = Peer(name: "ada")
    #expect(desk.hello(.ada).assigned(to: .ada).contains(desk.attempt(0)))
    _ = desk.hello(.bob)
    #expect(desk.result(desk.attempt(0), 0.5, from: .bob).verdict == .recorded)
    #expect(desk.result(desk.attempt(0), 0.5, from: .ada).verdict == .duplicate)
    // An attempt that nobody was given is nobody's.
    #expect(desk.result(desk.attempt(3, 7), 0.5, from: .bob).verdict == .unknown)
  }

  @Test(arguments: [false, true])
  func `an attempt that its worker gave back is over, where keys are asked for`(hasKeys: Bool) {
    var desk = CoordinatorHarness(trials: 4)
    let later = Session.ada.later()
    if hasKeys { desk.peers = [.ada: Peer(name: "ada"), later: Peer(name: "ada")] }
    let held = desk.hello(.ada).assigned(to: .ada)
    #expect(desk.hear(.bye, from: .ada).records.contains(.returned(desk.numbered(0))))
    _ = desk.hello(later, slots: 2)
    let answer = desk.result(held[0], 0.9, from: later)
    #expect(answer.verdict == (hasKeys ? .unknown : .recorded))
    #expect(desk.result(desk.attempt(1, 2), 0.5, from: later).verdict == .recorded)
  }

  @Test mutating func `what a draining worker holds no more is over, and what was lost is welcome`()
  {
    let held = desk.hello(.ada).assigned(to: .ada)
    let drained = desk.beat(.ada, holding: [held[0]], isDraining: true)
    #expect(drained.records == [.returned(desk.numbered(1))])
    #expect(desk.result(held[1], 0.9, from: .ada).verdict == .unknown)
    #expect(desk.wait(beats: 31).records.contains(.lost(desk.numbered(0))))
    desk.peers[.ada.later()] = Peer(name: "ada")
    _ = desk.hello(.ada.later())
    #expect(desk.result(held[0], 0.5, from: .ada.later()).verdict == .recorded)
  }

  @Test func `a new life of the coordinator knows whose key had an attempt`() {
    let running = TrialHistory(standing: .running, attempts: 3, failures: 0)
    var desk = CoordinatorHarness(
      trials: 2, histories: [0: running],
      issued: [
        NumberedAttempt(trial: 0, number: 2): Peer(name: "bob"),
        NumberedAttempt(trial: 0, number: 3): Peer(name: "ada"),
      ], term: 2)
    desk.peers = [.ada: Peer(name: "ada"), .bob: Peer(name: "bob")]
    #expect(desk.hello(.bob, holding: [desk.attempt(0, 3)]).kept(by: .bob) == [])
    #expect(desk.result(desk.attempt(0, 3), 0.9, from: .bob).verdict == .unknown)
    #expect(desk.hello(.ada, holding: [desk.attempt(0, 3)]).kept(by: .ada) == [desk.attempt(0, 3)])
    #expect(desk.result(desk.attempt(0, 3), 0.5, from: .ada).verdict == .recorded)
  }

  @Test mutating func `one key does not take the room of all others`() {
    for number in 0..<UInt64(WireLimit.workersOfKey) {
      let session = Session(number: (1000 + number) << 32)
      desk.peers[session] = Peer(name: "eve")
      #expect(desk.hello(session).kept(by: session) != nil)
    }
    let more = Session(number: 9000 << 32)
    desk.peers[more] = Peer(name: "eve")
    let answer = desk.hello(more)
    #expect(answer.said(to: more) == [.reject(.quota)])
    #expect(answer.refusals == [QuotaRefusal(kind: .sessions, peer: Peer(name: "eve"))])
    #expect(desk.hello(.ada).kept(by: .ada) != nil)
    // One that comes back takes its own place, as its former session ends.
    let back = Session(number: (1000 << 32) + 1)
    desk.peers[back] = Peer(name: "eve")
    #expect(desk.hello(back).kept(by: back) != nil)
  }

  /// A worker ends what takes longer than the limit; one that does not is not waited for.
  @Test func `trials of a worker that only beats go to others in the end`() {
    let policy = RunPolicy(limits: TrialLimits(time: .seconds(60)))
    var desk = CoordinatorHarness(trials: 1, policy: policy)
    let held = desk.hello(.eve).assigned(to: .eve)
    #expect(held == [desk.attempt(0)])
    var answer = desk.beat(.eve, holding: held)
    // Three times the limit, and as long as a silent worker is waited for.
    for _ in 0..<(180 + 30) {
      answer = desk.wait(beats: 1)
      #expect(answer.records == [])
      _ = desk.beat(.eve, holding: held)
    }
    // It says hello again: that is no new beginning.
    _ = desk.hello(.eve.later(), holding: held)
    _ = desk.hello(.bob)
    answer = desk.wait(beats: 1)
    #expect(answer.records.first == .lost(desk.numbered(0)))
    #expect(answer.assigned(to: .bob) == [desk.attempt(0, 2)])
    // Late is better than never, and mends its name.
    #expect(desk.result(desk.attempt(0), 0.5, from: .eve.later()).verdict == .recorded)
  }

  @Test mutating func `nothing goes to another worker with the revoked key`() {
    desk.peers[.bob] = Peer(name: "ada")
    #expect(desk.hello(.ada).assigned(to: .ada).count == 2)
    _ = desk.hello(.bob)
    let answer = desk.revoke(.ada, .bob)
    #expect(answer.lines == [])
    #expect(answer.records.contains(.left(.bob)))
  }

  @Test mutating func `the trials of a revoked key go to others at once`() {
    _ = desk.hello(.ada)
    let answer = desk.revoke(.ada)
    #expect(answer.records == [.lost(desk.numbered(0)), .lost(desk.numbered(1)), .left(.ada)])
    #expect(desk.hello(.bob, slots: 4).assigned(to: .bob).contains(desk.attempt(0, 2)))
    #expect(desk.beat(.ada).said(to: .ada) == [.reject(.unknownSession)])
  }
}

/// The effect of a connection that is seen to close.
struct DisconnectionTests {
  @Test func `a closed connection cuts the lease to five beats`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    _ = desk.wait(beats: 3)
    _ = desk.hello(.bob)
    #expect(desk.disconnect(.ada) == Answer(Outbox()))
    #expect(desk.wait(beats: 4) == Answer(Outbox()))
    _ = desk.beat(.bob)
    let answer = desk.wait(beats: 1)
    #expect(answer.records.contains(.lost(desk.numbered(0))))
    #expect(answer.assigned(to: .bob) == [desk.attempt(0, 2)])
  }

  @Test func `who comes back meanwhile keeps its lease`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    _ = desk.disconnect(.ada)
    _ = desk.wait(beats: 4)
    _ = desk.beat(.ada, seen: 3, holding: [desk.attempt(0)])
    #expect(desk.wait(beats: 29) == Answer(Outbox()))
    #expect(desk.wait(beats: 2).records == [.lost(desk.numbered(0)), .left(.ada)])
  }

  @Test func `a worker whose connection is closed gets nothing new`() {
    var desk = CoordinatorHarness(trials: 2)
    _ = desk.hello(.ada, slots: 2)
    _ = desk.hello(.bob)
    _ = desk.disconnect(.bob)
    #expect(desk.hear(.bye, from: .ada).assigned(to: .bob) == [])
  }
}

/// The coordinator after its own absence: its machine slept, or its disk kept it.
struct AbsenceTests {
  @Test func `takes its own absence for nobody's silence`() {
    var desk = CoordinatorHarness(trials: 2)
    _ = desk.hello(.ada)
    #expect(desk.standStill(beats: 100) == Answer(Outbox()))
    #expect(desk.wait(beats: 4) == Answer(Outbox()))
    _ = desk.beat(.ada, holding: [desk.attempt(0), desk.attempt(1)])
    #expect(desk.wait(beats: 29) == Answer(Outbox()))
  }

  @Test func `who has gone meanwhile is missed five beats later`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    _ = desk.standStill(beats: 100)
    #expect(desk.wait(beats: 6).records == [.lost(desk.numbered(0)), .left(.ada)])
  }

  @Test func `who could not be heard at the end is waited for as long again`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    _ = desk.result(desk.attempt(0), 0.5, from: .ada)
    // Writing that down takes long, and the worker calls again meanwhile.
    desk.sleep(beats: 100)
    #expect(!desk.hello(.ada.later()).ends)
    #expect(!desk.wait(beats: 4).ends)
    #expect(desk.beat(.ada.later()).orders(to: .ada.later())?.drain == true)
    #expect(desk.hear(.bye, from: .ada.later()).ends)
  }
}

struct RoomTests {
  @Test func `there is room for 4,096 workers, and the next is told to call again`() {
    var desk = CoordinatorHarness(trials: 1)
    for number in 1...4096 { _ = desk.hello(Session(number: UInt64(number) << 32)) }
    #expect(desk.coordinator.progress.workers.count == 4096)
    let late = Session(number: 5000 << 32)
    #expect(desk.hello(late).said(to: late) == [.reject(.full)])
    _ = desk.hear(.bye, from: Session(number: 1 << 32))
    #expect(desk.hello(late).kept(by: late) == [])
  }
}
