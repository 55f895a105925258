import Trials

/// The state of every trial of a sweep, by its number: which one is whose.
struct Ledger: Sendable {
  enum State: Hashable, Sendable {
    case waiting
    /// Waits too, but the worker that had it fell silent, and may come back with it.
    case abandoned
    /// Held by a session; nil is a worker of the coordinator's former life that may come back.
    case leased(to: Session?)
    case finished(Fingerprint)
    case failed

    /// The session that holds it; nil where none does.
    var holder: Session? { if case .leased(let holder) = self { holder } else { nil } }

    /// Whether it may yet get a result.
    var isOpen: Bool {
      switch self {
      case .waiting, .abandoned, .leased: true
      case .finished, .failed: false
      }
    }
  }

  private struct Entry {
    var state: State
    var attempts: Int32
    var failures: Int32
    /// Whether the sweep asks for the trial: a race asks for more and more.
    var isAsked: Bool
    /// The level of the trial: trials of the highest level are handed out first.
    var level: Int8 = 0
  }

  private var entries: [Entry] = []
  private var queue = TrialQueue([])
  private(set) var finishedCount = 0
  private(set) var failedCount = 0
  /// How many the sweep asks for.
  private(set) var askedCount = 0

  /// - Parameter areAsked: whether all of them are asked for from the start.
  init(_ histories: [TrialHistory], areAsked: Bool = true) {
    entries.reserveCapacity(histories.count)
    var waiting: [Int32] = []
    for (trial, history) in histories.enumerated() {
      let state: State
      switch history.standing {
      case .open: state = .waiting
      case .running: state = .leased(to: nil)
      case .lost: state = .abandoned
      case .finished(let fingerprint): state = .finished(fingerprint)
      case .failed: state = .failed
      }
      switch state {
      case _ where !areAsked: break
      case .waiting, .abandoned: waiting.append(Int32(trial))
      case .finished: finishedCount += 1
      case .failed: failedCount += 1
      case .leased: break
      }
      entries.append(
        Entry(
          state: state, attempts: history.attempts, failures: history.failures,
          isAsked: areAsked))
    }
    askedCount = areAsked ? entries.count : 0
    queue = TrialQueue(waiting)
  }

  var count: Int { entries.count }
  /// The number of trials that are asked for and may yet get a result.
  var openCount: Int { askedCount - finishedCount - failedCount }
  /// Waiting trials, or a few more: some have been finished or taken up again meanwhile.
  var waitingCount: Int { queue.count }

  func state(of trial: Int) -> State { entries[trial].state }

  /// Takes in trials that are new, with what the record says of them.
  mutating func append(_ histories: [TrialHistory], areAsked: Bool = true) {
    var more = Ledger(histories, areAsked: areAsked)
    while let trial = more.queue.popFirst() { queue.append(count + trial) }
    entries += more.entries
    finishedCount += more.finishedCount
    failedCount += more.failedCount
    askedCount += more.askedCount
  }

  /// Asks for a trial from now on; nothing new where it is asked for already.
  ///
  /// - Parameter level: the level of the trial; trials of the highest are handed out first.
  mutating func ask(for trial: Int, level: Int = 0) {
    guard !entries[trial].isAsked else { return }
    entries[trial].isAsked = true
    entries[trial].level = Int8(clamping: level)
    askedCount += 1
    switch entries[trial].state {
    case .waiting, .abandoned: queue.append(trial, level: level)
    case .finished: finishedCount += 1
    case .failed: failedCount += 1
    case .leased: break
    }
  }

  /// Asks for no trial any more: what is in training goes on, and what the sweep asks for from now on is to be
  /// told.
  mutating func withdraw() {
    for trial in entries.indices { entries[trial].isAsked = false }
    queue = TrialQueue([])
    (finishedCount, failedCount, askedCount) = (0, 0, 0)
  }

  /// Hands out the next waiting trial under a new attempt number.
  ///
  /// - Parameter isUnwanted: whether a trial should wait for somebody else; few should.
  mutating func lease(
    to session: Session, unless isUnwanted: (_ trial: Int) -> Bool = { _ in false }
  ) -> NumberedAttempt? {
    var unwanted: [Int] = []
    // Failed trials come first. A worker that failed nearly all of them does not look through the rest.
    defer { if !unwanted.isEmpty { queue.prepend(unwanted) } }
    while unwanted.count < 64, let trial = queue.popFirst() {
      guard entries[trial].state == .waiting || entries[trial].state == .abandoned else { continue }
      if isUnwanted(trial) {
        unwanted.append(trial)
        continue
      }
      entries[trial].state = .leased(to: session)
      entries[trial].attempts += 1
      return NumberedAttempt(trial: trial, number: Int(entries[trial].attempts))
    }
    return nil
  }

  /// Lets a worker go on with an attempt that it holds, if it is the trial's last and still open.
  mutating func adopt(_ attempt: NumberedAttempt, by session: Session) -> Bool {
    guard isLast(attempt), entries[attempt.trial].isAsked else { return false }
    switch entries[attempt.trial].state {
    case .abandoned, .leased:
      entries[attempt.trial].state = .leased(to: session)
      return true
    case .waiting, .finished, .failed:
      return false
    }
  }

  /// Puts a leased trial back to wait, for a worker that may come back with it or for any.
  mutating func putBack(_ trial: Int, asLost: Bool) {
    guard case .leased = entries[trial].state else { return }
    entries[trial].state = asLost ? .abandoned : .waiting
    if entries[trial].isAsked { queue.append(trial, level: Int(entries[trial].level)) }
  }

  /// Opens a trial that was given up, with all its chances; false for any other.
  mutating func reopen(_ trial: Int) -> Bool {
    guard entries[trial].state == .failed, entries[trial].isAsked else { return false }
    entries[trial].state = .waiting
    entries[trial].failures = 0
    failedCount -= 1
    queue.append(trial, level: Int(entries[trial].level))
    return true
  }

  /// Takes a result of any attempt that was ever handed out: trainings are seeded, so a late one
  /// is as good as one in time.
  mutating func finish(_ attempt: NumberedAttempt, _ result: Fingerprint) -> Verdict {
    guard wasHandedOut(attempt) else { return .unknown }
    switch entries[attempt.trial].state {
    case .finished(let known): return known == result ? .duplicate : .conflict
    case .failed: if entries[attempt.trial].isAsked { failedCount -= 1 }
    case .waiting, .abandoned, .leased: break
    }
    entries[attempt.trial].state = .finished(result)
    if entries[attempt.trial].isAsked { finishedCount += 1 }
    return .recorded
  }

  /// Whether a failure of an attempt would be its trial's last; nil when the attempt is over already.
  func isLastChance(
    _ attempt: NumberedAttempt, cause: Failure.Cause, retries: Int
  ) -> Bool? {
    guard isLast(attempt) else { return nil }
    switch entries[attempt.trial].state {
    case .abandoned, .leased: break
    case .waiting, .finished, .failed: return nil
    }
    return !cause.isWorthRetrying || entries[attempt.trial].failures >= retries
  }

  /// Counts a failure against the trial, once an attempt, and says whether that was its last chance;
  /// nil when the attempt is over already.
  ///
  /// - Parameter isSpared: whether the trial goes on after its last chance, with all its chances.
  mutating func fail(
    _ attempt: NumberedAttempt, cause: Failure.Cause, retries: Int, isSpared: Bool = false
  ) -> Bool? {
    guard let isLast = isLastChance(attempt, cause: cause, retries: retries) else { return nil }
    let isAsked = entries[attempt.trial].isAsked
    if case .leased = entries[attempt.trial].state, isAsked { queue.prepend([attempt.trial]) }
    entries[attempt.trial].failures += 1
    let isFinal = isLast && !isSpared
    if isSpared { entries[attempt.trial].failures = 0 }
    entries[attempt.trial].state = isFinal ? .failed : .waiting
    if isFinal, isAsked { failedCount += 1 }
    return isFinal
  }

  /// Whether an attempt was ever handed out.
  func wasHandedOut(_ attempt: NumberedAttempt) -> Bool {
    attempt.number >= 1 && attempt.number <= entries[attempt.trial].attempts
  }

  private func isLast(_ attempt: NumberedAttempt) -> Bool {
    entries[attempt.trial].attempts == attempt.number
  }
}
