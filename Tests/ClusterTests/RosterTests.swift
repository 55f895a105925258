import Sweeps
import Testing
import Trials

@testable import Cluster

/// The workers that are there, and those that are to go.
struct RosterTests {
  private var roster = Roster(needs: .oneSlot)

  private mutating func add(_ session: Session, host: String = "host") {
    roster.add(Member(facts: Fixture.facts(host)), as: session)
  }

  private mutating func lease(_ trial: Int, to session: Session) {
    let lease = Lease(attempt: NumberedAttempt(trial: trial, number: 1), since: .zero)
    roster[session]?.hold(lease)
  }

  @Test mutating func `a drained host is drained for all that come, until it is trusted`() {
    add(.ada, host: "old")
    add(.bob)
    #expect(roster.drain(host: "old") == [.ada])
    #expect(roster.isDrained("old"))
    #expect(!roster.isDrained("host"))
    add(.eve, host: "old")
    #expect([Session.ada, .bob, .eve].map { roster[$0]?.takesWork } == [false, true, false])
    #expect(roster.candidates().map(\.process.host) == ["host"])
    roster.trust(host: "old")
    add(.ada.later(), host: "old")
    #expect(roster[.ada.later()]?.takesWork == true)
  }

  @Test mutating func `released workers go once they hold nothing, each once`() {
    for session in [Session.ada, .bob, .eve] { add(session) }
    lease(1, to: .bob)
    #expect(roster.takeReleased() == [])
    // Bob is released already, and nobody has the last session.
    let released = [Session.ada, .bob, .bob, .ada.later()].map { roster.release($0) }
    #expect(released == [true, true, false, false])
    #expect(roster.takeReleased() == [.ada])
    _ = roster.remove(.ada)
    #expect(roster.takeReleased() == [])
    roster[.bob]?.release(1)
    roster[.bob]?.shared = [NumberedAttempt(trial: 2, number: 1)]
    #expect(roster.takeReleased() == [], "it may go on with what others have as well")
    roster[.bob]?.shared = []
    #expect(roster.takeReleased() == [.bob])
  }
}
