import Glibc
import Hashing
import Search
import Statistics
import Sweeps
import Trials

/// How a race went: what it trained, and who was left.
struct RaceOutcome {
  /// The configurations that each block was dealt to.
  var dealt: [[Int]] = []
  var remaining: [Int] = []

  /// The best mean over the blocks that all of those that are left have trained; the first of equals.
  func winner(of scores: RaceScores) -> Int {
    let count = dealt.prefix { block in remaining.allSatisfy(block.contains) }.count
    func mean(_ configuration: Int) -> Double {
      scores.values[configuration].prefix(count).reduce(0, +) / Double(max(count, 1))
    }
    return remaining.max { (mean($0), $1) < (mean($1), $0) } ?? 0
  }
}

/// Rules that drop configurations.
enum RaceRule: String, CaseIterable {
  case paired, sure
  /// As the R package finetune has it: an additive model of blocks and configurations, one interval of each
  /// against the best.
  case anova
  /// As irace has it for costs that are to be small on average: paired t tests against the best at .05, from
  /// five blocks on.
  case t
  /// As irace has it unless told otherwise: Friedman's test at .05 from five blocks on, and then Conover's
  /// comparisons with the best; Wilcoxon's test where two are left.
  case friedman

  func outcome(_ scores: RaceScores, pace: Int = 8) -> RaceOutcome {
    switch self {
    case .paired: race(scores, RaceMethod(rule: .paired, pace: pace))
    case .sure: race(scores, RaceMethod(rule: .sure, pace: pace))
    case .anova: dropping(scores, from: 3, RaceRule.leftByANOVA)
    case .t: dropping(scores, from: 5, RaceRule.leftByT)
    case .friedman: dropping(scores, from: 5, RaceRule.leftByFriedman)
    }
  }

  /// The product's own race, each block settled as a whole.
  private func race(_ scores: RaceScores, _ method: RaceMethod) -> RaceOutcome {
    let count = scores.values.first?.count ?? 0
    var race = Race(
      method, blocks: (0..<count).map { RaceBlock(replicate: $0, fold: 0) }, isMaximised: true)
    race.enter(scores.values.count)
    var outcome = RaceOutcome()
    while true {
      _ = race.advance()
      let slots = race.takeDealt()
      guard !slots.isEmpty else { break }
      for slot in slots {
        if slot.replicate == outcome.dealt.count { outcome.dealt.append([]) }
        outcome.dealt[slot.replicate].append(slot.configuration)
        race.settle(
          slot, as: .result(scores.values[slot.configuration][slot.replicate], RaceRule.digest))
      }
    }
    outcome.remaining = race.remaining
    return outcome
  }

  private static let digest = Digest(of: [])

  /// A rule that looks after every block, and deals the next to those that stay.
  private func dropping(
    _ scores: RaceScores, from first: Int, _ left: ([[Double]]) -> [Bool]
  ) -> RaceOutcome {
    var outcome = RaceOutcome(remaining: Array(scores.values.indices))
    for block in 1...(scores.values.first?.count ?? 1) {
      outcome.dealt.append(outcome.remaining)
      guard block >= first, outcome.remaining.count > 1 else { continue }
      let stays = left(outcome.remaining.map { Array(scores.values[$0].prefix(block)) })
      outcome.remaining = zip(outcome.remaining, stays).filter(\.1).map(\.0)
      if outcome.remaining.count == 1 { break }
    }
    return outcome
  }

  private static func leftByANOVA(_ rows: [[Double]]) -> [Bool] {
    let (k, n) = (rows.count, rows[0].count)
    let means = rows.map { $0.reduce(0, +) / Double(n) }
    let blocks = (0..<n).map { block in rows.reduce(0) { $0 + $1[block] } / Double(k) }
    let grand = means.reduce(0, +) / Double(k)
    var squares = 0.0
    for (row, mean) in zip(rows, means) {
      for block in 0..<n {
        let residual = row[block] - mean - blocks[block] + grand
        squares += residual * residual
      }
    }
    let error = (2 * squares / Double((k - 1) * (n - 1)) / Double(n)).squareRoot()
    let limit = Normal().quantile(0.975) * error
    let best = means.max() ?? 0
    return means.map { best - $0 <= limit }
  }

  private static func leftByT(_ rows: [[Double]]) -> [Bool] {
    let n = Double(rows[0].count)
    let means = rows.map { $0.reduce(0, +) / n }
    let leader = means.indices.max { (means[$0], $1) < (means[$1], $0) } ?? 0
    let limit = StudentT(degreesOfFreedom: n - 1).quantile(0.975)
    return rows.map { row in
      let moments = Moments(zip(rows[leader], row).map { $0 - $1 })
      guard let mean = moments.mean, let deviation = moments.standardDeviation, deviation > 0
      else { return true }
      return mean / (deviation / n.squareRoot()) <= limit
    }
  }

  private static func leftByFriedman(_ rows: [[Double]]) -> [Bool] {
    let (k, n) = (rows.count, rows[0].count)
    if k == 2 { return leftOfTwo(zip(rows[0], rows[1]).map { $0 - $1 }) }
    var sums = Array(repeating: 0.0, count: k)
    var (squares, ties) = (0.0, 0.0)
    for block in 0..<n {
      // The best has the first rank.
      let (ranks, tied) = ranks(rows.map { -$0[block] })
      ties += tied
      for (place, rank) in ranks.enumerated() {
        sums[place] += rank
        squares += rank * rank
      }
    }
    let (count, size) = (Double(n), Double(k))
    let spread = count * size * (size + 1) - ties / (size - 1)
    let middle = count * (size + 1) / 2
    let statistic = 12 * sums.reduce(0) { $0 + ($1 - middle) * ($1 - middle) } / spread
    guard spread > 0, ChiSquare(degreesOfFreedom: size - 1).upperTail(statistic) < 0.05 else {
      return rows.map { _ in true }
    }
    let freedom = (count - 1) * (size - 1)
    let rest = 2 * (count * squares - sums.reduce(0) { $0 + $1 * $1 }) / freedom
    let limit = StudentT(degreesOfFreedom: freedom).quantile(0.975) * max(0, rest).squareRoot()
    let best = sums.min() ?? 0
    return sums.map { $0 - best <= limit }
  }

  /// Tells which of two stay, both or one, by how much the first is better in each block.
  private static func leftOfTwo(_ differences: [Double]) -> [Bool] {
    let own = differences.filter { $0 != 0 }
    guard let first = own.first else { return [true, true] }
    let mean = differences.reduce(0, +)
    let better = [mean > 0, mean <= 0]
    if own.allSatisfy({ ($0 > 0) == (first > 0) }) { return better }
    let (ranks, tied) = ranks(own.map { abs($0) })
    let positive = zip(own, ranks).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
    let n = Double(own.count)
    let deviation = (n * (n + 1) * (2 * n + 1) / 24 - tied / 48).squareRoot()
    let z = abs(positive - n * (n + 1) / 4) / deviation
    return 2 * Normal().upperTail(z) < 0.05 ? better : [true, true]
  }

  /// Ranks from 1, equal numbers sharing theirs, and the sum of t³ - t over groups of t equal ones.
  private static func ranks(_ numbers: [Double]) -> (ranks: [Double], ties: Double) {
    let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
    var ranks = Array(repeating: 0.0, count: numbers.count)
    var ties = 0.0
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, numbers[order[end]] == numbers[order[start]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
      let size = Double(end - start)
      ties += size * size * size - size
      start = end
    }
    return (ranks, ties)
  }
}
