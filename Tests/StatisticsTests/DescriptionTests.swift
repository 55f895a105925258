import Statistics
import Testing

struct DescriptionTests {
  private struct Row: Decodable {
    let values: [Double]
    let mean: Double
    let std: Double
    let sem: Double
    let median: Double
    let quartile: Double
    let ninth: Double
    let lower: Double
    let upper: Double
  }

  @Test func `agrees with NumPy and SciPy`() throws {
    for row in try Reference<Row>.rows("description") {
      let description = Description(row.values)
      let moments = description.moments
      #expect(relativeError(try #require(moments.mean), row.mean) < 1e-14)
      #expect(relativeError(try #require(moments.standardDeviation), row.std) < 1e-12)
      #expect(relativeError(try #require(moments.standardError), row.sem) < 1e-12)
      #expect(relativeError(try #require(description.median), row.median) < 1e-14)
      #expect(relativeError(try #require(description.quantile(0.25)), row.quartile) < 1e-14)
      #expect(relativeError(try #require(description.quantile(0.9)), row.ninth) < 1e-14)
      let interval = try #require(moments.interval(level: 0.99))
      #expect(relativeError(interval.lower, row.lower) < 1e-12)
      #expect(relativeError(interval.upper, row.upper) < 1e-12)
    }
  }

  @Test func `the ends are the extremes`() {
    let description = Description([3, .nan, 1, 2])
    #expect(description.quantile(0) == 1)
    #expect(description.quantile(1) == 3)
    #expect(description.median == 2)
    #expect(description.moments.excluded == 1)
  }

  @Test func `nothing has no median and one number no interval`() {
    #expect(Description([.infinity]).median == nil)
    #expect(Description([0.5]).median == 0.5)
    #expect(Moments([0.5]).interval(level: 0.95) == nil)
  }

  @Test func `shared training data widens the interval`() throws {
    let folds = Moments([0.97, 0.98, 0.96, 0.99, 0.975])
    let plain = try #require(folds.standardError)
    let corrected = try #require(folds.standardError(testToTrain: 0.25))
    #expect(relativeError(corrected / plain, (0.45 / 0.2).squareRoot()) < 1e-14)
  }
}
