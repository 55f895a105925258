import Cluster
import Trials

/// Passes what runners ask of a coordinator on to it, and its answers back: one question at a time, each
/// said again a few times until it is answered.
///
/// It has a conversation of its own, which needs no hello: nothing of the worker's depends on it, and what
/// is not answered in time is answered as if the coordinator had nothing and wanted nothing.
struct Relay {
  private struct Question {
    let runner: ObjectIdentifier
    let message: Message
    var tries = 0
    var askedAt: Duration?
  }

  private let session: Session
  private var sequence = 0
  /// The first of them is under way.
  private var questions: [Question] = []

  /// How long an answer may take.
  static let timeout = Duration.seconds(1)
  /// How often a question is said.
  static let tries = 5

  /// - Parameter session: of nobody else's.
  init(session: Session) { self.session = session }

  /// Takes a question of a runner.
  mutating func ask(_ message: Message, for runner: ObjectIdentifier) {
    questions.append(Question(runner: runner, message: message))
  }

  /// Gives the question to be sent now, if any.
  mutating func next(at now: Duration) -> Envelope? {
    guard let question = questions.first, question.tries < Relay.tries,
      question.askedAt.map({ now - $0 >= Relay.timeout }) ?? true
    else { return nil }
    questions[0].tries += 1
    questions[0].askedAt = now
    sequence += 1
    return Envelope(term: 0, session: session, sequence: sequence, message: question.message)
  }

  /// Takes an envelope of the coordinator.
  ///
  /// - Returns: the runner that asked, and its answer; nil where it answers no question under way.
  mutating func take(_ envelope: Envelope) -> (runner: ObjectIdentifier, answer: Message)? {
    guard envelope.session == session, let question = questions.first,
      envelope.sequence > sequence - question.tries
    else { return nil }
    questions.removeFirst()
    return (question.runner, envelope.message)
  }

  /// Whether an envelope is of this conversation.
  func isOwn(_ envelope: Envelope) -> Bool { envelope.session == session }

  /// Gives up on a question that was said often enough.
  mutating func giveUp(at now: Duration) -> (runner: ObjectIdentifier, answer: Message)? {
    guard let question = questions.first, question.tries >= Relay.tries,
      let askedAt = question.askedAt,
      now - askedAt >= Relay.timeout
    else { return nil }
    questions.removeFirst()
    return (question.runner, question.message.withoutAnswer)
  }
}

extension Message {
  /// Whether a runner may say the message and its worker passes it on.
  var isForCoordinator: Bool {
    switch self {
    case .ask(.checkpoint), .ask(.data), .ask(.piece), .checkpoint: true
    default: false
    }
  }

  /// The answer of a coordinator that has nothing and wants nothing.
  fileprivate var withoutAnswer: Message {
    switch self {
    case .ask(.piece(let digest, let offset)): .tell(.piece(digest, offset: offset, []))
    case .checkpoint(_, let piece):
      .checkpointTaken(CheckpointReceipt(digest: piece.digest, taken: nil))
    default: .tell(.offer([]))
    }
  }
}
