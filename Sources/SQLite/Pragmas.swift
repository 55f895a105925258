import CSQLite

extension Database {
  /// How a transaction survives a crash.
  package enum JournalMode: String, Sendable {
    case delete, truncate, persist, memory, wal, off
  }

  /// How often SQLite waits for the disk.
  ///
  /// In WAL mode `normal` loses the last commits in a power cut but damages nothing; `full` loses
  /// nothing that was committed.
  package enum Synchronous: String, Sendable {
    case off, normal, full, extra
  }

  /// Changes the journal; an error when SQLite keeps another, as it does for `:memory:`.
  package func setJournalMode(_ mode: JournalMode) throws(DatabaseError) {
    let sql = "PRAGMA journal_mode = \(mode.rawValue)"
    let answer = try prepare(sql).first { $0.text(0) } ?? ""
    guard answer == mode.rawValue else {
      throw DatabaseError(code: 1, message: "the journal mode stays \(answer)", subject: sql)
    }
  }

  /// Changes how often SQLite waits for the disk, for this connection.
  package func setSynchronous(_ synchronous: Synchronous) throws(DatabaseError) {
    try execute("PRAGMA synchronous = \(synchronous.rawValue)")
  }

  /// Has the last connection that closes leave the write-ahead log as it is, to be read by the next.
  package func leaveLog() { keep_log_on_close(handle) }

  /// The schema's version, 0 in a new file.
  package func userVersion() throws(DatabaseError) -> Int {
    try prepare("PRAGMA user_version").first { $0.int(0) } ?? 0
  }

  /// Writes the schema's version; part of the transaction it is called in.
  package func setUserVersion(_ version: Int32) throws(DatabaseError) {
    try execute("PRAGMA user_version = \(version)")
  }

  /// Gives the problems that `PRAGMA integrity_check` finds; nothing in a sound file.
  package func integrityProblems() throws(DatabaseError) -> [String] {
    try prepare("PRAGMA integrity_check").map { $0.text(0) }.filter { $0 != "ok" }
  }
}
