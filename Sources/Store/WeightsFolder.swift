import Glibc
package import Hashing
import Processes
import SQLite
import Sweeps
package import Trials

/// The folder beside a results file with the networks that were kept, one file a trial.
///
///     sweep.sqlite
///     sweep.sqlite.weights/0b2f...9c.safetensors     the trial's hash, as in `trial_results`
///
/// A file is in the safetensors layout, which says in itself what it holds. It is on the disk before
/// its row in the table `weights` is, and never changed after.
package struct WeightsFolder: Sendable {
  /// The path of the results file with `.weights` behind it.
  package let path: String

  /// The folder that belongs to a results file; it need not exist.
  package init(of resultsPath: String) { path = resultsPath + ".weights" }

  /// Where a trial's file is, if it has one.
  package func path(of trial: TrialID) -> String { "\(path)/\(trial.digest).safetensors" }

  /// The bytes of a trial's file.
  package func file(of trial: TrialID) throws(StoreError) -> [UInt8] {
    do throws(SystemError) {
      return try WholeFile.bytes(at: path(of: trial))
    } catch {
      throw StoreError(
        .missing,
        "the network '\(path(of: trial))' cannot be read (\(error.message)); copy the folder together"
          + " with its results file")
    }
  }

  /// Takes a trial's file away.
  package func remove(_ trial: TrialID) { unlink(path(of: trial)) }

  /// Copies files of trials from another results file's folder.
  func take(_ trials: [TrialID], from other: WeightsFolder) throws(StoreError) {
    for trial in trials { try write(try other.file(of: trial), of: trial) }
  }

  /// Writes a trial's file; it is there as a whole or not at all, and to stay when this returns.
  func write(_ file: [UInt8], of trial: TrialID) throws(StoreError) {
    do throws(SystemError) {
      _ = try Folder(path)
      try WholeFile.write(file, to: path(of: trial), survives: .powerCut)
    } catch {
      throw StoreError(
        error.code == ENOSPC ? .full : .notPermitted,
        "trained networks cannot be written to '\(path)' (\(error.message)); make room or change its"
          + " permissions, or run without keeping them")
    }
  }
}

extension ResultsReader {
  /// Gives the hash that the file of a trial's network should have; nil if none was kept.
  package func weightsDigest(of trial: TrialID) throws(StoreError) -> Digest? {
    try connection.first(
      "SELECT w.hash FROM weights w JOIN trials t ON t.id = w.trial WHERE t.hash = ?",
      [.blob(trial.digest.bytes)]
    ) { (row) throws(StoreError) in try connection.digest(row, 0) }
  }

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
