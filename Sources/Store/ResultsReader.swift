import Glibc
import SQLite

/// A results file as it was when this was opened, whoever writes to it meanwhile.
///
/// It never writes, never checkpoints and never makes the writer wait. Let go of it soon, and open
/// another to see what is new: as long as it lives, the write-ahead log cannot be folded in.
///
/// ```swift
/// let file = try ResultsReader(at: "sweep.sqlite")
/// guard let sweep = try file.latestSweep() else { return }
/// let values = try file.values(of: sweep.id, metric: sweep.metric)
/// let summary = Summary(
///   values, configurationCount: sweep.configurationCount, metric: sweep.metric,
///   unit: sweep.evaluation.summaryUnit)
/// ```
package final class ResultsReader {
  let connection: Connection

  /// Opens a file if there is one; nil, too, where it is empty, as a run leaves it that came no further.
  package static func ifAny(at path: String) throws(StoreError) -> ResultsReader? {
    do throws(StoreError) {
      return try ResultsReader(at: path)
    } catch {
      guard error.reason == .missing else { throw error }
      return nil
    }
  }

  /// Opens a file of this version; an earlier one has to be brought up to date by a writer.
  package init(at path: String, schema: Schema = .current) throws(StoreError) {
    guard access(path, F_OK) == 0 else {
      throw StoreError(
        .missing,
        "there is no results file '\(path)'; make one with `sweep run`, or name another"
          + " with --results")
    }
    let version: Int
    (connection, version) = try ResultsReader.open(path)
    try connection.refuseNewer(version, than: schema)
    guard version > 0 else {
      throw StoreError(
        .missing,
        "'\(path)' is empty: what made it came no further, or it was copied without '\(path)-wal', which"
          + " holds what was done last; bring that beside it, or go on with 'sweep run'")
    }
    guard version == schema.version else {
      throw StoreError(
        .older,
        "'\(path)' was written by an earlier version; `sweep run` or `sweep doctor --repair` brings it up"
          + " to date and keeps a copy")
    }
    try connection.refuseOtherTables(than: schema)
  }

  /// Opens the file for reading, and tells its schema's version.
  ///
  /// Where a writer opens or closes the file, it looks for a moment as if one had crashed.
  private static func open(_ path: String) throws(StoreError) -> (Connection, version: Int) {
    let deadline = ContinuousClock.now + .seconds(1)
    while true {
      do throws(StoreError) {
        let connection = try Connection(at: path, mode: .readOnly)
        try connection.execute("BEGIN")
        return (connection, try connection.version())
      } catch {
        guard error.reason == .interrupted, .now < deadline else { throw error }
        usleep(20_000)
      }
    }
  }

  /// Reads what a writer has written, also what it has not committed.
  init(over connection: Connection) { self.connection = connection }

  /// Writes a file with all that another holds at this moment, whoever writes to that meanwhile.
  package static func copy(_ path: String, to copy: String) throws(StoreError) {
    _ = try ResultsReader(at: path)
    try Connection(at: path, mode: .readOnly).run("VACUUM INTO ?", [.text(copy)])
  }

  /// The path of the file, as it was given when it was opened.
  package var path: String { connection.path }

  /// The process that writes the file at this moment; nil when there is none.
  package var writer: Int? { WriterLock.holder(of: path) }
}
