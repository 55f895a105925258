import Glibc
import SQLite
package import Sweeps

/// The folder beside a results file with the networks that were kept, one file a trial.
///
///     sweep.sqlite
///     sweep.sqlite.weights/0b2f...9c.safetensors     the trial's hash, as in `trial_results`
///
/// A file is in the safetensors layout, which says in itself what it holds. It is on the disk before
/// its row in the table `weights` is, and never changed after.
package struct WeightsFolder: Sendable {
  package let path: String

  /// The folder that belongs to a results file; it need not exist.
  package init(of resultsPath: String) { path = resultsPath + ".weights" }

  /// Where a trial's file is, if it has one.
  package func path(of trial: TrialID) -> String { "\(path)/\(trial.digest).safetensors" }

  /// Writes a trial's file; it is there as a whole or not at all, and to stay when this returns.
  func write(_ file: [UInt8], of trial: TrialID) throws(StoreError) {
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw unwritable }
    let draft = path(of: trial) + ".new"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw unwritable }
    var isWritten = true
    var rest = file[...]
    while isWritten, !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) }
      if count < 0, errno != EINTR { isWritten = false }
    }
    isWritten = isWritten && fsync(descriptor) == 0
    let reason = errno
    close(descriptor)
    guard isWritten, rename(draft, path(of: trial)) == 0 else {
      if !isWritten { errno = reason }
      throw unwritable
    }
    try settle()
  }

  /// Waits until the folder's list of files is on the disk.
  private func settle() throws(StoreError) {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unwritable }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw unwritable }
  }

  /// The system's complaint of this moment.
  private var unwritable: StoreError {
    let reason = String(cString: strerror(errno))
    return StoreError(
      errno == ENOSPC ? .full : .notPermitted,
      "trained networks cannot be written to '\(path)' (\(reason)); make room or change its"
        + " permissions, or run without keeping them")
  }
}

extension ResultsReader {
  /// How many of a sweep's trials were completed without keeping their network.
  package func completedWithoutWeights(in sweep: SweepID) throws(StoreError) -> Int {
    try connection.first(
      """
      SELECT count(*) FROM sweep_trials p JOIN results r ON r.trial = p.trial
      WHERE p.sweep = ? AND r.status = 'completed' AND r.trial NOT IN (SELECT trial FROM weights)
      """, [.integer(sweep.row)]
    ) { $0.int(0) } ?? 0
  }
}
