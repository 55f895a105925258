package import Store
package import Sweeps
import Trials

extension Plan {
  /// How many of its trials have a result.
  package func done(in file: ResultsReader) throws -> Int {
    guard sweep.search?.method.learns == true || sweep.halving != nil else {
      return try file.finished(among: trials.lazy.map(\.id)).count
    }
    // The trials of a search or with halving are known as far as it was run.
    guard let former = try file.latestSweep(named: sweep.name), former.dataDigest == data.digest
    else { return 0 }
    let progress = try file.progress(of: former.id)
    return min(progress.completed + progress.diverged, expectedTrialCount)
  }
}
