package import Hashing
import Random

/// Which rows of a data set one training learns from and which it is validated on.
package struct Split: Hashable, Sendable {
  /// Row numbers, counted from 0, ascending.
  package let training: [Int]
  package let validation: [Int]

  package init(training: [Int], validation: [Int]) {
    self.training = training
    self.validation = validation
  }
}

/// What a sweep needs to know of its data set: how much there is, and a hash that stands for it.
package struct DataFacts: Hashable, Sendable {
  package let digest: Digest
  /// Rows in all, the set's own training part first.
  package let rowCount: Int
  /// How many rows at the end are the set's own test part.
  package let testCount: Int
  /// The class of every row; nil when the targets are no classes.
  package let classes: [Int]?

  package init(digest: Digest, rowCount: Int, testCount: Int, classes: [Int]?) {
    self.digest = digest
    self.rowCount = rowCount
    self.testCount = testCount
    self.classes = classes
  }
}

extension Evaluation {
  /// The splits of a data set, one a fold; the same again for the same data and seed.
  ///
  /// Made from a random stream that belongs to the splits alone: trainings can draw what they like.
  package func splits(of data: DataFacts) throws(DocumentError) -> [Split] {
    switch scheme {
    case .test:
      guard data.testCount > 0, data.testCount < data.rowCount else {
        throw DocumentError(
          "the data set has no test part to evaluate on; use 'holdout' or 'folds'", at: nil)
      }
      let first = data.rowCount - data.testCount
      return [Split(training: Array(0..<first), validation: Array(first..<data.rowCount))]
    case .holdout(let fraction):
      let split = holdout(fraction, of: data)
      guard !split.training.isEmpty, !split.validation.isEmpty else {
        throw DocumentError(
          "holding out \(Document.label(fraction)) of \(data.rowCount) rows leaves no rows"
            + " on one side", at: nil)
      }
      return [split]
    case .folds(let k, let kind, let repeats):
      guard k <= data.rowCount else {
        throw DocumentError("\(k) folds need \(k) rows; the data set has \(data.rowCount)", at: nil)
      }
      if kind == .stratified, data.classes == nil {
        throw DocumentError(
          "stratified folds need classes, and the targets are numbers; use kind: kfold", at: nil)
      }
      return (0..<repeats).flatMap { folds(k, kind, repetition: $0, of: data) }
    }
  }

  /// Each class gives its share, rounded to the nearest row; the chosen rows are random.
  private func holdout(_ fraction: Double, of data: DataFacts) -> Split {
    var stream = RandomStream(sweepSeed: seed, purpose: "holdout", 0)
    var validation: [Int] = []
    for var rows in strata(of: data, kind: .stratified) {
      stream.shuffle(&rows)
      validation += rows.prefix(Int((Double(rows.count) * fraction).rounded()))
    }
    return split(validation: validation, of: data)
  }

  /// Shuffled rows dealt like cards, class after class without a new start: so no two folds differ
  /// by more than one row, in all and in each class.
  private func folds(
    _ k: Int, _ kind: FoldKind, repetition: Int, of data: DataFacts
  ) -> [Split] {
    var stream = RandomStream(sweepSeed: seed, purpose: "folds", repetition)
    var hands = [[Int]](repeating: [], count: k)
    var next = 0
    for var rows in strata(of: data, kind: kind) {
      stream.shuffle(&rows)
      for row in rows {
        hands[next % k].append(row)
        next += 1
      }
    }
    return hands.map { split(validation: $0, of: data) }
  }

  /// The rows that are dealt together: those of one class, or all.
  private func strata(of data: DataFacts, kind: FoldKind) -> [[Int]] {
    let all = Array(0..<data.rowCount)
    guard kind == .stratified, let classes = data.classes else { return [all] }
    let groups = Dictionary(grouping: all) { classes[$0] }
    return groups.sorted { $0.key < $1.key }.map(\.value)
  }

  private func split(validation: [Int], of data: DataFacts) -> Split {
    var held = [Bool](repeating: false, count: data.rowCount)
    for row in validation { held[row] = true }
    return Split(
      training: (0..<data.rowCount).filter { !held[$0] },
      validation: (0..<data.rowCount).filter { held[$0] })
  }
}
