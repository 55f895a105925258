/// Sees to it that no connection takes the coordinator's time or memory from the others.
///
/// - A turn of the loop reads only so many bytes; libzmq gives every connection its turn.
/// - A peer that has taken much time to be read says nothing long for a while. Lost messages are said again.
/// - A peer that asks and does not read is answered no more, and hung up on where it goes on.
struct PeerRateLimiter {
  /// The party that is charged: a key, or a connection where nobody needs one.
  enum Owner: Hashable {
    case key(String)
    case connection(Int32?)
  }

  /// The treatment of a question.
  enum Verdict: Hashable {
    case answer
    /// The question is as good as lost: a client in earnest asks again.
    case overlook
    case hangUp
  }

  private struct Debt {
    var time: Duration
    var asOf: Duration
  }

  private var bytes = 0
  private var answers: [Int32: Int] = [:]
  private var strikes: [Int32: Int] = [:]
  private var debts: [Owner: Debt] = [:]

  /// Bytes of one turn; the message that goes beyond is still read.
  static let turn = 4 << 20
  /// Answers to questions of one connection in one turn: a client that waits for answers has one.
  static let answersPerTurn = 4
  /// Bytes that a connection may have left unread, and still be answered: a client that waits for an answer
  /// has read the one before, and the system keeps few bytes for one that does not read.
  static let unread = 32 << 10
  /// The number of unanswered questions in a row, or of messages that nobody may say, that ends a
  /// connection.
  static let strikeLimit = 256
  /// The most of the loop's time that one owner may take in a burst.
  static let burst = Duration.seconds(1)
  /// The share of the loop's time that one owner may take in the long run.
  static let share = 0.25

  /// The loop begins anew.
  mutating func beginTurn() {
    bytes = 0
    answers.removeAll(keepingCapacity: true)
  }

  /// Whether enough was read in this turn.
  var isTurnOver: Bool { bytes >= PeerRateLimiter.turn }

  /// Something was read.
  mutating func read(_ count: Int) { bytes += count }

  /// Whether something long of this owner is read.
  mutating func mayBeLong(_ owner: Owner, at now: Duration) -> Bool {
    settle(owner, at: now)
    return debts[owner].map { $0.time < PeerRateLimiter.burst } ?? true
  }

  /// Charges an owner the time that it took to read something of it, and to do what it asked for.
  mutating func charge(_ owner: Owner, _ time: Duration, at now: Duration) {
    settle(owner, at: now)
    debts[owner, default: Debt(time: .zero, asOf: now)].time += time
    guard debts.count > 1024 else { return }
    for owner in debts.keys { settle(owner, at: now) }
  }

  private mutating func settle(_ owner: Owner, at now: Duration) {
    guard let debt = debts[owner] else { return }
    let left = debt.time - (now - debt.asOf) * PeerRateLimiter.share
    debts[owner] = left > .zero ? Debt(time: left, asOf: now) : nil
  }

  /// Judges a question on a connection.
  ///
  /// - Parameter unread: bytes that the other side has not taken yet.
  mutating func judge(questionOn connection: Int32, unread: Int) -> Verdict {
    let count = answers[connection, default: 0]
    guard count < PeerRateLimiter.answersPerTurn, unread <= PeerRateLimiter.unread else {
      return strike(connection)
    }
    answers[connection] = count + 1
    strikes[connection] = nil
    return .answer
  }

  /// Something came that nobody may say there.
  mutating func strike(_ connection: Int32) -> Verdict {
    strikes[connection, default: 0] += 1
    guard strikes[connection, default: 0] >= PeerRateLimiter.strikeLimit else { return .overlook }
    strikes[connection] = nil
    return .hangUp
  }

  /// A connection is closed; another may get its number.
  mutating func forget(_ connection: Int32) {
    answers[connection] = nil
    strikes[connection] = nil
    debts[.connection(connection)] = nil
  }
}
