import Glibc
import Processes
import SQLite

/// The reason why a results file cannot be used: one sentence that names it and ends with a remedy.
package struct StoreError: Error, Hashable, Sendable {
  /// The reasons that a program may do something about.
  package enum Reason: Hashable, Sendable {
    /// There is no such file, or no directory to make it in.
    case missing
    /// The file or its directory may not be read or written.
    case notPermitted
    /// The file is something else than a results file.
    case foreign
    /// A later version of the program wrote it.
    case newer
    /// An earlier version wrote it, and a reader cannot bring it up to date.
    case older
    /// A crash has left a change that a writer has to undo first.
    case interrupted
    /// The file's content cannot be right.
    case damaged
    /// Another process writes it.
    case locked(process: Int?)
    /// Another program has it open in a way that keeps this one out, for longer than was waited.
    case busy
    /// The system has no more files or memory to give at this moment.
    case exhausted
    /// The disk is full; nothing of the transaction was written, and it may be tried again.
    case full
    /// The disk failed; what it holds is uncertain, and trying again would only hide that.
    case inputOutput
    /// A change would break one of the file's own rules, such as one result a trial.
    case contradiction
    case other
  }

  /// The reason by which a program decides on what to do, such as to try again.
  package let reason: Reason
  /// The sentence.
  package let message: String

  /// - Parameter message: one sentence that names the file and ends with a remedy.
  package init(_ reason: Reason, _ message: String) {
    self.reason = reason
    self.message = message
  }
}

extension StoreError {
  /// Whether the same transaction may be tried again, as nothing of it was written: the disk was full,
  /// or another program had the file locked.
  package var mayPass: Bool { reason == .full || reason == .busy }
}

extension StoreError: CustomStringConvertible {
  /// The sentence alone.
  package var description: String { message }
}

extension StoreError {
  /// SQLite's complaint in words for the person whose file it is.
  init(_ error: DatabaseError, path: String) {
    if [.inputOutput, .readOnly, .cannotOpen].contains(error.reason),
      let obstacle = StoreError.obstacle(beside: path)
    {
      self = obstacle
      return
    }
    switch error.reason {
    case .busy:
      let holders = LockHolder.all(on: [path, "\(path)-wal", "\(path)-shm"])
      let words = holders.isEmpty ? "another program" : holders.map(\.words).joined(separator: ", ")
      self.init(.busy, "'\(path)' is kept locked by \(words); close what has it open and try again")
    case .constraint:
      self.init(
        .contradiction,
        "'\(path)' refuses a change that contradicts what it holds (\(error.message)); please report"
          + " this as a mistake of the program")
    case .full:
      self.init(.full, "the disk that holds '\(path)' is full; free some space")
    case .inputOutput:
      self.init(
        .inputOutput,
        "the disk that holds '\(path)' failed (\(error.message)); check the disk, and save a copy"
          + " before anything else is written")
    case .corrupt where error.code == notADatabase:
      self = .foreign(path)
    case .corrupt:
      self = .damaged(path, error.message)
    case .readOnly where interruptions.contains(error.code):
      self.init(
        .interrupted,
        "'\(path)' was left in the middle of a change by a crash, and only a writer can undo that;"
          + " the next 'sweep run' does")
    case .readOnly:
      self.init(
        .notPermitted,
        "'\(path)' or its directory may not be written to; change the permissions, or name a copy"
          + " with --results (if there is '\(path)-wal', copy that too)")
    case .cannotOpen:
      self = .unopenable(path, error.message)
    case .other:
      self.init(
        .other,
        "'\(path)' cannot be used (\(error)); check it with `sqlite3 '\(path)' 'PRAGMA"
          + " integrity_check'`")
    }
  }

  static func foreign(_ path: String) -> StoreError {
    StoreError(.foreign, "'\(path)' is not a results file; name another one with --results")
  }

  static func damaged(_ path: String, _ what: String) -> StoreError {
    StoreError(
      .damaged,
      "'\(path)' is damaged (\(what)); restore a copy, or save what can be read with"
        + " `sqlite3 '\(path)' .recover`")
  }

  /// Says what stands in the place of a file that belongs to the results file; nil where nothing does.
  private static func obstacle(beside path: String) -> StoreError? {
    let file = Folder.absolute(path) ?? path
    let places = ["-wal", "-shm", "-journal", "-lock"].map { file + $0 }
    guard let place = places.first(where: { ![nil, .file].contains(Folder.kind(of: $0)) })
    else { return nil }
    return StoreError(
      .notPermitted,
      "'\(place)' is no file, and stands where '\(path)' needs one; move it away, or name another file with"
        + " --results")
  }

  /// Says which of the usual causes keeps a file from being opened.
  static func unopenable(_ path: String, _ complaint: String) -> StoreError {
    if let obstacle = obstacle(beside: path) { return obstacle }
    let directory = Path.parent(of: path)
    guard access(directory, F_OK) == 0 else {
      return StoreError(
        .missing,
        "the directory '\(directory)' for the results file does not exist; create it, or"
          + " name another file with --results")
    }
    if let shortage = shortage(of: path) {
      return StoreError(
        .exhausted,
        "'\(path)' cannot be opened (\(shortage)); close other programs, raise 'ulimit -n', or try"
          + " again later")
    }
    return StoreError(
      .notPermitted,
      "'\(path)' cannot be opened (\(complaint)); check the permissions of the file"
        + " and its directory, or name another file with --results")
  }

  /// Gives the system's words for what it lacks to open a file: SQLite only says that it could not.
  ///
  /// The system is asked for the directory: closing the file itself would let go of locks that SQLite holds.
  private static func shortage(of path: String) -> String? {
    do throws(SystemError) {
      _ = try Descriptor(reading: Path.parent(of: path))
      return nil
    } catch {
      return error.kind == .temporary ? error.message : nil
    }
  }
}

/// `SQLITE_READONLY_RECOVERY` and `SQLITE_READONLY_ROLLBACK`.
private let interruptions: Set<Int32> = [264, 776]

/// `SQLITE_NOTADB`.
private let notADatabase: Int32 = 26
