import Statistics
import Testing

struct PairedTests {
  private struct Row: Decodable {
    let first: [Double]
    let second: [Double]
    let t: Double
    let p: Double
    let lower: Double
    let upper: Double
    let d: Double
    let g: Double?
    let correctedT: Double
    let correctedP: Double
    let wilcoxon: Double
    let wilcoxonP: Double
    let exact: Bool
  }

  private struct EffectRow: Decodable {
    let n: Int
    let d: Double
    let lower: Double
    let upper: Double
  }

  private struct Family: Decodable {
    let p: [Double]
    let adjusted: [Double]
  }

  /// Student's sleep data: extra hours with two drugs.
  private let sleep = PairedDifferences(
    [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2],
    minus: [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])

  @Test func `the t test agrees with SciPy`() throws {
    for row in try Reference<Row>.rows("paired") {
      let test = try #require(TTest(paired: PairedDifferences(row.first, minus: row.second)))
      #expect(relativeError(test.statistic, row.t) < 1e-9)
      #expect(relativeError(test.pValue, row.p) < 1e-9)
      let interval = test.interval(level: 0.95)
      #expect(relativeError(interval.lower, row.lower) < 1e-9)
      #expect(relativeError(interval.upper, row.upper) < 1e-9)
    }
  }

  /// `t.test(extra ~ group, paired)` on `sleep`: t = -4.0621, p = 0.002833.
  @Test func `the t test agrees with R on Student's own data`() throws {
    let test = try #require(TTest(paired: sleep))
    #expect(relativeError(test.statistic, -4.062127683382) < 1e-12)
    #expect(relativeError(test.pValue, 0.00283289019738) < 1e-11)
    let interval = test.interval(level: 0.95)
    #expect(relativeError(interval.lower, -2.459885763276982) < 1e-12)
    #expect(relativeError(interval.upper, -0.700114236723018) < 1e-12)
  }

  @Test func `the resampled t test follows Nadeau and Bengio`() throws {
    for row in try Reference<Row>.rows("paired") {
      let differences = PairedDifferences(row.first, minus: row.second)
      let test = try #require(TTest(resampled: differences, testToTrain: 1.0 / 9))
      #expect(relativeError(test.statistic, row.correctedT) < 1e-9)
      #expect(relativeError(test.pValue, row.correctedP) < 1e-9)
    }
  }

  @Test func `the signed ranks agree with SciPy and say how`() throws {
    var methods: Set<WilcoxonTest.Method> = []
    for row in try Reference<Row>.rows("paired") {
      let test = try #require(WilcoxonTest(PairedDifferences(row.first, minus: row.second)))
      #expect(min(test.positiveRanks, test.negativeRanks) == row.wilcoxon)
      #expect(test.method == (row.exact ? .exact : .normal))
      #expect(relativeError(test.pValue, row.wilcoxonP) < 1e-12)
      methods.insert(test.method)
    }
    #expect(methods == [.exact, .normal])
  }

  /// Hollander and Wolfe's depression scores, the example of `?wilcox.test`: V = 40.
  /// And `sleep`, which has a zero and ties: SciPy tries all sign patterns.
  @Test func `the signed ranks agree with R`() throws {
    let depression = PairedDifferences(
      [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30],
      minus: [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29])
    let exact = try #require(WilcoxonTest(depression))
    #expect(exact.positiveRanks == 40)
    #expect(exact.method == .exact)
    #expect(exact.pValue == 0.0390625)
    let tied = try #require(WilcoxonTest(sleep))
    #expect(tied.method == .exact)
    #expect(tied.zeros == 1)
    #expect(tied.pValue == 0.00390625)
  }

  @Test func `differences that only rounding tells apart are ties`() throws {
    let differences = PairedDifferences([0.9825, 0.9813, 0.97], minus: [0.9812, 0.98, 0.98])
    #expect(differences.values[0] != differences.values[1])
    let test = try #require(WilcoxonTest(differences))
    #expect(test.positiveRanks == 3)
    #expect(test.pValue == 1)
  }

  @Test func `pairs with a missing number are counted apart`() {
    let differences = PairedDifferences([1, .nan, 3, .infinity], minus: [0, 1, 1, 1])
    #expect(differences.values == [1, 2])
    #expect(differences.moments.excluded == 2)
  }

  @Test func `without spread there is no t test and without differences no ranks`() {
    let equal = PairedDifferences([0.9825, 0.9813], minus: [0.9812, 0.98])
    #expect(TTest(paired: equal) == nil)
    #expect(EffectSize(equal) == nil)
    let none = PairedDifferences([1, 2], minus: [1, 2])
    #expect(WilcoxonTest(none) == nil)
    #expect(TTest(paired: PairedDifferences([1], minus: [2])) == nil)
  }

  @Test func `effect sizes agree with the formulas`() throws {
    for row in try Reference<Row>.rows("paired") {
      let effect = try #require(EffectSize(PairedDifferences(row.first, minus: row.second)))
      #expect(relativeError(effect.cohensD, row.d) < 1e-9)
      if let g = row.g {
        #expect(relativeError(try #require(effect.hedgesG), g) < 1e-9)
      } else {
        #expect(effect.hedgesG == nil)
      }
    }
  }

  @Test func `effect intervals invert SciPy's noncentral t`() throws {
    for row in try Reference<EffectRow>.rows("effectInterval") {
      // Differences with exactly this d: any shape, moved and scaled.
      let shape = (0..<row.n).map { Double($0 * $0) }
      let moments = Moments(shape)
      let mean = try #require(moments.mean)
      let deviation = try #require(moments.standardDeviation)
      let values = shape.map { ($0 - mean) / deviation + row.d }
      let zeros = [Double](repeating: 0, count: row.n)
      let effect = try #require(EffectSize(PairedDifferences(values, minus: zeros)))
      let interval = try #require(effect.interval(level: 0.95))
      #expect(relativeError(effect.cohensD, row.d) < 1e-12)
      #expect(relativeError(interval.lower, row.lower) < 1e-9)
      #expect(relativeError(interval.upper, row.upper) < 1e-9)
    }
  }

  @Test func `an effect a thousand times its error has no interval`() throws {
    let differences = PairedDifferences([1e6, 1e6 + 1, 1e6 + 0.5], minus: [0, 0, 0])
    let effect = try #require(EffectSize(differences))
    #expect(effect.cohensD == 2_000_001)
    #expect(effect.interval(level: 0.95) == nil)
  }

  @Test func `Holm's adjustment agrees with statsmodels and keeps the order`() throws {
    for row in try Reference<Family>.rows("holm") {
      for (ours, theirs) in zip(holmAdjusted(row.p), row.adjusted) {
        #expect(relativeError(ours, theirs) < 1e-15)
      }
    }
    #expect(holmAdjusted([]) == [])
  }
}
