package import Documents

extension Evaluation {
  /// The evaluation with what it leaves to the data decided.
  ///
  /// Folds without a kind are ordered where the data have an order, keep groups together where rows
  /// have groups, and are stratified where there are classes. One group is left out as often as there
  /// are groups.
  package func settled(for data: DataFacts) throws(DocumentError) -> Evaluation {
    let scheme = try settledScheme(for: data)
    guard let outer else {
      return Evaluation(scheme: scheme, replicates: replicates, seed: seed)
    }
    return Evaluation(
      scheme: scheme, replicates: replicates, seed: seed, outer: try outer.settled(for: data))
  }

  private func settledScheme(for data: DataFacts) throws(DocumentError) -> Scheme {
    guard case .folds(var k, var kind, let repeats) = scheme, data != .none else { return scheme }
    if kind == .fitting {
      kind =
        if data.order != nil && data.groups == nil {
          .ordered()
        } else if data.groups != nil {
          data.classes == nil ? .grouped : .stratifiedGrouped
        } else {
          data.classes == nil ? .kfold : .stratified
        }
    }
    if kind == .leaveOneGroupOut, let groups = data.groups {
      let count = Set(groups).count
      guard k == 0 || k == count else {
        throw DocumentError(
          "leaving one group out makes \(count) folds of \(count) groups, not \(k); leave k out, or"
            + " use kind: grouped", at: nil)
      }
      guard count > 1 else {
        throw DocumentError(
          "one group cannot be left out of one; name another group column", at: nil)
      }
      k = count
    }
    return .folds(k: k, kind: kind, repeats: repeats)
  }
}

extension Sweep {
  /// The sweep with what its evaluation leaves to the data decided.
  func settled(for data: DataFacts) throws(DocumentError) -> Sweep {
    let settled = try evaluation.settled(for: data)
    guard settled != evaluation else { return self }
    var sweep = self
    sweep.evaluation = settled
    return sweep
  }
}
