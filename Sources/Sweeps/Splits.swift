import CBOR
package import Documents
package import Hashing
import Random

extension Evaluation {
  /// The splits of a data set, one a fold; the same again for the same data and seed.
  ///
  /// Made from a random stream that belongs to the splits alone: trainings can draw what they like. No
  /// group is ever on both sides of one.
  package func splits(of data: DataFacts) throws(DocumentError) -> [Split] {
    let splits: [Split]
    if let outer {
      splits = try self.splits(within: outer, of: data)
    } else {
      splits = try dealtSplits(of: data)
    }
    for (fold, split) in splits.enumerated() {
      try refuseDividedGroups(of: data, by: split, splits.count > 1 ? "fold \(fold)" : "the split")
    }
    return splits
  }

  private func dealtSplits(of data: DataFacts) throws(DocumentError) -> [Split] {
    if let remedy = scheme.remedyForParts, data.parts != nil {
      throw DocumentError(
        "data.split says which rows are for what, and evaluate deals them anew; use \(remedy) or"
          + " remove data.split", at: nil)
    }
    if data.order != nil, !scheme.isOfFolds {
      throw DocumentError(
        "data.order has an effect on ordered folds alone; use folds: { k: 5, kind: ordered }, or"
          + " remove data.order", at: nil)
    }
    switch scheme {
    case .own:
      return [Split(training: [], validation: [])]
    case .test:
      if let parts = data.parts { return [try data.split(into: .test, parts)] }
      guard data.testCount > 0, data.testCount < data.rowCount else {
        throw DocumentError(
          "the data set has no test part to evaluate on; use 'holdout' or 'folds'", at: nil)
      }
      let first = data.rowCount - data.testCount
      return [Split(validating: Array(first..<data.rowCount), of: data.rowCount)]
    case .validation:
      guard let parts = data.parts else {
        throw DocumentError(
          "the data do not say which rows are for validation; name the column that does with"
            + " data: { csv: ..., split: ... }, or use 'holdout' or 'folds'", at: nil)
      }
      return [try data.split(into: .validation, parts)]
    case .holdout(let fraction):
      let split = holdout(fraction, of: data)
      guard !split.training.isEmpty, !split.validation.isEmpty else {
        throw DocumentError(
          "holding out \(Document.label(fraction)) of \(data.rowCount) rows leaves no rows"
            + " on one side", at: nil)
      }
      return [split]
    case .listed:
      return data.listed
    case .folds where data == .none:
      return (0..<foldCount).map { _ in Split(training: [], validation: []) }
    case .folds(let k, let kind, let repeats):
      return try folds(k, kind, repeats: repeats, of: data)
    }
  }

  /// Each class gives its share, rounded to the nearest row; the chosen rows are random.
  private func holdout(_ fraction: Double, of data: DataFacts) -> Split {
    var stream = RandomStream(sweepSeed: seed, purpose: "holdout", 0)
    if data.groups != nil { return groupedHoldout(fraction, &stream, of: data) }
    var validation: [Int] = []
    for var rows in data.strata {
      stream.shuffle(&rows)
      validation += rows.prefix(Int((Double(rows.count) * fraction).rounded()))
    }
    return Split(validating: validation, of: data.rowCount)
  }

  private func refuseDividedGroups(
    of data: DataFacts, by split: Split, _ name: String
  ) throws(DocumentError) {
    guard let groups = data.groups else { return }
    let trained = Set(split.training.lazy.map { groups[$0] })
    guard let row = split.validation.first(where: { trained.contains(groups[$0]) }) else { return }
    throw DocumentError(
      "\(name) has rows of the group '\(data.name(ofGroup: groups[row]))' on both sides, so what is"
        + " validated was seen in training; use folds: { k: 5 } or a holdout, which keep groups"
        + " together, or remove data.group", at: nil)
  }
}

extension Evaluation.Scheme {
  fileprivate var isOfFolds: Bool { if case .folds = self { true } else { false } }

  /// The words to write in the place of a scheme that deals rows whose parts are known.
  fileprivate var remedyForParts: String? {
    switch self {
    case .test, .validation, .own, .listed: nil
    case .holdout, .folds: "on: validation or on: test,"
    }
  }
}

extension DataFacts {
  /// The rows of one part to validate on; before the test part all others are trained on, before the
  /// validation part those of the training part.
  fileprivate func split(into part: Part, _ parts: [Part]) throws(DocumentError) -> Split {
    let validation = parts.indices.filter { parts[$0] == part }
    let training = parts.indices.filter {
      part == .test ? parts[$0] != .test : parts[$0] == .training
    }
    guard !validation.isEmpty, !training.isEmpty else {
      let lacking =
        training.isEmpty ? "training" : part == .test ? "test" : "validation"
      throw DocumentError(
        "the column of data.split has no row for \(lacking); its words are training, validation and"
          + " test", at: nil)
    }
    return Split(training: training, validation: validation)
  }

  /// The rows of each class; all rows together where there are no classes.
  var strata: [[Int]] {
    let all = Array(0..<rowCount)
    guard let classes else { return [all] }
    let members = Dictionary(grouping: all) { classes[$0] }
    return members.sorted { $0.key < $1.key }.map(\.value)
  }
}

extension Split {
  /// A hash of the rows on both sides.
  package var digest: Digest {
    func rows(_ rows: [Int]) -> Item { .array(rows.map { .integer(Int64($0)) }) }
    return Digest(of: Item.array([rows(training), rows(validation)]).encoded())
  }
}
