import Random
import Statistics
import Testing

struct MaximumTTests {
  private struct Row: Decodable {
    let family: String
    let means: Int
    let df: Double
    let alpha: Double
    let value: Double

    var distribution: MaximumT {
      let families = ["allPairs": MaximumT.Family.allPairs, "control": .control, "best": .best]
      return MaximumT(families[family]!, means: means)
    }
  }

  /// SciPy's own error is a few 1e-10 of the quantile.
  @Test func `critical values agree with SciPy and with sums over dense grids`() throws {
    for row in try Reference<Row>.rows("maximumT") {
      let value = row.distribution.criticalValue(alpha: row.alpha, degreesOfFreedom: row.df)
      #expect(relativeError(value, row.value) < 2e-8, "\(row)")
      let tail = row.distribution.upperTail(row.value, degreesOfFreedom: row.df)
      #expect(abs(tail - row.alpha) < 1e-8)
    }
  }

  @Test func `two means have Student's t`() {
    for df in [1.5, 2, 7.5, 60, 10_000] {
      let student = StudentT(degreesOfFreedom: df)
      for t in [0.01, 0.7, 2, 5, 12] {
        let pairs = MaximumT(.allPairs, means: 2).upperTail(t, degreesOfFreedom: df)
        #expect(abs(pairs - student.twoSided(t)) < 1e-7)
        let best = MaximumT(.best, means: 2).upperTail(-t, degreesOfFreedom: df)
        #expect(abs(best - student.upperTail(-t)) < 1e-8)
      }
    }
  }

  @Test func `with a known variance the largest of many is between one and all`() {
    for means in [2, 5, 50] {
      let tail = MaximumT(.control, means: means).upperTail(2, degreesOfFreedom: .infinity)
      let one = Normal().twoSided(2)
      #expect(tail >= one * 0.999_999 && tail <= Double(means - 1) * one * 1.000_001)
    }
  }

  private struct ChiSquareRow: Decodable {
    let df: Double
    let p: Double
    let quantile: Double
  }

  @Test func `chi-square agrees with SciPy`() throws {
    for row in try Reference<ChiSquareRow>.rows("chiSquare") {
      let distribution = ChiSquare(degreesOfFreedom: row.df)
      #expect(relativeError(distribution.cdf(row.quantile), row.p) < 1e-9, "\(row)")
      #expect(relativeError(distribution.quantile(row.p), row.quantile) < 1e-8, "\(row)")
    }
  }
}

struct BlockModelTests {
  private struct Row: Decodable {
    let table: [[Double?]]
    let means: [Double]
    let df: Int
    let pool: [Int]
    let d0: Double?
    let pairs: [Pair]

    var candidates: Candidates {
      Candidates(scores: table.map { $0.map { $0 ?? .nan } }, better: .larger)
    }
  }

  private struct Pair: Decodable {
    let one: Int
    let other: Int
    let statistic: Double
    let df: Double
    let isPooled: Bool

    init(from decoder: any Decoder) throws {
      var list = try decoder.unkeyedContainer()
      one = try list.decode(Int.self)
      other = try list.decode(Int.self)
      statistic = try list.decode(Double.self)
      df = try list.decode(Double.self)
      isPooled = try list.decode(Bool.self)
    }
  }

  /// Complete tables, tables with gaps, ties, unlike spreads, and poor rows that are noisy.
  @Test func `pools, priors and statistics agree with the procedure as numpy and SciPy have it`()
    throws
  {
    for row in try Reference<Row>.rows("blockModel") {
      let tests = SimultaneousTests(row.candidates)
      let pairs = row.pairs
      for pair in pairs {
        let found = try #require(tests.difference(pair.one, pair.other), "\(pair)")
        let statistic = found.mean / found.standardError
        #expect(abs(statistic - pair.statistic) < 1e-8 * max(1, abs(pair.statistic)), "\(pair)")
        #expect(abs(found.degreesOfFreedom - pair.df) < 1e-9, "\(pair)")
        #expect(found.isPooled == pair.isPooled, "\(pair)")
      }
      let pooled = try #require(tests.model.pooledDifference)
      #expect(pooled.degreesOfFreedom == row.df)
    }
  }

  @Test func `turned and scaled scores give the same statistics`() throws {
    let row = try Reference<Row>.rows("blockModel")[1]
    let plain = SimultaneousTests(row.candidates)
    for scale in [-1e-30, 1e150, 1e300] {
      let scores = row.candidates.scores.map { $0.map { $0 * scale } }
      let tests = SimultaneousTests(
        Candidates(scores: scores, better: scale > 0 ? .larger : .smaller))
      #expect(tests.judgements(level: 0.95) == plain.judgements(level: 0.95))
      let (one, other) = (plain.difference(0, 1), tests.difference(0, 1))
      let expected = try #require(one).mean / (try #require(one).standardError)
      #expect(
        relativeError(try #require(other).mean / (try #require(other).standardError), expected)
          < 1e-9 || scale < 0)
    }
  }
}

struct StandingTests {
  private func judgements(
    _ scores: [[Double]], variance: VarianceModel = .moderated, testToTrain: Double = 0
  ) -> [SimultaneousTests.Judgement] {
    SimultaneousTests(
      Candidates(scores: scores, better: .larger, testToTrain: testToTrain), variance: variance
    ).judgements(level: 0.95)
  }

  @Test func `nothing is claimed where nothing varies`() {
    let constant = [[100.0, 100, 100], [50, 50, 50], [70, 70, 70]]
    for model in VarianceModel.allCases {
      #expect(judgements(constant, variance: model) == [.untested, .untested, .untested])
    }
    // The same difference in every block, but for rounding.
    let shifted = [[0.5, 0.6, 0.7], [0.6, 0.7, 0.8], [0.4, 0.5, 0.6]]
    #expect(judgements(shifted) == [.untested, .untested, .untested])
  }

  /// What rounding leaves of candidates and blocks that add up is no noise, wherever cells are missing.
  @Test(arguments: [0.0, 0.05])
  func `sums of candidate and block are not tested, with gaps neither`(spread: Double) {
    var random = RandomStream(seed: 11)
    for table in 0..<1000 {
      let effects = (0..<(2 + table % 7)).map { _ in spread * random.normal() }
      let scores = (0..<(3 + table % 5)).map { _ in
        let mean = random.uniform()
        return effects.map { random.uniform() < 0.2 ? .nan : mean + $0 }
      }
      #expect(judgements(scores).allSatisfy { $0 == .untested }, "table \(table)")
    }
  }

  @Test func `one block tells nothing`() {
    #expect(judgements([[0.9], [0.8]]) == [.untested, .untested])
    #expect(judgements([[0.9, .nan], [0.8, 0.7], [0.6, 0.8]])[0] == .untested)
  }

  @Test func `without any score there is nothing`() {
    #expect(judgements([]) == [])
    #expect(judgements([[.nan, .nan], [.nan, .nan]]) == [.untested, .untested])
    #expect(judgements([[1, 2], [.nan, .nan]]) == [.untested, .untested])
  }

  @Test func `equal rows may be the best together`() {
    let rows = [[0.9, 0.92, 0.91], [0.9, 0.92, 0.91], [0.5, 0.55, 0.49]]
    #expect(judgements(rows) == [.possibleBest, .possibleBest, .beaten])
  }

  /// Most pairs are judged by a bound, which takes no time of blocks; whole rows and single cells are missing.
  @Test(arguments: [0.001, 0.02, 0.4], [0.0, 0.3, 2])
  func `the set of possible bests is that of all pairs`(gaps: Double, spread: Double) {
    var random = RandomStream(seed: 11)
    let distributions = SimultaneousTests.Distributions(candidates: 14)
    for _ in 0..<10 {
      // So many blocks that any two rows have several in common.
      let scores = (0..<14).map { row in
        (0..<40).map { _ in
          let score = spread * Double(row % 5) + random.normal() * (row == 3 ? 3 : 1)
          return random.uniform() < gaps ? .nan : score
        }
      }
      for model in VarianceModel.allCases {
        let tests = SimultaneousTests(
          Candidates(scores: scores, better: .larger), variance: model,
          distributions: distributions)
        let standings = tests.judgements(level: 0.95)
        for row in scores.indices {
          let isBeaten = scores.indices.contains { other in
            guard other != row, let difference = tests.difference(other, row) else { return false }
            return difference.mean > 0 && tests.adjustedP(.best, difference) < 0.05
          }
          #expect(standings[row] == (isBeaten ? .beaten : .possibleBest), "\(model)")
        }
      }
    }
  }

  @Test func `noisy poor rows do not hide differences of good ones`() {
    var random = RandomStream(seed: 3)
    var scores = (0..<16).map { row in
      (0..<4).map { _ in (row < 8 ? 0.0 : -4) + 0.3 * random.normal() }
    }
    scores += (0..<6).map { _ in (0..<4).map { _ in -60 + 20 * random.normal() } }
    let good = judgements(scores)[8..<16]
    #expect(good.allSatisfy { $0 == .beaten })
    #expect(judgements(scores, variance: .pooled)[8..<16].contains(.possibleBest))
  }

  @Test func `folds count for less than independent blocks`() {
    let scores = [
      [0.90, 0.91, 0.90, 0.92, 0.91], [0.89, 0.89, 0.885, 0.90, 0.90], [0.5, 0.5, 0.6, 0.5, 0.5],
    ]
    #expect(judgements(scores, testToTrain: 0.25)[2] == .beaten)
    let plain = SimultaneousTests(Candidates(scores: scores, better: .larger), variance: .pooled)
    let folds = SimultaneousTests(
      Candidates(scores: scores, better: .larger, testToTrain: 0.25))
    let (a, b) = (plain.difference(0, 1)!, folds.difference(0, 1)!)
    // 2 s² (1/5 + 1/4) against 2 s² / 5
    #expect(relativeError(b.standardError / a.standardError, 1.5) < 1e-12)
    #expect(b.degreesOfFreedom == 8)
  }

  @Test func `a control named beforehand sees more than all pairs do`() throws {
    var random = RandomStream(seed: 8)
    let scores = (0..<6).map { row in (0..<4).map { _ in Double(row) * 0.3 + random.normal() } }
    let candidates = Candidates(scores: scores, better: .larger)
    let pairs = candidates.comparisons(to: 0)
    let control = candidates.comparisons(to: 0, family: .control)
    for (a, b) in zip(pairs, control) {
      #expect(try #require(b.adjustedP) < (try #require(a.adjustedP)))
    }
  }
}

struct ShrinkageTests {
  private struct Row: Decodable {
    let table: [[Double]]
    let share: Double
    let probabilities: [Double]
    let optimism: Double?
  }

  @Test func `agrees with quadrature and a million draws of numpy`() throws {
    for row in try Reference<Row>.rows("shrinkage") {
      let candidates = Candidates(scores: row.table, better: .larger)
      let found = try #require(
        Shrinkage(candidates, rows: Array(row.table.indices), seed: 4))
      #expect(abs(found.chanceShare - row.share) < 1e-3)
      for (mine, expected) in zip(found.probabilityOfBest, row.probabilities) {
        #expect(abs(try #require(mine) - expected) < 0.02)
      }
      #expect((found.optimism == nil) == (row.optimism == nil))
      if let optimism = row.optimism {
        #expect(relativeError(try #require(found.optimism), optimism) < 5e-3)
      }
      #expect(found == Shrinkage(candidates, rows: Array(row.table.indices), seed: 4))
    }
  }

  @Test func `nothing is told of few blocks, of no noise or of one row`() {
    func shrinkage(_ scores: [[Double]]) -> Shrinkage? {
      Shrinkage(
        Candidates(scores: scores, better: .larger), rows: Array(scores.indices), seed: 1)
    }
    #expect(shrinkage([[1, 2, 3], [2, 1, 3]]) == nil)
    #expect(shrinkage([[1], [2]]) == nil)
    let equal = (0..<5).map { row in (0..<5).map { Double(row) * 0.1 + Double($0) * 0.3 } }
    #expect(shrinkage(equal) == nil)
    #expect(shrinkage([(0..<20).map { Double($0 % 3) }]) == nil)
  }

  @Test func `smaller is better for a loss`() throws {
    let row = try Reference<Row>.rows("shrinkage")[0]
    let turned = row.table.map { $0.map { -$0 } }
    let rows = Array(row.table.indices)
    let up = Shrinkage(Candidates(scores: row.table, better: .larger), rows: rows, seed: 4)
    let down = Shrinkage(Candidates(scores: turned, better: .smaller), rows: rows, seed: 4)
    #expect(up == down)
  }
}

struct SignAndPermutationTests {
  private struct Row: Decodable {
    let values: [Double]
    let sign: Double
    let permutation: Double
  }

  private func differences(_ values: [Double]) -> PairedDifferences {
    PairedDifferences(values, minus: values.map { _ in 0 })
  }

  @Test func `agree with SciPy`() throws {
    for row in try Reference<Row>.rows("signs") {
      #expect(
        relativeError(try #require(SignTest(differences(row.values))).pValue, row.sign) < 1e-12)
      let test = try #require(PermutationTest(differences(row.values), seed: 1))
      #expect(test.method == .exact)
      #expect(relativeError(test.pValue, row.permutation) < 1e-12)
    }
  }

  @Test func `many pairs are permuted at random, and p is never zero`() throws {
    var random = RandomStream(seed: 2)
    let values = (0..<40).map { _ in 0.35 + random.normal() }
    let test = try #require(PermutationTest(differences(values), seed: 1))
    #expect(test.method == .random(draws: 100_000))
    let t = try #require(TTest(paired: differences(values)))
    #expect(abs(test.pValue - t.pValue) < 0.01)
    let far = try #require(PermutationTest(differences((0..<40).map { _ in 5 }), seed: 1))
    #expect(far.pValue > 0 && far.pValue < 1e-4)
  }

  /// Six differences of -1 beside one between numbers of 1e18: rounding there is rounding there only.
  @Test func `a huge pair hides no other`() throws {
    let first = [1.0, 2, 3, 4, 5, 6, 1e18]
    let second = [2.0, 3, 4, 5, 6, 7, 1e18]
    let pairs = PairedDifferences(first, minus: second)
    #expect(try #require(SignTest(pairs)).negative == 6)
    #expect(try #require(WilcoxonTest(pairs)).count == 6)
    #expect(try #require(WilcoxonTest(pairs)).pValue == 2 / 64.0)
  }

  @Test func `equal pairs are no evidence`() {
    #expect(SignTest(differences([0, 0])) == nil)
    #expect(PermutationTest(differences([0, 0]), seed: 1) == nil)
    #expect(SignTest(differences([])) == nil)
    #expect(PermutationTest(differences([]), seed: 1) == nil)
    #expect(PermutationTest(differences([1]), seed: 1)?.pValue == 1)
  }

  private struct Bootstrap: Decodable {
    let values: [Double]
    let lower: Double
    let upper: Double
  }

  @Test func `bootstrap intervals agree with SciPy's`() throws {
    for row in try Reference<Bootstrap>.rows("bootstrap") {
      let found = try #require(
        Description.bootstrapInterval(row.values, level: 0.95, draws: 50_000, seed: 1))
      #expect(abs(found.lower - row.lower) < 0.02)
      #expect(abs(found.upper - row.upper) < 0.02)
    }
    #expect(Description.bootstrapInterval([1, 2, 3], level: 0.95, seed: 1) == nil)
    #expect(
      Description.bootstrapInterval([Double](repeating: 1, count: 20), level: 0.95, seed: 1) == nil)
  }

  @Test(arguments: [0x1p500, 0x1p-500])
  func `bootstrap intervals have no scale`(scale: Double) throws {
    let values = (1...12).map { Double($0 * $0) }
    let plain = try #require(Description.bootstrapInterval(values, level: 0.95, seed: 1))
    let scaled = try #require(
      Description.bootstrapInterval(values.map { $0 * scale }, level: 0.95, seed: 1))
    #expect(abs(scaled.lower / scale / plain.lower - 1) < 1e-9)
    #expect(abs(scaled.upper / scale / plain.upper - 1) < 1e-9)
  }
}
