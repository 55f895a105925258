package import Documents
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

  /// Some rows to validate on, and all others to train on.
  init(validating validation: [Int], of rowCount: Int) {
    var held = [Bool](repeating: false, count: rowCount)
    for row in validation { held[row] = true }
    self.init(
      training: (0..<rowCount).filter { !held[$0] }, validation: (0..<rowCount).filter { held[$0] })
  }
}

extension Evaluation {
  /// The splits of a data set, one a fold; the same again for the same data and seed.
  ///
  /// Made from a random stream that belongs to the splits alone: trainings can draw what they like.
  package func splits(of data: DataFacts) throws(DocumentError) -> [Split] {
    switch scheme {
    case .own:
      return [Split(training: [], validation: [])]
    case .test:
      guard data.testCount > 0, data.testCount < data.rowCount else {
        throw DocumentError(
          "the data set has no test part to evaluate on; use 'holdout' or 'folds'", at: nil)
      }
      let first = data.rowCount - data.testCount
      return [Split(validating: Array(first..<data.rowCount), of: data.rowCount)]
    case .holdout(let fraction):
      let split = holdout(fraction, of: data)
      guard !split.training.isEmpty, !split.validation.isEmpty else {
        throw DocumentError(
          "holding out \(Document.label(fraction)) of \(data.rowCount) rows leaves no rows"
            + " on one side", at: nil)
      }
      return [split]
    case .folds where data == .none:
      return (0..<foldCount).map { _ in Split(training: [], validation: []) }
    case .folds(let k, let kind, let repeats):
      return try folds(k, kind, repeats: repeats, of: data)
    }
  }

  /// Each class gives its share, rounded to the nearest row; the chosen rows are random.
  private func holdout(_ fraction: Double, of data: DataFacts) -> Split {
    var stream = RandomStream(sweepSeed: seed, purpose: "holdout", 0)
    var validation: [Int] = []
    for var rows in data.strata {
      stream.shuffle(&rows)
      validation += rows.prefix(Int((Double(rows.count) * fraction).rounded()))
    }
    return Split(validating: validation, of: data.rowCount)
  }
}

extension DataFacts {
  /// The rows of each class; all rows together where there are no classes.
  var strata: [[Int]] {
    let all = Array(0..<rowCount)
    guard let classes else { return [all] }
    let members = Dictionary(grouping: all) { classes[$0] }
    return members.sorted { $0.key < $1.key }.map(\.value)
  }
}
