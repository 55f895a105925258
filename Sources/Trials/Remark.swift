import CBOR

/// A sentence about how a trial's numbers came about, for where they are shown.
///
/// The same happenings make the same sentences, so that those of many trials can be counted.
package struct Remark: Hashable, Sendable {
  /// The metric that it is about; nil for all of them.
  package let metric: String?
  /// Begins in small letters, where the metric's name would stand before it.
  package let text: String

  /// - Parameters:
  ///   - text: begins in small letters.
  ///   - metric: the metric that it is about; nil for all of them.
  package init(_ text: String, about metric: String? = nil) {
    self.metric = metric
    self.text = text
  }

  /// With the name of what it is about.
  package var words: String { metric.map { "\($0): \(text)" } ?? text }
}

extension Remark {
  /// The remark as it is sent.
  var item: Item { .array([metric.map(Item.text) ?? .null, .text(text)]) }

  /// Reads a list of them; nil when it is none.
  static func all(_ item: Item) -> [Remark]? {
    guard case .array(let items) = item else { return nil }
    var remarks: [Remark] = []
    for case .array(let fields) in items {
      guard fields.count == 2, case .text(let text) = fields[1] else { return nil }
      switch fields[0] {
      case .text(let metric): remarks.append(Remark(text, about: metric))
      case .null: remarks.append(Remark(text))
      default: return nil
      }
    }
    return remarks.count == items.count ? remarks : nil
  }
}
