/// How often each class was taken for each.
package struct Confusion: Hashable, Sendable {
  /// How many classes there are.
  package let classes: Int
  /// Row by row: a row is what a sample is, a column what it was taken for.
  package private(set) var counts: [Int]

  /// - Precondition: as many counts as pairs of classes.
  package init(classes: Int, counts: [Int]? = nil) {
    self.classes = classes
    self.counts = counts ?? [Int](repeating: 0, count: classes * classes)
    precondition(self.counts.count == classes * classes)
  }

  /// How often `truth` was taken for `prediction`.
  package subscript(truth: Int, prediction: Int) -> Int {
    counts[truth * classes + prediction]
  }

  mutating func count(_ truth: Int, as prediction: Int) {
    counts[truth * classes + prediction] += 1
  }

  /// The share of a class's samples that were recognised; nil if it has none.
  package func accuracy(of wanted: Int) -> Double? {
    share(self[wanted, wanted], of: (0..<classes).reduce(0) { $0 + self[wanted, $1] })
  }

  /// The share of what was taken for a class that belongs there; nil if nothing was.
  package func precision(of wanted: Int) -> Double? {
    share(self[wanted, wanted], of: (0..<classes).reduce(0) { $0 + self[$1, wanted] })
  }

  /// Means over classes; a share of nothing counts as 0. The F1 of a class is the harmonic mean of its
  /// precision and recall.
  ///
  /// - Parameter classes: all that the data have, and not those alone that have a sample here: a mean
  ///   over fewer would rise as parts get smaller and lose the rare ones.
  /// - Returns: nil where one of them has no sample.
  package func macro(
    over classes: [Int]
  ) -> (precision: Double, recall: Double, f1: Double)? {
    var (precisions, recalls, f1s) = (0.0, 0.0, 0.0)
    for index in classes {
      guard let recall = accuracy(of: index) else { return nil }
      let precision = precision(of: index) ?? 0
      precisions += precision
      recalls += recall
      if precision + recall > 0 { f1s += 2 * precision * recall / (precision + recall) }
    }
    guard !classes.isEmpty else { return nil }
    let share = 1 / Double(classes.count)
    return (precisions * share, recalls * share, f1s * share)
  }

  private func share(_ part: Int, of whole: Int) -> Double? {
    whole == 0 ? nil : Double(part) / Double(whole)
  }
}
