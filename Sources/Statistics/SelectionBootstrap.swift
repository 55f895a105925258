import Random

/// How sure the pick of the best mean is, and how much it flatters, by drawing the units again.
///
/// Units are drawn with replacement, the same for all candidates, so what they share cancels (Efron
/// and Tibshirani, "An introduction to the bootstrap", 1993). Few units allow few different draws:
/// three give ten, and the answers are as coarse.
package struct SelectionBootstrap: Hashable, Sendable {
  /// For every row, the share of draws in which it has the best mean; equals share a draw.
  package let probabilityOfBest: [Double]
  /// What the pick may be expected to score on units that did not choose it; nil for one unit.
  ///
  /// Bootstrap bias corrected cross-validation (Tsamardinos, Greasidou and Borboudakis,
  /// "Bootstrapping the out-of-sample predictions for efficient and accurate cross-validation",
  /// 2018), with units in place of predictions: every draw picks a row on the units drawn and scores
  /// it on those that were not. A draw holds 63 % of the units, so it errs on the safe side.
  package let expectedScore: Double?
  /// How much better the best mean looks than `expectedScore`: positive if it flatters, for either
  /// direction. The price of having taken the best of many.
  package let optimism: Double?
}

extension Candidates {
  /// Draws the units again and again from the seed's stream.
  ///
  /// Takes rows x units x draws multiplications; 10,000 draws leave ±0.005 on a probability.
  ///
  /// - Precondition: the number of draws is positive.
  package func bootstrap(draws: Int = 10_000, seed: UInt64) -> SelectionBootstrap {
    precondition(draws > 0, "a bootstrap needs draws, not \(draws)")
    let units = scores.first?.count ?? 0
    let columns = (0..<units).map { unit in Column(scores.map { $0[unit] }) }
    var random = RandomStream(seed: seed)
    var wins = [Double](repeating: 0, count: scores.count)
    var unseen = Moments()
    for _ in 0..<(units > 0 ? draws : 0) {
      var times = [Int](repeating: 0, count: units)
      for _ in 0..<units { times[random.integer(below: units)] += 1 }
      let winners = winners(columns, times: times)
      for winner in winners { wins[winner] += 1 / Double(winners.count) }
      guard let pick = winners.first else { continue }
      let others = Moments((0..<units).filter { times[$0] == 0 }.map { scores[pick][$0] })
      if let score = others.mean { unseen.add(score) }
    }
    let best = best(by: .mean).flatMap { moments[$0].mean }
    let flattery = best.flatMap { best in unseen.mean.map { best - $0 } }
    return SelectionBootstrap(
      probabilityOfBest: wins.map { $0 / Double(draws) },
      expectedScore: unseen.mean,
      optimism: flattery.map { better == .larger ? $0 : -$0 })
  }

  /// The rows with the best mean over units taken so many times each, in order.
  private func winners(_ columns: [Column], times: [Int]) -> [Int] {
    var sums = [Double](repeating: 0, count: scores.count)
    var counts = sums
    for (column, times) in zip(columns, times) where times > 0 {
      let weight = Double(times)
      for row in sums.indices {
        sums[row] += weight * column.values[row]
        counts[row] += weight * column.present[row]
      }
    }
    var winners: [Int] = []
    var top = 0.0
    for row in sums.indices where counts[row] > 0 {
      let mean = sums[row] / counts[row]
      if winners.isEmpty || isBetter(mean, than: top) {
        (winners, top) = ([row], mean)
      } else if mean == top {
        winners.append(row)
      }
    }
    return winners
  }
}

/// The scores of one unit, missing ones as zeros that weigh nothing.
private struct Column {
  let values: [Double]
  let present: [Double]

  init(_ scores: [Double]) {
    values = scores.map { $0.isFinite ? $0 : 0 }
    present = scores.map { $0.isFinite ? 1 : 0 }
  }
}
