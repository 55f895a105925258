import Sweeps
import Trials

/// The latest measurements, for people who watch; what a trial comes to is decided at its end.
struct MetricNews {
  private var rows: [(row: MetricRow, source: Source)] = []
  private var kinds: [String: Source] = [:]
  private var order = 0

  /// Only the latest are followed of a program that counts steps by the thousand.
  static let limit = 10

  mutating func add(_ row: MetricRow, from source: Source) {
    guard !row.isSummary, !row.metrics.isEmpty else { return }
    for name in row.metrics.keys {
      if let known = kinds[name], known.kind <= source.kind { continue }
      kinds[name] = source
    }
    rows.append((row, source))
    if rows.count > 4 * MetricNews.limit { rows.removeFirst(rows.count - MetricNews.limit) }
  }

  /// The latest since the last call, each metric from the source that counts first so far.
  mutating func take(keeping names: Set<String>?, judgedBy judge: String) -> [Measurement] {
    defer { rows = [] }
    return rows.suffix(MetricNews.limit).compactMap { row, source in
      var metrics: [String: Double] = [:]
      for (name, value) in row.metrics {
        if Source.isName(judge, of: name, in: source.path + (row.part.map { [$0] } ?? [])) {
          metrics[judge] = value
        } else if row.part == nil, kinds[name] == source, names?.contains(name) ?? true {
          metrics[name] = value
        }
      }
      guard !metrics.isEmpty else { return nil }
      order += 1
      let number = Curve.whole(row.epoch) ?? row.step.flatMap { Curve.whole(Double($0)) } ?? order
      return Measurement(epoch: max(1, number), metrics: metrics)
    }
  }
}
