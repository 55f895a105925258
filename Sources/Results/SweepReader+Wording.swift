import Documents
import Processes
import Store
import Sweeps
import Trials

extension SweepReader {
  /// The same sweep with its metrics shown as the command line wants them.
  package func worded(_ options: SummaryOptions) throws -> SweepReader {
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
