import Documents
import Reports
import Store
package import Sweeps
import Trials

/// The shown part of a sweep, and how other commands are told of it.
extension SweepReader {
  /// The values of the parameters of each configuration that is shown.
  package var labels: [[String]] {
    get throws {
      let all = try file.labels(of: sweep.id)
      return shown.areAll ? all : shown.numbers.map { all[$0] }
    }
  }

  /// A metric of every trial of the configurations that are shown, in the order of the plan.
  package func values(of metric: Metric) throws -> [TrialValue] {
    if let kept, kept.metric == metric { return kept.values }
    return shown(of: try file.values(of: sweep.id, metric: metric))
  }

  /// The same of the first replicates alone.
  package func values(of metric: Metric, replicates: Int) throws -> [TrialValue] {
    if let kept, kept.metric == metric { return kept.values.filter { $0.replicate < replicates } }
    return shown(of: try file.values(of: sweep.id, metric: metric, replicates: replicates))
  }

  /// Gives the values of the configurations that are shown, which are counted anew.
  package func shown(of all: [TrialValue]) -> [TrialValue] {
    guard !shown.areAll else { return all }
    return all.compactMap { value in
      shown.place(of: value.configuration).map {
        TrialValue(
          configuration: $0, replicate: value.replicate, fold: value.fold, value: value.value,
          status: value.status)
      }
    }
  }

  /// The configurations that are not shown, and the reasons, in one sentence; nil where all are.
  package var notShown: String? {
    get throws {
      guard !shown.removals.isEmpty else { return nil }
      let named = try shown.removals.prefix(4).map { removal in
        let labels = try file.labels(of: sweep.id, configuration: removal.configuration ?? 0)
        return "\(TrialLabel.configuration(sweep.parameterNames, labels)) (\(removal.reason))"
      }
      let rest = shown.removals.count - named.count
      return "not shown: " + named.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }
  }
}

extension SweepReader {
  /// Another command line about this sweep, with the results file and the sweep that this one was given.
  ///
  /// - Parameter words: the words after `sweep`, of a command that takes `--sweep`.
  package func ownHint(_ words: String) -> String { hint(words, in: file.path, of: name) }

  /// The line that trains what is missing, with the results file that this one was given.
  package var runHint: String { hint("run", in: file.path) }
}
