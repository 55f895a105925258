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
  private let file: ResultsFile
  private let semantics: String
  private var term = 0 { didSet { entries.term = term } }
  private var recorded: RecordedPlan
  private var entries: EntryWriter
  private var standingRecord: StandingRecord

  private var connection: Connection { file.connection }
  private var sweep: SweepID { recorded.sweep }

  /// How the sweep stands by what is on the disk; nil before former entries have been replayed.
  package var standing: Standing? { standingRecord.current }

  /// The journal of a registered sweep, whose trials are numbered as the plan has them.
  package init(_ plan: OpenPlan, of sweep: SweepID, in file: ResultsFile) throws(StoreError) {
    self.file = file
    recorded = try RecordedPlan(plan, of: sweep, in: file.connection)
    let semantics = try file.connection.first(
      "SELECT semantics FROM sweeps WHERE id = ?", [.integer(sweep.row)]
    ) { $0.text(0) }
    self.semantics = semantics ?? ""
    entries = try EntryWriter(semantics: self.semantics, file.connection)
    standingRecord = try StandingRecord(file.connection)
  }

  /// Notes that a coordinator starts to run the sweep, and gives its number.
  ///
  /// The number is greater than that of any coordinator before, and on the disk already.
  package func beginTerm() throws(StoreError) -> Int {
    let numbers = recorded.rows.numbers
    term = try file.beginTerm(for: sweep) { numbers[$0] != nil }
    return term
  }

  // MARK: - Former lives

  /// Tells what the entries of former lives come to.
  package func replay() throws(StoreError) -> Replay {
    let (replay, orphans) = try recorded.replay()
    try entries.resume(with: orphans)
    try standingRecord.begin(with: recorded)
    return replay
  }

  /// The workers of the sweep: none yet, with what former lives know of attempts that may come back.
  ///
  /// - Parameter replay: the record of former lives.
  package func activity(after replay: Replay) throws(StoreError) -> ActivityFold {
    try recorded.activity(after: replay)
  }

  /// Gives the settlements of the sweep's trials that have ended, by their numbers.
  package func settled() throws(StoreError) -> [Int: Settlement] { try recorded.settled() }

  /// The kernels that the sweep's first result came from; nil where it has none: a worker that was handed a trial,
  /// and went, binds nobody.
  package func kernel() throws(StoreError) -> String? { try recorded.kernel() }

  // MARK: - More trials

  /// Goes on with a longer form of the sweep, which is registered and the latest from now on.
  ///
  /// Decisions of a search hold in the longer form, too; decisions that the longer form made before, if it
  /// was ever run, stand. Halving and races decide again from what is known: a longer list lets others go
  /// on, and what is decided without anything new is the same.
  package func extend(to longer: Plan, specText: String) throws(StoreError) -> LongerSweep {
    let former = self.sweep
    let sweep = try file.register(longer, specText: specText, semantics: semantics)
    if longer.sweep.asksInSteps {
      try connection.transaction { () throws(StoreError) in
        try connection.keep(as: former, in: sweep)
      }
    }
    var decisions = try file.decisions(of: sweep)
    let more =
      longer.sweep.halving == nil
      ? try file.decisions(of: former).dropFirst(decisions.count) : []
    var decided = OpenPlan(longer)
    _ = decided.follow(decisions)
    if !more.isEmpty {
      let journal = try SQLiteJournal(decided, of: sweep, in: file)
      _ = try journal.follow(Array(more))
      _ = decided.follow(Array(more))
      decisions += more
    }
    try file.moveTerm(term, to: sweep)
    let added: Range<Int>
    (recorded, added) = try recorded.extended(to: decided.plan, of: sweep)
    // The added trials that another sweep had in training were given up when this coordinator began.
    let (replay, _) = try recorded.replay()
    if standingRecord.isKept { try standingRecord.begin(with: recorded) }
    return LongerSweep(
      plan: decided.plan, decisions: decisions, verdicts: try file.verdicts(of: sweep),
      kept: try file.kept(of: sweep), histories: Array(replay.histories[added]))
  }

  /// Records decisions, with the configurations that they ask for and all their trials, in one commit.
  ///
  /// - Returns: the facts on record of the trials that are asked for.
  package func follow(_ decisions: [Decision]) throws(StoreError) -> NewlyAsked {
    // The plan grows where it is: a search may decide ten thousand times, and a copy would take ever longer.
    let extent = recorded.plan.extent
    var standingRecord = standingRecord
    var asked = NewlyAsked(histories: [])
    do throws(StoreError) {
      try connection.transaction { () throws(StoreError) in
        let known: [StandingFold.Known]
        (asked, known) = try recorded.follow(decisions)
        standingRecord.follow(decisions, known: known, kept: asked.kept, in: recorded.plan)
        let standing = try standingRecord.write(of: sweep, in: recorded.plan)
        if standing?.failedAttempts != standingRecord.current?.failedAttempts {
          asked.failures = try ResultsReader(over: connection).failures(
            of: sweep, last: ActivityFold.failureLimit)
        }
        standingRecord.keep(standing)
      }
    } catch {
      recorded.goBack(to: extent)
      file.makeRoom(after: error)
      throw error
    }
    self.standingRecord = standingRecord
    return asked
  }

  // MARK: - Entries

  /// Records the entries in their order, all of them or none; when this returns, they are durable.
  package func append(_ entries: [JournalEntry]) throws {
    // One copy for all entries, and not one for each.
    let recorded = recorded
    self.entries.begin()
    standingRecord.begin()
    do throws(StoreError) {
      var standing: Standing?
      try connection.transaction { () throws(StoreError) in
        let time = LastingText(try file.timeOfDay())
        for entry in entries {
          try self.entries.write(entry, time, in: recorded)
          standingRecord.take(entry, in: recorded.plan)
        }
        try self.entries.flush()
        standing = try standingRecord.write(of: sweep, in: recorded.plan)
      }
      standingRecord.keep(standing)
    } catch {
      self.entries.undo()
      standingRecord.undo(in: recorded.plan)
      file.makeRoom(after: error)
      throw error
    }
  }
}
