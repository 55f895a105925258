import Documents
import Hashing
import Reports
import Statistics
import Sweeps
import Testing
import Trials

/// Claims about other rows of a test part, where it is known on which rows networks are right.
struct RowClaimTests {
  private let design = Evaluation(scheme: .test, replicates: 3, seed: 1)

  /// Three networks that differ by a row or two from seed to seed, and are right on other rows: the
  /// second on 10 more of 200 than the first, but on 20 the other way round; the third is far worse.
  private var rows: [[[Bool]]] {
    let deltas = [[-1, 0, 1], [1, -1, 0], [0, 1, -1]]
    return zip([(0..<160), (20..<190), (0..<60)], deltas).map { right, deltas in
      deltas.map { delta in
        var isRight = (0..<200).map(right.contains)
        if delta < 0 { isRight[right.lowerBound + 5] = false }
        if delta > 0 { isRight[195] = true }
        return isRight
      }
    }
  }

  private func table(knowsRows: Bool, minimized: Bool = false) -> SummaryTable {
    let sweep = ReportsTests.sweep(
      "rows", parameters: [parameter("l2", "0", "1", "2")],
      metric: Metric(
        name: minimized ? "val_error" : "val_accuracy", goal: minimized ? .minimize : .maximize,
        moment: .last))
    let rows = rows
    let values = rows.enumerated().flatMap { configuration, seeds in
      seeds.enumerated().map { seed, isRight in
        let share = Double(isRight.count { $0 }) / 200
        return TrialValue(
          configuration: configuration, replicate: seed, fold: 0,
          value: minimized ? 1 - share : share)
      }
    }
    var summary = Summary(
      values, configurationCount: 3, metric: sweep.metric, unit: .replicates)
    if knowsRows {
      let kept = rows.enumerated().flatMap { configuration, seeds in
        seeds.enumerated().map { seed, isRight in
          var bits = [UInt8](repeating: 0, count: 25)
          for (place, flag) in isRight.enumerated() where flag {
            bits[place / 8] |= 1 << (place % 8)
          }
          return KeptRows(
            configuration: configuration, replicate: seed,
            rows: CorrectRows(epoch: 1, count: 200, part: CorrectRows.part(0..<200), bits: bits)!)
        }
      }
      #expect(summary.take(kept, of: design) == nil)
    }
    return SummaryTable(sweep, summary: summary, counts: TrialCounts(completed: 9))
  }

  private let sentence = "new test data and new seeds, the training data being kept"

  @Test(arguments: [false, true]) func `a difference between seeds need be none between rows`(
    minimized: Bool
  ) throws {
    let seeds = table(knowsRows: false, minimized: minimized)
    #expect(seeds.rows.map(\.figures[0].standing) == [.other, .best, .other])
    let both = table(knowsRows: true, minimized: minimized)
    #expect(both.rows.map(\.figures[0].standing) == [.possibleBest, .best, .other])
  }

  @Test func `table, compare, best and the pair say what claims are about`() throws {
    let table = table(knowsRows: true)
    try expectSnapshot(table.formatted(as: .text), "rows.txt")
    let compare = try ComparisonReport(table).text(width: nil, style: .plain)
    #expect(compare.contains(sentence))
    #expect(compare.contains("t test of seeds and rows, Tukey"))
    let best = try SelectionReport(table, rule: .mean).text(width: nil, style: .plain)
    #expect(best.contains(sentence))
    let pair = try PairReport(Contender(0, of: table), Contender(1, of: table))
      .text(width: nil, style: .plain)
    #expect(pair.contains("new test data and new seeds, the training data being kept"))
    #expect(pair.contains("not distinguishable"))
    #expect(pair.contains("of other seeds on these rows"))
  }

  @Test func `the pair is McNemar's count, but for what seeds add`() throws {
    let table = table(knowsRows: true)
    let line = try PairReport(Contender(0, of: table), Contender(1, of: table)).json.line
    let error = try #require(
      line.split(separator: "\"sem\":").last?.prefix { !",}".contains($0) })
    // About 20 + 30 of 200 rows differ, by -10 in sum.
    let rows = ((50.0 - 0.5) / 199).squareRoot() / 200.0.squareRoot()
    #expect(abs(Double(error)! / rows - 1) < 0.05)
  }

  @Test func `tests of signs and ranks know nothing of rows, and say so`() throws {
    let table = table(knowsRows: true)
    let text = try ComparisonReport(table, by: .sign).text(width: nil, style: .plain)
    #expect(text.contains("new seeds on the same data"))
    let pair = try PairReport(Contender(0, of: table), Contender(1, of: table), by: .permutation)
      .text(width: nil, style: .plain)
    #expect(pair.contains("new seeds on the same data"))
    #expect(try AllPairsReport(table, by: .sign).json.line.contains("new seeds on the same data"))
  }

  /// Between the first two: √((50 - 0.5) / 199 / 200) of rows, of which no replicate takes anything away.
  @Test func `a plan says what its test part cannot show`() throws {
    let pilot = try Pilot(table(knowsRows: true), durations: Moments())
    var wish = DesignReport.Goal()
    wish.difference = 0.001
    let data = DataFacts(
      digest: Digest(of: [1]), rowCount: 1000, testCount: 200, classes: (0..<1000).map { $0 % 10 })
    let plan = try Plan(
      sweep(parameters: [parameter("l2", "0", "1", "2")]), data: data, semantics: "1")
    let text = DesignReport(plan, pilot: pilot, wish: wish).text()
    #expect(text.contains("no number of replicates does, as the test part has 200 rows"))
    #expect(text.contains("claims of such a sweep are about new test data"))
    #expect(text.contains("no number of replicates sees less than about 0."))
    let plain = DesignReport(
      plan, pilot: try Pilot(table(knowsRows: false), durations: Moments()), wish: wish
    ).text()
    #expect(plain.contains("claims of such a sweep are about new seeds on the same data"))
  }

  @Test func `two sweeps are matched over their rows`() throws {
    let text = try MatchReport(table(knowsRows: true), table(knowsRows: true))
      .text(width: nil, style: .plain)
    #expect(text.contains(sentence))
    let mixed = try MatchReport(table(knowsRows: true), table(knowsRows: false))
      .text(width: nil, style: .plain)
    #expect(mixed.contains("new seeds on the same data"))
  }

  @Test func `all pairs have one table`() throws {
    let report = try AllPairsReport(ReportsTests.table())
    try expectSnapshot(report.text(width: 100, style: .plain), "compare-pairs.txt")
    try expectSnapshot(report.json.document, "compare-pairs.json")
    let empty = ReportsTests.table(sweep(), [[nil], [nil], [nil], [nil], [nil]])
    #expect(throws: Refusal("'mnist-l2' has no result yet: there is nothing to compare")) {
      try AllPairsReport(empty)
    }
  }

  @Test(arguments: OtherTest.allCases) func `all pairs by another test are raised by Holm`(
    other: OtherTest
  ) throws {
    let text = try AllPairsReport(ReportsTests.table(), by: other).text(width: nil, style: .plain)
    #expect(text.contains("Holm: p raised for all 10 comparisons"))
  }
}
