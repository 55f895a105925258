package import Documents

/// How a queue of sweeps stands.
package struct QueueStatus: Hashable, Sendable {
  /// The sweeps, in the order in which they were submitted.
  package let sweeps: [QueuedSweepStatus]
  /// Slots of workers that serve no sweep at the moment.
  package let idleSlots: Int

  package init(sweeps: [QueuedSweepStatus], idleSlots: Int) {
    self.sweeps = sweeps
    self.idleSlots = idleSlots
  }
}

/// How one sweep of a queue stands.
package struct QueuedSweepStatus: Hashable, Sendable {
  package enum State: String, Hashable, Sendable, CaseIterable {
    /// No worker has served it since the queue began.
    case waiting
    case running
    /// All its trials have a result.
    case complete
    /// Some of its trials failed for good, or it could not go on.
    case failed
    /// Somebody has stopped it.
    case stopped
  }

  package let name: String
  package let state: State
  package let priority: Int
  /// Slots of the workers that serve it, or are on their way to it.
  package let slots: Int
  package let counts: QueuedCounts
  /// The reason why it could not go on, in a sentence; nil where there is none.
  package let reason: String?

  package init(
    name: String, state: State, priority: Int, slots: Int, counts: QueuedCounts, reason: String?
  ) {
    self.name = name
    self.state = state
    self.priority = priority
    self.slots = slots
    self.counts = counts
    self.reason = reason
  }
}

/// How many trials of a sweep have come to something.
package struct QueuedCounts: Hashable, Sendable {
  package let done: Int
  /// Given up.
  package let failed: Int
  package let total: Int

  package init(done: Int, failed: Int, total: Int) {
    self.done = done
    self.failed = failed
    self.total = total
  }
}

extension QueueStatus {
  /// The status as it travels, and as programs read it.
  package var json: JSON {
    .object([
      "sweeps": .list(sweeps.map(\.json)), "idle_slots": .integer(idleSlots),
    ])
  }

  init?(_ document: Document) {
    guard case .list(let items)? = document["sweeps"]?.content,
      case .integer(let idle)? = document["idle_slots"]?.content
    else { return nil }
    let sweeps = items.compactMap(QueuedSweepStatus.init)
    guard sweeps.count == items.count else { return nil }
    self.init(sweeps: sweeps, idleSlots: Int(idle))
  }
}

extension QueuedSweepStatus {
  fileprivate var json: JSON {
    .object([
      "sweep": .text(name), "state": .text(state.rawValue), "priority": .integer(priority),
      "slots": .integer(slots), "done": .integer(counts.done), "failed": .integer(counts.failed),
      "trials": .integer(counts.total), "reason": .optional(reason, JSON.text),
    ])
  }

  fileprivate init?(_ document: Document) {
    guard let name = document["sweep"]?.text,
      let state = document["state"]?.text.flatMap(State.init),
      case .integer(let priority)? = document["priority"]?.content,
      case .integer(let slots)? = document["slots"]?.content,
      let counts = QueuedCounts(document)
    else { return nil }
    self.init(
      name: name, state: state, priority: Int(priority), slots: Int(slots), counts: counts,
      reason: document["reason"]?.text)
  }
}

extension QueuedCounts {
  /// Reads the members `done`, `failed` and `trials`.
  package init?(_ document: Document) {
    guard case .integer(let done)? = document["done"]?.content,
      case .integer(let failed)? = document["failed"]?.content,
      case .integer(let total)? = document["trials"]?.content
    else { return nil }
    self.init(done: Int(done), failed: Int(failed), total: Int(total))
  }
}
