import Sweeps
import Trials

/// What one source has measured so far: each metric of each epoch once, whatever is read twice.
///
/// Epochs count from 1. A program that begins with 0 is counted one on; a line that names no epoch
/// belongs to the one at hand, unless it repeats a metric: then the next begins.
struct Series {
  private(set) var epochs: [Int: [String: Double]] = [:]
  /// What is added to the program's own count; nil until it has named an epoch.
  private(set) var shift: Int?
  private var current = 1
  private var count = 0

  /// - Parameter shift: where it is known beforehand.
  init(shift: Int? = nil) { self.shift = shift }

  /// Numbers beyond this many, of which a result may not hold too many, are those of one metric only.
  private static let limit = 100_000

  /// Takes a line in, and says what of it is new.
  mutating func add(_ line: MetricLine, judgedBy metric: String) -> Measurement? {
    if let named = line.epoch {
      let shift = shift ?? (named == 0 ? 1 : 0)
      self.shift = shift
      guard named >= 1 - shift, named < 1 << 53 else { return nil }
      current = named + shift
    } else if let known = epochs[current], line.metrics.keys.contains(where: { known[$0] != nil }) {
      current += 1
    }
    let known = epochs[current] ?? [:]
    let new = line.metrics.filter { name, _ in
      known[name] == nil && (count < Series.limit || name == metric)
    }
    guard !new.isEmpty, count < 2 * Series.limit else { return nil }
    count += new.count
    epochs[current, default: [:]].merge(new) { first, _ in first }
    return Measurement(epoch: current, metrics: new)
  }
}
