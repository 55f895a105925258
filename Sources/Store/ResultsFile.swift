import Glibc
import Processes
import SQLite

/// A results file in the hands of its one writer, the coordinator.
///
/// Changes that are committed are on the disk when a commit returns, and stay there through kill -9
/// and power cuts. While it is open, readers may come and go (`ResultsReader`, `sqlite3`); a second
/// writer is refused. At rest it is a single file: the write-ahead log beside it is folded in.
///
/// ```swift
/// let file = try ResultsFile(at: "sweep.sqlite")
/// let sweep = try file.register(plan, specText: text, semantics: "engine 1")
/// let journal = try SQLiteJournal(OpenPlan(plan), of: sweep, in: file)
/// let term = try journal.beginTerm()
/// let replay = try journal.replay()
/// try journal.append([.joined(session, facts, as: nil), .leased(attempt, to: session)])
/// ```
package final class ResultsFile {
  // The two go in this order: nobody else may write before the connection is closed.
  let connection: Connection
  private var lock: WriterLock
  /// Whether this has made the file, and no sweep has come into it.
  var isNew: Bool
  /// Whether the file is to be taken away in the end, as where the disk was too full to make it.
  var isHalfMade: Bool

  /// Opens the file for writing, and makes it where it does not exist.
  ///
  /// A file of an earlier version is brought up to date, after a copy; one of a later version, or
  /// one that is no results file, is refused and not touched.
  ///
  /// - Parameter trustsNetwork: whether to believe a network's file system that it locks and syncs
  ///   as it should; else a file there is refused.
  package init(
    at path: String, schema: Schema = .current, trustsNetwork: Bool = false
  ) throws(StoreError) {
    let network = FileSystem(of: path)?.network
    if !trustsNetwork, let network {
      throw StoreError(
        .foreign,
        "'\(path)' lies on a network's file system (\(network)), where locks and logs may fail"
          + " silently; name a file on a local disk, or allow it with --network-disk")
    }
    lock = try WriterLock(for: path)
    isNew = access(path, F_OK) != 0
    isHalfMade = isNew
    try ResultsFile.judge(path, schema)
    connection = try Connection(at: path, mode: .readWriteCreate)
    // SQLite's journals go by the path, and a writer by another path would not see them. On a network's
    // file system a lock may be one for all machines, or none.
    if network == nil { try lock.takeFile(path) }
    // In a log, FULL is what waits for the disk at every commit.
    try connection.execute("PRAGMA synchronous = FULL")
    let isOlder = try connection.migrate(to: schema)
    try connection.refuseOtherTables(than: schema)
    try connection.setJournalMode(.wal)
    try connection.execute("PRAGMA foreign_keys = ON")
    if isOlder, schema.version >= Schema.current.version { try countAgain() }
    isHalfMade = false
  }

  deinit {
    guard !isHalfMade else {
      let path = Folder.absolute(path) ?? path
      for end in ["", "-wal", "-shm"] { unlink(path + end) }
      return
    }
    // After a failed write or sync nobody knows what the disk holds; nothing more is written to it.
    guard !connection.hasFailed else { return connection.leaveLog() }
    // Without the log, a file can be copied, sent and read from a read-only place. Not possible
    // while somebody reads, and not necessary: the next writer does it.
    try? connection.execute("PRAGMA busy_timeout = 0")
    try? connection.setJournalMode(.delete)
  }

  /// The path of the file, as it was given when it was opened.
  package var path: String { connection.path }

  /// Refuses a file that is not to be touched, by a look that cannot touch it.
  private static func judge(_ path: String, _ schema: Schema) throws(StoreError) {
    guard access(path, F_OK) == 0 else { return }
    do throws(StoreError) {
      let connection = try Connection(at: path, mode: .readOnly)
      try connection.refuseNewer(try connection.version(), than: schema)
    } catch {
      // A crash of the first transaction leaves a journal that only a writer can roll back.
      guard error.reason == .interrupted || error.reason == .notPermitted else { throw error }
    }
  }

  /// Notes that a coordinator starts to run a sweep, and gives its number.
  ///
  /// The number is greater than that of any coordinator before, and on the disk already. Attempts
  /// that a former coordinator left behind stay as they are, for their workers may come back; those
  /// of trials that this sweep does not ask for are over.
  ///
  /// - Parameter isOwn: whether a trial, by its row, is one that the sweep may ask for: a race lists it later.
  func beginTerm(
    for sweep: SweepID, isOwn: (Int64) -> Bool = { _ in false }
  ) throws(StoreError) -> Int {
    try connection.transaction { () throws(StoreError) in
      let unlisted = try connection.all(
        """
        SELECT trial FROM leases
        WHERE trial NOT IN (SELECT trial FROM sweep_trials WHERE sweep = ?)
        """, [.integer(sweep.row)]
      ) { Int64($0.int(0)) }
      for trial in unlisted where !isOwn(trial) {
        try connection.run(
          """
          INSERT INTO attempts (trial, number, epoch, worker, started, ended, ending)
          SELECT trial, number, epoch, worker, started, \(now), 'lost' FROM leases WHERE trial = ?
          """, [.integer(trial)])
        try connection.run("DELETE FROM leases WHERE trial = ?", [.integer(trial)])
      }
      try connection.use(sweep)
      try connection.run(
        """
        INSERT INTO coordinators (sweep, first_worker)
        SELECT ?, ifnull(max(id), 0) + 1 FROM workers
        """, [.integer(sweep.row)])
      return Int(connection.lastInsertRowID)
    }
  }

  /// Notes that a coordinator runs another form of its sweep from now on.
  func moveTerm(_ term: Int, to sweep: SweepID) throws(StoreError) {
    try connection.transaction { () throws(StoreError) in
      try connection.use(sweep)
      _ = try connection.run(
        "UPDATE coordinators SET sweep = ? WHERE epoch = ?",
        [.integer(sweep.row), .integer(term)])
    }
  }

  /// The time of day, in UTC, as in ISO 8601.
  func timeOfDay() throws(StoreError) -> String {
    try connection.first("SELECT \(now)") { $0.text(0) } ?? ""
  }

  /// Folds in the log where the disk was full: it begins anew in the room that it has, which may help.
  func makeRoom(after error: StoreError) {
    if error.reason == .full { try? connection.execute("PRAGMA wal_checkpoint(PASSIVE)") }
  }
}

extension Connection {
  /// Marks the sweep as the latest; one that was removed is shown again, as somebody runs it.
  func use(_ sweep: SweepID) throws(StoreError) {
    try run(
      "DELETE FROM removals WHERE sweep = ? AND configuration IS NULL", [.integer(sweep.row)])
    try run(
      "UPDATE sweeps SET used = (SELECT max(used) + 1 FROM sweeps) WHERE id = ?",
      [.integer(sweep.row)])
  }
}

/// The time of day as the file keeps it, in SQL.
let now = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
