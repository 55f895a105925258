import Documents
import Reports
import Store
package import Sweeps
import Trials

/// The names of metrics in texts for people, and which of them are told in per cent.
package struct MetricWording {
  /// The labels by the names on record.
  private let labels: [String: String]
  /// The names of those in per cent.
  private let inPercent: Set<String>

  /// As they are on record.
  package static let plain = MetricWording(labels: [:], inPercent: [])

  /// - Parameters:
  ///   - labels: by the names on record.
  ///   - inPercent: the names of those that are shown in per cent.
  package init(labels: [String: String], inPercent: Set<String>) {
    (self.labels, self.inPercent) = (labels, inPercent)
  }

  /// Gives a metric's label; without one its name on record, followed by ` (%)` where it is shown in per
  /// cent.
  package func name(_ metric: String) -> String {
    labels[metric] ?? (inPercent.contains(metric) ? "\(metric) (%)" : metric)
  }

  /// The metric under the name that people read.
  package func shown(_ metric: Metric) -> Metric {
    Metric(name: name(metric.name), goal: metric.goal, moment: metric.moment)
  }

  /// Gives a number of the metric as it is shown.
  package func number(_ value: Double, of metric: String) -> Double {
    inPercent.contains(metric) ? 100 * value : value
  }

  /// The values of a metric as they are shown.
  package func values(_ values: [TrialValue], of metric: String) -> [TrialValue] {
    guard inPercent.contains(metric) else { return values }
    return values.map { value in
      TrialValue(
        configuration: value.configuration, replicate: value.replicate, fold: value.fold,
        value: value.value.map { number($0, of: metric) }, status: value.status)
    }
  }

  /// Numbers of several metrics, by the names that people read.
  package func numbers(_ numbers: [String: Double]) -> [String: Double] {
    Dictionary(
      numbers.map { (name($0.key), number($0.value, of: $0.key)) }, uniquingKeysWith: { a, _ in a })
  }
}
