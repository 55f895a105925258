import Cluster
import Random
import Trials

extension Storm {
  mutating func startCoordinator() {
    guard coordinator == nil else { return }
    coordinatorLife += 1
    farewells = []
    let (epoch, histories) = disk.open()
    coordinator = Coordinator(
      plan, histories: histories, policy: policy, semantics: Fixture.semantics, epoch: epoch,
      at: now)
    agenda.note(.coordinatorTicks(life: coordinatorLife), at: now)
  }

  /// Nothing is handed out to who has said goodbye, whatever else of it comes late.
  mutating func tell(_ event: Coordinator.Event) throws(Violation) {
    if case .received(let envelope, _) = event, envelope.message == .bye, held.isEmpty {
      farewells.append(envelope.session)
    }
    guard let actions = coordinator?.handle(event, at: now), !actions.isEmpty else { return }
    for case .record(.leased(let attempt, let session)) in actions
    where farewells.contains(where: { $0.number &- session.number < 0xffff }) {
      throw Violation("\(attempt) was given to \(session), which had said goodbye")
    }
    if pending.isEmpty {
      agenda.note(.commits(life: coordinatorLife), at: now + Storm.commitDelay * random.uniform())
    }
    pending += actions
  }

  /// Commits what is pending, and sends it then; or dies before, between or after.
  mutating func commit() throws(Violation) {
    if isDiskFull, held.isEmpty, pending.contains(where: \.isRecord) {
      held = pending
      pending = []
      sights.insert(.full)
      return try tell(.recordIsFull(true))
    }
    let actions = pending
    let fate = random.uniform() < weather.crashes ? random.integer(below: 3) : 3
    if fate == 0 { return crash(.crashBeforeCommit) }
    for case .record(let record) in actions {
      note(record)
      try disk.commit(record)
    }
    pending = []
    if fate == 1 { return crash(.crashAfterCommit) }
    for action in actions {
      if fate == 2, random.integer(below: 4) == 0 { return crash(.crashBetweenMessages) }
      switch action {
      case .record: break
      case .send(let envelope): try send(envelope)
      case .end:
        return crash(.end)
      }
    }
  }

  /// What was held back is written, and then said.
  mutating func makeRoom() throws(Violation) {
    isDiskFull = false
    guard coordinator != nil, !held.isEmpty else { return }
    pending = held + pending
    held = []
    try commit()
    try tell(.recordIsFull(false))
  }

  /// I1: what is acknowledged is on the disk, and what is assigned was leased. I6: all of it is said
  /// in the life that the disk knows.
  mutating func send(_ envelope: Envelope) throws(Violation) {
    guard envelope.epoch == disk.epoch else {
      throw Violation("epoch \(envelope.epoch) speaks in the life of \(disk.epoch)")
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

  mutating func note(_ record: Coordinator.Record) {
    switch record {
    case .lost: sights.insert(.lost)
    case .returned: sights.insert(.returned)
    case .adopted: sights.insert(.adopted)
    case .finished(let attempt, _, _):
      if disk.entry(attempt.trial).attempts > attempt.number { sights.insert(.lateResult) }
    case .failed(_, _, let isFinal): sights.insert(isFinal ? .failureForGood : .failure)
    case .joined, .left, .leased, .measured, .conflicted, .quarantined, .reopened, .forgiven: break
    }
  }

  mutating func crash(_ sight: Sight? = nil) {
    if let sight { sights.insert(sight) }
    coordinator = nil
    coordinatorLife += 1
    coordinatorWakes = now
    pending = []
    held = []
    if !isComplete {
      agenda.note(.coordinatorStarts, at: now + .seconds(1 + random.integer(below: 20)))
    }
  }
}

extension Coordinator.Action {
  fileprivate var isRecord: Bool { if case .record = self { true } else { false } }
}
