package import Hashing
import Sweeps

/// What the record says of a trial when a coordinator starts.
package struct TrialHistory: Hashable, Sendable {
  package enum Standing: Hashable, Sendable {
    case open
    /// Its last attempt was handed out and has not been heard of since.
    case running
    /// Its last attempt was given up, as its worker fell silent; it may come back with it.
    case lost
    case finished(Digest)
    case failed
  }

  /// The number of its last attempt; 0 when there was none.
  package let attempts: Int
  /// How many attempts failed by the trial's own doing.
  package let failures: Int
  package let standing: Standing
  /// The worker process that a running trial was handed to, where the record names one.
  package let holder: ProcessName?

  package init(
    attempts: Int, failures: Int, standing: Standing, holder: ProcessName? = nil
  ) {
    self.attempts = attempts
    self.failures = failures
    self.standing = standing
    self.holder = holder
  }
}

/// Who has which trial: the state of every trial of a sweep.
struct Ledger: Sendable {
  enum State: Hashable, Sendable {
    case waiting
    /// Waits too, but the worker that had it fell silent, and may come back with it.
    case abandoned
    /// Held by a session; nil is a worker of the coordinator's former life that may come back.
    case leased(to: Session?)
    case finished(Digest)
    case failed
  }

  private struct Entry {
    var state: State
    var attempts: Int
    var failures: Int
  }

  private var entries: [TrialID: Entry] = [:]
  private var queue: TrialQueue
  private(set) var finishedCount = 0
  private(set) var failedCount = 0

  init(_ trials: [TrialID], histories: [TrialID: TrialHistory]) {
    var waiting: [TrialID] = []
    for trial in trials where entries[trial] == nil {
      let history = histories[trial] ?? TrialHistory(attempts: 0, failures: 0, standing: .open)
      let state: State
      switch history.standing {
      case .open:
        state = .waiting
        waiting.append(trial)
      case .running: state = .leased(to: nil)
      case .lost:
        state = .abandoned
        waiting.append(trial)
      case .finished(let digest):
        state = .finished(digest)
        finishedCount += 1
      case .failed:
        state = .failed
        failedCount += 1
      }
      entries[trial] = Entry(
        state: state, attempts: history.attempts, failures: history.failures)
    }
    queue = TrialQueue(waiting)
  }

  var count: Int { entries.count }
  var openCount: Int { count - finishedCount - failedCount }
  /// Waiting trials, or a few more: some have been finished or taken up again meanwhile.
  var waitingCount: Int { queue.count }

  /// The trials that workers of a former life may still be training.
  var orphans: [Attempt] {
    entries.filter { $0.value.state == .leased(to: nil) }
      .map { Attempt(trial: $0.key, number: $0.value.attempts) }
      .sorted { $0.trial < $1.trial }
  }

  func state(of trial: TrialID) -> State? { entries[trial]?.state }

  /// Hands out the next waiting trial under a new attempt number.
  ///
  /// - Parameter isUnwanted: whether a trial should wait for somebody else; few should.
  mutating func lease(
    to session: Session, unless isUnwanted: (TrialID) -> Bool = { _ in false }
  ) -> Attempt? {
    var unwanted: [TrialID] = []
    // What failed comes first. Whoever failed nearly all of it does not look through the rest.
    defer { queue.prepend(unwanted) }
    while unwanted.count < 64, let trial = queue.popFirst() {
      guard var entry = entries[trial], entry.state == .waiting || entry.state == .abandoned
      else { continue }
      if isUnwanted(trial) {
        unwanted.append(trial)
        continue
      }
      entry.state = .leased(to: session)
      entry.attempts += 1
      entries[trial] = entry
      return Attempt(trial: trial, number: entry.attempts)
    }
    return nil
  }

  /// Lets a worker go on with an attempt that it holds, if it is the trial's last and still open.
  mutating func adopt(_ attempt: Attempt, by session: Session) -> Bool {
    guard var entry = entries[attempt.trial], entry.attempts == attempt.number else { return false }
    switch entry.state {
    case .abandoned, .leased:
      entry.state = .leased(to: session)
      entries[attempt.trial] = entry
      return true
    case .waiting, .finished, .failed:
      return false
    }
  }

  /// Puts a leased trial back to wait, for a worker that may come back with it or for any.
  mutating func putBack(_ trial: TrialID, asLost: Bool) {
    guard var entry = entries[trial], case .leased = entry.state else { return }
    entry.state = asLost ? .abandoned : .waiting
    entries[trial] = entry
    queue.append(trial)
  }

  /// Opens a trial that was given up, with all its chances; false for any other.
  mutating func reopen(_ trial: TrialID) -> Bool {
    guard var entry = entries[trial], entry.state == .failed else { return false }
    entry.state = .waiting
    entry.failures = 0
    entries[trial] = entry
    failedCount -= 1
    queue.append(trial)
    return true
  }

  /// Takes a result of any attempt that was ever handed out: trainings are seeded, so a late one
  /// is as good as one in time.
  mutating func finish(_ attempt: Attempt, digest: Digest) -> Verdict {
    guard var entry = entries[attempt.trial], (1...max(1, entry.attempts)).contains(attempt.number),
      entry.attempts > 0
    else { return .unknown }
    switch entry.state {
    case .finished(let known):
      return known == digest ? .duplicate : .conflict
    case .failed:
      failedCount -= 1
    case .waiting, .abandoned, .leased:
      break
    }
    entry.state = .finished(digest)
    entries[attempt.trial] = entry
    finishedCount += 1
    return .recorded
  }

  /// Counts a failure against the trial, once an attempt, and says whether that was its last chance;
  /// nil when the attempt is over already.
  mutating func fail(_ attempt: Attempt, cause: Failure.Cause, retries: Int) -> Bool? {
    guard var entry = entries[attempt.trial], entry.attempts == attempt.number else { return nil }
    switch entry.state {
    case .abandoned: break
    case .leased: queue.prepend([attempt.trial])
    case .waiting, .finished, .failed: return nil
    }
    entry.failures += 1
    let isFinal = !cause.isWorthRetrying || entry.failures > retries
    entry.state = isFinal ? .failed : .waiting
    entries[attempt.trial] = entry
    if isFinal { failedCount += 1 }
    return isFinal
  }
}
