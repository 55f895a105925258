import Sweeps
import Trials

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
  /// The hosts that get no more work, and whose workers go when they have finished.
  private var drainedHosts: Set<String> = []
  /// Whether workers were released that have not gone yet.
  private var areSomeReleased = false

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
      members[position]?.allot(slots: slots, for: needs)
      places += (members[position]?.places ?? 0) - member.places
    }
  }

  /// Whether nobody holds a trial.
  var isIdle: Bool { members.allSatisfy { $0?.leases.isEmpty ?? true } }

  /// Those that take new work.
  ///
  /// - Parameter kernel: the kernels that work is for; nil for any.
  func candidates(with kernel: String? = nil) -> some Sequence<WorkerIdentity> {
    members.lazy.compactMap { $0 }.filter {
      $0.takesWork && $0.places > 0 && (kernel == nil || $0.facts.kernel == kernel)
    }.map(\.identity)
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
    member.allot(slots: member.facts.slots, for: needs)
    if isDrained(member.facts.host) { member.isDraining = true }
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

  // MARK: - Who is to go

  /// Whether workers of a host are to go when they have finished, whatever they say themselves.
  func isDrained(_ host: String) -> Bool {
    guard !drainedHosts.isEmpty else { return false }
    return drainedHosts.contains(host)
  }

  /// Gives the workers of a host no more, also those that come; gives those that are there.
  mutating func drain(host: String) -> [Session] {
    drainedHosts.insert(host)
    let there = sessions.filter { self[$0]?.facts.host == host }
    for session in there { self[session]?.isDraining = true }
    return there
  }

  /// Lets workers that come from a host have work again.
  mutating func trust(host: String) { drainedHosts.remove(host) }

  /// Gives a worker no more, and lets it go once it holds nothing; false where that is so already.
  mutating func release(_ session: Session) -> Bool {
    guard self[session]?.isReleased == false else { return false }
    self[session]?.isReleased = true
    areSomeReleased = true
    return true
  }

  /// The workers that were released and hold nothing, which are to go.
  mutating func takeReleased() -> [Session] {
    guard areSomeReleased else { return [] }
    let released = indices.filter { self[$0].isReleased }
    let free = released.filter { self[$0].leases.isEmpty && self[$0].shared.isEmpty }
    areSomeReleased = free.count < released.count
    return free.map { sessions[$0] }
  }
}
