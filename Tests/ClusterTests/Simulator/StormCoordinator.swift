import Cluster
import Random
import Search
import Sweeps
import Trials

extension Storm {
  mutating func startCoordinator() {
    guard coordinator == nil else { return }
    coordinatorLife += 1
    farewells = []
    let (term, replay) = disk.open(asked)
    record?.look(at: now) { try $0.begin(asked) }
    var search: SearchDriver?
    if searches || halves {
      let (resumed, others) = halving()
      search = resumed
      // I12: what is on record would be decided again.
      if !others.isEmpty { forks += 1 }
    }
    let resumed = race()
    if resumed?.others.isEmpty == false { forks += 1 }
    coordinator = Coordinator(
      asked, replay: replay, policy: policy, semantics: Fixture.semantics, term: term,
      search: search, race: resumed?.race, at: now)
    dropUselessCheckpoints()
    agenda.note(.coordinatorTicks(life: coordinatorLife), at: now)
  }

  /// The search or halving where its record stands.
  func halving() -> (search: SearchDriver, others: [Int]) {
    SearchDriver.resumed(
      Fixture.strategy(of: asked.plan), of: asked, settled: disk.settled(asked),
      decisions: disk.decisions)
  }

  /// The race where its record stands; nil where there is none.
  func race() -> (race: Race, others: [Int])? {
    Race.resumed(asked, settled: disk.settled(asked), verdicts: disk.verdicts, kept: [])
  }

  /// Nothing is handed out to a worker that has said goodbye, whatever else of it comes late.
  mutating func tell(_ event: Coordinator.Event) throws(Violation) {
    if case .received(let envelope, _) = event, envelope.message == .bye, held.isEmpty {
      farewells.append(envelope.session)
    }
    coordinator?.handle(event, at: now)
    try takeOutbox()
  }

  /// Hands what was decided to the journal, which takes its time.
  private mutating func takeOutbox() throws(Violation) {
    guard let outbox = coordinator?.takeOutbox(), !outbox.isEmpty else { return }
    for case .leased(let attempt, let session) in outbox.entries
    where farewells.contains(where: { $0.number &- session.number < 0xffff }) {
      throw Violation("\(attempt) was given to \(session), which had said goodbye")
    }
    // I15: nothing is decided that could not be recorded.
    guard held.isEmpty || (outbox.entries.isEmpty && outbox.decisions.isEmpty) else {
      throw Violation("\(outbox.entries.count) entries were made while the record was full")
    }
    if pending.isEmpty {
      agenda.note(.commits(life: coordinatorLife), at: now + commitDelay * random.uniform())
    }
    pending.append(outbox)
  }

  /// Asks for all trials from now on: recorded as a decision before anything of it is handed out.
  mutating func extend() throws(Violation) {
    if let longer { return try extend(to: longer) }
    guard !searches, !races, !halves, asked.trials.count < plan.trials.count else { return }
    var extended = asked
    let added = extended.extend(to: plan)
    asked = extended
    record?.look(at: now) { try $0.extend(to: plan, asked) }
    guard coordinator != nil else {
      sights.insert(.extensionAtRest)
      if !isComplete { agenda.note(.coordinatorStarts, at: now + .seconds(1)) }
      return
    }
    // The coordinator may die when the decision is on the disk, and nothing of it is handed out yet.
    if random.integer(below: 4) == 0 { return crash(.crashBeforeLeases) }
    sights.insert(.extensionWhileRunning)
    let histories = asked.trials[added].map { disk.history(of: $0.id) }
    coordinator?.extend(to: plan, histories: histories, at: now)
    try takeOutbox()
  }

  /// A search, a race or halving is a longer one from now on, and decides again from all that is known; a
  /// search that runs goes on from its decisions.
  private mutating func extend(to longer: Plan) throws(Violation) {
    guard pending.isEmpty, held.isEmpty, !isDiskFull, coordinator?.endsSoon != true else {
      // The decisions of the shorter form are on the disk before.
      return agenda.note(.extends, at: now + .milliseconds(100))
    }
    self.longer = nil
    let isSearch = searches && !halves
    if !isSearch || coordinator == nil { disk.beginAgain() }
    var decided = OpenPlan(longer)
    _ = decided.follow(disk.decisions)
    plan = decided.plan
    // A search at rest has asked for nothing in its longer form yet.
    if isSearch, coordinator == nil { asked = decided }
    var extended = asked
    let added = extended.extend(to: plan)
    asked = extended
    record?.look(at: now) { try $0.extend(to: longer, asked) }
    guard coordinator != nil else {
      sights.insert(isSearch ? .longerSearchAtRest : .longerAtRest)
      return agenda.note(.coordinatorStarts, at: now + .seconds(1))
    }
    if random.integer(below: 4) == 0 { return crash(.crashBeforeLeases) }
    sights.insert(isSearch ? .longerSearchWhileRunning : .longerWhileRunning)
    let histories = asked.trials[added].map { disk.history(of: $0.id) }
    let more = SearchExtension(
      strategy: races ? nil : Fixture.strategy(of: longer), decisions: disk.decisions,
      settled: disk.settled(asked))
    coordinator?.handle(.awaitsTrials(true), at: now)
    coordinator?.extend(to: plan, histories: histories, search: more, at: now)
    coordinator?.handle(.awaitsTrials(false), at: now)
    try takeOutbox()
  }

  /// Commits what is pending, and sends it then; or dies before, between or after.
  mutating func commit() throws(Violation) {
    if isDiskFull, held.isEmpty, !pending.entries.isEmpty || !pending.decisions.isEmpty {
      held = pending
      pending = Outbox()
      sights.insert(.full)
      return try tell(.recordIsFull(true))
    }
    let outbox = pending
    let before = asked
    let fate = random.uniform() < weather.crashes ? random.integer(below: 3) : 3
    if fate == 0 { return crash(.crashBeforeCommit) }
    for entry in outbox.entries {
      note(entry)
      try disk.commit(entry, of: asked)
    }
    try disk.decide(outbox.decisions)
    let added = asked.follow(outbox.decisions).added
    disk.ask(for: outbox.decisions, of: asked.plan)
    record?.look(at: now) {
      try $0.commit(outbox.entries, outbox.decisions, before: before, asked)
    }
    if outbox.decisions.contains(where: { $0.kind == .promotion }) { sights.insert(.promotion) }
    if searches { plan = asked.plan }
    pending = Outbox()
    dropCheckpoints(after: outbox.entries)
    if fate == 1 { return crash(.crashAfterCommit) }
    if !outbox.decisions.isEmpty {
      sights.insert(.decision)
      let histories = asked.trials[added].map { disk.history(of: $0.id) }
      // A longer search asks again for what the shorter one has trained.
      let settled = disk.settled(asked).filter { added.contains($0.key) }
      coordinator?.follow(outbox.decisions, histories: histories, settled: settled, at: now)
    }
    for envelope in outbox.messages {
      if fate == 2, random.integer(below: 4) == 0 { return crash(.crashBetweenMessages) }
      try send(envelope)
    }
    if outbox.hasEnded {
      if coordinator?.isComplete == true { checkpoints = StormCheckpoints() }
      return crash(.end)
    }
    // The outbox that follows from the decisions.
    if !outbox.decisions.isEmpty { try takeOutbox() }
  }

  /// Writes the outbox that was held back, and then sends it.
  mutating func makeRoom() throws(Violation) {
    isDiskFull = false
    guard coordinator != nil, !held.isEmpty else { return }
    var outbox = held
    outbox.append(pending)
    pending = outbox
    held = Outbox()
    try commit()
    try tell(.recordIsFull(false))
  }

  /// I1: what is acknowledged is on the disk, and what is assigned was leased. I6: all of it is said
  /// in the life that the disk knows.
  mutating func send(_ envelope: Envelope) throws(Violation) {
    guard envelope.term == disk.term else {
      throw Violation("term \(envelope.term) speaks in the life of \(disk.term)")
    }
    switch envelope.message {
    case .resultAcknowledged(let attempt, let verdict):
      let entry = disk.entry(attempt.trial)
      let isKnown =
        entry.outcome != nil || entry.failed.contains(attempt.number)
        || attempt.number < entry.attempts
      guard isKnown, verdict != .unknown, verdict != .conflict else {
        throw Violation("\(attempt) was acknowledged as \(verdict) and stood as \(entry)")
      }
      if verdict == .duplicate { sights.insert(.secondResult) }
    case .assign(let attempt, _, _):
      guard attempt.number <= disk.entry(attempt.trial).attempts else {
        throw Violation("\(attempt) was assigned before it was leased")
      }
    default: break
    }
    guard let index = owners[envelope.session], !hosts[index].isCutOff.fromCoordinator else {
      return
    }
    try carry(envelope) { .reachesHost(index, $0) }
  }

  mutating func note(_ entry: JournalEntry) {
    switch entry {
    case .lost: sights.insert(.lost)
    case .returned: sights.insert(.returned)
    case .adopted: sights.insert(.adopted)
    case .finished(let attempt, _, _):
      let trial = asked.trials[attempt.trial].id
      if disk.entry(trial).attempts > attempt.number { sights.insert(.lateResult) }
    case .failed(_, _, let isFinal): sights.insert(isFinal ? .failureForGood : .failure)
    case .judged(let verdict): if !verdict.departures.isEmpty { sights.insert(.departure) }
    case .joined, .left, .leased, .measured, .conflicted, .quarantined, .reopened,
      .trusted, .dealt, .kept, .drained, .paused, .annotated:
      break
    }
  }

  mutating func crash(_ sight: Sight? = nil) {
    if let sight { sights.insert(sight) }
    record?.look(at: now) { try $0.end(asked) }
    coordinator = nil
    coordinatorLife += 1
    coordinatorWakes = now
    pending = Outbox()
    held = Outbox()
    if !isComplete {
      agenda.note(.coordinatorStarts, at: now + .seconds(1 + random.integer(below: 20)))
    }
  }
}
