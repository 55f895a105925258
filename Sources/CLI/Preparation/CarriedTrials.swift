import Documents
import Reports
import Store
import Sweeps
import Trials

extension Option {
  static let renamed = Option(
    "--renamed", value: "OLD=NEW", repeats: true,
    "a parameter that had another name: what was done under it counts; may be repeated")
  static let added = Option(
    "--added", value: "NAME=VALUE", repeats: true,
    "a parameter that was not there, and the value that it then had; may be repeated")
}

/// Trials of a program that are done under another form of its spec: before a parameter was renamed,
/// or before one was added whose value was the program's default.
///
/// Either makes other command lines, and so other trials: only the person knows that they train the
/// same.
struct CarriedTrials {
  /// The finished trial that stands for each open one.
  private(set) var results: [TrialID: TrialID] = [:]

  /// Looks for them in the sweeps of the same name; none are looked for unless a rule is given.
  init(_ prepared: Preparation, _ arguments: Arguments) throws {
    let renamed = try arguments.rules(.renamed)
    let added = try arguments.rules(.added)
    guard !renamed.isEmpty || !added.isEmpty else { return }
    let plan = prepared.plan
    let names = plan.sweep.parameters.map(\.name)
    for name in renamed.map(\.value) + added.map(\.name) where !names.contains(name) {
      throw UserError("the spec has no parameter '\(name)'" + suggestion(for: name, among: names))
    }
    let file = try ResultsReader(at: arguments.resultsPath)
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

  /// Says what counts on the person's word.
  func tell() {
    guard !results.isEmpty else { return }
    Output.note(
      "\(counted(results.count, "trial")) done under the former parameters "
        + (results.count == 1 ? "counts" : "count"))
  }
}

extension Arguments {
  /// `OLD=NEW`, or `NAME=VALUE`.
  fileprivate func rules(
    _ option: Option
  ) throws(UserError) -> [(name: String, value: String)] {
    var rules: [(name: String, value: String)] = []
    for text in texts(option) {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw UserError("\(option.name) takes \(option.value ?? ""), not '\(text)'")
      }
      rules.append((parts[0], parts[1]))
    }
    return rules
  }
}
