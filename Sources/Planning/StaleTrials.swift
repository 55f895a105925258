import Commands
import Glibc
import Hashing
import Reports
import Store
import Sweeps
package import Trials

/// Trials of a program that are done, by code that was another then, or read as earlier versions of
/// `sweep` read metrics.
///
/// Changed code is another training, and so they do not count as done. A change that no number depends
/// on, such as a comment's, may be worth keeping them for.
package struct StaleTrials {
  /// The finished trial of the old code for each open one of the new.
  package let results: [TrialID: TrialID]

  /// Whether some were done before the contract between sweep and programs was what it is.
  private let areOfEarlierVersion: Bool

  /// The number of open trials that have such a result; 0 for a spec of the built-in engine.
  package var count: Int { results.count }

  /// The makers of the results, in the words that follow `done by`.
  package var makers: String {
    areOfEarlierVersion
      ? "an earlier version of sweep, which read metrics in other ways"
      : "code that has changed since"
  }

  /// Looks for them in a results file; there are none where there is no file.
  package init(_ prepared: PlannedSweep, in path: String) throws {
    var results: [TrialID: TrialID] = [:]
    var areOfEarlierVersion = false
    if prepared.kind == .program, let file = try ResultsReader.ifAny(at: path) {
      let plan = prepared.plan
      let ancestors = try StaleTrials.ancestors(of: plan.sweep, in: file)
      let done = ancestors.isEmpty ? [] : try file.finished(among: plan.trials.map(\.id))
      for (sweep, semantics) in ancestors {
        let old = try Plan(sweep, data: plan.data, semantics: semantics)
        let finished = try file.finished(among: old.trials.map(\.id))
        for (new, old) in zip(plan.trials, old.trials)
        where !done.contains(new.id) && results[new.id] == nil && finished.contains(old.id) {
          results[new.id] = old.id
          if semantics != ProgramTrainer.semantics { areOfEarlierVersion = true }
        }
      }
    }
    self.results = results
    self.areOfEarlierVersion = areOfEarlierVersion
  }

  /// The sweep as it may have been run: with each code that the file knows, by each version of the
  /// contract, where the file has sweeps of any but today's; without what it is now.
  private static func ancestors(
    of sweep: Sweep, in file: ResultsReader
  ) throws -> [(sweep: Sweep, semantics: String)] {
    var sweeps = [sweep]
    if let code = sweep.code {
      sweeps += try file.codes(ofSweepsNamed: sweep.name).filter { "\($0)" != code }
        .map { sweep.with(code: "\($0)") }
    }
    let isOfToday = try file.semantics().isSubset(of: [ProgramTrainer.semantics])
    let versions =
      [ProgramTrainer.semantics] + (isOfToday ? [] : ProgramTrainer.earlierSemantics)
    let all = versions.flatMap { version in sweeps.map { (sweep: $0, semantics: version) } }
    return Array(all.dropFirst())
  }
}
