import Documents
import Processes
import Reports
import Specs
import Store
import Sweeps
import Trials

/// The trials that a spec leaves out of a longer form of its sweep in the results file.
package struct LeftOut {
  private let trials: Int
  private let done: Int
  private let changes: [String]

  /// Looks for what the spec leaves out; nil where the sweep of this name that was run last does not ask
  /// for all of these trials and more.
  package init?(_ prepared: PlannedSweep, in path: String) throws {
    guard let file = try ResultsReader.ifAny(at: path) else { return nil }
    let plan = prepared.plan
    let sweep = plan.sweep
    // The number of trials says nothing of how long a form with halving is.
    guard sweep.halving == nil else { return nil }
    guard let former = try file.latestSweep(named: sweep.name),
      former.dataDigest == plan.data.digest, former.semantics == prepared.semantics,
      former.metric == sweep.metric, former.evaluation.scheme == sweep.evaluation.scheme,
      former.evaluation.seed == sweep.evaluation.seed,
      former.parameterNames == sweep.parameters.map(\.name),
      former.evaluation.replicates >= sweep.evaluation.replicates
    else { return nil }
    // Most forms are no longer than this one: then no trial has to be looked at.
    let progress = try file.progress(of: former.id)
    if let method = sweep.search?.method, method.learns {
      // The first of its configurations are those of the longer one.
      let asked = method.configurations * plan.blockCount
      guard former.evaluation.replicates == sweep.evaluation.replicates, progress.trials > asked
      else { return nil }
      trials = progress.trials - asked
      done = max(0, progress.completed + progress.diverged - asked)
      changes = LeftOut.changes(from: sweep, to: former)
      return
    }
    guard progress.trials > plan.trials.count else { return nil }
    let labels = try file.labels(of: former.id)
    guard Set(plan.configurations.map(\.labels)).isSubset(of: labels) else { return nil }
    let known = try file.trials(of: former.id, metric: former.metric)
    let asked = Set(plan.trials.map(\.id))
    let others = known.filter { !asked.contains($0.id) }
    guard !others.isEmpty, known.count - others.count == asked.count else { return nil }
    trials = others.count
    done = others.count { $0.status == .completed || $0.status == .diverged }
    changes = LeftOut.changes(from: sweep, to: former)
  }

  private static func changes(from short: Sweep, to long: RecordedSweep) -> [String] {
    let present = short.extensions { _ in true }
    let wanted = (try? Spec(long.specText))?.sweep.extensions { _ in true } ?? []
    return wanted.filter { !present.contains($0) }
  }

  /// The sentence that people are told.
  package var sentence: String {
    let options = changes.map { "--set \($0.shellQuoted)" }.joined(separator: " ")
    return
      "the results file has a longer form of this sweep: \(counted(trials, "trial")) of it"
      + " \(trials == 1 ? "is" : "are") left out, \(done) of them done; to go on with it add \(options)"
  }
}
