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
}
