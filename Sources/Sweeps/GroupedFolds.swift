import Documents
import Random

extension Evaluation {
  /// Whole groups, the largest first, each to the fold that it leaves most even: where the sum of
  /// squares of the folds' shares of each class grows least. Without classes that is the lightest
  /// fold, as in scikit-learn's `GroupKFold`. Groups of one size come in random order.
  func dealGroups(
    _ kind: FoldKind, _ k: Int, _ stream: inout RandomStream, of data: DataFacts
  ) -> [Split] {
    let classes = kind == .stratifiedGrouped ? data.classes ?? [] : []
    func stratum(_ row: Int) -> Int { classes.isEmpty ? 0 : classes[row] }
    var sizes = [Double](repeating: 0, count: (classes.max() ?? 0) + 1)
    for row in 0..<data.rowCount { sizes[stratum(row)] += 1 }

    var members = data.members
    stream.shuffle(&members)
    // A stable sort: what the shuffle decided holds among groups of one size.
    let order = members.indices.sorted { (-members[$0].count, $0) < (-members[$1].count, $1) }

    var hands = [[Int]](repeating: [], count: k)
    var shares = [[Double]](repeating: [Double](repeating: 0, count: sizes.count), count: k)
    for rows in order.map({ members[$0] }) {
      var added = [Double](repeating: 0, count: sizes.count)
      for row in rows { added[stratum(row)] += 1 / sizes[stratum(row)] }
      // The growth of the sum of squares, up to a constant: 2 share . added.
      let costs = shares.map { share in zip(share, added).map { $0 * $1 }.reduce(0, +) }
      let best = costs.indices.min { (costs[$0], hands[$0].count) < (costs[$1], hands[$1].count) }!
      hands[best] += rows
      for index in sizes.indices { shares[best][index] += added[index] }
    }
    return hands.map { Split(validating: $0, of: data.rowCount) }
  }

  /// Each group once, in the order of their names, as scikit-learn's `LeaveOneGroupOut` has them.
  func leaveOneGroupOut(_ k: Int, of data: DataFacts) -> [Split] {
    data.members.map { Split(validating: $0, of: data.rowCount) }
  }

  /// Whole groups in random order, each held out where that brings the share of every class nearer to
  /// the wanted one: where the sum of squares of what is still wanted of each shrinks.
  func groupedHoldout(
    _ fraction: Double, _ stream: inout RandomStream, of data: DataFacts
  ) -> Split {
    var members = data.members
    stream.shuffle(&members)
    let classes = data.classes ?? [Int](repeating: 0, count: data.rowCount)
    var sizes = [Double](repeating: 0, count: (classes.max() ?? 0) + 1)
    for row in 0..<data.rowCount { sizes[classes[row]] += 1 }
    var wanted = sizes.map { $0 > 0 ? fraction : 0 }
    var validation: [Int] = []
    for rows in members {
      var left = wanted
      for row in rows { left[classes[row]] -= 1 / sizes[classes[row]] }
      func squares(_ shares: [Double]) -> Double { shares.reduce(0) { $0 + $1 * $1 } }
      guard squares(left) < squares(wanted) else { continue }
      wanted = left
      validation += rows
    }
    return Split(validating: validation, of: data.rowCount)
  }
}

extension DataFacts {
  /// The rows of each group, in the order of the groups.
  fileprivate var members: [[Int]] {
    let groups = groups ?? []
    return Dictionary(grouping: 0..<rowCount) { groups[$0] }.sorted { $0.key < $1.key }.map(\.value)
  }
}
