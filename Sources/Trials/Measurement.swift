package import CBOR

/// The metrics that a training reported at the end of one epoch.
package struct Measurement: Hashable, Sendable {
  /// Counted from 1; 0 is before any training.
  package let epoch: Int
  /// None is -0.0, which a results file could not tell from 0.0: hashes would differ for nothing.
  package let metrics: [String: Double]

  /// Takes the metrics by name; a -0.0 among them becomes 0.0.
  ///
  /// - Parameter epoch: counted from 1; 0 is before any training.
  package init(epoch: Int, metrics: [String: Double]) {
    self.epoch = epoch
    let hasNegativeZero = metrics.values.contains { $0 == 0 && $0.sign == .minus }
    self.metrics = hasNegativeZero ? metrics.mapValues { $0 == 0 ? 0 : $0 } : metrics
  }
}

extension Measurement {
  /// Reads the measurement that is next; nil when something else is.
  init?(from reader: inout ItemReader) {
    guard reader.array() == 2, let number = reader.integer(), let epoch = Int(exactly: number),
      let count = reader.map()
    else { return nil }
    var metrics: [String: Double] = [:]
    var previous: String?
    for _ in 0..<count {
      guard let key = reader.text(), let value = reader.double(),
        previous.map({ $0.isEncoded(before: key) }) ?? true
      else { return nil }
      metrics[key] = value
      previous = key
    }
    // Names that differ in bytes alone, as é has two spellings, would be one metric here.
    guard metrics.count == count else { return nil }
    self.init(epoch: epoch, metrics: metrics)
  }

  /// The measurement as it is hashed and sent; infinities and NaN travel exactly.
  package var item: Item {
    .array([
      .integer(Int64(epoch)),
      .map(metrics.map { .init(key: .text($0.key), value: .double($0.value)) }),
    ])
  }

  /// Reads `item` back; nil when it is none.
  package init?(_ item: Item) {
    guard case .array(let fields) = item, fields.count == 2,
      case .integer(let number) = fields[0], let epoch = Int(exactly: number),
      case .map(let pairs) = fields[1]
    else { return nil }
    var metrics: [String: Double] = [:]
    for pair in pairs {
      guard case .text(let key) = pair.key, case .double(let value) = pair.value else { return nil }
      metrics[key] = value
    }
    guard metrics.count == pairs.count else { return nil }
    self.init(epoch: epoch, metrics: metrics)
  }
}

extension String {
  /// Whether its encoding comes first: the shorter text's does, and of equally long ones the lower.
  fileprivate func isEncoded(before other: String) -> Bool {
    let (length, otherLength) = (utf8.count, other.utf8.count)
    return length == otherLength ? utf8.lexicographicallyPrecedes(other.utf8) : length < otherLength
  }
}
