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

  /// Means over the classes that occur, as samples or as predictions; a share of nothing counts
  /// as 0. The F1 of a class is the harmonic mean of its precision and recall.
  package var macro: (precision: Double, recall: Double, f1: Double) {
    var (precisions, recalls, f1s, occurring) = (0.0, 0.0, 0.0, 0.0)
    for index in 0..<classes {
      let (precision, recall) = (precision(of: index), accuracy(of: index))
      if precision == nil && recall == nil { continue }
      occurring += 1
      let (p, r) = (precision ?? 0, recall ?? 0)
      precisions += p
      recalls += r
      if p + r > 0 { f1s += 2 * p * r / (p + r) }
    }
    let share = 1 / max(occurring, 1)
    return (precisions * share, recalls * share, f1s * share)
  }

  private func share(_ part: Int, of whole: Int) -> Double? {
    whole == 0 ? nil : Double(part) / Double(whole)
  }
}
