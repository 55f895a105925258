import Cluster
import Sweeps
import Testing
import Trials

/// The workers of a queue that serve no sweep.
struct IdleWorkersTests {
  private var idle = IdleWorkers(term: 3)
  private let session = Session(number: 1 << 40)

  private func envelope(_ message: Message, _ sequence: Int, _ session: Session? = nil) -> Envelope
  {
    Envelope(term: 3, session: session ?? self.session, sequence: sequence, message: message)
  }

  private func hello() -> Message {
    .hello(Hello(worker: Fixture.facts("ada", slots: 4), term: 0, holding: []))
  }

  private func beat() -> Message { .beat(Beat(seen: 0, holding: [], isDraining: false)) }

  @Test mutating func `their beats are answered, and they are told to hold nothing`() {
    let welcome = idle.receive(envelope(hello(), 1), at: .zero)
    #expect(welcome.map(\.message) == [.welcome(Welcome(timing: Timing(), keep: []))])
    #expect(welcome.map(\.term) == [3])
    #expect(idle.slots == 4)
    let orders = idle.receive(envelope(beat(), 2), at: .seconds(1))
    #expect(orders.map(\.message) == [.beatAcknowledged(Orders(hold: [], drain: false))])
    #expect(orders.map(\.sequence) == [2])
    // A message that comes twice is as good as lost.
    #expect(idle.receive(envelope(beat(), 2), at: .seconds(1)).isEmpty)
  }

  @Test mutating func `one that is called says hello again, and is nobody meanwhile`() {
    _ = idle.receive(envelope(hello(), 1), at: .zero)
    #expect(idle.call(session).map(\.message) == [.reject(.unknownSession)])
    #expect(idle.isEmpty)
    #expect(idle.call(session).isEmpty)
    let answer = idle.receive(envelope(beat(), 2), at: .zero)
    #expect(answer.map(\.message) == [.reject(.unknownSession)])
  }

  @Test mutating func `a result of a sweep that is gone is acknowledged: nobody waits for it`() {
    _ = idle.receive(envelope(hello(), 1), at: .zero)
    let attempt = Attempt(trial: Fixture.plan(trials: 1).trials[0].id, number: 1)
    let result = Message.result(attempt, .failure(Failure(cause: .crashed, message: "")))
    let answer = idle.receive(envelope(result, 2), at: .zero)
    #expect(answer.map(\.message) == [.resultAcknowledged(attempt, .unknown)])
  }

  @Test mutating func `they are sent home when the queue ends, and so are those that come`() {
    _ = idle.receive(envelope(hello(), 1), at: .zero)
    let home = Message.beatAcknowledged(Orders(hold: [], drain: true))
    #expect(idle.drain().map(\.message) == [home])
    #expect(idle.receive(envelope(.bye, 2), at: .zero).isEmpty)
    #expect(idle.isEmpty)
    let other = Session(number: 2 << 40)
    #expect(idle.receive(envelope(hello(), 1, other), at: .zero).last?.message == home)
  }

  @Test mutating func `one that is not heard of is forgotten after the time of a lease`() {
    _ = idle.receive(envelope(hello(), 1), at: .zero)
    #expect(idle.expire(at: Timing().lease).isEmpty)
    #expect(idle.expire(at: Timing().lease + .seconds(1)) == [session])
    #expect(idle.isEmpty)
  }
}
