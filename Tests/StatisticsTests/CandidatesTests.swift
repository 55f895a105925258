import Statistics
import Testing

struct CandidatesTests {
  /// Simplest first; the last is the best on average and the least steady.
  private let scores = [
    [0.950, 0.951, 0.952, 0.951],
    [0.979, 0.980, 0.981, 0.980],
    [0.975, 0.985, 0.990, 0.975],
  ]

  @Test func `each rule picks what it says`() {
    let candidates = Candidates(scores: scores, better: .larger)
    #expect(candidates.best(by: .mean) == 2)
    #expect(candidates.best(by: .oneStandardError) == 1)
    #expect(candidates.best(by: .lowerBound(level: 0.95)) == 1)
  }

  @Test func `smaller is better for a loss`() {
    let candidates = Candidates(
      scores: scores.map { $0.map { 1 - $0 } }, better: .smaller)
    #expect(candidates.best(by: .mean) == 2)
    #expect(candidates.best(by: .oneStandardError) == 1)
    #expect(candidates.best(by: .lowerBound(level: 0.95)) == 1)
  }

  @Test func `a row without results is never picked`() {
    let rows = [[Double.nan, .nan], [0.5, .infinity], [0.4, 0.4]]
    let candidates = Candidates(scores: rows, better: .larger)
    #expect(candidates.best(by: .mean) == 1)
    #expect(candidates.best(by: .oneStandardError) == 1)
    #expect(candidates.best(by: .lowerBound(level: 0.9)) == 2)
    #expect(Candidates(scores: [[.nan]], better: .larger).best() == nil)
    #expect(Candidates(scores: [], better: .larger).best() == nil)
  }

  @Test func `a rule may be kept to some rows`() {
    let candidates = Candidates(scores: scores, better: .larger)
    #expect(candidates.best(by: .mean, among: [0, 1]) == 1)
    #expect(candidates.best(by: .mean, among: []) == nil)
  }

  @Test func `two rows are compared by the paired t test`() throws {
    let two = Candidates(scores: [scores[0], scores[2]], better: .larger)
    let comparison = two.comparisons(to: 1)[0]
    let plain = try #require(TTest(paired: PairedDifferences(scores[0], minus: scores[2])))
    let test = try #require(comparison.test)
    #expect(relativeError(test.statistic, plain.statistic) < 1e-12)
    #expect(test.degreesOfFreedom == 3)
    #expect(relativeError(try #require(comparison.adjustedP), plain.pValue) < 1e-9)
    let interval = try #require(comparison.interval)
    #expect(relativeError(interval.lower, plain.interval(level: 0.95).lower) < 1e-9)
  }

  @Test func `what is compared keeps the sign of candidate less reference`() throws {
    for better in [Direction.larger, .smaller] {
      let comparison = Candidates(scores: scores, better: better).comparisons(to: 2)[0]
      #expect(try #require(comparison.test).difference < 0)
      #expect(try #require(comparison.interval).upper < 0)
    }
  }
}
