import Control
import Trials

/// Requests by messages, any of which may be lost and is said again. They are idempotent: a repeated one
/// gets the answer of the first.
struct RemoteRequests {
  enum Repetition {
    case new
    /// The request will be answered when it is done.
    case pending
    case answered(ControlAnswer)
  }

  /// How many entries, decisions and longer plans are on record since the coordinator began.
  var recorded = 0
  private let term: Int
  private var pending: Set<ControlAsker> = []
  /// The last answers, the oldest first.
  private var answers: [(asker: ControlAsker, answer: ControlAnswer)] = []

  /// The number of answers that are kept for those who have not heard theirs.
  private static let limit = 256

  init(term: Int) { self.term = term }

  /// Grows with what is on record, and from one life of a coordinator to the next.
  var position: Int { term << 32 + recorded + 1 }

  /// Notes that somebody asks; tells whether he asked before.
  mutating func repeated(_ asker: ControlAsker) -> Repetition {
    if let known = answers.last(where: { $0.asker == asker }) { return .answered(known.answer) }
    return pending.insert(asker).inserted ? .new : .pending
  }

  /// Lets go of a question that its asker does not wait for any more.
  mutating func forget(_ asker: ControlAsker) { pending.remove(asker) }

  /// Notes what was answered. How a sweep stands and what trials print is asked anew each time.
  mutating func note(_ answer: ControlAnswer, to asker: ControlAsker) {
    pending.remove(asker)
    switch answer {
    case .status, .output, .queue: return
    case .granted, .refused, .ending, .keys: break
    }
    guard !answers.contains(where: { $0.asker == asker }) else { return }
    answers.append((asker, answer))
    if answers.count > RemoteRequests.limit { answers.removeFirst() }
  }
}
