import Random
import Statistics
import Testing

struct MomentsTests {
  @Test func `nothing has no mean and one number has no deviation`() {
    #expect(Moments().mean == nil)
    #expect(Moments().minimum == nil)
    let one = Moments([0.98])
    #expect(one.mean == 0.98)
    #expect(one.standardDeviation == nil)
    #expect(one.standardError == nil)
    #expect(one.minimum == 0.98 && one.maximum == 0.98)
  }

  @Test func `divides by n - 1`() {
    let moments = Moments([2, 4, 4, 4, 5, 5, 7, 9])
    #expect(moments.mean == 5)
    #expect(moments.variance == 32.0 / 7)
    #expect(moments.standardDeviation == (32.0 / 7).squareRoot())
    #expect(moments.standardError == (32.0 / 56).squareRoot())
    #expect(moments.minimum == 2 && moments.maximum == 9)
  }

  @Test func `equal numbers have no spread at all`() {
    #expect(Moments([0.1, 0.1, 0.1]).standardDeviation == 0)
  }

  @Test func `numbers that are not finite are counted apart`() {
    let moments = Moments([1, .nan, 3, .infinity, -.infinity])
    #expect(moments == Moments([1, 3, .nan, .nan, .nan]))
    #expect(moments.count == 2)
    #expect(moments.excluded == 3)
    #expect(moments.mean == 2)
    #expect(moments.maximum == 3)
  }

  /// The sums of squares of these agree in all 16 digits of a Double, so their difference is noise.
  @Test func `keeps small spreads on large numbers`() {
    let moments = Moments([4, 7, 13, 16].map { 1e9 + $0 })
    #expect(moments.mean == 1e9 + 10)
    #expect(moments.variance == 30)
  }

  @Test func `merged parts equal the whole`() throws {
    var random = RandomStream(seed: 1)
    let values = (0..<100).map { _ in 0.98 + 0.001 * random.normal() }
    let whole = Moments(values)
    let mean = try #require(whole.mean)
    let variance = try #require(whole.variance)
    for cut in [0, 1, 37, 99, 100] {
      var merged = Moments(values[..<cut])
      merged.merge(Moments(values[cut...]))
      #expect(merged.count == 100)
      #expect(abs(try #require(merged.mean) - mean) < 1e-15)
      #expect(abs(try #require(merged.variance) / variance - 1) < 1e-12)
      #expect(merged.minimum == whole.minimum && merged.maximum == whole.maximum)
    }
  }

  /// Squares of such numbers overflow, or are nothing; their spread is a number like others.
  @Test(arguments: [1e300, 1e160, 1e-160, 1e-300]) func `huge and tiny numbers have a spread`(
    scale: Double
  ) throws {
    let values = [1.0, 2, 4, 3, 8]
    let plain = Moments(values)
    let scaled = Moments(values.map { $0 * scale })
    let deviation = try #require(scaled.standardDeviation)
    #expect(relativeError(deviation / scale, try #require(plain.standardDeviation)) < 1e-12)
    #expect(relativeError(try #require(scaled.mean) / scale, 3.6) < 1e-12)
    let error = try #require(scaled.standardError(testToTrain: 0.25))
    #expect(
      relativeError(error / scale, try #require(plain.standardError(testToTrain: 0.25))) < 1e-12)
    var merged = Moments(values.prefix(2).map { $0 * scale })
    merged.merge(Moments(values.dropFirst(2).map { $0 * scale }))
    #expect(relativeError(try #require(merged.standardDeviation), deviation) < 1e-12)
  }

  /// 1 divided by such a number is infinite, and 0 times that is no number.
  @Test(arguments: [0x1p-1074, 0x1p-1060, 0x1.8p-1025, 0x1p-1023, 0x1p-1022])
  func `numbers below the normal ones have a mean`(value: Double) {
    #expect(Moments([value]).mean == value)
    #expect(Moments([value, value]).standardDeviation == 0)
    #expect(Moments([value, 1]).mean == 0.5)
    var merged = Moments([0.0])
    merged.merge(Moments([value]))
    #expect(merged.mean.map { $0 >= 0 && $0 <= value } == true)
  }

  /// The largest number decides what is lost, as it does in any sum.
  @Test func `numbers of all sizes can be added in any order`() throws {
    for values in [[0, 1e-300, 0.5, 1e300], [1e300, 0.5, 1e-300, 0], [1e-300, 1e300, 0, 0.5]] {
      let moments = Moments(values)
      #expect(relativeError(try #require(moments.standardDeviation), 0.5e300) < 1e-12)
      #expect(relativeError(try #require(moments.mean), 0.25e300) < 1e-12)
      #expect(moments.variance == .infinity)
    }
    #expect(
      Moments([1.7e308, -1.7e308]).standardDeviation.map { $0.isFinite || $0 == .infinity } == true)
    #expect(Moments([0, 0, 1e-300]).standardDeviation.map { $0 > 0 } == true)
    #expect(Moments([0.0, 0]).standardDeviation == 0)
  }

  @Test func `what only rounding tells apart has no spread`() {
    #expect(!Moments([0.1 + 0.2, 0.3]).hasSpread)
    #expect(!Moments([5, 5, 5]).hasSpread)
    #expect(!Moments([5]).hasSpread)
    #expect(Moments([0.3, 0.300001]).hasSpread)
  }
}
