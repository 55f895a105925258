package import Sweeps
package import Trials

/// Decides which worker serves which sweep of a queue, by priority and fair share.
///
/// A sweep of a higher priority gets all the workers that it can use before any of a lower one. Sweeps of the
/// same priority share slots evenly, as far as each can use them. A worker serves one sweep at a time; one that
/// is to serve another finishes what it trains before.
///
/// ```swift
/// var shares = SlotShares()
/// shares.add("mnist", QueuedNeeds(semantics: "engine 3", needs: .oneSlot), priority: 0, demand: 40)
/// shares.join(session, facts)  // "mnist"
/// shares.add("urgent", needs, priority: 1, demand: 1)
/// shares.moves()  // [session]: it is to leave "mnist", and say hello again
/// ```
package struct SlotShares: Sendable {
  private struct Sweep {
    let needs: QueuedNeeds
    let priority: Int
    var demand: Int
    /// The workers that have turned out to be none for it.
    var refused: Set<ProcessName> = []
    /// The places and the slots of the workers that serve it, or are on their way to it.
    var places = 0
    var slots = 0

    var isShort: Bool { places < demand }
  }

  private struct Member {
    let facts: WorkerFacts
    /// The sweep that it serves, or is on its way to; nil while it waits for one.
    var sweep: String?
    /// Whether it is to leave the sweep that it serves.
    var isReleased = false
  }

  private var sweeps: [String: Sweep] = [:]
  /// The sweeps, in the order in which they were submitted.
  private var order: [String] = []
  private var members: [Session: Member] = [:]
  /// The workers' sessions, in the order in which they came, so that decisions do not depend on hashing.
  private var sessions: [Session] = []

  package init() {}

  // MARK: - Sweeps

  /// Adds a sweep behind all others of its priority.
  package mutating func add(
    _ sweep: String, _ needs: QueuedNeeds, priority: Int, demand: Int
  ) {
    precondition(sweeps[sweep] == nil, "the sweep '\(sweep)' is in the queue already")
    sweeps[sweep] = Sweep(needs: needs, priority: priority, demand: demand)
    order.append(sweep)
  }

  /// Takes a sweep out that has ended. Its workers are told to say hello again by whoever ends it.
  package mutating func remove(_ sweep: String) {
    sweeps[sweep] = nil
    order.removeAll { $0 == sweep }
    for session in sessions where members[session]?.sweep == sweep { leave(session) }
  }

  /// Notes how many trainings a sweep could do at a time.
  package mutating func note(demand: Int, of sweep: String) { sweeps[sweep]?.demand = demand }

  /// Notes that a worker gets none of a sweep's trials.
  package mutating func refuse(_ session: Session, by sweep: String) {
    guard let process = members[session]?.facts.processName else { return }
    sweeps[sweep]?.refused.insert(process)
  }

  /// Gives the workers of a host another chance with a sweep.
  package mutating func trust(host: String, by sweep: String) {
    let others = sweeps[sweep]?.refused.filter { $0.host != host }
    sweeps[sweep]?.refused = others ?? []
  }

  /// How many slots serve a sweep, or are on their way to it.
  package func slots(of sweep: String) -> Int { sweeps[sweep]?.slots ?? 0 }

  /// Whether a sweep may have a worker at all.
  package func accepts(_ facts: WorkerFacts, for sweep: String) -> Bool {
    sweeps[sweep].map { places(of: facts, in: $0) > 0 } ?? false
  }

  // MARK: - Workers

  /// Takes in a worker that says hello.
  ///
  /// - Parameter home: the sweep whose trials it may still hold, to which it goes back in any case.
  /// - Returns: the sweep that it is to serve; nil where it waits for one.
  package mutating func join(
    _ session: Session, _ facts: WorkerFacts, home: String? = nil
  ) -> String? {
    if let member = members[session] { return member.sweep }
    for former in sessions where session.replaces(former) { leave(former) }
    let sweep = home.flatMap { accepts(facts, for: $0) ? $0 : nil } ?? neediest(for: facts)
    members[session] = Member(facts: facts)
    sessions.append(session)
    assign(session, to: sweep)
    return sweep
  }

  /// Forgets a worker.
  package mutating func leave(_ session: Session) {
    guard members[session] != nil else { return }
    assign(session, to: nil)
    members[session] = nil
    sessions.removeAll { $0 == session }
  }

  /// The workers that are to say hello again, as another sweep is short of workers: those that wait, or have
  /// nothing to do where they are, before those of lower priorities and of sweeps that have more than their share.
  ///
  /// Each worker is named once; until it says hello again it counts for the sweep that it was named for.
  package mutating func moves() -> [Session] {
    var moved: [Session] = []
    while let (session, sweep) = nextMove() {
      assign(session, to: sweep)
      members[session]?.isReleased = true
      moved.append(session)
    }
    return moved
  }

  private func nextMove() -> (session: Session, sweep: String)? {
    for sweep in bySuccession where sweeps[sweep]?.isShort == true {
      guard let session = donor(for: sweep) else { continue }
      return (session, sweep)
    }
    return nil
  }

  /// The worker that a sweep is given: the one whose sweep loses least by it.
  private func donor(for sweep: String) -> Session? {
    guard let taker = sweeps[sweep] else { return nil }
    var best: (loss: Loss, session: Session)?
    // Among workers alike, the one that came last has begun least.
    for session in sessions.reversed() {
      guard let member = members[session], !member.isReleased, member.sweep != sweep,
        places(of: member.facts, in: taker) > 0, let loss = loss(of: member, to: taker)
      else { continue }
      if best.map({ loss < $0.loss }) ?? true { best = (loss, session) }
    }
    return best?.session
  }

  /// How little a worker is missed where it is: the smaller, the better.
  private struct Loss: Comparable {
    /// 0: nobody misses it. 1: a lower priority does. 2: one that has more than its share.
    let rank: Int
    let priority: Int
    let slots: Int

    static func < (one: Loss, other: Loss) -> Bool {
      (one.rank, one.priority, -one.slots) < (other.rank, other.priority, -other.slots)
    }
  }

  /// The loss where a worker is taken away; nil where it may not be.
  private func loss(of member: Member, to taker: Sweep) -> Loss? {
    guard let giver = member.sweep.flatMap({ sweeps[$0] }) else {
      return Loss(rank: 0, priority: .min, slots: 0)
    }
    let places = places(of: member.facts, in: giver)
    if giver.places - places >= giver.demand || places == 0 {
      return Loss(rank: 0, priority: giver.priority, slots: giver.slots)
    }
    if giver.priority < taker.priority {
      return Loss(rank: 1, priority: giver.priority, slots: giver.slots)
    }
    // Only where the two are closer together afterwards: nothing is moved to and fro.
    guard giver.priority == taker.priority, giver.slots - taker.slots > member.facts.slots else {
      return nil
    }
    return Loss(rank: 2, priority: giver.priority, slots: giver.slots)
  }

  /// The sweep that a worker without one is to serve.
  private func neediest(for facts: WorkerFacts) -> String? {
    bySuccession.first { name in
      guard let sweep = sweeps[name] else { return false }
      return sweep.isShort && places(of: facts, in: sweep) > 0
    }
  }

  /// All sweeps: of higher priorities first, then those with fewer slots, then those that were submitted first.
  private var bySuccession: [String] {
    order.enumerated().sorted { one, other in
      guard let first = sweeps[one.element], let second = sweeps[other.element] else {
        return false
      }
      return (-first.priority, first.slots, one.offset)
        < (-second.priority, second.slots, other.offset)
    }.map(\.element)
  }

  private mutating func assign(_ session: Session, to sweep: String?) {
    guard let member = members[session] else { return }
    count(member, by: -1)
    members[session]?.sweep = sweep
    members[session].map { count($0, by: 1) }
  }

  private mutating func count(_ member: Member, by sign: Int) {
    guard let name = member.sweep, let sweep = sweeps[name] else { return }
    let places = places(of: member.facts, in: sweep, evenIfRefused: true)
    sweeps[name]?.places += sign * places
    sweeps[name]?.slots += sign * member.facts.slots
  }

  /// How many trainings of a sweep a worker can do at a time; none where it is none for it.
  private func places(
    of facts: WorkerFacts, in sweep: Sweep, evenIfRefused: Bool = false
  ) -> Int {
    guard facts.semantics.contains(sweep.needs.semantics),
      evenIfRefused || !sweep.refused.contains(facts.processName)
    else { return 0 }
    return facts.places(for: sweep.needs.needs)
  }
}

/// What a sweep of a queue asks of its workers.
package struct QueuedNeeds: Hashable, Sendable {
  /// The promise about numbers that a worker's trainer must make.
  package let semantics: String
  /// The needs of one training.
  package let needs: Needs

  /// - Parameter semantics: the promise about numbers that a worker's trainer must make.
  package init(semantics: String, needs: Needs) {
    self.semantics = semantics
    self.needs = needs
  }
}
