import Documents
import Random

extension Evaluation {
  /// The splits of k-fold designs, all folds of the first repeat first.
  func folds(
    _ k: Int, _ kind: FoldKind, repeats: Int, of data: DataFacts
  ) throws(DocumentError) -> [Split] {
    guard k <= data.rowCount else {
      throw DocumentError("\(k) folds need \(k) rows; the data set has \(data.rowCount)", at: nil)
    }
    switch kind {
    case .stratified, .stratifiedGrouped:
      guard data.classes != nil else {
        throw DocumentError(
          "\(kind.rawValue) folds need classes, and the targets are numbers; use kind:"
            + " \(kind == .stratified ? "kfold" : "grouped")", at: nil)
      }
    case .ordered where repeats > 1:
      throw DocumentError(
        "ordered folds are the same at every repeat, as nothing is shuffled; leave out repeats",
        at: nil)
    case .ordered where k >= data.rowCount:
      throw DocumentError(
        "\(k) ordered folds need \(k + 1) rows, as rows before the first are trained on; the data"
          + " set has \(data.rowCount)", at: nil)
    case .kfold, .grouped, .ordered: break
    }
    if kind == .grouped || kind == .stratifiedGrouped {
      guard let groups = data.groups else {
        throw DocumentError(
          "\(kind.rawValue) folds need groups; name their column with data: { csv: ..., group: ... }",
          at: nil)
      }
      let count = Set(groups).count
      guard k <= count else {
        throw DocumentError("\(k) folds need \(k) groups; the data set has \(count)", at: nil)
      }
    }
    var splits: [Split] = []
    for repetition in 0..<repeats {
      var stream = RandomStream(sweepSeed: seed, purpose: "folds", repetition)
      switch kind {
      case .kfold: splits += deal([Array(0..<data.rowCount)], k, &stream, of: data)
      case .stratified: splits += deal(data.strata, k, &stream, of: data)
      case .grouped, .stratifiedGrouped: splits += dealGroups(kind, k, &stream, of: data)
      case .ordered: splits += ordered(k, of: data)
      }
    }
    return splits
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

  /// Whole groups, the largest first, each to the fold that it leaves most even: where the sum of
  /// squares of the folds' shares of each class grows least. Without classes that is the lightest
  /// fold, as in scikit-learn's `GroupKFold`. Groups of one size come in random order.
  private func dealGroups(
    _ kind: FoldKind, _ k: Int, _ stream: inout RandomStream, of data: DataFacts
  ) -> [Split] {
    let groups = data.groups ?? []
    let classes = kind == .stratifiedGrouped ? data.classes ?? [] : []
    func stratum(_ row: Int) -> Int { classes.isEmpty ? 0 : classes[row] }
    var sizes = [Double](repeating: 0, count: (classes.max() ?? 0) + 1)
    for row in 0..<data.rowCount { sizes[stratum(row)] += 1 }

    let byGroup = Dictionary(grouping: 0..<data.rowCount) { groups[$0] }
    var members = byGroup.sorted { $0.key < $1.key }.map(\.value)
    stream.shuffle(&members)
    // A stable sort: what the shuffle decided holds among groups of one size.
    let order = members.indices.sorted { (-members[$0].count, $0) < (-members[$1].count, $1) }

    var hands = [[Int]](repeating: [], count: k)
    var shares = [[Double]](repeating: [Double](repeating: 0, count: sizes.count), count: k)
    for rows in order.map({ members[$0] }) {
      var added = [Double](repeating: 0, count: sizes.count)
      for row in rows { added[stratum(row)] += 1 / sizes[stratum(row)] }
      // What the sum of squares grows by, up to a constant: 2 share . added.
      let costs = shares.map { share in zip(share, added).map { $0 * $1 }.reduce(0, +) }
      let best = costs.indices.min { (costs[$0], hands[$0].count) < (costs[$1], hands[$1].count) }!
      hands[best] += rows
      for index in sizes.indices { shares[best][index] += added[index] }
    }
    return hands.map { Split(validating: $0, of: data.rowCount) }
  }

  /// k blocks at the end, each trained on by all that comes before it, as scikit-learn's
  /// `TimeSeriesSplit` has them: n / (k + 1) rows each.
  private func ordered(_ k: Int, of data: DataFacts) -> [Split] {
    let size = data.rowCount / (k + 1)
    return (0..<k).map { fold in
      let first = data.rowCount - (k - fold) * size
      return Split(
        training: Array(0..<first), validation: Array(first..<first + size))
    }
  }
}
