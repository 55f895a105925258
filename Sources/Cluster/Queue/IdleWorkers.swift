package import Trials

/// The workers of a queue that serve no sweep at the moment.
///
/// The queue is their coordinator meanwhile: it answers their beats, and has nothing for them to train. A worker
/// that is to serve a sweep is told to say hello again. Opens no socket and no clock, as `Coordinator`.
package struct IdleWorkers: Sendable {
  private struct Member {
    let facts: WorkerFacts
    var lastHeard: Duration
    var received: Int
    var sent = 0
  }

  private let term: Int
  private let timing: Timing
  private var members: [Session: Member] = [:]
  private var isDraining = false

  /// - Parameter term: that of the queue's sweeps, too.
  package init(term: Int, timing: Timing = Timing()) {
    self.term = term
    self.timing = timing
  }

  package var isEmpty: Bool { members.isEmpty }
  package var sessions: [Session] { Array(members.keys) }
  package func has(_ session: Session) -> Bool { members[session] != nil }

  /// How many slots wait for a sweep.
  package var slots: Int { members.values.reduce(0) { $0 + $1.facts.slots } }

  /// Takes in a message of an idle worker, or of one that comes; gives the answers.
  package mutating func receive(_ envelope: Envelope, at now: Duration) -> [Envelope] {
    let session = envelope.session
    if case .hello(let hello) = envelope.message {
      for former in sessions where session.replaces(former) { members[former] = nil }
      if members[session] == nil {
        guard members.count < WireLimit.workers else { return [reject(session, .full)] }
        members[session] = Member(
          facts: hello.worker, lastHeard: now, received: envelope.sequence)
      }
      return answer(session, .welcome(Welcome(timing: timing, keep: [])))
        + (isDraining ? answer(session, orders) : [])
    }
    guard let member = members[session] else {
      return envelope.message == .bye ? [] : [reject(session, .unknownSession)]
    }
    members[session]?.lastHeard = now
    guard envelope.sequence > member.received else { return [] }
    members[session]?.received = envelope.sequence
    switch envelope.message {
    case .beat: return answer(session, orders)
    case .result(let attempt, _):
      // Of a sweep that has gone: nobody waits for it.
      return answer(session, .resultAcknowledged(attempt, .unknown))
    case .bye:
      members[session] = nil
      return []
    default: return []
    }
  }

  /// Has a worker say hello again, as there is a sweep for it.
  package mutating func call(_ session: Session) -> [Envelope] {
    guard members.removeValue(forKey: session) != nil else { return [] }
    return [reject(session, .unknownSession)]
  }

  /// Sends all home, and those that come from now on.
  package mutating func drain() -> [Envelope] {
    isDraining = true
    return sessions.flatMap { answer($0, orders) }
  }

  /// Forgets those that are not heard of any more; gives their sessions.
  package mutating func expire(at now: Duration) -> [Session] {
    let silent = members.filter { now - $0.value.lastHeard > timing.lease }.map(\.key)
    for session in silent { members[session] = nil }
    return silent
  }

  /// Turns away a session that nobody knows.
  package func reject(_ session: Session, _ rejection: Rejection) -> Envelope {
    Envelope(term: term, session: session, sequence: 0, message: .reject(rejection))
  }

  private var orders: Message { .beatAcknowledged(Orders(hold: [], drain: isDraining)) }

  private mutating func answer(_ session: Session, _ message: Message) -> [Envelope] {
    guard var member = members[session] else { return [] }
    member.sent += 1
    members[session] = member
    return [Envelope(term: term, session: session, sequence: member.sent, message: message)]
  }
}
