package import CBOR

/// What a training reported at the end of one epoch.
package struct Measurement: Hashable, Sendable {
  /// Counted from 1.
  package let epoch: Int
  /// None is -0.0, which a results file could not tell from 0.0: hashes would differ for nothing.
  package let metrics: [String: Double]

  package init(epoch: Int, metrics: [String: Double]) {
    self.epoch = epoch
    let hasNegativeZero = metrics.values.contains { $0 == 0 && $0.sign == .minus }
    self.metrics = hasNegativeZero ? metrics.mapValues { $0 == 0 ? 0 : $0 } : metrics
  }
}

extension Measurement {
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
    self.init(epoch: epoch, metrics: metrics)
  }
}
