import CBOR
import Cluster
import Hashing
import Search
import Sweeps
import Trials

/// A rule of the protocol that a storm has broken.
struct Violation: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// The coordinator's record as a disk keeps it: what has been committed outlives every life, and
/// what contradicts what is there is a violation.
struct Disk {
  enum Holder: Equatable {
    case session(Session)
    /// A worker of a former life of the coordinator.
    case stranger
  }

  struct Entry {
    var attempts = 0
    /// The attempts that failed by the trial's own doing.
    var failed: Set<Int> = []
    /// The holder of the last attempt; nil when it was lost, returned or has ended.
    var holder: Holder?
    /// The process that the last attempt was handed to.
    var process: ProcessName?
    /// Whether the last attempt was lost, and may be taken up again.
    var isLost = false
    var outcome: Outcome?
    var isFailed = false

    var isOpen: Bool { outcome == nil && !isFailed }
  }

  private(set) var entries: [TrialID: Entry] = [:]
  /// The decisions of a search.
  private(set) var decisions: [Decision] = []
  /// The verdicts of a race.
  private(set) var verdicts: [RaceVerdict] = []
  /// The trials that a race or halving has asked for.
  private(set) var dealt: Set<TrialID> = []
  private(set) var term = 0
  private var members: [Session: WorkerFacts] = [:]

  func entry(_ trial: TrialID) -> Entry { entries[trial] ?? Entry() }

  /// The next life's term, and what it learns of the former about the trials of a plan.
  mutating func open(_ plan: OpenPlan) -> (term: Int, replay: Replay) {
    term += 1
    members = [:]
    for trial in entries.keys where entries[trial]?.holder != nil {
      // A trial that another form of the sweep had in training is given up.
      let isAsked = plan.number(of: trial) != nil
      entries[trial]?.holder = isAsked ? .stranger : nil
      entries[trial]?.isLost = !isAsked
    }
    var replay = Replay(histories: plan.trials.map { history(of: $0.id) })
    for (number, trial) in plan.trials.enumerated() {
      let entry = entry(trial.id)
      guard entry.holder != nil, let process = entry.process else { continue }
      let attempt = NumberedAttempt(trial: number, number: entry.attempts)
      replay.orphans.append(Replay.Orphan(attempt, holder: process))
    }
    return (term, replay)
  }

  func history(of trial: TrialID) -> TrialHistory {
    let entry = entry(trial)
    let standing: TrialHistory.State =
      if let outcome = entry.outcome {
        .finished(Fingerprint(outcome.digest))
      } else if entry.isFailed {
        .failed
      } else if entry.holder != nil {
        .running
      } else {
        entry.isLost ? .lost : .open
      }
    return TrialHistory(
      standing: standing, attempts: entry.attempts, failures: entry.failed.count)
  }

  /// I11: decisions are numbered in their order, and each is made once.
  mutating func decide(_ more: [Decision]) throws(Violation) {
    for decision in more {
      guard decision.number == decisions.count else {
        throw Violation("decision \(decision.number) came after \(decisions.count) others")
      }
      decisions.append(decision)
    }
  }

  /// The sweep is another one from now on, of which nothing is decided: what trials came to stays.
  mutating func beginAgain() { (decisions, verdicts, dealt) = ([], [], []) }

  /// Asks for the trials of decisions that are on the disk, where configurations are compared at rungs.
  mutating func ask(for decisions: [Decision], of plan: Plan) {
    for decision in decisions { dealt.formUnion(plan.asked(by: decision).map(\.id)) }
  }

  /// The settlements of a plan's trials that have ended, by their numbers.
  func settled(_ plan: OpenPlan) -> [Int: Settlement] {
    var settled: [Int: Settlement] = [:]
    for (number, trial) in plan.trials.enumerated() {
      let entry = entry(trial.id)
      if let outcome = entry.outcome {
        settled[number] = Settlement(DecodedOutcome(outcome), judgedBy: plan.plan.sweep.metric)
      } else if entry.isFailed {
        settled[number] = .failed
      }
    }
    return settled
  }

  /// Takes in an entry about the trials of a plan.
  mutating func commit(_ entry: JournalEntry, of plan: OpenPlan) throws(Violation) {
    func named(_ attempt: NumberedAttempt) -> Attempt {
      Attempt(trial: plan.trials[attempt.trial].id, number: attempt.number)
    }
    switch entry {
    case .joined(let session, let facts, _):
      members[session] = facts
    case .left(let session):
      members[session] = nil
    case .leased(let attempt, let session):
      // I13: a race hands out what it has asked for, and so does halving.
      let trial = plan.trials[attempt.trial].id
      guard !plan.plan.sweep.asksInSteps || dealt.contains(trial) else {
        throw Violation("\(attempt) was leased, and nobody had asked for it")
      }
      try lease(named(attempt), to: session)
    case .dealt(let deal):
      for configuration in deal.configurations {
        dealt.insert(
          plan.plan.trial(
            configuration: configuration, replicate: deal.replicate, fold: deal.fold
          ).id)
      }
    case .judged(let verdict):
      guard verdict.block == verdicts.count + 1 else {
        throw Violation("the verdict on block \(verdict.block) came after \(verdicts.count)")
      }
      verdicts.append(verdict)
    case .kept: break
    case .adopted(let attempt, let session):
      let name = members[session]?.processName
      try change(named(attempt)) { entry throws(Violation) in
        guard entry.isOpen, entry.holder != nil || entry.isLost else {
          throw Violation("\(attempt) was over and was adopted")
        }
        entry.holder = .session(session)
        entry.process = name
        entry.isLost = false
      }
    case .measured(let attempt, _):
      guard self.entry(named(attempt).trial).attempts == attempt.number else {
        throw Violation("\(attempt) is not the last, and its progress was recorded")
      }
    case .finished(let attempt, let decoded, _):
      try finish(named(attempt), decoded.outcome)
    case .conflicted:
      throw Violation("a trial came to two different results: \(entry)")
    case .failed(let attempt, _, let isFinal):
      try change(named(attempt)) { entry throws(Violation) in
        guard entry.isOpen, entry.failed.insert(attempt.number).inserted else {
          throw Violation("\(attempt) was over and failed")
        }
        entry.holder = nil
        entry.isLost = false
        entry.isFailed = isFinal
      }
    case .quarantined, .reopened, .trusted, .drained, .paused, .annotated: break
    case .lost(let attempt):
      try giveUp(named(attempt), asLost: true)
    case .returned(let attempt):
      try giveUp(named(attempt), asLost: false)
    }
  }

  /// I4: attempts grow by one, and a trial has one live lease.
  private mutating func lease(_ attempt: Attempt, to session: Session) throws(Violation) {
    var entry = entry(attempt.trial)
    guard entry.isOpen, entry.holder == nil, attempt.number == entry.attempts + 1 else {
      throw Violation("\(attempt) was leased while its trial stood as \(entry)")
    }
    guard let worker = members[session] else {
      throw Violation("\(attempt) was leased to nobody who had joined")
    }
    entry.attempts += 1
    entry.holder = .session(session)
    entry.process = worker.processName
    entry.isLost = false
    entries[attempt.trial] = entry
    let held = entries.values.count { $0.holder == .session(session) && $0.isOpen }
    guard held <= 16 * worker.slots else {
      throw Violation("a worker of \(worker.slots) slots was given \(held) trials")
    }
  }

  /// I2, I7: one result a trial, from an attempt that was handed out, and always the same.
  private mutating func finish(_ attempt: Attempt, _ outcome: Outcome) throws(Violation) {
    var entry = entry(attempt.trial)
    guard (1...).contains(attempt.number), attempt.number <= entry.attempts else {
      throw Violation("\(attempt) was never handed out and has a result")
    }
    guard entry.outcome == nil else {
      throw Violation("\(attempt) gave its trial a second result")
    }
    guard outcome.digest == Nature(of: attempt.trial).outcome.digest else {
      throw Violation("\(attempt) came to another result than its trial does")
    }
    entry.outcome = outcome
    entry.isFailed = false
    entries[attempt.trial] = entry
  }

  private mutating func giveUp(_ attempt: Attempt, asLost: Bool) throws(Violation) {
    try change(attempt) { entry throws(Violation) in
      guard entry.holder != nil else {
        throw Violation("\(attempt) was nobody's and was given up")
      }
      entry.holder = nil
      entry.isLost = asLost
    }
  }

  private mutating func change(
    _ attempt: Attempt, _ body: (inout Entry) throws(Violation) -> Void
  ) throws(Violation) {
    var entry = entry(attempt.trial)
    guard attempt.number == entry.attempts else {
      throw Violation("\(attempt) is not the last, which is number \(entry.attempts)")
    }
    try body(&entry)
    entries[attempt.trial] = entry
  }

  /// I10: a hash of every trial's end, in the plan's order.
  func digest(of plan: Plan) -> Digest {
    // A trial that only a shorter form has asked for is no part of it.
    let asked = plan.allTrials.filter { !plan.sweep.asksInSteps || dealt.contains($0.id) }
    let items = asked.map { trial -> Item in
      let entry = entry(trial.id)
      return .array([
        .bytes(trial.id.digest.bytes), entry.outcome.map(\.item) ?? .null,
        .boolean(entry.isFailed), .integer(Int64(entry.failed.count)),
      ])
    }
    // I14: and of every verdict, and of the configurations that went on, rung by rung.
    let promoted = decisions.filter { $0.kind == .promotion }
      .sorted {
        ($0.until ?? 0, $0.configurations.lowerBound) < (
          $1.until ?? 0, $1.configurations.lowerBound
        )
      }
      .map { decision in
        Item.array([
          .integer(Int64(decision.until ?? 0)), .integer(Int64(decision.configurations.lowerBound)),
          .bytes(decision.evidence.bytes),
        ])
      }
    let made = verdicts.map { verdict in
      Item.array(
        [.bytes(verdict.evidence.bytes)]
          + verdict.departures.map { .integer(Int64($0.configuration)) })
    }
    return Digest(of: Item.array(items + made + promoted).encoded())
  }
}
