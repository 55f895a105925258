import Cluster
import Hashing
import Testing
import Trials

@testable import Runtime

/// Questions of runners to a coordinator go through their worker, one question at a time.
struct RelayTests {
  /// A relay between runners and a coordinator that a test plays.
  private final class Line {
    private var relay = Relay(session: Session(number: 77))

    func ask(_ message: Message, for runner: Runner) {
      relay.ask(message, for: ObjectIdentifier(runner))
    }

    func next(at now: Duration = .zero) -> Envelope? { relay.next(at: now) }
    func giveUp(at now: Duration) -> Message? { relay.giveUp(at: now)?.answer }

    /// The coordinator answers an envelope; gives the runner to which the answer is passed.
    func answer(_ message: Message, to envelope: Envelope) -> ObjectIdentifier? {
      relay.take(
        Envelope(
          term: 3, session: envelope.session, sequence: envelope.sequence, message: message))?
        .runner
    }
  }

  private final class Runner {}
  private let ada = Runner()
  private let bob = Runner()
  private let line = Line()
  private let question = Message.ask(.checkpoint(TrialID(digest: Digest(of: [1]))))
  private let piece = Message.ask(.piece(Digest(of: [2]), offset: 7))

  @Test func `each is told its own answer, in the order of the questions`() throws {
    #expect(line.next() == nil)
    line.ask(question, for: ada)
    line.ask(piece, for: bob)
    let first = try #require(line.next())
    #expect(first.message == question && line.next() == nil)
    #expect(line.answer(.tell(.soon), to: first) == ObjectIdentifier(ada))
    let second = try #require(line.next())
    #expect(second.message == piece)
    // An answer to the question before, said twice.
    #expect(line.answer(.tell(.soon), to: first) == nil)
    #expect(line.answer(.tell(.soon), to: second) == ObjectIdentifier(bob))
    #expect(line.next() == nil)
  }

  @Test func `a question that is lost is said again, and in the end answered for the coordinator`()
    throws
  {
    line.ask(piece, for: ada)
    var now = Duration.zero
    var sequences: Set<Int> = []
    for _ in 0..<Relay.tries {
      #expect(line.giveUp(at: now) == nil)
      sequences.insert(try #require(line.next(at: now)).sequence)
      #expect(line.next(at: now) == nil)
      now += Relay.timeout
    }
    #expect(sequences.count == Relay.tries)
    #expect(line.next(at: now) == nil)
    #expect(line.giveUp(at: now) == .tell(.piece(Digest(of: [2]), offset: 7, [])))
    #expect(line.giveUp(at: now) == nil)
  }

  @Test func `a late answer to the first time is one to the question`() throws {
    line.ask(piece, for: ada)
    let first = try #require(line.next())
    _ = line.next(at: Relay.timeout)
    #expect(line.answer(.tell(.soon), to: first) == ObjectIdentifier(ada))
  }

  @Test func `nothing else of a runner's goes to the coordinator`() {
    #expect(question.isForCoordinator && piece.isForCoordinator)
    #expect(!Message.ask(.results).isForCoordinator && !Message.bye.isForCoordinator)
  }
}
