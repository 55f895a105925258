import Cluster
import Testing
import Trials

/// Workers of a queue that are to serve another sweep.
struct ReleaseTests {
  @Test func `a released worker finishes what it trains, gets nothing new and says hello again`() {
    var desk = CoordinatorHarness(trials: 20, isQueued: true)
    _ = desk.hello(.ada)
    let held = desk.held(by: .ada)
    #expect(held.count > 1)
    let release = desk.release(.ada)
    #expect(release.orders(to: .ada)?.hold == [held[0]])
    #expect(release.orders(to: .ada)?.drain == false)
    let beat = desk.beat(.ada, holding: [held[0]])
    #expect(beat.records.count == held.count - 1, "what it held ready is returned")
    #expect(!desk.hello(.bob).assigned(to: .bob).isEmpty)
    let result = desk.result(held[0], 0.5, from: .ada)
    #expect(result.verdict == .recorded)
    #expect(result.assigned(to: .ada) == [])
    #expect(result.records.contains(.left(.ada)))
    // Not before its result is acknowledged.
    #expect(result.said(to: .ada).last == .reject(.unknownSession))
    #expect(desk.held(by: .ada) == [])
  }

  @Test func `what has never arrived at a released worker goes to others`() {
    var desk = CoordinatorHarness(trials: 1)
    _ = desk.hello(.ada)
    _ = desk.release(.ada)
    let answer = desk.beat(.ada, holding: [])
    #expect(answer.records == [.returned(desk.numbered(0)), .left(.ada)])
    #expect(answer.assigned(to: .ada) == [])
  }

  @Test func `one that has nothing to do goes at once`() {
    var desk = CoordinatorHarness(trials: 1, isQueued: true)
    _ = desk.hello(.ada)
    _ = desk.hello(.bob)
    let release = desk.release(.bob)
    #expect(release.records == [.left(.bob)])
    #expect(release.said(to: .bob) == [.reject(.unknownSession)])
    #expect(desk.release(.bob).records == [])
  }

  @Test func `a sweep at its end sends nobody home`() {
    var desk = CoordinatorHarness(trials: 1, isQueued: true)
    _ = desk.hello(.ada)
    _ = desk.hello(.bob)
    let result = desk.result(desk.attempt(0), 0.5, from: .ada)
    #expect(result.said(to: .ada).last == .reject(.unknownSession))
    #expect(result.said(to: .bob).last == .reject(.unknownSession))
    #expect(result.ends)
    #expect(desk.coordinator.demand == 0)
  }

  @Test func `a sweep that is to stop releases its workers as they finish`() {
    var desk = CoordinatorHarness(trials: 20, isQueued: true)
    _ = desk.hello(.ada)
    _ = desk.hello(.bob)
    let (ada, bob) = (desk.held(by: .ada), desk.held(by: .bob))
    let drain = desk.drain()
    #expect(drain.orders(to: .ada)?.drain == false)
    #expect(drain.orders(to: .ada)?.hold == [ada[0]])
    #expect(!drain.ends)
    _ = desk.beat(.ada, holding: [ada[0]])
    _ = desk.beat(.bob, holding: [bob[0]])
    #expect(!desk.result(ada[0], 0.5, from: .ada).ends)
    let last = desk.result(bob[0], 0.5, from: .bob)
    #expect(last.ends)
    #expect(last.said(to: .bob).last == .reject(.unknownSession))
  }

  @Test func `a sweep that is to stop at once takes back what is in training`() {
    var desk = CoordinatorHarness(trials: 20, isQueued: true)
    _ = desk.hello(.ada)
    let held = desk.held(by: .ada)
    #expect(desk.drain(within: .zero).orders(to: .ada)?.hold == [])
    let beat = desk.beat(.ada, holding: [])
    #expect(beat.records.count == held.count + 1)
    #expect(beat.records.last == .left(.ada))
    #expect(beat.ends)
  }

  @Test func `demand counts what is open, and nothing while the sweep is paused`() {
    var desk = CoordinatorHarness(trials: 5, isQueued: true)
    #expect(desk.coordinator.demand == 5)
    _ = desk.hello(.ada)
    #expect(desk.coordinator.demand == 5)
    _ = desk.result(desk.held(by: .ada)[0], 0.5, from: .ada)
    #expect(desk.coordinator.demand == 4)
    _ = desk.pause(true)
    #expect(desk.coordinator.demand == 0)
    _ = desk.pause(false)
    #expect(desk.coordinator.demand == 4)
  }

  @Test func `a quarantined worker is unfit`() {
    var desk = CoordinatorHarness(
      trials: 5, quarantined: [ProcessName(host: "host \(Session.ada.number)", process: 7)],
      isQueued: true)
    _ = desk.hello(.ada)
    _ = desk.hello(.bob)
    #expect(desk.coordinator.unfit == [.ada])
    _ = desk.release(.ada)
    #expect(desk.coordinator.unfit == [])
  }
}
