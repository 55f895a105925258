import Documents
import Processes
import Reports
import Store
import Sweeps
package import Trials

/// Trials of a program that are done under another form of its spec: before a parameter was renamed,
/// or before one was added whose value was the program's default.
///
/// Either makes other command lines, and so other trials: only the person knows that they train the
/// same.
package struct CarriedTrials {
  /// The finished trial that stands for each open one.
  package private(set) var results: [TrialID: TrialID] = [:]

  /// Looks for them in the sweeps of the same name; none are looked for unless a rule is given.
  ///
  /// - Parameters:
  ///   - renamed: parameters of the spec by the names that they had.
  ///   - added: parameters that were not there, with the value that each then had.
  ///   - path: of the results file.
  package init(
    _ prepared: PlannedSweep, renamed: [(name: String, value: String)],
    added: [(name: String, value: String)], in path: String
  ) throws {
    guard !renamed.isEmpty || !added.isEmpty else { return }
    let plan = prepared.plan
    let names = plan.sweep.parameters.map(\.name)
    for name in renamed.map(\.value) + added.map(\.name) where !names.contains(name) {
      throw UserError("the spec has no parameter '\(name)'" + suggestion(for: name, among: names))
    }
    let file = try ResultsReader(at: path)
    let done = try file.finished(among: plan.trials.map(\.id))
    let open = plan.trials.filter { !done.contains($0.id) }
    let former = names.filter { name in !added.contains { $0.name == name } }
      .map { name in renamed.first { $0.value == name }?.name ?? name }
    for sweep in try file.sweeps() where sweep.name == plan.sweep.name {
      guard Set(sweep.parameterNames) == Set(former), sweep.dataDigest == plan.data.digest,
        sweep.evaluation.scheme == plan.sweep.evaluation.scheme,
        sweep.evaluation.seed == plan.sweep.evaluation.seed,
        try file.splitDigests(of: sweep.id) == plan.splitDigests
      else { continue }
      let labels = try file.labels(of: sweep.id)
      let finished = try file.trials(of: sweep.id, metric: sweep.metric).filter {
        $0.status == .completed || $0.status == .diverged
      }
      for trial in open where results[trial.id] == nil {
        let values = Dictionary(
          uniqueKeysWithValues: zip(names, plan.configurations[trial.configuration].labels))
        guard added.allSatisfy({ Self.isSame(values[$0.name], $0.value) }) else { continue }
        let wanted = sweep.parameterNames.map { name in
          values[renamed.first { $0.name == name }?.value ?? name]
        }
        let match = finished.first {
          $0.replicate == trial.replicate && $0.fold == trial.fold
            && zip(wanted, labels[$0.configuration]).allSatisfy { Self.isSame($0, $1) }
        }
        results[trial.id] = match?.id
      }
    }
    guard !results.isEmpty || open.isEmpty else {
      throw UserError(
        "no sweep '\(plan.sweep.name)' in '\(file.path)' has done these trials with the parameters"
          + " \(former.joined(separator: ", ")), and on the same data with the same seed")
    }
  }

  /// Whether two labels say the same: `1e-3` is `0.001`, and digits that tables leave out do not count.
  private static func isSame(_ label: String?, _ other: String) -> Bool {
    guard let label, label != other else { return label != nil }
    guard let a = Double(label), let b = Double(other) else { return false }
    return a == b || Levels.labels([a]) == Levels.labels([b])
  }

  /// Says what counts on the person's word; nil where nothing does.
  package var sentence: String? {
    guard !results.isEmpty else { return nil }
    return "\(counted(results.count, "trial")) done under the former parameters "
      + (results.count == 1 ? "counts" : "count")
  }
}
