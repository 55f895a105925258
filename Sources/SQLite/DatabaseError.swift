import CSQLite

/// A refusal by SQLite: what it was asked and what it answered.
package struct DatabaseError: Error, Hashable, Sendable {
  /// The reasons that a program can do something about; everything else is `other`.
  package enum Reason: Sendable {
    /// Another connection held its lock for longer than the busy timeout.
    case busy
    /// A row broke a `UNIQUE`, `CHECK`, `NOT NULL` or `FOREIGN KEY` rule.
    case constraint
    /// The disk is full.
    case full
    /// The disk failed to read or write; never worth a second try.
    case inputOutput
    /// The file is damaged, or is no database.
    case corrupt
    /// The file, or this connection, may not be written to.
    case readOnly
    /// The file could not be opened.
    case cannotOpen
    case other
  }

  /// SQLite's extended result code, such as 2067 for a broken `UNIQUE` rule.
  package let code: Int32

  /// SQLite's own words.
  package let message: String

  /// The SQL that was refused, or the path that could not be opened.
  package let subject: String

  /// The reason by the low 8 bits of `code`, SQLite's primary result code, but for one of its kinds of I/O errors.
  package var reason: Reason {
    // The shared index of the write-ahead log could not grow: nothing is in it that is not in the log.
    if code == sharedMemorySize { return .full }
    return switch code & 0xff {
    case SQLITE_BUSY, SQLITE_LOCKED: .busy
    case SQLITE_CONSTRAINT: .constraint
    case SQLITE_FULL: .full
    case SQLITE_IOERR: .inputOutput
    case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
    case SQLITE_READONLY: .readOnly
    case SQLITE_CANTOPEN: .cannotOpen
    default: .other
    }
  }
}

extension DatabaseError: CustomStringConvertible {
  /// SQLite's words, its code and the SQL or path: "SQLite says: database is locked (code 5), to: BEGIN
  /// IMMEDIATE".
  package var description: String { "SQLite says: \(message) (code \(code)), to: \(subject)" }
}

/// `SQLITE_IOERR_SHMSIZE`, which its header makes of two.
private let sharedMemorySize = SQLITE_IOERR | (19 << 8)
