import SQLite
import Sweeps
import Trials
import Views

/// How a sweep stands by what is on the disk, kept up to date with its entries and written with them.
///
/// ```swift
/// standing.begin()
/// standing.take(entry, in: plan)
/// let next = try standing.write(of: sweep, in: plan)  // in the transaction of the entry
/// standing.keep(next)                                 // once that is on the disk, or else
/// standing.undo(in: plan)
/// ```
struct StandingRecord {
  private let connection: Connection
  private let statement: Recording
  /// Counts on; nil before former entries have been replayed.
  private var fold: StandingFold?
  /// How the sweep stands by what is on the disk; nil before former entries have been replayed.
  private(set) var current: Standing?
  /// The standing that is in the file; nil where there may be another or none.
  private var written: Standing?

  init(_ connection: Connection) throws(StoreError) {
    self.connection = connection
    statement = try connection.standingRecording()
  }

  /// Whether former entries have been replayed.
  var isKept: Bool { fold != nil }

  /// Begins to count on from what the record says of all trials.
  mutating func begin(with recorded: RecordedPlan) throws(StoreError) {
    var fold = try recorded.standing()
    let standing = fold.standing(in: recorded.plan)
    if try ResultsReader(over: connection).writtenStanding(of: recorded.sweep) != standing {
      try connection.transaction { () throws(StoreError) in
        try statement.run(standing, of: recorded.sweep)
      }
    }
    (self.fold, current, written) = (fold, standing, standing)
  }

  // MARK: - Entries and decisions

  /// Begins with entries that are recorded together: `undo` goes back to here.
  mutating func begin() { fold?.begin() }

  /// Takes in an entry that has been written.
  mutating func take(_ entry: JournalEntry, in plan: OpenPlan) {
    fold?.take(entry, in: plan)
    // The file forgets by itself how sweeps stand that have the trial or the configuration.
    switch entry {
    case .reopened, .kept, .failed(_, _, isFinal: true): written = nil
    default: break
    }
  }

  /// Takes in decisions that have been written.
  ///
  /// - Parameter known: what other sweeps have come to of the trials that are new.
  mutating func follow(
    _ decisions: [Decision], known: [StandingFold.Known], kept: [Kept], in plan: OpenPlan
  ) {
    fold?.follow(decisions, known: known, in: plan)
    guard !kept.isEmpty else { return }
    fold?.know(kept: kept.map(\.configuration))
    written = nil
  }

  /// Writes down how the sweep stands now, where that has changed; gives it, to be kept once it is on the disk.
  mutating func write(of sweep: SweepID, in plan: OpenPlan) throws(StoreError) -> Standing? {
    guard let standing = fold?.standing(in: plan) else {
      // Has the next reader count the sweep again.
      try connection.run("DELETE FROM standings WHERE sweep = ?", [.integer(sweep.row)])
      return nil
    }
    guard standing != written else { return standing }
    written = nil
    try statement.run(standing, of: sweep)
    return standing
  }

  /// What was written is on the disk.
  mutating func keep(_ standing: Standing?) {
    guard let standing else { return }
    (current, written) = (standing, standing)
  }

  /// Takes back the entries since `begin`.
  mutating func undo(in plan: OpenPlan) { fold?.undo(in: plan) }
}
