import CBOR
import Hashing
import SQLite
import Sweeps
import Trials

/// Makes rows of a sweep's entries, in their order.
///
/// The entries between `begin` and `flush` are written in one transaction; where that comes to nothing, `undo`
/// goes back to `begin`.
struct EntryWriter {
  private let connection: Connection
  private let semantics: String
  /// The number of the coordinator that hands out attempts.
  var term = 0
  private var workers = WorkerSessions()
  private var formerWorkers = WorkerSessions()
  private var attempts = HeldAttempts()
  /// The rows that wait to be written.
  private var waiting: JournalRows
  /// How many leases were handed out.
  private var leaseCount = 0
  private let words = Words()

  init(semantics: String, _ connection: Connection) throws(StoreError) {
    self.connection = connection
    self.semantics = semantics
    waiting = try JournalRows(connection)
  }

  /// Goes on after former lives, whose workers may still have these attempts.
  mutating func resume(with orphans: [Int: JournalReplay.Orphan]) throws(StoreError) {
    for (trial, orphan) in orphans {
      attempts.hold(
        HeldAttempts.Held(
          number: orphan.number, term: orphan.term, worker: orphan.worker,
          started: LastingText(orphan.started), written: nil), of: trial)
    }
    leaseCount = try connection.first("SELECT ifnull(max(place), 0) FROM leases") { $0.int(0) } ?? 0
  }

  // MARK: - One transaction

  mutating func begin() {
    formerWorkers = workers
    attempts.begin()
  }

  /// Writes what waits: nothing of the entries is left to be written then.
  mutating func flush() throws(StoreError) {
    try waiting.flush()
    try writeCounts()
  }

  mutating func undo() {
    waiting.forget()
    workers = formerWorkers
    attempts.undo()
  }

  mutating func write(
    _ entry: JournalEntry, _ time: LastingText, in recorded: RecordedPlan
  ) throws(StoreError) {
    switch entry {
    case .joined(let session, let facts, let peer): try join(session, facts, peer)
    case .left(let session): try leave(session, time)
    case .leased(let attempt, let session):
      try lease(attempt, recorded.rows[attempt.trial], to: session, time)
    case .adopted(let attempt, let session):
      try adopt(attempt, recorded.rows[attempt.trial], by: session)
    case .measured(let attempt, let measurements):
      try waiting.add(measurements, of: recorded.rows[attempt.trial], attempt: attempt.number)
      attempts.wrote(measurements, of: attempt.trial)
    case .finished(let attempt, let outcome, let seconds):
      try finish(
        attempt, recorded.rows[attempt.trial], outcome, seconds, time,
        of: recorded.plan.trials[attempt.trial].id)
    case .conflicted(let attempt, let outcome, let seconds):
      try conflict(attempt, recorded.rows[attempt.trial], outcome, seconds, time)
    case .failed(let attempt, let failure, let isFinal):
      try fail(attempt, recorded.rows[attempt.trial], failure, isFinal: isFinal, time)
    case .lost(let attempt): try end(attempt, recorded.rows[attempt.trial], words.lost, time)
    case .returned(let attempt):
      try end(attempt, recorded.rows[attempt.trial], words.returned, time)
    case .quarantined(let session):
      guard let row = workers[session] else { return }
      try connection.run(
        "UPDATE workers SET quarantined = ? WHERE id = ?", [.text(time.text), .integer(row)])
    case .reopened(let trial):
      try waiting.flush()
      try connection.reopen(recorded.rows[trial])
    case .trusted(let host): try connection.trust(host: host)
    case .dealt(let deal): try recorded.list(deal)
    case .judged(let verdict): try connection.insert(verdict, of: recorded.sweep)
    case .kept(let configuration): try connection.keep(configuration, of: recorded.sweep)
    case .drained(let host): try connection.drain(host: host, time)
    case .paused(let flag): try connection.pause(flag, time)
    case .annotated(let annotation): try connection.annotate(annotation)
    }
  }

  // MARK: - Workers

  private mutating func join(
    _ session: Session, _ facts: WorkerFacts, _ peer: Peer?
  ) throws(StoreError) {
    try connection.run(
      "INSERT INTO workers (host, process, slots, semantics, kernel, key) VALUES (?, ?, ?, ?, ?, ?)",
      [
        .text(facts.host), .integer(facts.process), .integer(facts.slots), .text(semantics),
        .text(facts.kernel), peer.map { .text($0.name) } ?? .null,
      ])
    workers.begin(session, as: connection.lastInsertRowID)
  }

  /// A worker went; its attempts have been ended one by one.
  private mutating func leave(_ session: Session, _ time: LastingText) throws(StoreError) {
    try writeCounts()
    guard let row = workers.end(session) else { return }
    try connection.run(
      "UPDATE workers SET departed = ? WHERE id = ?", [.text(time.text), .integer(row)])
  }

  private mutating func writeCounts() throws(StoreError) {
    for worker in workers.takeCounted() {
      try connection.run(
        "UPDATE workers SET finished = ?, failed = ? WHERE id = ?",
        [.integer(worker.finished), .integer(worker.failed), .integer(worker.row)])
    }
  }

  // MARK: - Attempts

  private mutating func lease(
    _ attempt: NumberedAttempt, _ row: Int64, to session: Session, _ time: LastingText
  ) throws(StoreError) {
    guard let worker = workers[session] else {
      preconditionFailure("\(attempt) was leased to \(session), which has not joined")
    }
    try hold(
      HeldAttempts.Held(
        number: attempt.number, term: term, worker: worker, started: time, written: []),
      of: attempt.trial, row)
  }

  private mutating func hold(
    _ held: HeldAttempts.Held, of trial: Int, _ row: Int64
  ) throws(StoreError) {
    leaseCount += 1
    try waiting.add(
      LeaseRow(
        trial: row, number: held.number, term: held.term, worker: held.worker,
        started: held.started, place: leaseCount))
    attempts.hold(held, of: trial)
  }

  /// A worker came back with an attempt that was given up, or that an earlier session of it began.
  private mutating func adopt(
    _ attempt: NumberedAttempt, _ row: Int64, by session: Session
  ) throws(StoreError) {
    guard let worker = workers[session] else { return }
    try waiting.flush()
    if var held = attempts[attempt] {
      held.worker = worker
      attempts.hold(held, of: attempt.trial)
      leaseCount += 1
      try connection.run(
        "UPDATE leases SET worker = ?, place = ? WHERE trial = ?",
        [.integer(worker), .integer(leaseCount), .integer(row)])
      return
    }
    let key = [Value.integer(row), Value.integer(attempt.number)]
    let former = try connection.first(
      "SELECT epoch, started FROM attempts WHERE trial = ? AND number = ?", key
    ) { (term: $0.int(0), started: $0.text(1)) }
    guard let former else { preconditionFailure("\(attempt) was never leased") }
    try connection.run("DELETE FROM attempts WHERE trial = ? AND number = ?", key)
    try hold(
      HeldAttempts.Held(
        number: attempt.number, term: former.term, worker: worker,
        started: LastingText(former.started), written: nil),
      of: attempt.trial, row)
  }

  /// Ends an attempt, whether it goes on or was given up before.
  ///
  /// - Returns: the measurements of it that had been written; nil where that is not known.
  @discardableResult
  private mutating func end(
    _ attempt: NumberedAttempt, _ row: Int64, _ ending: LastingText, _ time: LastingText
  ) throws(StoreError) -> [Measurement]? {
    guard let held = attempts.take(attempt) else {
      try waiting.flush()
      let changed = try connection.run(
        "UPDATE attempts SET ended = \(now), ending = ? WHERE trial = ? AND number = ?",
        [.text(ending.text), .integer(row), .integer(attempt.number)])
      precondition(changed == 1, "\(attempt) was never leased")
      return nil
    }
    try waiting.add(ReleaseRow(trial: row))
    try waiting.add(
      AttemptRow(
        trial: row, number: attempt.number, term: held.term, worker: held.worker,
        started: held.started, ended: time, ending: ending))
    if ending === words.finished { workers.count(held.worker) { $0.finished += 1 } }
    return held.written
  }

  private mutating func fail(
    _ attempt: NumberedAttempt, _ row: Int64, _ failure: Failure, isFinal: Bool,
    _ time: LastingText
  ) throws(StoreError) {
    let reason: [Value] = [
      .text(failure.cause.rawValue), .text(failure.message), .text(failure.output),
    ]
    let key: [Value] = [.integer(row), .integer(attempt.number)]
    if let held = attempts.take(attempt) {
      try waiting.add(ReleaseRow(trial: row))
      try connection.run(
        """
        INSERT INTO attempts (ending, cause, message, output, trial, number, ended, epoch, worker,
          started)
        VALUES ('failed', ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        reason + key + [
          .text(time.text), .integer(held.term), .integer(held.worker),
          .text(held.started.text),
        ])
      workers.count(held.worker) { $0.failed += 1 }
    } else {
      try waiting.flush()
      let changed = try connection.run(
        """
        UPDATE attempts SET ending = 'failed', cause = ?, message = ?, output = ?
        WHERE trial = ? AND number = ?
        """, reason + key)
      precondition(changed == 1, "\(attempt) was never leased")
    }
    guard isFinal else { return }
    try connection.run("UPDATE trials SET failed = 1 WHERE id = ?", [.integer(row)])
  }

  // MARK: - Results

  /// An attempt came to an outcome, which becomes the trial's result: the first and the only one.
  ///
  /// Also an attempt that was given up may still finish.
  private mutating func finish(
    _ attempt: NumberedAttempt, _ row: Int64, _ decoded: DecodedOutcome, _ seconds: Double,
    _ time: LastingText, of trial: TrialID
  ) throws(StoreError) {
    let outcome = decoded.outcome
    let known = try end(attempt, row, words.finished, time)
    try waiting.complete(outcome.measurements, of: row, attempt: attempt.number, known: known)
    try waiting.add(
      ResultRow(
        trial: row, attempt: attempt.number,
        status: outcome.status == .completed ? words.completed : words.diverged,
        digest: decoded.digest, seconds: seconds, epochs: outcome.measurements.last?.epoch ?? 0,
        recorded: time))
    guard outcome.hasCompany else { return }
    try waiting.flush()
    try connection.recordCompany(of: outcome, attempt: attempt.number, at: row, of: trial)
  }

  /// An attempt came to another outcome than the trial's result; it is kept aside.
  private mutating func conflict(
    _ attempt: NumberedAttempt, _ row: Int64, _ decoded: DecodedOutcome, _ seconds: Double,
    _ time: LastingText
  ) throws(StoreError) {
    try end(attempt, row, words.finished, time)
    try waiting.flush()
    try connection.run(
      """
      INSERT INTO conflicts (trial, attempt, digest, outcome, seconds, recorded)
      VALUES (?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(row), .integer(attempt.number), .blob(decoded.digest.bytes),
        .blob(decoded.outcome.item.encoded()), .real(seconds), .text(time.text),
      ])
  }
}

/// The words that are written for every trial.
private struct Words {
  let finished = LastingText("finished")
  let lost = LastingText("lost")
  let returned = LastingText("returned")
  let completed = LastingText(Outcome.Status.completed.rawValue)
  let diverged = LastingText(Outcome.Status.diverged.rawValue)
}
