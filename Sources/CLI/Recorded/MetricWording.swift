import Documents
import Reports
import Store
import Sweeps
import Trials

/// What metrics are called in what people read, and which of them are told in per cent.
struct MetricWording {
  /// By the name on record.
  private let labels: [String: String]
  /// The names of those in per cent.
  private let inPercent: Set<String>

  /// As they are on record.
  static let plain = MetricWording(labels: [:], inPercent: [])

  init(labels: [String: String], inPercent: Set<String>) {
    (self.labels, self.inPercent) = (labels, inPercent)
  }

  func name(_ metric: String) -> String {
    labels[metric] ?? (inPercent.contains(metric) ? "\(metric) (%)" : metric)
  }

  /// The metric under the name that people read.
  func shown(_ metric: Metric) -> Metric {
    Metric(name: name(metric.name), goal: metric.goal, moment: metric.moment)
  }

  /// What a number of the metric is shown as.
  func number(_ value: Double, of metric: String) -> Double {
    inPercent.contains(metric) ? 100 * value : value
  }

  /// The values of a metric as they are shown.
  func values(_ values: [TrialValue], of metric: String) -> [TrialValue] {
    guard inPercent.contains(metric) else { return values }
    return values.map { value in
      TrialValue(
        configuration: value.configuration, replicate: value.replicate, fold: value.fold,
        value: value.value.map { number($0, of: metric) }, status: value.status)
    }
  }

  /// Numbers of several metrics, by the names that people read.
  func numbers(_ numbers: [String: Double]) -> [String: Double] {
    Dictionary(
      numbers.map { (name($0.key), number($0.value, of: $0.key)) }, uniquingKeysWith: { a, _ in a })
  }
}

extension Option {
  static let label = Option(
    "--label", value: "METRIC=TEXT", repeats: true,
    "what a metric is called, such as val_accuracy=\"Accuracy (%)\"; may be repeated")
  static let percent = Option("--percent", "shares in per cent, such as 98.34 for 0.9834")
}

extension SummaryOptions {
  /// What commands take that show metrics to people.
  static let wording: [Option] = [.label, .percent]

  /// Whether metrics are shown otherwise than they are on record.
  var isWorded: Bool { !labels.isEmpty || isPercent }

  /// The texts of `--label` by metric.
  static func labels(_ arguments: Arguments) throws(UserError) -> [String: String] {
    var labels: [String: String] = [:]
    for text in arguments.texts(.label) {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw UserError(
          "--label takes a metric and what it is called, such as val_accuracy=\"Accuracy (%)\", not"
            + " '\(text)'")
      }
      guard labels.updateValue(parts[1], forKey: parts[0]) == nil else {
        throw UserError("--label names '\(parts[0])' twice")
      }
    }
    return labels
  }
}

extension Recorded {
  /// The same sweep with its metrics shown as the command line wants them.
  func worded(_ options: SummaryOptions) throws -> Recorded {
    guard options.isWorded else { return self }
    let asked = try metrics(options) ?? [sweep.metric]
    // Curves are of one metric, and of the best by the sweep's own.
    let names = (asked + [sweep.metric]).map(\.name)
    if let stranger = options.labels.keys.sorted().first(where: { !names.contains($0) }) {
      throw UserError(
        "--label names '\(stranger)', and shown \(Set(names).count == 1 ? "is" : "are")"
          + " \(Set(names).sorted().joined(separator: ", "))"
          + suggestion(for: stranger, among: names) + "; name it with --metric too")
    }
    var inPercent: Set<String> = []
    if options.isPercent {
      for metric in asked where try isShare(metric) { inPercent.insert(metric.name) }
      guard !inPercent.isEmpty else {
        throw UserError(
          "--percent is for shares from 0 to 1, such as an accuracy: \(names[0]) is none")
      }
    }
    var copy = self
    copy.wording = MetricWording(labels: options.labels, inPercent: inPercent)
    let shown = Set(names).map(copy.wording.name)
    guard Set(shown).count == shown.count else {
      throw UserError("--label gives two metrics the same name; give each its own")
    }
    return copy
  }

  /// Whether a metric is a share of something: what is to be large, or an error, from 0 to 1.
  private func isShare(_ metric: Metric) throws -> Bool {
    let name = metric.name.lowercased()
    let isError =
      ["error", "err", "error_rate"].contains { name.hasSuffix($0) }
      && !["square", "abs", "mean", "median"].contains { name.contains($0) }
    guard metric.goal == .maximize || isError else { return false }
    let values = try values(of: metric).compactMap(\.value).filter(\.isFinite)
    return !values.isEmpty && values.allSatisfy { (0...1).contains($0) }
  }
}
