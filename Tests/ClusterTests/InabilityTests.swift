import Cluster
import Sweeps
import Testing
import Trials

/// A worker that cannot carry out what it is handed, as its machine lacks the program or the data.
struct InabilityTests {
  @Test func `it hands the trial back and goes home, and says no word of a failure`() {
    var ada = WorkerHarness()
    _ = ada.join()
    _ = ada.assign(ada.attempt(0))
    let end = ada.handle(.unable(ada.attempt(0)))
    #expect(end.results == [])
    #expect(end.said == [.bye])
    #expect(end.leaves == .done)
  }

  @Test func `it finishes what else is in training, and takes nothing new`() {
    var ada = WorkerHarness(slots: 2)
    _ = ada.join()
    _ = ada.assign(ada.attempt(0))
    _ = ada.assign(ada.attempt(1))
    let end = ada.handle(.unable(ada.attempt(0)))
    #expect(end.leaves == nil && end.stops == [])
    #expect(ada.wait(.seconds(2)).holding == [ada.attempt(1)])
    #expect(ada.assign(ada.attempt(2)) == WorkerOutput([]))
    #expect(ada.finish(ada.attempt(1)).results == [ada.attempt(1)])
  }
}

/// Trials that fail alike before any has a result.
struct AlikeFailuresTests {
  private let ada = Session(number: 1)

  @Test func `three of one cause halt a run that looks for them`() {
    for (limit, isHalted) in [(3, true), (4, false), (nil, false)] as [(Int?, Bool)] {
      var policy = RunPolicy(retries: 0)
      policy.alikeLimit = limit
      var desk = CoordinatorHarness(trials: 6, policy: policy)
      _ = desk.hello(ada)
      for _ in 0..<3 { _ = desk.failure(desk.held(by: ada)[0], from: ada) }
      #expect(desk.coordinator.isHalted == isHalted)
      #expect(desk.coordinator.failsAlike == isHalted)
    }
  }

  @Test func `trials that take too long are no mistake that they share`() {
    var policy = RunPolicy(retries: 0)
    policy.alikeLimit = 3
    var desk = CoordinatorHarness(trials: 6, policy: policy)
    _ = desk.hello(ada)
    for _ in 0..<4 { _ = desk.failure(desk.held(by: ada)[0], .timedOut, from: ada) }
    #expect(!desk.coordinator.isHalted)
  }

  @Test func `one result tells that it can be done`() {
    var policy = RunPolicy(retries: 0)
    policy.alikeLimit = 3
    var desk = CoordinatorHarness(trials: 6, policy: policy)
    _ = desk.hello(ada)
    _ = desk.result(desk.held(by: ada)[0], 0.5, from: ada)
    for _ in 0..<4 { _ = desk.failure(desk.held(by: ada)[0], from: ada) }
    #expect(!desk.coordinator.isHalted)
  }
}
