import Statistics
import Testing

/// A published sweep of five L2 factors x three replicates kept its fifteen accuracies in one list
/// and averaged `scores[i:i+2]`, which in Python is two numbers, with NumPy's `std`, which divides
/// by n. Its table shows neither the mean nor the spread of the three.
struct PublishedSlipTests {
  private let scores = [
    0.9821, 0.9835, 0.9811,
    0.9826, 0.9824, 0.9828,
    0.9819, 0.9823, 0.9815,
    0.9807, 0.9811, 0.9812,
    0.9798, 0.9790, 0.9803,
  ]
  private var rows: [[Double]] {
    stride(from: 0, to: 15, by: 3).map { Array(scores[$0..<$0 + 3]) }
  }

  /// What `statistics.mean` and `statistics.stdev` of Python say about all three.
  private let right: [(mean: Double, deviation: Double)] = [
    (0.9822333333333333, 0.0012055427546683),
    (0.9826, 0.0002),
    (0.9819, 0.0004),
    (0.981, 0.0002645751311064),
    (0.9797, 0.0006557438524302),
  ]
  /// What `statistics.mean` and `statistics.pstdev` say about the first two.
  private let published: [(mean: Double, deviation: Double)] = [
    (0.9828, 0.0007), (0.9825, 0.0001), (0.9821, 0.0002), (0.9809, 0.0002), (0.9794, 0.0004),
  ]

  @Test func `averages all three replicates and divides by n - 1`() throws {
    for (row, right) in zip(rows, right) {
      let moments = Moments(row)
      #expect(moments.count == 3)
      #expect(relativeError(try #require(moments.mean), right.mean) < 1e-15)
      #expect(relativeError(try #require(moments.standardDeviation), right.deviation) < 1e-11)
    }
  }

  @Test func `scores from i to i + 2 are two and give the published numbers`() throws {
    for (row, published) in zip(rows, published) {
      let two = Moments(row[0..<2])
      let population = try #require(two.variance) / 2
      #expect(relativeError(try #require(two.mean), published.mean) < 1e-15)
      #expect(relativeError(population.squareRoot(), published.deviation) < 1e-11)
    }
  }

  @Test func `the slip names another best factor`() {
    let two = rows.map { Array($0[0..<2]) }
    #expect(Candidates(scores: two, better: .larger).best() == 0)
    #expect(Candidates(scores: rows, better: .larger).best() == 1)
  }
}
