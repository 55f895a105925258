import Documents
import Random

extension Evaluation {
  /// The splits of k-fold cross-validation, all folds of the first repeat first.
  func folds(
    _ k: Int, _ kind: FoldKind, repeats: Int, of data: DataFacts
  ) throws(DocumentError) -> [Split] {
    try check(k, kind, repeats: repeats, for: data)
    var splits: [Split] = []
    for repetition in 0..<repeats {
      var stream = RandomStream(sweepSeed: seed, purpose: "folds", repetition)
      switch kind {
      case .fitting: preconditionFailure("folds are dealt once their kind is settled")
      case .kfold: splits += deal([Array(0..<data.rowCount)], k, &stream, of: data)
      case .stratified: splits += deal(data.strata, k, &stream, of: data)
      case .grouped, .stratifiedGrouped: splits += dealGroups(kind, k, &stream, of: data)
      case .leaveOneGroupOut: splits += leaveOneGroupOut(k, of: data)
      case .ordered(let gap, let window): splits += ordered(k, gap, window, of: data)
      }
    }
    return splits
  }

  /// Refuses folds that the data cannot fill, and those that would let through what they should not.
  private func check(
    _ k: Int, _ kind: FoldKind, repeats: Int, for data: DataFacts
  ) throws(DocumentError) {
    guard k <= data.rowCount else {
      throw DocumentError("\(k) folds need \(k) rows; the data set has \(data.rowCount)", at: nil)
    }
    if kind == .stratified || kind == .stratifiedGrouped, data.classes == nil {
      throw DocumentError(
        "\(kind.rawValue) folds need classes, and the targets are numbers; use kind:"
          + " \(kind == .stratified ? "kfold" : "grouped")", at: nil)
    }
    if kind.keepsGroups {
      guard let groups = data.groups else {
        throw DocumentError(
          "\(kind.rawValue) folds need groups; name their column with data: { csv: ..., group: ... }",
          at: nil)
      }
      let count = Set(groups).count
      guard k <= count else {
        throw DocumentError("\(k) folds need \(k) groups; the data set has \(count)", at: nil)
      }
    } else if data.groups != nil {
      throw DocumentError(
        "\(kind.word) folds would put rows of one group on both sides of a split; use kind: grouped,"
          + " stratified_grouped or leave_one_group_out, or leave kind out; without data.group rows are"
          + " dealt one by one", at: nil)
    }
    let isFixed = kind == .leaveOneGroupOut || kind.word == "ordered"
    if isFixed, repeats > 1 {
      throw DocumentError(
        "\(kind.word) folds are the same at every repeat, as nothing is shuffled; leave out repeats",
        at: nil)
    }
    if case .ordered(let gap, _) = kind {
      guard k < data.rowCount else {
        throw DocumentError(
          "\(k) ordered folds need \(k + 1) rows, as rows before the first are trained on; the data"
            + " set has \(data.rowCount)", at: nil)
      }
      let first = data.rowCount - k * (data.rowCount / (k + 1))
      guard gap < first else {
        throw DocumentError(
          "a gap of \(gap) rows leaves nothing to train on before the first of \(k) folds, which has"
            + " \(first) rows before it; use a smaller gap or fewer folds", at: nil)
      }
    } else if data.order != nil {
      throw DocumentError(
        "data.order puts rows in an order and \(kind.word) folds have none; use kind: ordered, or"
          + " remove data.order", at: nil)
    }
  }

  /// Shuffled rows dealt like cards, stratum after stratum without a new start: so no two folds
  /// differ by more than one row, in all and in each stratum.
  private func deal(
    _ strata: [[Int]], _ k: Int, _ stream: inout RandomStream, of data: DataFacts
  ) -> [Split] {
    var hands = [[Int]](repeating: [], count: k)
    var next = 0
    for var rows in strata {
      stream.shuffle(&rows)
      for row in rows {
        hands[next % k].append(row)
        next += 1
      }
    }
    return hands.map { Split(validating: $0, of: data.rowCount) }
  }

  /// k blocks at the end, each trained on by what comes before it, as scikit-learn's
  /// `TimeSeriesSplit` has them: n / (k + 1) rows each, `gap` rows before a block left out, and of the
  /// others the last `window`.
  private func ordered(_ k: Int, _ gap: Int, _ window: Int?, of data: DataFacts) -> [Split] {
    let size = data.rowCount / (k + 1)
    var rows = Array(0..<data.rowCount)
    // Rows that are equal in the order stay as they come in the file.
    if let order = data.order { rows.sort { (order[$0], $0) < (order[$1], $1) } }
    return (0..<k).map { fold in
      let first = data.rowCount - (k - fold) * size
      let end = first - gap
      let start = window.map { max(0, end - $0) } ?? 0
      return Split(
        training: rows[start..<end].sorted(), validation: rows[first..<first + size].sorted())
    }
  }
}
