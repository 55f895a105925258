import Control
import Trials

/// The askers for the output of trials in training, and the answers that workers gave last.
///
/// A worker is asked only while somebody looks: of one attempt twice a second at most, however many look, and
/// of so many attempts at a time. The askers are no part of what the coordinator decides.
struct OutputRequests {
  private struct Wanted {
    /// The conversation with the worker that has the attempt.
    let holder: Session
    var askers: [ControlAsker] = []
    /// When the worker was asked what it has not answered yet.
    var askedAt: Duration?
    var told: (output: PrintedOutput, at: Duration)?
  }

  /// The outcome of taking a question.
  enum Taking: Hashable {
    /// The worker told its output a moment ago.
    case told(PrintedOutput)
    /// The worker is to be asked, and its answer is waited for.
    case ask
    /// The worker's answer is waited for.
    case waits
    case tooMany
  }

  private var wanted: [Attempt: Wanted] = [:]
  private var waiting: Int { wanted.values.reduce(0) { $0 + $1.askers.count } }

  /// How old an answer may be.
  static let age = Duration.milliseconds(500)
  /// How long a worker may take to answer. One of a version that knows no such question never does.
  static let timeout = Duration.seconds(2)
  /// The most attempts that are asked of at a time.
  static let attemptLimit = 64
  /// The most askers that wait for answers.
  static let askerLimit = 256

  /// Takes a question.
  mutating func take(
    _ asker: ControlAsker, about attempt: Attempt, of holder: Session, at now: Duration
  ) -> Taking {
    var known = wanted[attempt] ?? Wanted(holder: holder)
    // A worker that has come back answers in the conversation that goes on.
    if known.holder != holder { known = Wanted(holder: holder, askers: known.askers) }
    if let told = known.told, now - told.at < Self.age { return .told(told.output) }
    if known.askers.contains(asker) { return .waits }
    guard waiting < Self.askerLimit, wanted[attempt] != nil || wanted.count < Self.attemptLimit
    else { return .tooMany }
    known.askers.append(asker)
    defer { wanted[attempt] = known }
    guard known.askedAt == nil else { return .waits }
    known.askedAt = now
    return .ask
  }

  /// Takes what a worker tells; gives those who waited for it. What nobody asked for is overlooked.
  mutating func tell(
    _ output: PrintedOutput, of attempt: Attempt, from session: Session, at now: Duration
  ) -> [ControlAsker] {
    guard var known = wanted[attempt], known.holder == session, known.askedAt != nil else {
      return []
    }
    let askers = known.askers
    (known.askers, known.askedAt, known.told) = ([], nil, (output, now))
    wanted[attempt] = known
    return askers
  }

  /// Gives up on workers that do not answer, and forgets what nobody looks at any more.
  mutating func giveUp(at now: Duration) -> [(asker: ControlAsker, attempt: Attempt)] {
    var unanswered: [(ControlAsker, Attempt)] = []
    for (attempt, known) in wanted {
      if let askedAt = known.askedAt {
        guard now - askedAt >= Self.timeout else { continue }
        unanswered += known.askers.map { ($0, attempt) }
        wanted[attempt] = nil
      } else if let told = known.told, now - told.at >= Self.age {
        wanted[attempt] = nil
      }
    }
    return unanswered
  }

  /// All who still wait, when nothing more will be told.
  mutating func takeAll() -> [ControlAsker] {
    defer { wanted = [:] }
    return wanted.values.flatMap(\.askers)
  }
}
