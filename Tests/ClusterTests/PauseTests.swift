import Testing
import Trials

@testable import Cluster

/// Runs that begin no training for a while.
struct PauseTests {
  @Test func `what is in training is finished, and nothing begins until trainings are resumed`() {
    var desk = CoordinatorHarness(trials: 20)
    _ = desk.hello(.ada)
    let held = desk.held(by: .ada)
    #expect(held.count > 1)
    let pause = desk.pause(true)
    #expect(pause.records == [.paused(true)])
    // The worker is told to keep what it trains alone, and to stay.
    #expect(pause.orders(to: .ada)?.hold == [held[0]])
    #expect(pause.orders(to: .ada)?.drain == false)
    let beat = desk.beat(.ada, holding: [held[0]])
    #expect(
      beat.records.filter { if case .returned = $0 { true } else { false } }.count
        == held.count - 1)
    let result = desk.result(held[0], 0.5, from: .ada)
    #expect(result.verdict == .recorded)
    #expect(result.assigned(to: .ada) == [])
    #expect(desk.hello(.bob).assigned(to: .bob) == [])
    #expect(!desk.coordinator.endsSoon)

    let resumed = desk.pause(false)
    #expect(resumed.records.first == .paused(false))
    #expect(!resumed.assigned(to: .ada).isEmpty)
    #expect(!resumed.assigned(to: .bob).isEmpty)
  }

  @Test func `a pause that is said twice is one`() {
    var desk = CoordinatorHarness(trials: 20)
    _ = desk.hello(.ada)
    #expect(desk.pause(false).records == [])
    #expect(desk.pause(true).records == [.paused(true)])
    #expect(desk.pause(true).records == [])
  }

  @Test func `a paused run can be ended`() {
    var desk = CoordinatorHarness(trials: 20)
    _ = desk.hello(.ada)
    _ = desk.pause(true)
    #expect(desk.drain().orders(to: .ada)?.drain == true)
  }

  @Test func `whoever comes back during a pause goes on with what it trains`() {
    var desk = CoordinatorHarness(trials: 20)
    _ = desk.hello(.ada)
    let held = desk.held(by: .ada)
    _ = desk.pause(true)
    let answer = desk.hello(.ada.later(), holding: [held[0]])
    #expect(answer.assigned(to: .ada.later()) == [])
    #expect(desk.held(by: .ada.later()).first == held[0])
  }

  @Test func `what was let go of during a pause is another attempt after it`() {
    var desk = CoordinatorHarness(trials: 2)
    _ = desk.hello(.ada, slots: 1)
    let held = desk.held(by: .ada)
    #expect(held.count == 2)
    _ = desk.pause(true)
    // It is over before the worker has said that it let go.
    _ = desk.pause(false)
    let answer = desk.beat(.ada, holding: [held[0]])
    #expect(answer.records.contains(.returned(desk.numbered(1, 1))))
    #expect(answer.assigned(to: .ada) == [desk.attempt(1, 2)])
  }
}
