import Glibc
import SQLite

/// A file that somebody may copy, move or delete while it is written to.
package struct FilePlace: Hashable, Sendable {
  private let device: UInt
  private let number: UInt

  /// What stands at a path; nil when nothing does.
  package init?(_ path: String) {
    var facts = stat()
    guard stat(path, &facts) == 0 else { return nil }
    device = UInt(facts.st_dev)
    number = UInt(facts.st_ino)
  }
}

extension ResultsFile {
  /// Folds the write-ahead log into the file, as far as readers let it: a copy that is made without
  /// `FILE-wal` has all that was written before.
  package func foldLog() {
    try? connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
  }

  /// The error of a file that is no longer where it was opened: what is written goes nowhere.
  package func refuseLoss(of place: FilePlace) throws(StoreError) {
    guard FilePlace(path) != place else { return }
    throw StoreError(
      .other,
      "the results file '\(path)' was deleted, moved or replaced while its sweep runs, and nothing is"
        + " trained any more; put it back together with '\(path)-wal', if you have both, and run again"
    )
  }
}
