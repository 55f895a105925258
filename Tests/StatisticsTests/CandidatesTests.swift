import Random
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

  @Test func `tells the best from others by Holm's p values`() throws {
    let candidates = Candidates(scores: scores, better: .larger)
    let comparisons = candidates.comparisons(to: 2)
    #expect(comparisons.map(\.candidate) == [0, 1])
    let p = try comparisons.map { try #require($0.test).pValue }
    #expect(comparisons.map(\.adjustedP) == holmAdjusted(p))
    #expect(comparisons[0].differences.values[0] < 0)
    #expect(comparisons.map { $0.isDistinguishable() } == [true, false])
    #expect(candidates.indistinguishable(from: 2) == [1])
  }

  @Test func `rows with equal differences are not told apart`() {
    let candidates = Candidates(scores: [[1, 2], [2, 3], [2, 3.5]], better: .larger)
    let comparisons = candidates.comparisons(to: 1)
    #expect(comparisons[0].test == nil)
    #expect(comparisons[0].adjustedP == nil)
    #expect(!comparisons[0].isDistinguishable(alpha: 0.99))
    #expect(comparisons[1].adjustedP == comparisons[1].test?.pValue)
  }
}

struct SelectionBootstrapTests {
  /// Of four equally likely draws two hold one unit twice: the row that is 1 there wins, and is 0 on
  /// the other unit. In the other two draws both rows are equal.
  @Test func `two rows that each win one unit flatter by a half`() throws {
    let candidates = Candidates(scores: [[1, 0], [0, 1]], better: .larger)
    let bootstrap = candidates.bootstrap(seed: 1)
    #expect(bootstrap.expectedScore == 0)
    #expect(bootstrap.optimism == 0.5)
    #expect(abs(bootstrap.probabilityOfBest[0] - 0.5) < 0.02)
    #expect(abs(bootstrap.probabilityOfBest.reduce(0, +) - 1) < 1e-9)
  }

  /// The first row wins where the first unit is drawn twice (4/3 against 1) or three times: 7 of the
  /// 27 draws.
  @Test func `counts how often each row is best`() {
    let candidates = Candidates(scores: [[2, 0, 0], [1, 1, 1]], better: .larger)
    let bootstrap = candidates.bootstrap(draws: 20_000, seed: 2)
    #expect(abs(bootstrap.probabilityOfBest[0] - 7.0 / 27) < 0.01)
  }

  @Test func `the same seed draws the same and another does not`() {
    let candidates = Candidates(scores: [[2, 0, 0], [1, 1, 1]], better: .larger)
    let once = candidates.bootstrap(draws: 500, seed: 3)
    #expect(once == candidates.bootstrap(draws: 500, seed: 3))
    #expect(once != candidates.bootstrap(draws: 500, seed: 4))
  }

  @Test func `a row far ahead is sure and does not flatter`() throws {
    let rows = [[0.90, 0.91, 0.92], [0.98, 0.97, 0.99]]
    for (rows, better) in [(rows, Direction.larger), (rows.map { $0.map(-) }, .smaller)] {
      let bootstrap = Candidates(scores: rows, better: better).bootstrap(seed: 5)
      #expect(bootstrap.probabilityOfBest == [0, 1])
      #expect(abs(try #require(bootstrap.optimism)) < 0.001)
    }
  }

  /// Twenty candidates of equal worth on ten units: the best mean is 0.59 too good on average (the
  /// largest of 20 normal numbers is 1.87, over √10), and the correction takes that off.
  @Test func `takes off what luck put on`() throws {
    var random = RandomStream(seed: 6)
    var best = Moments()
    var expected = Moments()
    for round in 0..<200 {
      let rows = (0..<20).map { _ in (0..<10).map { _ in random.normal() } }
      let candidates = Candidates(scores: rows, better: .larger)
      best.add(try #require(candidates.moments.compactMap(\.mean).max()))
      let bootstrap = candidates.bootstrap(draws: 50, seed: UInt64(round))
      expected.add(try #require(bootstrap.expectedScore))
    }
    #expect(abs(try #require(best.mean) - 0.59) < 0.05)
    #expect(abs(try #require(expected.mean)) < 0.08)
  }

  /// The first row has nothing to show where all three draws hit the first unit: once in 27. The
  /// second wins there and scores 0 on the rest, 14 other draws leave the first a score of 1, and
  /// the last 12 leave no score.
  @Test func `missing scores weigh nothing`() throws {
    let candidates = Candidates(scores: [[.nan, 1, 1], [0, 0, .nan]], better: .larger)
    let bootstrap = candidates.bootstrap(draws: 20_000, seed: 7)
    #expect(abs(bootstrap.probabilityOfBest[1] - 1.0 / 27) < 0.01)
    #expect(abs(try #require(bootstrap.optimism) - 1.0 / 15) < 0.01)
  }

  @Test func `one unit leaves none to check with`() {
    let bootstrap = Candidates(scores: [[1], [2]], better: .larger).bootstrap(draws: 10, seed: 8)
    #expect(bootstrap.probabilityOfBest == [0, 1])
    #expect(bootstrap.expectedScore == nil)
    #expect(bootstrap.optimism == nil)
  }
}
