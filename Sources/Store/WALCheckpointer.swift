package import Processes
import SQLite

extension ResultsFile {
  /// Folds the write-ahead log into the file, as far as readers let it: a copy that is made without
  /// `FILE-wal` has all that was written before.
  package func foldLog() {
    try? connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
  }

  /// The error of a file that is no longer where it was opened: what is written goes nowhere.
  ///
  /// - Parameter stamp: the stamp of the file that was there when it was opened.
  package func refuseLoss(of stamp: FileStamp) throws(StoreError) {
    if let now = FileStamp(behind: path), now.isSameFile(as: stamp) { return }
    throw StoreError(
      .other,
      "the results file '\(path)' was deleted, moved or replaced while its sweep runs, and nothing is"
        + " trained any more; put it back together with '\(path)-wal', if you have both, and run again"
    )
  }
}
