package import Sweeps
package import Trials

/// Keeps up to date who works at a sweep, entry by entry, from the start of a coordinator.
///
/// A process is one worker however often it comes: what it did adds up, and its last stay says how many
/// slots it has and whether it is there.
package struct ActivityFold: Sendable {
  private struct Worker: Sendable {
    /// The stay that began last.
    var session: Session
    var slots: Int
    var kernel: String
    var isThere = true
    var isDraining = false
    var isQuarantined = false
    var done = 0
    var failed = 0
    /// The attempts that the worker holds, in the order in which it got them.
    var held: [NumberedAttempt] = []
  }

  private var workers: [ProcessName: Worker] = [:]
  /// Whether no training begins, as somebody wants it.
  package private(set) var isPaused = false
  /// The workers, in the order in which they came.
  private var order: [ProcessName] = []
  private var names: [Session: ProcessName] = [:]
  private var holders: [Int: ProcessName] = [:]
  /// The epoch that each trial in training measured last.
  private var epochs: [Int: Int]
  /// The workers that had the attempts that were given up, or that former coordinators handed out.
  private var formerHolders: [NumberedAttempt: ProcessName]
  private var failures: [RecordedFailure]
  /// Failed trials that nothing has asked for yet: they are told once it does.
  private var unasked: Set<TrialPlace>

  /// More failures than these are told as a number.
  package static let failureLimit = 10
  /// The number of failures that are kept, as one of those that are told may turn out to be none.
  package static let keptFailures = 30

  /// - Parameters:
  ///   - epochs: what trials have measured last that were handed out and have not ended, by their numbers.
  ///   - holders: who has the attempts that former coordinators handed out.
  ///   - failures: the latest that are on record, the last of them last.
  ///   - unasked: the trials among these that nothing has asked for yet.
  package init(
    epochs: [Int: Int] = [:], holders: [NumberedAttempt: ProcessName] = [:],
    failures: [RecordedFailure] = [], unasked: Set<TrialPlace> = []
  ) {
    self.epochs = epochs
    formerHolders = holders
    self.failures = failures
    self.unasked = unasked
  }

  /// Takes in that trials are asked for which had failed before.
  ///
  /// - Parameter latest: the failures that are on record now, the last of them last; empty for no such trials.
  package mutating func know(failures latest: [RecordedFailure]) {
    if !latest.isEmpty { failures = latest }
  }

  /// The name of a worker that is there: its host and its process.
  package func name(_ session: Session) -> ProcessName? { names[session] }

  /// Takes in an entry.
  ///
  /// - Parameter trials: those of the plan, by their numbers.
  package mutating func take(_ entry: JournalEntry, _ trials: TrialList) {
    switch entry {
    case .joined(let session, let facts, _): join(session, facts)
    case .left(let session): leave(session)
    case .leased(let attempt, let session):
      epochs[attempt.trial] = nil
      hold(attempt, by: session)
    case .adopted(let attempt, let session):
      forget(attempt, trials)
      hold(attempt, by: session)
    case .measured(let attempt, let measurements):
      let last = measurements.map(\.epoch).max() ?? 0
      epochs[attempt.trial] = max(epochs[attempt.trial] ?? 0, last)
    case .finished(let attempt, _, _):
      forget(attempt, trials)
      if let name = release(attempt) { workers[name]?.done += 1 }
      epochs[attempt.trial] = nil
    case .conflicted(let attempt, _, _):
      forget(attempt, trials)
      if let name = release(attempt) { workers[name]?.done += 1 }
    case .failed(let attempt, let failure, _):
      let name = release(attempt)
      if let name { workers[name]?.failed += 1 }
      failures.append(
        RecordedFailure(
          TrialPlace(trials[attempt.trial]), attempt: attempt.number,
          worker: name ?? formerHolders[attempt], failure: failure.bounded))
      if failures.count > ActivityFold.keptFailures { failures.removeFirst() }
    case .lost(let attempt), .returned(let attempt):
      forget(attempt, trials)
      formerHolders[attempt] = release(attempt) ?? formerHolders[attempt]
    case .dealt(let deal):
      for configuration in deal.configurations where !unasked.isEmpty {
        unasked.remove(
          TrialPlace(
            configuration: configuration, replicate: deal.replicate, fold: deal.fold, until: nil))
      }
    case .drained(let host):
      for name in order where name.host == host && workers[name]?.isThere == true {
        workers[name]?.isDraining = true
      }
    case .paused(let flag): isPaused = flag
    case .quarantined(let session):
      if let name = names[session] { workers[name]?.isQuarantined = true }
    case .trusted(let host):
      for name in order where name.host == host { workers[name]?.isQuarantined = false }
    case .reopened, .judged, .kept, .annotated: break
    }
  }

  /// The workers that are there.
  ///
  /// - Parameter trials: those of the plan, by their numbers.
  package func workers(_ trials: TrialList) -> [Activity.Presence] {
    order.compactMap { name in
      guard let worker = workers[name], worker.isThere else { return nil }
      return Activity.Presence(
        host: name.host, process: name.process, slots: worker.slots, done: worker.done,
        failed: worker.failed,
        running: worker.held.map {
          Activity.Training(TrialPlace(trials[$0.trial]), epoch: epochs[$0.trial] ?? 0)
        }, isDraining: worker.isDraining, kernel: worker.kernel,
        isQuarantined: worker.isQuarantined)
    }
  }

  /// The latest failures, the last of them last.
  package var latestFailures: [RecordedFailure] {
    Array(failures.filter { !unasked.contains($0.trial) }.suffix(ActivityFold.failureLimit))
  }

  private mutating func join(_ session: Session, _ facts: WorkerFacts) {
    let name = facts.processName
    names[session] = name
    if workers[name] == nil {
      order.append(name)
      workers[name] = Worker(session: session, slots: facts.slots, kernel: facts.kernel)
    } else {
      workers[name]?.session = session
      workers[name]?.slots = facts.slots
      workers[name]?.kernel = facts.kernel
      workers[name]?.isThere = true
      workers[name]?.isDraining = false
      workers[name]?.isQuarantined = false
    }
  }

  private mutating func leave(_ session: Session) {
    guard let name = names.removeValue(forKey: session) else { return }
    if workers[name]?.session == session { workers[name]?.isThere = false }
  }

  private mutating func hold(_ attempt: NumberedAttempt, by session: Session) {
    guard let name = names[session] else { return }
    if let holder = holders[attempt.trial] {
      workers[holder]?.held.removeAll { $0.trial == attempt.trial }
    }
    holders[attempt.trial] = name
    workers[name]?.held.append(attempt)
  }

  /// Gives whoever held the attempt; nil where nobody did.
  private mutating func release(_ attempt: NumberedAttempt) -> ProcessName? {
    guard let name = holders[attempt.trial], workers[name]?.held.contains(attempt) == true else {
      return nil
    }
    holders[attempt.trial] = nil
    workers[name]?.held.removeAll { $0 == attempt }
    return name
  }

  /// Drops the failure of an attempt that came to something else.
  private mutating func forget(_ attempt: NumberedAttempt, _ trials: TrialList) {
    let place = TrialPlace(trials[attempt.trial])
    failures.removeAll { $0.attempt == attempt.number && $0.trial == place }
  }
}
