import Random
import Statistics
import Testing

/// Seeds and rows of one test part together.
struct RowScoresTests {
  /// Differences of two networks, a row a seed: 1, 0 or -1 for each row of the test part.
  private struct Row: Decodable {
    let table: [[Double]]
    let error: Double
    let df: Double
  }

  /// Bits, eight a byte.
  private static func bits(_ isRight: [Bool]) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: (isRight.count + 7) / 8)
    for (place, flag) in isRight.enumerated() where flag { bytes[place / 8] |= 1 << (place % 8) }
    return bytes
  }

  /// Two networks whose differences these are: both right where there is none.
  private static func pair(_ table: [[Double]]) -> (PairedDifferences, RowScores) {
    let first = table.map { $0.map { $0 >= 0 } }
    let second = table.map { $0.map { $0 <= 0 } }
    func shares(_ seeds: [[Bool]]) -> [Double] {
      seeds.map { Double($0.count { $0 }) / Double($0.count) }
    }
    return (
      PairedDifferences(shares(first), minus: shares(second)),
      RowScores([first.map(bits), second.map(bits)], count: table[0].count)
    )
  }

  @Test func `seeds and rows together agree with numpy`() throws {
    for row in try Reference<Row>.rows("crossedDifference") {
      let (differences, rows) = RowScoresTests.pair(row.table)
      let variance = try #require(rows.variance(0, 1))
      let test = try #require(TTest(paired: differences, rows: variance))
      #expect(relativeError(test.standardError, row.error) < 1e-12)
      #expect(relativeError(test.degreesOfFreedom, row.df) < 1e-9)
    }
  }

  /// The paired t test's own variance, with what rows add: two configurations are one pair.
  @Test func `the block model of two configurations is the same test`() throws {
    for row in try Reference<Row>.rows("crossedDifference") {
      let (differences, rows) = RowScoresTests.pair(row.table)
      let shift = differences.values.map { 0.5 + $0 }
      let candidates = Candidates(
        scores: [shift, shift.map { _ in 0.5 }], better: .larger, rowScores: rows)
      let found = try #require(SimultaneousTests(candidates).difference(0, 1))
      #expect(relativeError(found.standardError, row.error) < 1e-9)
      #expect(relativeError(found.degreesOfFreedom, row.df) < 1e-9)
      #expect(!found.isPooled)
    }
  }

  /// Counted by hand: seed 1 differs by +1 on rows 0 and 1, seed 2 on row 0 and by -1 on row 2.
  @Test func `counts are those of a table`() throws {
    let right: [[[Bool]]] = [
      [[true, true, false, false], [true, false, false, false]],
      [[false, false, false, false], [false, false, true, false]],
    ]
    let rows = RowScores(right.map { $0.map(RowScoresTests.bits) }, count: 4)
    let found = try #require(rows.variance(0, 1))
    // Row means 1, 0.5, -0.5, 0: variance 5/12; residuals' squares sum to 1/2 over 1 x 3.
    #expect(abs(found.rows - 5 / 12.0 / 4) < 1e-15)
    #expect(abs(found.both - 0.5 / 3 / 8) < 1e-15)
  }

  @Test func `percentages have a hundred times the spread`() throws {
    var random = RandomStream(seed: 3)
    let right = (0..<2).map { _ in
      (0..<3).map { _ in RowScoresTests.bits((0..<70).map { _ in random.uniform() < 0.7 }) }
    }
    let share = try #require(RowScores(right, count: 70).variance(0, 1))
    let percent = try #require(RowScores(right, count: 70, unit: 100).variance(0, 1))
    #expect(relativeError(percent.rows, 1e4 * share.rows) < 1e-12)
    #expect(relativeError(percent.both, 1e4 * share.both) < 1e-12)
  }

  /// The bits behind the last row of the last byte, 64 rows a word, and one seed of each.
  @Test(arguments: [2, 7, 8, 63, 64, 65, 130]) func `every number of rows is counted whole`(
    count: Int
  ) throws {
    let none = RowScoresTests.bits([Bool](repeating: false, count: count))
    let all = [UInt8](repeating: 255, count: none.count)
    let found = try #require(RowScores([[all, all], [none, none]], count: count).variance(0, 1))
    #expect(found.rows == 0 && found.both == 0)
    #expect(try #require(RowScores([[all], [none]], count: count).variance(0, 1)).both == 0)
  }

  @Test func `only seeds that both have are compared`() throws {
    var random = RandomStream(seed: 8)
    func some() -> [UInt8] { RowScoresTests.bits((0..<40).map { _ in random.uniform() < 0.6 }) }
    let (a, b) = ((0..<4).map { _ in some() }, (0..<4).map { _ in some() })
    let full = RowScores([[a[0], a[2]], [b[0], b[2]]], count: 40)
    let gaps = RowScores([[a[0], nil, a[2], a[3]], [b[0], b[1], b[2], nil]], count: 40)
    #expect(gaps.variance(0, 1) == full.variance(0, 1))
    #expect(RowScores([[a[0], nil], [nil, b[1]]], count: 40).variance(0, 1) == nil)
  }

  @Test func `rows of other parts are not joined`() {
    let bits: [[[UInt8]?]] = [[[1], [3]]]
    let one = RowScores(bits, count: 8, part: "a")
    #expect(RowScores(joining: [one, RowScores(bits, count: 8, part: "b")]) == nil)
    #expect(RowScores(joining: [one, RowScores(bits, count: 7, part: "a")]) == nil)
    #expect(RowScores(joining: [one, RowScores(bits, count: 8, part: "a")])?.candidates == 2)
    #expect(RowScores(joining: []) == nil)
  }

  /// Rows never make a claim easier: a table in which every claim about other seeds is made may make
  /// none about other rows, and never the other way round.
  @Test(arguments: [2, 3, 6]) func `rows only take claims away from a set`(count: Int) throws {
    var random = RandomStream(seed: UInt64(count))
    for _ in 0..<40 {
      let right = (0..<count).map { row in
        (0..<3).map { _ in
          (0..<50).map { _ in random.uniform() < 0.5 + 0.05 * Double(row) }
        }
      }
      let scores = right.map { $0.map { Double($0.count { $0 }) / 50 } }
      let rows = RowScores(right.map { $0.map(RowScoresTests.bits) }, count: 50)
      let plain = SimultaneousTests(Candidates(scores: scores, better: .larger))
      let both = SimultaneousTests(
        Candidates(scores: scores, better: .larger, rowScores: rows))
      for one in 0..<count {
        for other in 0..<one {
          guard let seeds = plain.difference(one, other) else { continue }
          let found = try #require(both.difference(one, other))
          #expect(found.standardError >= seeds.standardError * (1 - 1e-12))
          #expect(found.mean == seeds.mean)
        }
      }
    }
  }
}
