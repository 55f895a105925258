import Sweeps
import Testing
import Trials

@testable import Cluster

/// What keys are handed, and what they may have recorded.
struct KeyAccountsTests {
  private static let eve = Peer(name: "eve")
  private static let bob = Peer(name: "bob")
  private static let attempt = NumberedAttempt(trial: 3, number: 2)

  /// Enough for four attempts, of which two take the reserve.
  private var keys = KeyAccounts(
    RecordAllowance(bytes: 512, reserve: 256, refill: 128),
    issued: [KeyAccountsTests.attempt: KeyAccountsTests.eve], timing: Timing())
  private var outbox = Outbox()

  /// A report of three values, which take about as much as two attempts.
  private static let report = [
    Measurement(
      epoch: 1,
      metrics: Dictionary(uniqueKeysWithValues: (0..<3).map { ("metric \($0)", 0.5) }))
  ]

  private mutating func refusals() -> [QuotaRefusal.Kind] {
    defer { outbox = Outbox() }
    return outbox.refusals.map(\.kind)
  }

  /// How many attempts a key may be handed, of a hundred; it is handed them.
  private mutating func attempts(of peer: Peer?, at now: Duration = .zero) -> Int {
    (0..<100).count { _ in keys.takeAttempt(of: peer, at: now, &outbox) }
  }

  /// How many reports of a key are recorded, of a hundred.
  private mutating func reports(by peer: Peer?) -> Int {
    (0..<100).count { _ in keys.mayReport(Self.report, by: peer, at: .zero, &outbox) }
  }

  @Test mutating func `an attempt is the key's that it was handed to, in this life or before`() {
    #expect(keys.isIssued(Self.attempt, to: Self.eve))
    #expect(!keys.isIssued(Self.attempt, to: Self.bob))
    #expect(keys.isIssued(Self.attempt, to: nil), "no keys are asked for")
    let next = NumberedAttempt(trial: 3, number: 3)
    #expect(!keys.isIssued(next, to: Self.eve))
    keys.issue(next, to: Self.bob)
    #expect(keys.isIssued(next, to: Self.bob))
    #expect(!keys.isIssued(next, to: Self.eve))
  }

  @Test mutating func `only attempts take the reserve, and results and time bring it back`() {
    #expect(reports(by: Self.eve) == 1)
    #expect(refusals() == [.record], "people are told once")
    #expect(attempts(of: Self.eve) == 2)
    #expect(attempts(of: Self.bob) == 4, "Bob's account is his own")
    keys.giveAttempt(to: Self.eve, at: .zero)
    #expect(attempts(of: Self.eve) == 1)
    keys.finished(Self.report, 0, by: Self.eve, at: .zero)
    #expect(attempts(of: Self.eve) == 3)
    #expect(attempts(of: Self.eve, at: .milliseconds(900)) == 0)
    #expect(attempts(of: Self.eve, at: .seconds(1)) == 1)
    #expect(attempts(of: Self.eve, at: .seconds(9999)) == 4, "no more than there was")
  }

  @Test mutating func `an attempt that was given back is nobody's any more`() {
    keys.withdraw(Self.attempt)
    #expect(!keys.isIssued(Self.attempt, to: Self.eve))
    #expect(keys.isIssued(Self.attempt, to: nil), "no keys are asked for")
  }

  @Test mutating func `a report takes as much as the names of its metrics are long`() {
    let name = String(repeating: "m", count: 256)
    let long = [Measurement(epoch: 1, metrics: [name: 0.5])]
    let short = [Measurement(epoch: 1, metrics: ["m": 0.5])]
    // Half of the account is for attempts: five short ones fit, and no long one.
    #expect(!keys.mayReport(long, by: Self.eve, at: .zero, &outbox))
    let count = (0..<100).count { _ in keys.mayReport(short, by: Self.eve, at: .zero, &outbox) }
    #expect(count == 5)
    keys.finished(short, 0, by: Self.eve, at: .zero)
    #expect(keys.mayReport(short, by: Self.eve, at: .zero, &outbox))
  }

  @Test mutating func `a result that contradicts the record takes as much as it has bytes`() {
    let answers = [200, 56, 1].map { keys.mayContradict($0, by: Self.eve, at: .zero, &outbox) }
    #expect(answers == [true, true, false])
    #expect(refusals() == [.record])
  }

  @Test mutating func `without keys nothing is refused`() {
    #expect(attempts(of: nil) == 100)
    #expect(reports(by: nil) == 100)
    #expect(refusals() == [])
  }

  @Test mutating func `a failure is cut short only where the account is used up`() {
    let words = String(repeating: "noise ", count: 1000)
    let failure = Failure(cause: .crashed, message: "no", output: words)
    let whole = keys.bounded(failure, by: nil, at: .zero, &outbox)
    #expect(whole.output == words)
    let cut = keys.bounded(failure, by: Self.eve, at: .zero, &outbox)
    #expect(cut.output.utf8.count <= 1024 + 3)
    #expect(refusals() == [.record])
    let short = Failure(cause: .crashed, message: "no", output: "a few words")
    let uncut = keys.bounded(short, by: Self.eve, at: .zero, &outbox)
    #expect(uncut == short)
  }

  @Test mutating func `a key has as many workers and slots as its quota allows`() {
    var roster = Roster(needs: .oneSlot)
    roster.limit(slots: [Self.eve: 3])
    let facts = Fixture.facts("host", slots: 2)
    for (session, expected) in [(Session.ada, []), (.bob, [QuotaRefusal.Kind.slots])] {
      let rejection = keys.rejection(
        of: facts, from: Self.eve, comesBack: false, to: roster, at: .zero, &outbox)
      #expect(rejection == nil)
      #expect(refusals() == expected)
      roster.add(Member(facts: facts, peer: Self.eve), as: session)
      keys.finished([], 300, by: Self.eve, at: .zero)
    }
    #expect(roster.places == 3)
    let third = keys.rejection(
      of: facts, from: Self.eve, comesBack: false, to: roster, at: .zero, &outbox)
    #expect(third == .quota)
    let back = keys.rejection(
      of: facts, from: Self.eve, comesBack: true, to: roster, at: .zero, &outbox)
    #expect(back == nil)
    // The account is used up: nobody comes back any more.
    let again = keys.rejection(
      of: facts, from: Self.eve, comesBack: true, to: roster, at: .zero, &outbox)
    #expect(again == .quota)
    #expect(refusals() == [.record])
  }

  @Test mutating func `silence is measured by the longest training of others`() {
    #expect(keys.silence(of: Self.eve) == Timing().silence)
    keys.note(training: .seconds(1000), of: Self.bob, at: .zero)
    keys.note(training: .seconds(10), of: Self.bob, at: .zero)
    #expect(keys.silence(of: Self.eve) == .seconds(10_000))
    #expect(keys.silence(of: Self.bob) == Timing().silence)
  }
}
