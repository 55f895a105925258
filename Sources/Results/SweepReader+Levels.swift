import Documents
package import Plots
package import Reports
package import Statistics
package import Store
package import Sweeps
import Trials

/// Levels of noise at evaluation, as one more parameter of tables and plots.
extension SweepReader {
  /// Mean and spread of every configuration at every level; nil where the metrics were not measured
  /// at levels.
  package func levelTable(
    _ options: SummaryOptions, like other: RecordedSweep? = nil
  ) throws -> SummaryTable? {
    let other = other ?? sweep
    return try levelTable(
      metrics: try metrics(options) ?? [other.metric],
      over: options.unit ?? other.evaluation.summaryUnit, level: options.level,
      variance: options.variance, interval: options.interval)
  }

  /// As above: of the sweep's own metric, over its own unit, unless told otherwise.
  package func levelTable(
    metrics: [Metric]? = nil, over unit: Summary.Unit? = nil, level: Double = 0.95,
    variance: VarianceModel = .moderated, interval: SummaryTable.IntervalMethod = .student
  ) throws -> SummaryTable? {
    let metrics = (metrics ?? [sweep.metric]).map(\.atTheEnd)
    guard let levels = try levels(of: metrics) else { return nil }
    let tables = try levels.levels.map { noise in
      (
        Document.label(noise),
        try table(
          metrics: metrics, over: unit, level: level, variance: variance, interval: interval
        ) { $0.at(noise) }
      )
    }
    return SummaryTable(under: tables, condition: levels.kind)
  }

  /// A metric of every trial at every level; nil where it was not measured at levels.
  package func levelScores(of metric: Metric, over unit: Summary.Unit? = nil) throws -> Scores? {
    let metric = metric.atTheEnd
    guard let levels = try levels(of: [metric]) else { return nil }
    let count = levels.levels.count
    let values = try levels.levels.enumerated().flatMap { place, noise in
      wording.values(try self.values(of: metric.at(noise)), of: metric.name).map { value in
        TrialValue(
          configuration: value.configuration * count + place, replicate: value.replicate,
          fold: value.fold, value: value.value, status: value.status)
      }
    }
    let labels = try self.labels.flatMap { labels in
      levels.labels.map { labels + [$0] }
    }
    return Scores(
      sweep: sweep.name, parameters: sweep.parameterNames + [levels.kind], labels: labels,
      metric: wording.shown(metric), evaluation: sweep.evaluation, values: values, unit: unit)
  }

  /// The sweep's levels, if all of the metrics were measured at them.
  private func levels(of metrics: [Metric]) throws -> NoiseLevels? {
    guard let levels else { return nil }
    let known = try file.metricNames()
    let areKnown = metrics.allSatisfy { known.contains($0.at(levels.levels[0]).name) }
    return areKnown ? levels : nil
  }
}

extension SummaryTable {
  /// As it reads best: levels of noise go down, and a few configurations across.
  package func arranged() throws -> SummaryTable {
    guard let condition, (2...6).contains(configurationCount) else { return self }
    return pivoted(by: try Pivot(rows: [condition], columns: nil, of: self))
  }
}

extension Metric {
  /// The metric of the network as training leaves it, which is what is measured at levels.
  fileprivate var atTheEnd: Metric { Metric(name: name, goal: goal, moment: .last) }

  /// The same metric at a level of noise.
  fileprivate func at(_ level: Double) -> Metric {
    Metric(name: NoiseLevels.name(name, at: level), goal: goal, moment: moment)
  }
}
