/// How the variance of a difference between two candidates is estimated.
package enum VarianceModel: String, Hashable, Sendable, CaseIterable {
  /// One variance for all pairs where the data bear that out, and each pair's own, moderated, where
  /// they do not.
  case moderated
  /// Every pair's own variance: assumes nothing, and with few blocks sees little.
  case separate
  /// One variance for all pairs: the textbook's analysis of variance.
  case pooled
}

/// A mean difference of two candidates, and how far chance moves it.
package struct BlockDifference: Hashable, Sendable {
  /// The mean over the blocks that both have; positive where the first is better.
  package let mean: Double
  /// How many blocks both have.
  package let blocks: Int
  /// The standard error of the mean.
  package let standardError: Double
  /// The degrees of freedom of the standard error.
  package let degreesOfFreedom: Double
  /// Whether all pairs share this variance, so that the maximum of their statistics has a known
  /// distribution; else only Bonferroni's inequality holds.
  package let isPooled: Bool

  var statistic: Double { mean / standardError }
}

/// Scores of candidates over blocks, score = candidate + block + noise, and how noisy each pair is.
///
/// With `.moderated` the model checks itself. *Pool:* candidates that are worse than the best beyond
/// doubt are set aside, one round after the other, and stay aside only if they are also noisier (F
/// test at 5 %): networks that learned nothing must not make good ones indistinguishable. *Likeness:*
/// within the pool `SpreadPrior` learns how alike variances are. *Own:* a pair clearly noisier than
/// expected (F at 10 %) keeps its own variance, never a smaller one. Simulated for 5 to 50
/// candidates and 2 to 10 blocks: the best lacks its place in Hsu's set in at most 5.2 % of sweeps
/// with equal, binomial, skewed or heavy-tailed noise, gaps, or noisy poor candidates; in 5.8 to
/// 9.7 % where half have three times the spread. `bench statistics` makes these cells again.
package struct BlockModel: Sendable {
  let scores: BlockScores
  /// Candidates that have two scores or more.
  package let rows: [Int]
  private let isRow: [Bool]
  /// The fit of all of them.
  let fit: AdditiveFit
  /// Whether each row is in the pool.
  let isInPool: [Bool]
  /// The variance of a score in the pool that neither candidate nor block explains, scaled.
  let poolVariance: Double
  /// The degrees of freedom of the pool's variance.
  let poolFreedom: Int
  let prior: SpreadPrior
  private let variance: VarianceModel
  private let testToTrain: Double
  private let rowScores: RowScores?
  /// How many times the expected variance a pair's own has to be to stay, for pairs without gaps.
  private let fullLimit: Double

  /// - Parameter critical: the critical value of Tukey's test for all candidates, by the degrees of
  ///   freedom.
  init(
    _ candidates: Candidates, variance: VarianceModel,
    critical: (_ alpha: Double, _ degreesOfFreedom: Double) -> Double
  ) {
    let scores = BlockScores(candidates)
    self.scores = scores
    testToTrain = candidates.testToTrain
    rowScores = candidates.rowScores
    rows = (0..<scores.rows).filter { candidates.moments[$0].count > 1 }
    isRow = candidates.moments.map { $0.count > 1 }
    fit = AdditiveFit(scores, rows: rows)
    // Folds share training rows: there the pooled variance was simulated, and no other.
    let model = testToTrain > 0 && variance == .moderated ? .pooled : variance
    self.variance = rows.count == 2 ? .separate : model
    var pool = Pool(members: rows, fit: fit)
    if self.variance == .moderated {
      pool = Pool(scores, all: pool, critical: critical)
    }
    isInPool = (0..<scores.rows).map(Set(pool.members).contains)
    poolVariance = pool.fit.variance ?? 0
    poolFreedom = pool.fit.degreesOfFreedom
    let learned =
      self.variance == .moderated ? BlockModel.prior(scores, pool.members) : nil
    prior =
      learned.flatMap { $0.degreesOfFreedom.isFinite ? $0 : nil } ?? .equal(2 * poolVariance)
    let own = Double(scores.blocks - 1)
    let freedom = min(Double(poolFreedom), prior.degreesOfFreedom + own)
    fullLimit =
      self.variance == .moderated && own > 0 && freedom > 0
      ? FisherF(numerator: own, denominator: freedom).upperQuantile(0.1) : .infinity
  }

  /// The standard deviation of the difference of two candidates in one block, from what neither
  /// candidates nor blocks explain in all of them; nil without degrees of freedom.
  package var pooledDifference: (deviation: Double, degreesOfFreedom: Int)? {
    fit.variance.map { ((2 * $0).squareRoot() * scores.scale, fit.degreesOfFreedom) }
  }

  /// Whether a candidate has enough scores to be part of it.
  func isModelled(_ row: Int) -> Bool { isRow[row] }

  /// The difference of two candidates; nil where nothing can be tested: without common blocks, and
  /// where nothing varies.
  func difference(_ one: Int, _ other: Int) -> BlockDifference? {
    let own = scores.differences(one, other)
    guard own.count > 0 else { return nil }
    func difference(_ variance: Double, _ freedom: Double, isPooled: Bool) -> BlockDifference? {
      guard variance > 0, freedom > 0 else { return nil }
      let seeds = variance * (1 / Double(own.count) + testToTrain)
      let crossed = rowScores?.variance(one, other).map {
        CrossedVariance(seeds: (seeds, freedom), rows: $0.scaled(by: 1 / scores.scale))
      }
      return BlockDifference(
        mean: own.mean * scores.scale, blocks: own.count,
        standardError: (crossed?.variance ?? seeds).squareRoot() * scores.scale,
        degreesOfFreedom: crossed?.degreesOfFreedom ?? freedom,
        isPooled: isPooled && crossed == nil)
    }
    let ownFreedom = Double(own.count - 1)
    let isPaired =
      variance == .separate
      || variance == .moderated && !isInPool[one] && !isInPool[other]
    if isPaired {
      return own.variance.flatMap { difference($0, ownFreedom, isPooled: false) }
    }
    guard variance == .moderated else {
      return difference(2 * poolVariance, Double(poolFreedom), isPooled: true)
    }
    let weight = prior.degreesOfFreedom
    var expected = 2 * poolVariance
    var freedom = Double(poolFreedom)
    if weight.isFinite {
      expected =
        (weight * prior.variance + ownFreedom * (own.variance ?? 0)) / (weight + ownFreedom)
      freedom = min(freedom, weight + ownFreedom)
    }
    guard freedom > 0 else { return nil }
    if let variance = own.variance, variance > expected {
      let isFull = own.count == scores.blocks
      let isNoisier =
        isFull
        ? variance > fullLimit * expected
        : FisherF(numerator: ownFreedom, denominator: freedom).upperTail(variance / expected) < 0.1
      if isNoisier { expected = variance }
    }
    return difference(expected, freedom, isPooled: !weight.isFinite)
  }

  /// The least standard error and the most degrees of freedom that any pair has that is not wholly outside
  /// the pool: those of a pair without gaps. Nil where pairs have only their own.
  var floor: BlockDifference? {
    guard variance != .separate, poolVariance > 0 else { return nil }
    let weight = prior.degreesOfFreedom
    let own = Double(scores.blocks - 1)
    let least = weight.isFinite ? prior.variance * weight / (weight + own) : 2 * poolVariance
    let freedom = weight.isFinite ? min(Double(poolFreedom), weight + own) : Double(poolFreedom)
    guard freedom > 0 else { return nil }
    let error = (least * (1 / Double(scores.blocks) + testToTrain)).squareRoot()
    // Rows only add to a variance, and to its degrees of freedom.
    return BlockDifference(
      mean: 0, blocks: scores.blocks, standardError: error * scores.scale,
      degreesOfFreedom: rowScores == nil ? freedom : 1e9,
      isPooled: !weight.isFinite && rowScores == nil)
  }

  /// Estimates the prior from the variances of pairs of the pool, of every m-th pair where they are many.
  private static func prior(_ scores: BlockScores, _ members: [Int]) -> SpreadPrior? {
    let full = members.filter { row in (0..<scores.blocks).allSatisfy { !scores[row, $0].isNaN } }
    let count = full.count * (full.count - 1) / 2
    guard count > 2, scores.blocks > 1 else { return nil }
    let stride = max(1, count / 2000)
    var variances: [Double] = []
    var place = 0
    for (index, one) in full.enumerated() {
      for other in full[(index + 1)...] {
        if place % stride == 0, let variance = scores.differences(one, other).variance {
          variances.append(variance)
        }
        place += 1
      }
    }
    return SpreadPrior(
      variances, freedom: Double(scores.blocks - 1), candidates: members.count)
  }
}

/// The candidates that have one variance.
private struct Pool {
  var members: [Int]
  var fit: AdditiveFit
}

extension Pool {
  /// Sets aside, round after round, what is worse than the best beyond doubt, and keeps to that
  /// only where what was set aside is noisier.
  init(
    _ scores: BlockScores, all: Pool,
    critical: (_ alpha: Double, _ degreesOfFreedom: Double) -> Double
  ) {
    self = all
    while members.count > 2, let variance = fit.variance, fit.degreesOfFreedom > 0 {
      let limit =
        critical(0.05, Double(fit.degreesOfFreedom)) * (2 * variance).squareRoot()
      guard let best = zip(members, fit.means).max(by: { $0.1 < $1.1 })?.0 else { break }
      let kept = members.filter { row in
        guard row != best else { return true }
        let difference = scores.differences(best, row)
        return difference.count == 0
          || difference.mean <= limit / Double(difference.count).squareRoot()
      }
      guard kept.count < members.count, kept.count > 1 else { break }
      let smaller = AdditiveFit(scores, rows: kept)
      guard smaller.degreesOfFreedom >= max(1, scores.blocks - 1) else { break }
      (members, fit) = (kept, smaller)
    }
    let left = all.fit.degreesOfFreedom - fit.degreesOfFreedom
    guard left > 0, let variance = fit.variance else {
      self = all
      return
    }
    let outside = max(0, all.fit.squares - fit.squares) / Double(left)
    let test = FisherF(numerator: Double(left), denominator: Double(fit.degreesOfFreedom))
    let isNoisier =
      variance > 0 ? test.upperTail(outside / variance) < 0.05 : outside > 0
    if !isNoisier { self = all }
  }
}
