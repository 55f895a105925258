import Statistics
import Testing

/// A published sweep of five L2 factors x three replicates kept its fifteen accuracies in one list
/// and averaged `scores[i:i+2]`, which in Python is two numbers, with NumPy's `std`, which divides
/// by n. Its table shows neither the mean nor the spread of the three.
///
/// Its scores were not published; these fifteen are of the same sweep, `sweeps/mnist-l2.yaml`.
struct PublishedSlipTests {
  private let scores = [
    0.9808, 0.9832, 0.9823,
    0.9816, 0.9837, 0.9828,
    0.9810, 0.9813, 0.9812,
    0.9811, 0.9795, 0.9807,
    0.9804, 0.9784, 0.9795,
  ]
  private var rows: [[Double]] {
    stride(from: 0, to: 15, by: 3).map { Array(scores[$0..<$0 + 3]) }
  }

  /// The values of Python's `statistics.mean` and `statistics.stdev` for all three.
  private let right: [(mean: Double, deviation: Double)] = [
    (0.9821, 0.0012124355652981904), (0.9827, 0.0010535653752852686),
    (0.9811666666666666, 0.00015275252316517785), (0.9804333333333334, 0.0008326663997864236),
    (0.9794333333333334, 0.0010016652800877819),
  ]
  /// The values of `statistics.mean` and `statistics.pstdev` for the first two.
  private let published: [(mean: Double, deviation: Double)] = [
    (0.982, 0.0012), (0.98265, 0.00105), (0.98115, 0.00015), (0.9803, 0.0008), (0.9794, 0.001),
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

  @Test func `the slip moves every mean and triples every honest interval`() throws {
    for (row, (right, published)) in zip(rows, zip(right, published)) {
      #expect(abs(right.mean - published.mean) > 1e-5)
      // Two of three know less of the mean than three: their interval has one degree of freedom.
      let three = try #require(Moments(row).interval(level: 0.95))
      let two = try #require(Moments(row[0..<2]).interval(level: 0.95))
      #expect(two.upper - two.lower > 3 * (three.upper - three.lower))
    }
  }
}
