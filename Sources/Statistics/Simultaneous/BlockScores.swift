/// Scores of several candidates over the same blocks, ready to be compared: scaled so that squares
/// neither overflow nor vanish, and turned so that more is better.
struct BlockScores: Sendable {
  let rows: Int
  let blocks: Int
  /// Row after row; NaN where a score is missing.
  private let values: [Double]
  /// The divisor of the scores: a power of two, so nothing is rounded.
  let scale: Double
  /// The bound of each row: differences no larger than this are rounding's, in scaled units.
  private let roundings: [Double]
  /// Whether no score is missing.
  let isComplete: Bool
  /// The sum of each row's scores.
  private let sums: [Double]
  /// The blocks in which each row has no score: row after row, and where those of each row begin.
  private let gaps: [Int], gapStarts: [Int]

  init(_ candidates: Candidates) {
    rows = candidates.scores.count
    blocks = candidates.scores.first?.count ?? 0
    let finite = candidates.scores.joined().filter(\.isFinite)
    let largest = finite.lazy.map(\.magnitude).max() ?? 0
    // The exponent alone: the spread is what counts, and it is at most twice the largest score.
    let size = largest > 0 ? largest.binade : 1
    let sign = candidates.better == .larger ? 1.0 : -1
    scale = size
    roundings = candidates.scores.map { row in
      4 * ((row.lazy.filter(\.isFinite).map(\.magnitude).max() ?? 0) / size).ulp
    }
    values = candidates.scores.joined().map { $0.isFinite ? sign * ($0 / size) : .nan }
    isComplete = finite.count == rows * blocks
    var (sums, gaps, starts) = ([Double](), [Int](), [0])
    for row in 0..<rows {
      var sum = 0.0
      for block in 0..<blocks {
        let value = values[row * blocks + block]
        if value.isNaN { gaps.append(block) } else { sum += value }
      }
      sums.append(sum)
      starts.append(gaps.count)
    }
    (self.sums, self.gaps, gapStarts) = (sums, gaps, starts)
  }

  subscript(row: Int, block: Int) -> Double { values[row * blocks + block] }

  /// Differences between some rows that are no larger are rounding's.
  func rounding(_ rows: some Sequence<Int>) -> Double { rows.map { roundings[$0] }.max() ?? 0 }

  /// No mean difference is larger over the blocks that both rows have: it is theirs but for rounding. Nil where
  /// they have none in common.
  ///
  /// Takes the time of the gaps of both, and not of all blocks.
  func differenceBound(_ one: Int, _ other: Int) -> Double? {
    let (a, b) = (one * blocks, other * blocks)
    var (count, sum) = (blocks, sums[one] - sums[other])
    for place in gapStarts[one]..<gapStarts[one + 1] {
      count -= 1
      let value = values[b + gaps[place]]
      if !value.isNaN { sum += value }
    }
    for place in gapStarts[other]..<gapStarts[other + 1] {
      let value = values[a + gaps[place]]
      if !value.isNaN { (count, sum) = (count - 1, sum - value) }
    }
    // Scores are below 2 in magnitude: a sum of n is off by less than n^2 times its last place.
    return count > 0 ? sum / Double(count) + Double(blocks * blocks) / Double(count) * 0x1p-50 : nil
  }

  /// Number, mean and variance of the differences over the blocks that both rows have; no variance
  /// for fewer than two.
  func differences(_ one: Int, _ other: Int) -> (count: Int, mean: Double, variance: Double?) {
    let (a, b) = (one * blocks, other * blocks)
    var (count, sum) = (0, 0.0)
    for block in 0..<blocks {
      let difference = values[a + block] - values[b + block]
      if isComplete || !difference.isNaN { (count, sum) = (count + 1, sum + difference) }
    }
    guard count > 0 else { return (0, 0, nil) }
    let mean = sum / Double(count)
    guard count > 1 else { return (count, mean, nil) }
    var squares = 0.0
    for block in 0..<blocks {
      let deviation = values[a + block] - values[b + block] - mean
      if isComplete || !deviation.isNaN { squares += deviation * deviation }
    }
    let variance = squares / Double(count - 1)
    let rounding = max(roundings[one], roundings[other])
    return (count, mean, variance > rounding * rounding ? variance : 0)
  }
}
