import Testing
import Trials

@testable import Cluster

/// Hosts whose workers finish what they train, and go.
struct DrainedHostTests {
  @Test func `the workers of a drained host get nothing more and are told to go`() {
    var desk = CoordinatorHarness(trials: 20)
    _ = desk.hello(.ada, host: "old")
    _ = desk.hello(.bob)
    let answer = desk.drain(hosts: ["old"])
    #expect(answer.records == [.drained(host: "old")])
    #expect(answer.orders(to: .ada)?.drain == true)
    #expect(answer.orders(to: .bob) == nil)
    // The worker may finish the attempts that it holds.
    let held = desk.held(by: .ada)
    #expect(answer.orders(to: .ada)?.hold == held)
    for attempt in held {
      let result = desk.result(attempt, 0.5, from: .ada)
      #expect(result.verdict == .recorded)
      #expect(result.assigned(to: .ada) == [])
    }
    // Its beats do not say so yet, as the order is on its way.
    #expect(desk.beat(.ada).orders(to: .ada)?.drain == true)
    _ = desk.hear(.bye, from: .ada)
    finishAll(of: .bob, &desk)
    #expect(desk.coordinator.isComplete)
  }

  @Test func `others that come from there are sent home, until the host is trusted again`() {
    var desk = CoordinatorHarness(trials: 20)
    _ = desk.hello(.bob)
    _ = desk.drain(hosts: ["old"])
    let arrival = desk.hello(.ada, host: "old")
    #expect(arrival.assigned(to: .ada) == [])
    #expect(arrival.records.last == .drained(host: "old"))
    #expect(desk.beat(.ada, isDraining: true).orders(to: .ada)?.drain == true)
    _ = desk.hear(.bye, from: .ada)
    _ = desk.pardon(hosts: ["old"])
    #expect(desk.hello(.eve, host: "old", process: 8).assigned(to: .eve) != [])
  }

  @Test func `what a drained worker holds ready goes to others`() {
    var desk = CoordinatorHarness(trials: 20)
    _ = desk.hello(.ada, host: "old")
    _ = desk.hello(.bob)
    _ = desk.drain(hosts: ["old"])
    let held = desk.held(by: .ada)
    #expect(held.count > 1)
    // It goes on with the first, and has let go of the rest.
    let answer = desk.beat(.ada, holding: [held[0]], isDraining: true)
    #expect(
      answer.records.filter { if case .returned = $0 { true } else { false } }.count == held.count
        - 1)
    #expect(desk.held(by: .ada) == [held[0]])
  }

  private func finishAll(of session: Session, _ desk: inout CoordinatorHarness) {
    while let attempt = desk.held(by: session).first {
      _ = desk.result(attempt, 0.5, from: session)
    }
  }
}
