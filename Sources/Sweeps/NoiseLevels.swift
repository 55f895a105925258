package import Documents

/// Levels of noise at which every trained network is measured once more.
///
/// An axis of the evaluation, not of the training: one training gives a value at every level. The
/// metric `val_accuracy` at level 0.4 is `val_accuracy@0.4`.
///
/// ```yaml
/// evaluate: { on: test, noise: { salt_and_pepper: [0, 0.2, 0.4] } }
/// ```
package struct NoiseLevels: Hashable, Sendable {
  /// The kind of noise; understood by `Training`.
  package let kind: String
  /// At least one, no two alike.
  package let levels: [Double]

  /// - Parameter levels: at least one, no two alike.
  package init(kind: String, levels: [Double]) {
    self.kind = kind
    self.levels = levels
  }

  /// The levels that a recipe asks for; nil when it asks for none.
  package init?(recipe: Document) {
    guard case .map(let entries)? = recipe["evaluate"]?["noise"]?.content,
      let entry = entries.first,
      case .list(let elements) = entry.value.content
    else { return nil }
    let levels = elements.compactMap { try? $0.number("a level") }
    guard levels.count == elements.count, !levels.isEmpty else { return nil }
    self.init(kind: entry.key, levels: levels)
  }

  /// The part of a recipe that asks for them.
  package func document(at mark: Mark?) -> Document {
    let list = Document(.list(levels.map { Document(.number($0)) }), at: mark)
    let noise = Document(.map([Document.Entry(key: kind, value: list, mark: mark)]), at: mark)
    return Document(.map([Document.Entry(key: "noise", value: noise, mark: mark)]), at: mark)
  }

  /// The labels of the levels in tables.
  package var labels: [String] { levels.map { Document.label($0) } }

  /// Gives the name of a metric at a level.
  package static func name(_ metric: String, at level: Double) -> String {
    "\(metric)@\(Document.label(level))"
  }
}
