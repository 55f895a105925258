import CBOR
import Documents
import Hashing
import SQLite
package import Search
package import Sweeps
package import Trials
package import Views

/// The journal of one sweep in a results file.
///
/// Entries become rows as they are, in one commit an `append`: its only writer, the coordinator, sends
/// nothing that follows from an entry before that has returned. For one thread at a time.
package final class SQLiteJournal {
  /// An attempt that goes on.
  private struct Held {
    let number: Int
    let term: Int
    var worker: Int64
    let started: LastingText
    /// The measurements that have been written; nil where a former life may have written some.
    var written: [Measurement]?
  }

  /// A worker's session, and the attempts that it has ended.
  private struct WorkerSession {
    let row: Int64
    var finished = 0
    var failed = 0
  }

  /// The workers that are there; taken back as a whole when a commit fails.
  private struct WorkerSessions {
    private(set) var rows: [Session: Int64] = [:]
    private var byRow: [Int64: WorkerSession] = [:]
    /// The sessions whose counts have changed since they were written.
    private var counted: Set<Int64> = []

    mutating func begin(_ session: Session, as row: Int64) {
      rows[session] = row
      byRow[row] = WorkerSession(row: row)
    }

    mutating func end(_ session: Session) -> Int64? {
      guard let row = rows.removeValue(forKey: session) else { return nil }
      byRow[row] = nil
      return row
    }

    /// Counts an attempt that a worker, by its row, has ended.
    mutating func count(_ row: Int64, _ change: (inout WorkerSession) -> Void) {
      guard var worker = byRow[row] else { return }
      change(&worker)
      byRow[row] = worker
      counted.insert(row)
    }

    mutating func takeCounted() -> [WorkerSession] {
      defer { counted = [] }
      return counted.compactMap { byRow[$0] }
    }
  }

  private let file: ResultsFile
  private var sweep: SweepID
  private var term = 0
  private let semantics: String
  private var plan: OpenPlan
  private var rows: TrialRows
  private var workers = WorkerSessions()
  /// The attempts that go on, by trial.
  private var held: [Int: Held] = [:]
  /// The held attempts of trials before the entries that are being written, to be put back in reverse where
  /// the entries cannot be: there are thousands, and a commit changes a few.
  private var formerlyHeld: [(trial: Int, held: Held?)] = []
  private let metrics = MetricRows()
  /// The rows that wait to be written by the entries that are being recorded.
  private var waiting: JournalRows
  private let words = Words()
  private let recordStanding: Recording
  /// Keeps the standing up to date; nil before former entries have been replayed.
  private var fold: StandingFold?
  /// How the sweep stands by what is on the disk; nil before former entries have been replayed.
  package private(set) var standing: Standing?
  /// The standing that is in the file; nil where there may be another or none.
  private var written: Standing?
  /// How many leases were handed out.
  private var leaseCount = 0

  private var connection: Connection { file.connection }

  /// The journal of a registered sweep, whose trials are numbered as the plan has them.
  package init(_ plan: OpenPlan, of sweep: SweepID, in file: ResultsFile) throws(StoreError) {
    self.file = file
    self.sweep = sweep
    self.plan = plan
    waiting = try JournalRows(file.connection)
    recordStanding = try file.connection.standingRecording()
    rows = try TrialRows(plan, of: sweep, in: file.connection)
    let semantics = try file.connection.first(
      "SELECT semantics FROM sweeps WHERE id = ?", [.integer(sweep.row)]
    ) { $0.text(0) }
    self.semantics = semantics ?? ""
  }

  /// Notes that a coordinator starts to run the sweep, and gives its number.
  ///
  /// The number is greater than that of any coordinator before, and on the disk already.
  package func beginTerm() throws(StoreError) -> Int {
    let numbers = rows.numbers
    term = try file.beginTerm(for: sweep) { numbers[$0] != nil }
    return term
  }

  // MARK: - Former lives

  /// Tells what the entries of former lives come to.
  package func replay() throws(StoreError) -> Replay {
    let (replay, orphans) = try JournalReplay(
      rows: rows, sweep: sweep, connection: connection
    ).read()
    for (trial, orphan) in orphans {
      held[trial] = Held(
        number: orphan.number, term: orphan.term, worker: orphan.worker,
        started: LastingText(orphan.started), written: nil)
    }
    leaseCount = try connection.first("SELECT ifnull(max(place), 0) FROM leases") { $0.int(0) } ?? 0
    try replayStanding()
    return replay
  }

  /// The workers of the sweep: none yet, with what former lives know of attempts that may come back.
  ///
  /// - Parameter replay: the record of former lives.
  package func activity(after replay: Replay) throws(StoreError) -> ActivityFold {
    var epochs: [Int: Int] = [:]
    for (number, history) in replay.histories.enumerated() {
      guard history.standing == .running || history.standing == .lost else { continue }
      let last = try connection.first(
        """
        SELECT max(m.epoch) FROM measurements m
        WHERE m.trial = ? AND m.attempt = ? AND \(countableEpochs)
        """, [.integer(rows[number]), .integer(Int(history.attempts))]
      ) { $0.isNull(0) ? nil : $0.int(0) }
      if let last, let last { epochs[number] = last }
    }
    let (failures, unasked) = try failures()
    return ActivityFold(
      epochs: epochs,
      holders: Dictionary(
        replay.orphans.map { ($0.attempt, $0.holder) }, uniquingKeysWith: { $1 }),
      failures: failures, unasked: unasked)
  }

  /// The latest failures of the plan's trials, and which of these a race has not asked for yet.
  private func failures() throws(StoreError) -> ([RecordedFailure], unasked: Set<TrialPlace>) {
    let reader = ResultsReader(over: connection)
    guard plan.plan.sweep.race != nil else {
      return (try reader.failures(of: sweep, last: ActivityFold.failureLimit), [])
    }
    let numbers = rows.numbers
    var unasked: Set<TrialPlace> = []
    let failures = try reader.failures(last: ActivityFold.keptFailures) {
      (trials) throws(StoreError) in
      let asked = try connection.places(of: trials, in: sweep)
      var places = asked
      for trial in trials where asked[trial] == nil {
        guard let number = numbers[trial] else { continue }
        let place = TrialPlace(plan.trials[number])
        places[trial] = place
        unasked.insert(place)
      }
      return places
    }
    return (failures, unasked)
  }

  /// Begins to keep the standing up to date, from what the record says of all trials.
  private func replayStanding() throws(StoreError) {
    var fold = try recordedFold()
    let standing = fold.standing(in: plan)
    let reader = ResultsReader(over: connection)
    if try reader.writtenStanding(of: sweep) != standing {
      try connection.transaction { () throws(StoreError) in
        try recordStanding.run(standing, of: sweep)
      }
    }
    (self.fold, self.standing, written) = (fold, standing, standing)
  }

  private func recordedFold() throws(StoreError) -> StandingFold {
    let reader = ResultsReader(over: connection)
    let metric = plan.plan.sweep.metric
    var fold = StandingFold(plan)
    let compared = try reader.comparison(of: sweep)
    fold.know(hidden: compared.hidden, departed: compared.departed, kept: compared.kept)
    let values = try reader.values(of: sweep, metric: metric)
    if plan.plan.sweep.asksInSteps {
      try knownTrials { number, trial in
        if let end = trial.end { fold.know(end, seconds: trial.seconds, of: number, in: plan) }
      }
      for value in try values + reader.partialValues(of: sweep, metric: metric) {
        fold.ask(
          for: plan.plan.trial(
            configuration: value.configuration, replicate: value.replicate, fold: value.fold,
            until: value.until), in: plan)
      }
    } else {
      fold.know(durations: try reader.durations(of: sweep))
      fold.askForAll(in: plan)
      for value in values {
        if let end = TrialEnd(value), let number = plan.number(of: value) {
          fold.know(end, of: number, in: plan)
        }
      }
    }
    let failed = try reader.failedAttempts()
    let numbers = failed.isEmpty ? nil : rows.numbers
    for attempt in failed {
      guard let number = numbers?[attempt.trial] else { continue }
      fold.know(failed: NumberedAttempt(trial: number, number: attempt.number))
    }
    return fold
  }

  /// Writes down how the sweep stands, where that has changed.
  private func write(_ standing: Standing?) throws(StoreError) {
    guard let standing, standing != written else { return }
    written = nil
    try recordStanding.run(standing, of: sweep)
  }

  /// Goes on with a longer form of the sweep, which is registered and the latest from now on.
  ///
  /// Decisions of a search hold in the longer form, too; decisions that the longer form made before, if it
  /// was ever run, stand. Halving and races decide again from what is known: a longer list lets others go
  /// on, and what is decided without anything new is the same.
  package func extend(to longer: Plan, specText: String) throws(StoreError) -> LongerSweep {
    let sweep = try file.register(longer, specText: specText, semantics: semantics)
    if longer.sweep.asksInSteps {
      try connection.transaction { () throws(StoreError) in
        try connection.keep(as: self.sweep, in: sweep)
      }
    }
    var decisions = try file.decisions(of: sweep)
    let more =
      longer.sweep.halving == nil
      ? try file.decisions(of: self.sweep).dropFirst(decisions.count) : []
    var decided = OpenPlan(longer)
    _ = decided.follow(decisions)
    if !more.isEmpty {
      let journal = try SQLiteJournal(decided, of: sweep, in: file)
      _ = try journal.follow(Array(more))
      _ = decided.follow(Array(more))
      decisions += more
    }
    try file.moveTerm(term, to: sweep)
    var plan = plan
    let added = plan.extend(to: decided.plan)
    rows = try rows.extended(by: TrialRows(plan, of: sweep, in: connection))
    (self.plan, self.sweep) = (plan, sweep)
    // The added trials that another sweep had in training were given up when this coordinator began.
    let (replay, _) = try JournalReplay(rows: rows, sweep: sweep, connection: connection).read()
    if fold != nil { try replayStanding() }
    return LongerSweep(
      plan: decided.plan, decisions: decisions, verdicts: try file.verdicts(of: sweep),
      kept: try file.kept(of: sweep), histories: Array(replay.histories[added]))
  }

  // MARK: - Searches

  /// Gives the settlements of the sweep's trials that have ended, by their numbers.
  package func settled() throws(StoreError) -> [Int: Settlement] {
    var settled: [Int: Settlement] = [:]
    try knownTrials { number, trial in settled[number] = trial.settlement }
    return settled
  }

  /// Visits what the file knows of the sweep's trials, by their numbers; what is told last counts.
  private func knownTrials(
    _ visit: (_ number: Int, _ trial: KnownTrial) -> Void
  ) throws(StoreError) {
    let numbers = rows.numbers
    // A race or halving may ask for any trial of its plan, and has to know what another sweep has of it.
    let metric = plan.plan.sweep.metric
    try connection.known(
      !plan.plan.sweep.asksInSteps
        ? ", sweep_trials p WHERE p.trial = t.id AND p.sweep = ?2 AND \(wholeTrials)"
        : "WHERE ?2 <> 0", sweep.row, judgedBy: metric
    ) { trial in
      if let number = numbers[trial.row] { visit(number, trial) }
    }
    // The last epoch counts for a trial that ends before the epoch that is asked for.
    let isCut = plan.trials.map { metric.within($0.until) != metric }
    if isCut.contains(true) {
      try connection.known(
        "WHERE ?2 <> 0", sweep.row, judgedBy: metric.within(1)
      ) { trial in
        if let number = numbers[trial.row], isCut[number] { visit(number, trial) }
      }
    }
  }

  /// The kernels that the sweep's first result came from; nil where it has none: a worker that was handed a trial,
  /// and went, binds nobody.
  package func kernel() throws(StoreError) -> String? {
    if plan.plan.sweep.asksInSteps { return try kernelOfPlan() }
    return try connection.first(
      """
      SELECT w.kernel FROM attempts a JOIN workers w ON w.id = a.worker
      WHERE a.trial IN (SELECT trial FROM sweep_trials WHERE sweep = ?) AND a.ending = 'finished'
      ORDER BY a.epoch, a.started, a.trial LIMIT 1
      """, [.integer(sweep.row)]
    ) { $0.text(0) }
  }

  /// The same of a race or halving, which may ask for trials that another sweep has trained.
  private func kernelOfPlan() throws(StoreError) -> String? {
    let numbers = rows.numbers
    var kernel: String?
    try connection.each(
      """
      SELECT a.trial, w.kernel FROM attempts a JOIN workers w ON w.id = a.worker
      WHERE a.ending = 'finished'
      ORDER BY a.epoch, a.started, a.trial
      """
    ) { row in
      if kernel == nil, numbers[Int64(row.int(0))] != nil { kernel = row.text(1) }
    }
    return kernel
  }

  /// Records decisions, with the configurations that they ask for and all their trials, in one commit.
  ///
  /// - Returns: the facts on record of the trials that are asked for.
  package func follow(_ decisions: [Decision]) throws(StoreError) -> NewlyAsked {
    var plan = plan
    let before = plan.plan.configurations.count
    let added = plan.follow(decisions).added
    var asked = NewlyAsked(histories: Array(repeating: TrialHistory.untried, count: added.count))
    var known: [StandingFold.Known] = []
    var fold = fold
    var standing: Standing?
    var more = Array(repeating: Int64(0), count: added.count)
    do throws(StoreError) {
      try connection.transaction { () throws(StoreError) in
        for decision in decisions { try connection.insert(decision, of: sweep) }
        let rows = PlanRows(
          parameters: plan.plan.sweep.parameters.map(\.name), connection: connection)
        let proposals = decisions.flatMap(\.proposals)
        for (configuration, proposal) in zip(plan.plan.configurations[before...], proposals) {
          try rows.insert(CollectionOfOne(configuration), of: sweep.row) { position, _ in
            proposal.values[position]?.value
          }
        }
        let trials =
          added.isEmpty
          ? [] : (before..<plan.plan.configurations.count).flatMap(plan.plan.allTrials(of:))
        let shared = Set(
          try rows.insert(trials, of: sweep.row, areListed: !plan.plan.sweep.asksInSteps))
        for decision in decisions {
          try rows.list(plan.plan.asked(by: decision), of: sweep.row)
        }
        for (place, trial) in trials.enumerated() {
          guard let number = plan.number(of: trial.id), added.contains(number) else { continue }
          let row = try connection.row(in: "trials", of: trial.id.digest)
          more[number - added.lowerBound] = row
          guard shared.contains(place) else { continue }
          let failed = try connection.all(
            "SELECT number FROM attempts WHERE trial = ? AND ending = 'failed'", [.integer(row)]
          ) { $0.int(0) }
          try connection.known(
            "WHERE t.id = ?2", row, judgedBy: plan.plan.sweep.metric.within(trial.until)
          ) { trial in
            asked.histories[number - added.lowerBound] = trial.history
            asked.settled[number] = trial.settlement
            known.append(
              StandingFold.Known(
                number: number, end: trial.end, seconds: trial.seconds, failed: failed))
          }
        }
        fold?.follow(decisions, known: known, in: plan)
        if plan.plan.sweep.asksInSteps {
          asked.kept = try file.kept(of: sweep).filter { $0.configuration >= before }
        }
        if !asked.kept.isEmpty {
          fold?.know(kept: asked.kept.map(\.configuration))
          written = nil
        }
        standing = fold?.standing(in: plan)
        if standing?.failedAttempts != self.standing?.failedAttempts {
          asked.failures = try ResultsReader(over: connection).failures(
            of: sweep, last: ActivityFold.failureLimit)
        }
        try write(standing)
      }
    } catch {
      file.makeRoom(after: error)
      throw error
    }
    rows.append(more)
    self.plan = plan
    self.fold = fold
    keep(standing)
    return asked
  }

  // MARK: - Entries

  /// Records the entries in their order, all of them or none; when this returns, they are durable.
  package func append(_ entries: [JournalEntry]) throws {
    let before = workers
    var standing: Standing?
    formerlyHeld.removeAll(keepingCapacity: true)
    fold?.begin()
    do throws(StoreError) {
      try connection.transaction { () throws(StoreError) in
        let time = LastingText(try file.timeOfDay())
        // One copy for all entries, and not one for each.
        let plan = plan
        for entry in entries {
          try write(entry, time)
          fold?.take(entry, in: plan)
        }
        try waiting.flush()
        try writeCounts()
        standing = fold?.standing(in: plan)
        try fold == nil ? forgetStanding() : write(standing)
      }
      keep(standing)
    } catch {
      waiting.forget()
      fold?.undo(in: plan)
      workers = before
      for (trial, former) in formerlyHeld.reversed() { held[trial] = former }
      metrics.forget()
      file.makeRoom(after: error)
      throw error
    }
  }

  /// The standing is on the disk.
  private func keep(_ standing: Standing?) {
    guard let standing else { return }
    (self.standing, written) = (standing, standing)
  }

  /// Has the next reader count the sweep again.
  private func forgetStanding() throws(StoreError) {
    try connection.run("DELETE FROM standings WHERE sweep = ?", [.integer(sweep.row)])
  }

  private func write(_ entry: JournalEntry, _ time: LastingText) throws(StoreError) {
    switch entry {
    case .joined(let session, let facts, let peer): try join(session, facts, peer)
    case .left(let session): try leave(session, time)
    case .leased(let attempt, let session): try lease(attempt, to: session, time)
    case .adopted(let attempt, let session): try adopt(attempt, by: session)
    case .measured(let attempt, let measurements): try measure(attempt, measurements)
    case .finished(let attempt, let outcome, let seconds):
      try finish(attempt, outcome, seconds, time)
    case .conflicted(let attempt, let outcome, let seconds):
      try conflict(attempt, outcome, seconds, time)
    case .failed(let attempt, let failure, let isFinal):
      try fail(attempt, failure, isFinal: isFinal, time)
    case .lost(let attempt): try end(attempt, words.lost, time)
    case .returned(let attempt): try end(attempt, words.returned, time)
    case .quarantined(let session):
      guard let row = workers.rows[session] else { return }
      try connection.run(
        "UPDATE workers SET quarantined = ? WHERE id = ?", [.text(time.text), .integer(row)])
    case .reopened(let trial):
      try waiting.flush()
      written = nil
      try connection.reopen(rows[trial])
    case .trusted(let host): try connection.trust(host: host)
    case .dealt(let deal): try list(deal)
    case .judged(let verdict): try connection.insert(verdict, of: sweep)
    case .kept(let configuration):
      written = nil
      try connection.keep(configuration, of: sweep)
    case .drained(let host): try connection.drain(host: host, time)
    case .paused(let flag): try connection.pause(flag, time)
    case .annotated(let annotation): try connection.annotate(annotation)
    }
  }

  // MARK: - Races

  /// Lists the trials of a block; those that are listed already stay so.
  private func list(_ deal: Deal) throws(StoreError) {
    for configuration in deal.configurations {
      let trial = plan.plan.trial(
        configuration: configuration, replicate: deal.replicate, fold: deal.fold)
      guard let number = plan.number(of: trial.id) else {
        preconditionFailure("a race asks for \(trial), which the plan has not")
      }
      try connection.run(
        """
        INSERT INTO sweep_trials (sweep, replicate, fold, configuration, trial) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """,
        [
          .integer(sweep.row), .integer(deal.replicate), .integer(deal.fold),
          .integer(configuration), .integer(rows[number]),
        ])
    }
  }

  // MARK: - Workers

  private func join(_ session: Session, _ facts: WorkerFacts, _ peer: Peer?) throws(StoreError) {
    try connection.run(
      "INSERT INTO workers (host, process, slots, semantics, kernel, key) VALUES (?, ?, ?, ?, ?, ?)",
      [
        .text(facts.host), .integer(facts.process), .integer(facts.slots), .text(semantics),
        .text(facts.kernel), peer.map { .text($0.name) } ?? .null,
      ])
    workers.begin(session, as: connection.lastInsertRowID)
  }

  /// A worker went; its attempts have been ended one by one.
  private func leave(_ session: Session, _ time: LastingText) throws(StoreError) {
    try writeCounts()
    guard let row = workers.end(session) else { return }
    try connection.run(
      "UPDATE workers SET departed = ? WHERE id = ?", [.text(time.text), .integer(row)])
  }

  private func writeCounts() throws(StoreError) {
    for worker in workers.takeCounted() {
      try connection.run(
        "UPDATE workers SET finished = ?, failed = ? WHERE id = ?",
        [.integer(worker.finished), .integer(worker.failed), .integer(worker.row)])
    }
  }

  // MARK: - Attempts

  private func lease(
    _ attempt: NumberedAttempt, to session: Session, _ time: LastingText
  ) throws(StoreError) {
    guard let worker = workers.rows[session] else {
      preconditionFailure("\(attempt) was leased to \(session), which has not joined")
    }
    try hold(
      attempt,
      Held(number: attempt.number, term: term, worker: worker, started: time, written: []))
  }

  private func hold(_ attempt: NumberedAttempt, _ held: Held) throws(StoreError) {
    leaseCount += 1
    try waiting.add(
      LeaseRow(
        trial: rows[attempt.trial], number: held.number, term: held.term, worker: held.worker,
        started: held.started, place: leaseCount))
    note(held, of: attempt.trial)
  }

  private func note(_ attempt: Held, of trial: Int) {
    formerlyHeld.append((trial, held.updateValue(attempt, forKey: trial)))
  }

  /// Forgets an attempt that goes on; gives nil and changes nothing where it does not.
  private func takeHeld(_ attempt: NumberedAttempt) -> Held? {
    guard let held = held.removeValue(forKey: attempt.trial) else { return nil }
    guard held.number == attempt.number else {
      self.held[attempt.trial] = held
      return nil
    }
    formerlyHeld.append((attempt.trial, held))
    return held
  }

  /// A worker came back with an attempt that was given up, or that an earlier session of it began.
  private func adopt(_ attempt: NumberedAttempt, by session: Session) throws(StoreError) {
    guard let worker = workers.rows[session] else { return }
    try waiting.flush()
    let row = Value.integer(rows[attempt.trial])
    if var held = held[attempt.trial], held.number == attempt.number {
      held.worker = worker
      note(held, of: attempt.trial)
      leaseCount += 1
      try connection.run(
        "UPDATE leases SET worker = ?, place = ? WHERE trial = ?",
        [.integer(worker), .integer(leaseCount), row])
      return
    }
    let key = [row, Value.integer(attempt.number)]
    let former = try connection.first(
      "SELECT epoch, started FROM attempts WHERE trial = ? AND number = ?", key
    ) { (term: $0.int(0), started: $0.text(1)) }
    guard let former else { preconditionFailure("\(attempt) was never leased") }
    try connection.run("DELETE FROM attempts WHERE trial = ? AND number = ?", key)
    try hold(
      attempt,
      Held(
        number: attempt.number, term: former.term, worker: worker,
        started: LastingText(former.started), written: nil))
  }

  /// Ends an attempt, whether it goes on or was given up before.
  ///
  /// - Returns: the measurements of it that had been written; nil where that is not known.
  @discardableResult
  private func end(
    _ attempt: NumberedAttempt, _ ending: LastingText, _ time: LastingText
  ) throws(StoreError) -> [Measurement]? {
    let row = rows[attempt.trial]
    guard let held = takeHeld(attempt) else {
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

  private func fail(
    _ attempt: NumberedAttempt, _ failure: Failure, isFinal: Bool, _ time: LastingText
  ) throws(StoreError) {
    let row = rows[attempt.trial]
    let reason: [Value] = [
      .text(failure.cause.rawValue), .text(failure.message), .text(failure.output),
    ]
    let key: [Value] = [.integer(row), .integer(attempt.number)]
    if let held = takeHeld(attempt) {
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
    // The file forgets how sweeps stand that have the trial.
    written = nil
    try connection.run("UPDATE trials SET failed = 1 WHERE id = ?", [.integer(row)])
  }

  // MARK: - Results

  private func measure(
    _ attempt: NumberedAttempt, _ measurements: [Measurement]
  ) throws(StoreError) {
    try insert(measurements, of: rows[attempt.trial], attempt: attempt.number)
    guard var held = held[attempt.trial] else { return }
    held.written?.append(contentsOf: measurements)
    note(held, of: attempt.trial)
  }

  /// An attempt came to an outcome, which becomes the trial's result: the first and the only one.
  ///
  /// Also an attempt that was given up may still finish. Weights that come with the outcome are on
  /// the disk when the transaction is.
  private func finish(
    _ attempt: NumberedAttempt, _ decoded: DecodedOutcome, _ seconds: Double, _ time: LastingText
  ) throws(StoreError) {
    let outcome = decoded.outcome
    let row = rows[attempt.trial]
    let known = try end(attempt, words.finished, time)
    try complete(outcome.measurements, of: row, attempt: attempt.number, known: known)
    try waiting.add(
      ResultRow(
        trial: row, attempt: attempt.number,
        status: outcome.status == .completed ? words.completed : words.diverged,
        digest: decoded.digest, seconds: seconds, epochs: outcome.measurements.last?.epoch ?? 0,
        recorded: time))
    guard outcome.hasCompany else { return }
    // The rows that come with a result refer to it.
    try waiting.flush()
    for (name, content) in outcome.attachments {
      try connection.run(
        "INSERT INTO attachments (trial, name, content) VALUES (?, ?, ?)",
        [.integer(row), .text(name), .text(content.json)])
    }
    if let notes = outcome.notes { try note(notes, of: row, attempt.number) }
    if let rows = outcome.rows { try connection.record(rows, of: row) }
    guard let weights = outcome.weights else { return }
    try WeightsFolder(of: connection.path).write(weights.file, of: plan.trials[attempt.trial].id)
    try connection.run(
      "INSERT INTO weights (trial, epoch, hash) VALUES (?, ?, ?)",
      [.integer(row), .integer(weights.epoch), .blob(Digest(of: weights.file).bytes)])
  }

  /// Has the file hold just these measurements of an attempt, and writes none that it has.
  private func complete(
    _ measurements: [Measurement], of row: Int64, attempt: Int, known: [Measurement]?
  ) throws(StoreError) {
    guard let known = known.map(Set.init), !known.isEmpty else {
      if known == nil { try erase(row, attempt) }
      return try insert(measurements, of: row, attempt: attempt)
    }
    if known.isSubset(of: measurements) {
      try insert(measurements.filter { !known.contains($0) }, of: row, attempt: attempt)
    } else {
      // The measurements reported on the way are not those of the result, which count.
      try erase(row, attempt)
      try insert(measurements, of: row, attempt: attempt)
    }
  }

  private func erase(_ row: Int64, _ attempt: Int) throws(StoreError) {
    try waiting.flush()
    try connection.run(
      "DELETE FROM measurements WHERE trial = ? AND attempt = ?",
      [.integer(row), .integer(attempt)])
  }

  private func note(_ notes: Notes, of row: Int64, _ attempt: Int) throws(StoreError) {
    try connection.run(
      """
      INSERT INTO notes (trial, attempt, program, output, resumed_after) VALUES (?, ?, ?, ?, ?)
      """,
      [
        .integer(row), .integer(attempt), .text(notes.program), .text(notes.output),
        Value(notes.resumedAfter),
      ])
    let remarks = notes.origins.map { ($0, 0) } + notes.remarks.map { ($0, 1) }
    for (position, (remark, isNotable)) in remarks.enumerated() {
      try connection.run(
        """
        INSERT INTO remarks (trial, attempt, position, notable, metric, text)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        [
          .integer(row), .integer(attempt), .integer(position), .integer(isNotable),
          remark.metric.map(Value.text) ?? .null, .text(remark.text),
        ])
    }
  }

  /// An attempt came to another outcome than the trial's result; it is kept aside.
  private func conflict(
    _ attempt: NumberedAttempt, _ decoded: DecodedOutcome, _ seconds: Double, _ time: LastingText
  ) throws(StoreError) {
    try end(attempt, words.finished, time)
    try waiting.flush()
    try connection.run(
      """
      INSERT INTO conflicts (trial, attempt, digest, outcome, seconds, recorded)
      VALUES (?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(rows[attempt.trial]), .integer(attempt.number), .blob(decoded.digest.bytes),
        .blob(decoded.outcome.item.encoded()), .real(seconds), .text(time.text),
      ])
  }

  private func insert(
    _ measurements: [Measurement], of row: Int64, attempt: Int
  ) throws(StoreError) {
    guard let first = measurements.first else { return }
    let isUniform = measurements.dropFirst().allSatisfy { $0.metrics.count == first.metrics.count }
    let names =
      isUniform && measurements.allSatisfy { $0.metrics.keys == first.metrics.keys }
      ? first.metrics.keys.sorted() : Set(measurements.flatMap(\.metrics.keys)).sorted()
    for name in names {
      let metric = try metrics.row(of: name, in: connection)
      for measurement in measurements {
        guard let value = measurement.metrics[name] else { continue }
        try waiting.add(
          MeasurementRow(
            trial: row, attempt: attempt, metric: metric, epoch: measurement.epoch, value: value))
      }
    }
  }
}

extension Outcome {
  /// Whether more comes with the measurements.
  fileprivate var hasCompany: Bool {
    !attachments.isEmpty || notes != nil || rows != nil || weights != nil
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
