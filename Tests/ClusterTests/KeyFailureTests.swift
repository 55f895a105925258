import Cluster
import Sweeps
import Testing
import Trials

/// What a key can do to the trials and the good name of others by failing.
struct KeyFailureTests {
  private static let eve = Peer(name: "eve")
  private static let bob = Peer(name: "bob")

  private func harness(
    trials: Int, policy: RunPolicy = RunPolicy(), hasBob: Bool = true
  ) -> CoordinatorHarness {
    var desk = CoordinatorHarness(trials: trials, policy: policy)
    desk.peers[.bob] = Self.bob
    if hasBob { _ = desk.hello(.bob) }
    return desk
  }

  /// A worker of Eve's comes under a new name, fails all that it is given, and goes.
  ///
  /// - Returns: how many of these failures gave a trial up.
  private func failAll(
    _ number: Int, host: String? = nil, slots: Int = 8, cause: Failure.Cause = .exited,
    _ desk: inout CoordinatorHarness
  ) -> (failures: Int, givenUp: Int) {
    let session = Session(number: UInt64(1000 + number) << 32)
    desk.peers[session] = Self.eve
    _ = desk.hello(session, slots: slots, host: host, process: number)
    var (failures, givenUp) = (0, 0)
    for attempt in desk.held(by: session) {
      let answer = desk.failure(attempt, cause, from: session)
      failures += 1
      givenUp += answer.records.count { if case .failed(_, _, true) = $0 { true } else { false } }
    }
    _ = desk.hear(.bye, from: session)
    return (failures, givenUp)
  }

  /// Bob's worker completes all that it is given.
  private func finishAll(_ desk: inout CoordinatorHarness) {
    while let attempt = desk.held(by: .bob).first {
      #expect(desk.result(attempt, 0.5, from: .bob).verdict == .recorded)
    }
  }

  @Test(arguments: [Failure.Cause.exited, .invalid, .unmeasured])
  func `one key gives no trial up, under however many names`(_ cause: Failure.Cause) {
    var desk = harness(trials: 60, policy: RunPolicy(failureLimit: 0.05))
    for number in 0..<40 {
      let (_, givenUp) = failAll(number, slots: 64, cause: cause, &desk)
      #expect(givenUp == 0)
    }
    #expect(!desk.coordinator.isHalted)
    finishAll(&desk)
    #expect(desk.coordinator.counts == (60, 0, 60))
  }

  @Test func `a trial that two keys have failed is given up`() {
    var desk = harness(trials: 1, policy: RunPolicy(retries: 0), hasBob: false)
    desk.peers[.eve] = Self.eve
    _ = desk.hello(.eve)
    _ = desk.hello(.bob)
    let first = desk.failure(desk.attempt(0), .invalid, from: .eve)
    #expect(first.refusals == [QuotaRefusal(kind: .failures, peer: Self.eve)])
    #expect(first.assigned(to: .eve) == [])
    #expect(first.assigned(to: .bob) == [desk.attempt(0, 2)])
    _ = desk.failure(desk.attempt(0, 2), .invalid, from: .bob)
    #expect(desk.coordinator.counts == (0, 1, 1))
  }

  @Test func `with one key, or when the others have gone, trials are given up as ever`() {
    var desk = harness(trials: 2, hasBob: false)
    #expect(failAll(0, slots: 1, cause: .invalid, &desk).givenUp == 2)
    desk = harness(trials: 4)
    #expect(failAll(1, slots: 2, cause: .invalid, &desk) == (2, 0))
    _ = desk.hear(.bye, from: .bob)
    #expect(failAll(2, slots: 2, cause: .invalid, &desk).givenUp == 4)
  }

  @Test func `a key of which all fails waits, under any name, while others can train`() {
    var desk = harness(trials: 60)
    var failures = 0
    for number in 0..<40 { failures += failAll(number, slots: 4, &desk).failures }
    #expect(failures == 8, "what its first worker was given")
    finishAll(&desk)
    #expect(desk.coordinator.counts == (60, 0, 60))
  }

  @Test func `nobody is blamed for what workers of another key fail under the name of the host`() {
    var desk = harness(trials: 200)
    for number in 0..<4 {
      _ = failAll(number, host: "host \(Session.bob.number)", slots: 4, &desk)
      for _ in 0..<10 {
        guard let attempt = desk.held(by: .bob).first else { break }
        _ = desk.result(attempt, 0.5, from: .bob)
      }
    }
    #expect(desk.quarantined == [], "none of Eve's is there any more")
    finishAll(&desk)
    #expect(desk.coordinator.counts == (200, 0, 200))
  }
}
