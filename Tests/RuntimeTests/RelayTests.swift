import Cluster
import Hashing
import Testing
import Trials

@testable import Runtime

/// What runners ask of a coordinator goes through their worker, one question at a time.
struct RelayTests {
  private final class Runner {}
  private let (ada, bob) = (Runner(), Runner())
  private let question = Message.ask(.checkpoint(TrialID(digest: Digest(of: [1]))))
  private let piece = Message.ask(.piece(Digest(of: [2]), offset: 7))
  private let session = Session(number: 77)

  private func answer(_ message: Message, to envelope: Envelope) -> Envelope {
    Envelope(
      epoch: 3, session: envelope.session, sequence: envelope.sequence, message: message)
  }

  @Test func `each is told its own answer, in the order of the questions`() throws {
    var relay = Relay(session: session)
    #expect(relay.next(at: .zero) == nil)
    relay.ask(question, for: ObjectIdentifier(ada))
    relay.ask(piece, for: ObjectIdentifier(bob))
    let first = try #require(relay.next(at: .zero))
    #expect(first.message == question && relay.next(at: .zero) == nil)
    let told = try #require(relay.take(answer(.tell(.soon), to: first)))
    #expect(told.runner == ObjectIdentifier(ada) && told.answer == .tell(.soon))
    let second = try #require(relay.next(at: .zero))
    #expect(second.message == piece)
    // An answer to the question before, said twice.
    #expect(relay.take(answer(.tell(.soon), to: first)) == nil)
    #expect(relay.take(answer(.tell(.soon), to: second))?.runner == ObjectIdentifier(bob))
  }

  @Test func `a question that is lost is said again, and in the end answered for the coordinator`()
    throws
  {
    var relay = Relay(session: session)
    relay.ask(piece, for: ObjectIdentifier(ada))
    var now = Duration.zero
    var envelopes: [Envelope] = []
    for _ in 0..<Relay.tries {
      #expect(relay.giveUp(at: now) == nil)
      envelopes.append(try #require(relay.next(at: now)))
      #expect(relay.next(at: now) == nil)
      now += Relay.patience
    }
    #expect(Set(envelopes.map(\.sequence)).count == Relay.tries)
    var other = relay
    // A late answer to the first time is one to the question.
    #expect(other.take(answer(.tell(.soon), to: envelopes[0])) != nil)
    #expect(relay.next(at: now) == nil)
    #expect(relay.giveUp(at: now)?.answer == .tell(.piece(Digest(of: [2]), offset: 7, [])))
    #expect(relay.giveUp(at: now) == nil)
  }

  @Test func `nothing else of a runner's goes to the coordinator`() {
    #expect(question.isForCoordinator && piece.isForCoordinator)
    #expect(!Message.ask(.results).isForCoordinator && !Message.bye.isForCoordinator)
  }
}
