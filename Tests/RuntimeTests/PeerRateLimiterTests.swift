import Testing

@testable import Runtime

/// The coordinator's time and memory are shared among its connections.
struct PeerRateLimiterTests {
  private let ada = PeerRateLimiter.Owner.key("ada")
  private let eve = PeerRateLimiter.Owner.key("eve")

  @Test func `a turn is over when enough was read, and the next begins anew`() {
    var limits = PeerRateLimiter()
    limits.read(PeerRateLimiter.turn - 1)
    #expect(!limits.isTurnOver)
    limits.read(1)
    #expect(limits.isTurnOver)
    limits.beginTurn()
    #expect(!limits.isTurnOver)
  }

  @Test func `who takes much time is heard again after a while, and others all along`() {
    var limits = PeerRateLimiter()
    #expect(limits.mayBeLong(eve, at: .zero) == true)
    limits.charge(eve, .seconds(3), at: .seconds(3))
    #expect(limits.mayBeLong(eve, at: .seconds(3)) == false)
    #expect(limits.mayBeLong(ada, at: .seconds(3)) == true)
    // A quarter of all time pays it back.
    #expect(limits.mayBeLong(eve, at: .seconds(10)) == false)
    #expect(limits.mayBeLong(eve, at: .seconds(12)) == true)
  }

  @Test func `many short times are no long one`() {
    var limits = PeerRateLimiter()
    for second in 0..<1000 {
      #expect(limits.mayBeLong(ada, at: .seconds(second)) == true)
      limits.charge(ada, .milliseconds(200), at: .seconds(second))
    }
  }

  @Test func `who asks one thing after another and reads is answered for ever`() {
    var limits = PeerRateLimiter()
    for _ in 0..<10_000 {
      limits.beginTurn()
      #expect(limits.judge(questionOn: 5, unread: 0) == .answer)
    }
  }

  @Test func `who does not read is not answered, and hung up on in the end`() {
    var limits = PeerRateLimiter()
    #expect(limits.judge(questionOn: 5, unread: PeerRateLimiter.unread) == .answer)
    let full = PeerRateLimiter.unread + 1
    for _ in 1..<PeerRateLimiter.strikeLimit {
      limits.beginTurn()
      #expect(limits.judge(questionOn: 5, unread: full) == .overlook)
      // Its neighbour is none the worse.
      #expect(limits.judge(questionOn: 6, unread: 0) == .answer)
    }
    #expect(limits.judge(questionOn: 5, unread: full) == .hangUp)
  }

  @Test func `in one turn a connection is answered a few times`() {
    var limits = PeerRateLimiter()
    for _ in 0..<PeerRateLimiter.answersPerTurn {
      #expect(limits.judge(questionOn: 5, unread: 0) == .answer)
    }
    #expect(limits.judge(questionOn: 5, unread: 0) == .overlook)
    limits.beginTurn()
    #expect(limits.judge(questionOn: 5, unread: 0) == .answer)
  }

  @Test func `a connection that is closed leaves nothing to the next with its number`() {
    var limits = PeerRateLimiter()
    for _ in 1..<PeerRateLimiter.strikeLimit { #expect(limits.strike(5) == .overlook) }
    limits.forget(5)
    #expect(limits.strike(5) == .overlook)
    limits.charge(.connection(5), .seconds(9), at: .zero)
    limits.forget(5)
    #expect(limits.mayBeLong(.connection(5), at: .zero) == true)
  }
}
