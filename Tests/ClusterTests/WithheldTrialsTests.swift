import Testing
import Trials

@testable import Cluster

/// Trials that go to another key, and how often one key may fail them.
struct WithheldTrialsTests {
  private static let (ada, bob, eve) = (Peer(name: "ada"), Peer(name: "bob"), Peer(name: "eve"))
  private var withheld = WithheldTrials()

  /// A failure of trial 3; gives whether it is spared.
  private mutating func fail(
    with key: Peer?, isLast: Bool = true, mayRepeat: Bool = true, among takers: Set<Peer>
  ) -> Bool {
    withheld.failed(3, with: key, isLast: isLast, mayRepeat: mayRepeat, among: takers)
  }

  @Test mutating func `a trial is kept from the key that was silent, while others are there`() {
    withheld.noteSilence(of: Self.eve, about: 3)
    #expect(!withheld.isEmpty)
    #expect(!withheld.isWithheld(3, from: Self.eve, among: [Self.eve]), "nobody else is there")
    #expect(withheld.isWithheld(3, from: Self.eve, among: [Self.eve, Self.bob]))
    #expect(!withheld.isWithheld(3, from: Self.bob, among: [Self.eve, Self.bob]))
    #expect(!withheld.isWithheld(4, from: Self.eve, among: [Self.eve, Self.bob]))
    withheld.settle(3)
    #expect(withheld.isEmpty)
  }

  @Test mutating func `without keys, and with one, nothing is spared or kept from anybody`() {
    let spared = [fail(with: nil, among: []), fail(with: Self.eve, among: [Self.eve])]
    #expect(spared == [false, false])
    #expect(!withheld.isWithheld(3, from: Self.eve, among: [Self.eve]))
    #expect(!withheld.isWithheld(3, from: nil, among: []))
  }

  @Test mutating func `a trial is given up once two keys have failed it`() {
    let keys: Set = [Self.bob, Self.eve]
    let first = fail(with: Self.eve, isLast: false, among: keys)
    #expect(!first, "it has a chance left")
    #expect(!withheld.isWithheld(3, from: Self.eve, among: keys))
    let last = fail(with: Self.eve, among: keys)
    #expect(last)
    #expect(withheld.isWithheld(3, from: Self.eve, among: keys))
    let second = fail(with: Self.bob, among: keys)
    #expect(!second)
  }

  @Test mutating func `a failure for good is one with two keys, whatever else they failed before`()
  {
    let keys: Set = [Self.ada, Self.bob, Self.eve]
    _ = fail(with: Self.bob, isLast: false, among: keys)
    let forGood = fail(with: Self.eve, mayRepeat: false, among: keys)
    #expect(forGood)
    let again = fail(with: Self.eve, mayRepeat: false, among: keys)
    #expect(again, "a second one with the same key says no more")
    let bobs = fail(with: Self.bob, mayRepeat: false, among: keys)
    #expect(!bobs)
  }

  @Test
  mutating func `a key whose last five trials failed is suspect until another has failed them`() {
    var streaks = KeyStreaks(limit: 5)
    for trial in 0..<5 {
      #expect(!streaks.isSuspect(Self.eve))
      streaks.failed(trial, of: trial, with: Self.eve, isFinal: false)
    }
    #expect(streaks.isSuspect(Self.eve))
    streaks.failed(0, of: 0, with: Self.bob, isFinal: false)
    #expect(!streaks.isSuspect(Self.eve))
    streaks.failed(7, of: 7, with: Self.eve, isFinal: false)
    #expect(streaks.isSuspect(Self.eve))
    streaks.completed(8, of: 8, with: Self.bob)
    #expect(streaks.isSuspect(Self.eve))
    streaks.completed(9, of: 9, with: Self.eve)
    #expect(!streaks.isSuspect(Self.eve))
  }
}
