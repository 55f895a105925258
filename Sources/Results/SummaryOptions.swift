package import Reports
import Specs
package import Statistics
package import Store
package import Sweeps
import Trials

/// The options of a summary of a sweep: the metrics, the unit, the level.
package struct SummaryOptions {
  /// The names of metrics; nil for the sweep's own.
  package let metrics: [String]?
  /// Whether configurations are ranked by all of them: then each needs a direction.
  package var areRanked = true
  /// The unit that means are over; nil for the sweep's own.
  package let unit: Summary.Unit?
  /// The level of intervals; tests believe a p value below 1 less it.
  package let level: Double
  /// How the variance of a difference is estimated.
  package let variance: VarianceModel
  /// Where intervals of means come from.
  package let interval: SummaryTable.IntervalMethod
  /// The labels of metrics, by their names on record.
  package let labels: [String: String]
  /// Whether shares are told in per cent.
  package let isPercent: Bool

  /// - Parameters:
  ///   - metrics: their names on record; nil for the sweep's own.
  ///   - unit: nil for the sweep's own.
  ///   - labels: by the names on record.
  package init(
    metrics: [String]? = nil, unit: Summary.Unit? = nil, level: Double = 0.95,
    variance: VarianceModel = .moderated, interval: SummaryTable.IntervalMethod = .student,
    labels: [String: String] = [:], isPercent: Bool = false
  ) {
    self.metrics = metrics
    self.unit = unit
    self.level = level
    self.variance = variance
    self.interval = interval
    self.labels = labels
    self.isPercent = isPercent
  }

  /// Whether metrics are shown otherwise than they are on record.
  package var isWorded: Bool { !labels.isEmpty || isPercent }

  /// Gives the metrics of which nobody knows in which direction they are better.
  package func unknown(to sweep: RecordedSweep) -> Set<String> {
    let named = (metrics ?? []).map(Metric.named)
    let unknown = named.filter { name, goal in
      goal == nil && name != sweep.metric.name && Metric.Goal(metricNamed: name) == nil
    }
    return Set(unknown.map(\.name))
  }
}
