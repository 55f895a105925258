import Sweeps
import Testing
import Trials

@testable import Cluster

/// Who should have which trial, by what workers and keys have failed.
struct TrialPlacementTests {
  private static let (key, other) = (Peer(name: "a key"), Peer(name: "another key"))
  private var roster = Roster(needs: .oneSlot)
  private var placement = TrialPlacement(quarantined: [])
  private let plan: RunningPlan

  init() {
    let plan = OpenPlan(Fixture.plan(trials: 20))
    var outbox = Outbox()
    self.plan = RunningPlan(plan, plan.trials.map { _ in .untried }, into: &outbox)
  }

  private mutating func add(_ session: Session, with peer: Peer? = nil) {
    let facts = Fixture.facts("host \(session.number >> 32)")
    roster.add(Member(facts: facts, peer: peer), as: session)
  }

  private func identity(_ session: Session) throws -> WorkerIdentity {
    try #require(roster[session]).identity
  }

  /// The trials of the first so many that a member should leave to others.
  private func unwanted(_ position: Int, ofFirst count: Int = 3) -> [Int] {
    (0..<count).filter(placement.unwanted(position, of: roster, plan))
  }

  @Test mutating func `nobody is preferred while nothing has failed`() {
    for session in [Session.ada, .bob] { add(session) }
    #expect(!placement.isSelective)
    #expect(unwanted(0).isEmpty)
    #expect(placement.mayTrain(0, of: roster, plan))
    #expect(placement.unfit(of: roster, for: plan).isEmpty)
  }

  @Test mutating func `a trial that a worker has failed is another's, where one is there`() throws {
    for session in [Session.ada, .bob] { add(session) }
    placement.failed(1, of: 1, on: try identity(.ada), isFinal: false)
    #expect(placement.isSelective)
    #expect(unwanted(0) == [1])
    #expect(unwanted(1).isEmpty)
    _ = roster.remove(.bob)
    #expect(unwanted(0).isEmpty, "there is nobody else")
  }

  @Test mutating func `a worker that fails what others complete is quarantined, once`() throws {
    for session in [Session.ada, .bob] { add(session) }
    for trial in 0..<FaultAttribution.failureLimit {
      placement.failed(trial, of: trial, on: try identity(.ada), isFinal: false)
    }
    #expect(!placement.mayTrain(0, of: roster, plan), "others come first")
    var quarantined: [[Session]] = []
    for trial in 0..<FaultAttribution.failureLimit {
      quarantined.append(
        placement.completed(trial, of: trial, on: try identity(.bob), of: roster))
    }
    #expect(quarantined == [[], [], [], [], [.ada]])
    #expect(placement.isQuarantined(try identity(.ada)))
    #expect(placement.unfit(of: roster, for: plan) == [.ada])
    _ = roster.remove(.bob)
    #expect(!placement.mayTrain(0, of: roster, plan), "also where nobody else is there")
    placement.trust(host: "host 100")
    #expect(placement.mayTrain(0, of: roster, plan))
  }

  @Test mutating func `a trial is spared where another key could train it`() {
    add(.ada, with: Self.key)
    let isSparedAlone = placement.spares(
      2, .crashed, failedBy: Self.key, isLast: true, of: roster, plan)
    #expect(!isSparedAlone, "there is no other key")
    add(.bob, with: Self.other)
    let isSpared = [Self.key, Self.other].map {
      placement.spares(1, .crashed, failedBy: $0, isLast: true, of: roster, plan)
    }
    #expect(isSpared == [true, false])
    #expect(unwanted(0) == [1])
    #expect(unwanted(1).isEmpty)
    placement.settle(1)
    #expect(unwanted(0).isEmpty)
  }

  @Test mutating func `a trial that a key was silent about goes to another`() {
    add(.ada, with: Self.key)
    add(.bob, with: Self.other)
    placement.noteSilence(of: Self.key, about: 2)
    #expect(placement.isSelective)
    #expect(unwanted(0) == [2])
    #expect(unwanted(1).isEmpty)
  }
}
