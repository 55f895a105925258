import Testing

@testable import Runtime

/// How long a copy of the results is good for.
struct CopyAgeTests {
  private let start = SuspendingClock.Instant.now

  private func isGood(
    cost: Duration, after age: Duration, read: Duration? = nil
  ) -> Bool {
    let until = start + cost
    return CopyAge(from: start, until: until).isGood(at: until + age, read: read.map { until + $0 })
  }

  @Test func `a copy that nobody reads is made anew after seconds`() {
    #expect(isGood(cost: .milliseconds(10), after: .seconds(2)))
    #expect(!isGood(cost: .milliseconds(10), after: .seconds(4)))
  }

  @Test func `copies take a tenth of the time at most, and are half a minute old at most`() {
    #expect(isGood(cost: .seconds(1), after: .seconds(9)))
    #expect(!isGood(cost: .seconds(1), after: .seconds(11)))
    #expect(!isGood(cost: .seconds(60), after: .seconds(31)))
  }

  @Test func `a copy that is read stays for half a minute`() {
    #expect(isGood(cost: .milliseconds(10), after: .seconds(20), read: .seconds(19)))
    #expect(!isGood(cost: .milliseconds(10), after: .seconds(20), read: .seconds(10)))
    // What was read before was another copy.
    #expect(!isGood(cost: .milliseconds(10), after: .seconds(4), read: .seconds(-1)))
    #expect(!isGood(cost: .milliseconds(10), after: .seconds(31), read: .seconds(30)))
  }
}
