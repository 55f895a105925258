import Cluster
import Random
import Sweeps
import Testing
import Trials

/// Who serves which sweep of a queue.
struct SlotSharesTests {
  /// A queue whose workers do as they are told: one that is released says hello again at once.
  struct World {
    var shares = SlotShares()
    /// The sweep that each worker serves; nil while it waits.
    private(set) var places: [Session: String?] = [:]
    private(set) var facts: [Session: WorkerFacts] = [:]
    private var count: UInt64 = 0

    mutating func add(
      _ sweep: String, priority: Int = 0, demand: Int, needs: Needs = .oneSlot,
      semantics: String = "engine"
    ) {
      shares.add(
        sweep, QueuedNeeds(semantics: semantics, needs: needs), priority: priority,
        demand: demand)
    }

    /// A worker that has not been there before.
    @discardableResult
    mutating func come(slots: Int = 1, tags: [String] = [], semantics: [String] = ["engine"])
      -> Session
    {
      count += 1
      let session = Session(number: count << 32)
      join(
        session,
        WorkerFacts(
          host: "host \(count)", process: 1, slots: slots, semantics: semantics, kernel: "v3",
          tags: tags))
      return session
    }

    private mutating func join(_ session: Session, _ facts: WorkerFacts) {
      self.facts[session] = facts
      places[session] = .some(shares.join(session, facts))
    }

    mutating func go(_ session: Session) {
      shares.leave(session)
      places[session] = nil
      facts[session] = nil
    }

    mutating func end(_ sweep: String) {
      shares.remove(sweep)
      for (session, place) in places where place == sweep { call(session) }
    }

    private mutating func call(_ session: Session) {
      guard let facts = facts.removeValue(forKey: session) else { return }
      places[session] = nil
      shares.leave(session)
      join(session.next, facts)
    }

    /// Has workers move until none has to; gives how many did.
    @discardableResult
    mutating func settle() -> Int {
      var moved = 0
      while moved <= 100 * places.count + 100 {
        let released = shares.moves()
        if released.isEmpty { return moved }
        moved += released.count
        for session in released { call(session) }
      }
      Issue.record("workers are moved to and fro")
      return moved
    }

    /// The slots that serve each sweep.
    var slots: [String: Int] {
      places.reduce(into: [:]) { slots, place in
        if let sweep = place.value { slots[sweep, default: 0] += facts[place.key]?.slots ?? 0 }
      }
    }
  }

  @Test func `sweeps of the same priority share slots evenly, as far as they can use them`() {
    var world = World()
    world.add("a", demand: 100)
    for _ in 0..<9 { world.come() }
    #expect(world.slots == ["a": 9])
    world.add("b", demand: 100)
    #expect(world.settle() == 4)
    #expect(world.slots == ["a": 5, "b": 4])
    world.add("c", demand: 1)
    world.settle()
    #expect(world.slots == ["a": 4, "b": 4, "c": 1])
    // What one cannot use any more goes to the others.
    world.shares.note(demand: 1, of: "a")
    world.settle()
    #expect(world.slots == ["a": 1, "b": 7, "c": 1])
  }

  @Test func `a higher priority comes first, and what it cannot use is the others'`() {
    var world = World()
    world.add("late", demand: 100)
    for _ in 0..<6 { world.come() }
    world.add("urgent", priority: 3, demand: 4)
    world.settle()
    #expect(world.slots == ["urgent": 4, "late": 2])
    world.end("urgent")
    #expect(world.slots == ["late": 6])
  }

  @Test func `a worker that no sweep can use waits until one comes`() {
    var world = World()
    world.add("programs", demand: 5, semantics: "program")
    let worker = world.come()
    #expect(world.places[worker] == .some(nil))
    world.add("tagged", demand: 5, needs: Needs(tags: ["a100"]))
    #expect(world.settle() == 0)
    world.add("engine", demand: 5)
    world.settle()
    #expect(world.slots == ["engine": 1])
  }

  @Test func `a worker that a sweep has refused serves others, until its host is trusted`() throws {
    var world = World()
    world.add("a", priority: 1, demand: 5)
    let worker = world.come()
    world.add("b", demand: 5)
    world.shares.refuse(worker, by: "a")
    #expect(world.shares.moves() == [worker])
    let facts = try #require(world.facts[worker])
    #expect(world.shares.join(worker.next, facts) == "b")
    #expect(world.shares.moves() == [])
    world.shares.trust(host: facts.host, by: "a")
    #expect(world.shares.moves() == [worker.next])
  }

  @Test func `a worker that comes back goes where its trials are`() throws {
    var world = World()
    world.add("a", demand: 5)
    world.add("b", demand: 5, needs: Needs(tags: ["a100"]))
    let worker = world.come()
    #expect(world.places[worker] == "a")
    let facts = try #require(world.facts[worker])
    // Also where another sweep needs it more.
    world.add("urgent", priority: 1, demand: 5)
    #expect(world.shares.join(worker.next, facts, home: "a") == "a")
    #expect(world.shares.slots(of: "a") == 1)
    // And not where it cannot train.
    #expect(world.shares.join(worker.next.next, facts, home: "b") == "urgent")
  }

  @Test func `until a released worker says hello again, nobody else is released for it`() {
    var world = World()
    world.add("a", demand: 100)
    for _ in 0..<4 { world.come() }
    world.add("b", demand: 100)
    #expect(world.shares.moves().count == 2)
    #expect(world.shares.moves().isEmpty)
    #expect(world.shares.slots(of: "b") == 2)
  }

  /// Sweeps and workers of all kinds come and go.
  @Test(arguments: 0..<200)
  func `in a storm no slot idles, priorities hold and shares are even`(seed: Int) {
    var random = RandomStream(seed: UInt64(seed))
    var world = World()
    var sweeps: [String: (priority: Int, demand: Int, needs: Needs, semantics: String)] = [:]
    func number(_ range: Range<Int>) -> Int {
      range.lowerBound + Int(random.next() % UInt64(range.count))
    }
    for step in 0..<40 {
      switch number(0..<5) {
      case 0:
        let needs = Needs(slots: number(1..<3), tags: number(0..<4) == 0 ? ["fast"] : [])
        let semantics = number(0..<4) == 0 ? "program" : "engine"
        let (priority, demand) = (number(0..<3), number(0..<12))
        sweeps["s\(step)"] = (priority, demand, needs, semantics)
        world.add(
          "s\(step)", priority: priority, demand: demand, needs: needs, semantics: semantics)
      case 1:
        guard let name = sweeps.keys.sorted().first else { continue }
        sweeps[name] = nil
        world.end(name)
      case 2:
        guard let name = sweeps.keys.sorted().last else { continue }
        let demand = number(0..<12)
        sweeps[name]?.demand = demand
        world.shares.note(demand: demand, of: name)
      case 3:
        guard let session = world.places.keys.min(by: { $0.number < $1.number }) else { continue }
        world.go(session)
      default:
        world.come(
          slots: seed.isMultiple(of: 2) ? 1 : number(1..<5),
          tags: number(0..<3) == 0 ? ["fast"] : [],
          semantics: number(0..<3) == 0 ? ["engine"] : ["engine", "program"])
      }
      world.settle()
      check(world, sweeps)
    }
  }

  private func check(
    _ world: World,
    _ sweeps: [String: (priority: Int, demand: Int, needs: Needs, semantics: String)]
  ) {
    func places(_ facts: WorkerFacts, in name: String) -> Int {
      guard let sweep = sweeps[name], facts.semantics.contains(sweep.semantics) else { return 0 }
      return facts.places(for: sweep.needs)
    }
    let slots = world.slots
    var served: [String: Int] = [:]
    for (session, place) in world.places {
      guard let place, let facts = world.facts[session] else { continue }
      #expect(places(facts, in: place) > 0)
      served[place, default: 0] += places(facts, in: place)
    }
    for (name, sweep) in sweeps where served[name, default: 0] < sweep.demand {
      for (session, place) in world.places where place != name {
        guard let facts = world.facts[session], places(facts, in: name) > 0 else { continue }
        guard let place, let other = sweeps[place] else {
          Issue.record("a worker waits, and '\(name)' could use it")
          continue
        }
        #expect(
          served[place, default: 0] - places(facts, in: place) < other.demand,
          "a worker has nothing to do, and '\(name)' could use it")
        #expect(other.priority >= sweep.priority)
        if other.priority == sweep.priority {
          #expect(slots[place, default: 0] - slots[name, default: 0] <= facts.slots)
        }
      }
    }
  }
}
