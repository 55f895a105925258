import Documents
import Random

/// A whole choice that is made again without some rows and measured on them: the block `nested` of `evaluate`.
///
/// A mean by which a configuration was chosen flatters it, and no fold that took part in the choice tells by
/// how much. So the rows are dealt to outer folds; for each, all is done again on the other rows, by the same
/// design with seeds of its own, and what is chosen there is trained on these rows and measured on the fold's.
/// The mean over the outer folds is what the way of choosing is worth (Varma and Simon, BMC Bioinformatics 7,
/// 2006).
package struct Nesting: Hashable, Sendable {
  /// How many outer folds there are.
  package let folds: Int

  /// - Parameter folds: how many outer folds there are.
  package init(folds: Int) { self.folds = folds }

  /// Behind the name of a sweep, the name of the choice without one fold: no spec can be called so.
  package static func suffix(ofFold fold: Int) -> String { "\(partSuffix)\(fold + 1)" }
  /// How the names of all such parts go on.
  package static let partSuffix = "+outer"
  /// Behind the name of such a choice, the name of what measures its pick.
  package static let pickSuffix = "+pick"

  /// How configurations are judged where one is chosen without the rows of a fold.
  ///
  /// - Parameter evaluation: of the sweep itself, which chooses on all rows.
  package func choosing(withoutFold fold: Int, _ evaluation: Evaluation) -> Evaluation {
    Evaluation(
      scheme: evaluation.scheme, replicates: evaluation.replicates,
      seed: seed(ofFold: fold, evaluation), outer: outer(fold, evaluation, isMeasured: false))
  }

  /// How what was chosen so is measured on the rows of the fold: trained on all that the choice has seen.
  package func measuring(onFold fold: Int, _ evaluation: Evaluation) -> Evaluation {
    Evaluation(
      scheme: .holdout(fraction: 1 / Double(folds)), replicates: evaluation.replicates,
      seed: seed(ofFold: fold, evaluation), outer: outer(fold, evaluation, isMeasured: true))
  }

  /// The outer folds of a sweep, as an evaluation of their own.
  package func outerFolds(of evaluation: Evaluation) -> Evaluation {
    outer(0, evaluation, isMeasured: false).dealing
  }

  private func outer(_ fold: Int, _ evaluation: Evaluation, isMeasured: Bool) -> OuterFold {
    let kind: FoldKind =
      if case .folds(_, let kind, _) = evaluation.scheme { kind } else { .fitting }
    var stream = RandomStream(sweepSeed: evaluation.seed, purpose: "outer folds", 0)
    return OuterFold(
      fold: fold, folds: folds, kind: kind, seed: stream.next(), isMeasured: isMeasured)
  }

  private func seed(ofFold fold: Int, _ evaluation: Evaluation) -> UInt64 {
    var stream = RandomStream(sweepSeed: evaluation.seed, purpose: "nested", fold)
    return stream.next()
  }
}

extension OuterFold {
  /// All outer folds.
  var dealing: Evaluation {
    Evaluation(scheme: .folds(k: folds, kind: kind, repeats: 1), replicates: 1, seed: seed)
  }

  /// The same with what it leaves to the data decided.
  func settled(for data: DataFacts) throws(DocumentError) -> OuterFold {
    guard case .folds(_, let kind, _) = try dealing.settled(for: data).scheme else { return self }
    return OuterFold(fold: fold, folds: folds, kind: kind, seed: seed, isMeasured: isMeasured)
  }
}

extension Evaluation {
  /// The splits of a part of a nested evaluation.
  func splits(within outer: OuterFold, of data: DataFacts) throws(DocumentError) -> [Split] {
    let split = try outer.settled(for: data).dealing.splits(of: data)[outer.fold]
    guard !outer.isMeasured else { return [split] }
    let rows = split.training
    let inner = Evaluation(scheme: scheme, replicates: replicates, seed: seed)
    return try inner.splits(of: data.restricted(to: rows)).map { inner in
      Split(
        training: inner.training.map { rows[$0] }, validation: inner.validation.map { rows[$0] })
    }
  }
}

extension DataFacts {
  /// The data as if there were no other rows.
  ///
  /// - Parameter rows: ascending.
  func restricted(to rows: [Int]) -> DataFacts {
    DataFacts(
      digest: digest, rowCount: rows.count, testCount: 0,
      classes: classes.map { classes in rows.map { classes[$0] } }, classNames: classNames,
      numbers: numbers.map { numbers in rows.map { numbers[$0] } },
      groups: groups.map { groups in rows.map { groups[$0] } }, groupNames: groupNames,
      order: order.map { order in rows.map { order[$0] } },
      parts: parts.map { parts in rows.map { parts[$0] } })
  }
}
