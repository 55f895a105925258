import Documents
import Foundation
import Reports
import Statistics
import Sweeps
import Trials

/// Results of small sweeps about which too much was claimed once, by name (`Cases.json`).
struct ClaimCase: Decodable {
  let goal: String
  let replicates: Int
  let folds: Int
  let kind: String
  /// The values by configuration, then replicate by replicate and fold by fold; nil where a trial failed.
  let values: [[Double?]]

  static func named(_ name: String) throws -> ClaimCase {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases.json")
    let cases = try JSONDecoder().decode([String: ClaimCase].self, from: Data(contentsOf: file))
    return cases[name]!
  }

  var sweep: Sweep {
    let labels = values.indices.map { "\($0)" }
    let options = labels.map { Parameter.Option(label: $0, value: Document(.number(Double($0)!))) }
    let scheme: Evaluation.Scheme =
      folds > 1
      ? .folds(k: folds, kind: kind == "ordered" ? .ordered() : .kfold, repeats: 1) : .own
    return ReportsTests.sweep(
      "case", parameters: [Parameter(name: "c", options: options)],
      metric: Metric(name: "m", goal: goal == "minimize" ? .minimize : .maximize, moment: .last),
      scheme: scheme, replicates: replicates)
  }

  func table(
    _ unit: Summary.Unit? = nil, variance: VarianceModel = .moderated, dataRows: Int? = nil
  ) -> SummaryTable {
    let sweep = sweep
    let trials: [TrialValue] = values.enumerated().flatMap { (configuration, values) in
      values.enumerated().map { (index, value) -> TrialValue in
        TrialValue(
          configuration: configuration, replicate: index / folds, fold: index % folds, value: value,
          status: value == nil ? .failed : .completed)
      }
    }
    let summary = Summary(
      trials, configurationCount: values.count, metric: sweep.metric,
      unit: unit ?? sweep.evaluation.summaryUnit)
    let failed = trials.count { $0.value == nil }
    return SummaryTable(
      sweep: sweep.name, parameters: ["c"], labels: sweep.configurations.map(\.labels),
      evaluation: sweep.evaluation, summaries: [summary],
      counts: TrialCounts(completed: trials.count - failed, failed: failed), variance: variance,
      dataRows: dataRows)
  }
}
