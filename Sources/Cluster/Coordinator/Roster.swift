package import Sweeps
package import Trials

/// A worker as the coordinator knows it, for as long as one conversation lasts.
struct Member: Hashable, Sendable {
  let facts: WorkerFacts
  /// The peer whose key the worker came in with; nil where no keys are asked for.
  let peer: Peer?
  /// How many of the sweep's trainings it can do at a time.
  fileprivate(set) var places = 0
  var leases: [Lease] = []
  /// Attempts whose trials went to others as well, as nothing was heard of them: it may go on with them.
  var shared: [NumberedAttempt] = []
  var lastHeard: Duration
  var sent = 0
  /// The sequence of the newest message from it.
  var received: Int
  var isDraining = false
  /// Whether its last training took less than a quarter of a second.
  var isQuick = false
  /// Trials were taken from it that it held for too long, and it has handed in none since.
  var isStalled = false
  /// It is to serve another sweep of a queue, and gets nothing new here.
  var isReleased = false
  /// Its process is known to have ended.
  var hasEnded = false
  /// Whether its key was revoked.
  var isRevoked = false

  /// The attempts that the member should hold.
  var held: [NumberedAttempt] { leases.map(\.attempt) }

  /// Takes a trial from it; gives its lease of that trial.
  @discardableResult
  mutating func release(_ trial: Int) -> Lease? {
    let index = leases.firstIndex { $0.attempt.trial == trial }
    return index.map { leases.remove(at: $0) }
  }

  /// Notes which message told the worker of an attempt.
  mutating func note(_ attempt: NumberedAttempt, assignedBy sequence: Int) {
    guard let index = leases.lastIndex(where: { $0.attempt == attempt }) else { return }
    leases[index].sequence = sequence
  }

  /// Notes how far an attempt is; false where it is none of the worker's.
  mutating func note(_ attempt: NumberedAttempt, trained epoch: Int, at now: Duration) -> Bool {
    guard let index = leases.firstIndex(where: { $0.attempt == attempt }) else { return false }
    if epoch > leases[index].trained { leases[index].heard = now }
    leases[index].trained = epoch
    return true
  }
}

/// The workers that are in conversation with the coordinator.
struct Roster: Sendable {
  /// In the order in which they came, so that decisions do not depend on hashing; none is nil.
  private var members: [Member?] = []
  /// In the same order.
  private(set) var sessions: [Session] = []
  /// Where each is among the members.
  private var positions: [Session: Int] = [:]
  /// The last that have left, the latest last.
  private var departed: [Session] = []
  /// The needs of one training, which a member's places follow from.
  private let needs: Needs
  /// How many trainings all members can do at a time.
  private(set) var places = 0
  /// How many slots the workers of a key may have in all; those of other keys may have `WireLimit.slotsOfKey`.
  private(set) var slotLimits: [Peer: Int] = [:]

  init(needs: Needs) { self.needs = needs }

  var isEmpty: Bool { sessions.isEmpty }
  var count: Int { sessions.count }

  /// How many came in with a key.
  func count(of peer: Peer) -> Int { members.count { $0?.peer == peer } }

  /// The slots that a key has not taken yet.
  func freeSlots(of peer: Peer) -> Int {
    var left = slotLimits[peer] ?? WireLimit.slotsOfKey
    for case let member? in members where member.peer == peer { left -= member.facts.slots }
    return max(0, left)
  }

  /// Whether a worker that takes new work is there with a key that is none of these.
  func hasTakers(besides peers: Set<Peer>) -> Bool {
    members.contains { member in
      guard let member, let peer = member.peer, !peers.contains(peer) else { return false }
      return !member.isDraining && !member.isStalled && !member.isReleased
        && member.places > 0
    }
  }

  /// Has the workers of keys take no more slots than these from now on; what they train they go on with.
  mutating func limit(slots limits: [Peer: Int]) {
    slotLimits = limits
    for peer in Set(members.compactMap { $0?.peer }) { allot(peer) }
  }

  /// Gives the workers of a key its slots, first come, first served.
  private mutating func allot(_ peer: Peer) {
    var left = slotLimits[peer] ?? WireLimit.slotsOfKey
    for position in members.indices {
      guard let member = members[position], member.peer == peer else { continue }
      let slots = min(member.facts.slots, left)
      left -= slots
      let share = member.facts.places(for: needs, slots: slots)
      places += share - member.places
      members[position]?.places = share
    }
  }

  /// Whether nobody holds a trial.
  var isIdle: Bool { members.allSatisfy { $0?.leases.isEmpty ?? true } }

  /// The processes of those that take new work.
  var candidates: some Sequence<ProcessName> {
    members.lazy.compactMap { $0 }
      .filter { !$0.isDraining && !$0.isStalled && !$0.isReleased }
      .map(\.facts.processName)
  }

  /// Where the members are, which holds until one comes or goes.
  var indices: Range<Int> { members.indices }

  /// Where a member is, which holds until one comes or goes; nil of one that is not there.
  func position(of session: Session) -> Int? { positions[session] }

  /// The member at a position, read and changed in place: many times a message.
  subscript(position: Int) -> Member {
    _read { yield members[position]! }
    _modify { yield &members[position]! }
  }

  /// A member that is there, to be changed in place; one comes and goes by `add` and `remove`.
  subscript(session: Session) -> Member? {
    get { positions[session].flatMap { members[$0] } }
    _modify {
      guard let position = positions[session] else {
        var nobody: Member?
        yield &nobody
        return
      }
      yield &members[position]
    }
  }

  mutating func add(_ member: Member, as session: Session) {
    var member = member
    member.places = member.facts.places(for: needs)
    let former = positions.updateValue(members.count, forKey: session)
    precondition(former == nil, "\(session) came twice")
    members.append(member)
    sessions.append(session)
    places += member.places
    if let peer = member.peer { allot(peer) }
  }

  mutating func remove(_ session: Session) -> Member? {
    guard let position = positions.removeValue(forKey: session),
      let member = members.remove(at: position)
    else { return nil }
    sessions.remove(at: position)
    for later in position..<sessions.count { positions[sessions[later]] = later }
    places -= member.places
    if let peer = member.peer { allot(peer) }
    noteDeparture(session)
    return member
  }

  /// Remembers that nobody is behind a session any more, also of one whose hello has yet to arrive.
  mutating func noteDeparture(_ session: Session) {
    if departed.count >= 2 * WireLimit.workers { departed.removeFirst(WireLimit.workers) }
    departed.append(session)
  }

  /// Whether the worker has ended the conversation or begun another since: a hello of it is an echo,
  /// from a socket that was slower than the one that took its place.
  func isOver(_ session: Session) -> Bool {
    sessions.contains { $0.replaces(session) }
      || departed.contains { $0 == session || $0.replaces(session) }
  }
}

extension WorkerFacts {
  /// How many trainings with these needs the worker can do at a time.
  package func places(for needs: Needs) -> Int { places(for: needs, slots: slots) }

  /// How many it can do at a time with so many of its slots.
  func places(for needs: Needs, slots: Int) -> Int {
    needs.places(slots: slots, gpus: gpus, memory: memory, tags: tags)
  }
}
