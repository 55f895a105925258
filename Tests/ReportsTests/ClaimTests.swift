import Documents
import Hashing
import Reports
import Statistics
import Sweeps
import Testing

/// The claims about results, where reports once claimed more than the results bear.
struct ClaimTests {
  private func text(_ table: SummaryTable) -> String { table.formatted(as: .text) }

  private func best(_ table: SummaryTable) throws -> String {
    try SelectionReport(table, rule: .mean).text(width: nil, style: .plain)
  }

  private func compare(_ table: SummaryTable) throws -> String {
    try ComparisonReport(table).text(width: nil, style: .plain)
  }

  @Test func `100 against 50 without any spread is a difference of unknown worth`() throws {
    let table = try ClaimCase.named("det").table()
    #expect(table.rows.map(\.figures[0].standing) == [.untested, .best, .untested])
    #expect(
      text(table).contains(
        "? not tested, so nothing is claimed: the differences are equal in every replicate"))
    #expect(!text(table).contains("†"))
    // An interval without any width would be a claim, too.
    #expect(table.rows.allSatisfy { $0.figures[0].interval == nil })
    let best = try best(table)
    #expect(!best.contains("P(best)  "))
    #expect(best.contains("nothing was tested, and no P(best) is told"))
    #expect(try compare(table).contains("not tested"))
  }

  @Test func `one trial each tells nothing about chance`() throws {
    let table = try ClaimCase.named("n1").table()
    #expect(table.rows.map(\.figures[0].standing) == [.best, .untested])
    #expect(text(table).contains("a single trial shows no chance at work"))
    #expect(text(table).contains("one trial each tells nothing about chance: try"))
    #expect(try best(table).contains("one trial tells nothing about chance: more do"))
    #expect(try !best(table).contains("P(best) "))
  }

  @Test func `P(best) is withheld where the noise is hardly known`() throws {
    for name in ["each1", "lost2"] {
      let best = try best(ClaimCase.named(name).table())
      #expect(!best.contains("P(best): how"), "\(name)")
    }
  }

  @Test func `a configuration that lost a replicate is compared over the others`() throws {
    let table = try ClaimCase.named("lost2").table()
    // Better by 0.05 in each of the three replicates that both have, but they are all alike.
    #expect(table.best?.configuration == 0)
    let best = try best(table)
    #expect(best.contains("c=1 is better in the replicates that it shares with the pick"))
    #expect(best.contains("1 configuration cannot be the pick"))
  }

  @Test func `what is worse than one that lost a replicate is not called the best`() throws {
    let values: [[Double?]] = [
      [0.5, 0.51, 0.52, 0.505, 0.51], [0.7, 0.72, 0.73, 0.706, nil], [0.3, 0.31, 0.33, 0.3, 0.315],
    ]
    let table = ClaimCase(goal: "maximize", replicates: 5, folds: 1, kind: "kfold", values: values)
      .table()
    #expect(table.rows.map(\.figures[0].standing) == [.beatenBest, .possibleBest, .other])
    #expect(table.best?.configuration == 0)
    let text = text(table)
    #expect(
      text.contains(
        "the one with * is ruled out as the best: one that lacks replicates was shown to be better in"
          + " those that both have; train what it lacks\n"))
    #expect(text.contains("the true best is among those with † (Hsu's set, at 5 %)\n"))
    #expect(!text.contains("cannot tell"))
    #expect(
      table.csv.split(separator: "\n").dropFirst().map { $0.suffix(3) } == ["1,0", "0,1", "0,0"])
    #expect(try best(table).contains("these are 1 of 3, without c=0 (Hsu's set, at 5 %)"))
    // Two alone: nor can they not be told apart.
    let two = ClaimCase(
      goal: "maximize", replicates: 5, folds: 1, kind: "kfold", values: Array(values[..<2])
    ).table()
    #expect(!self.text(two).contains("cannot tell"))
    #expect(try best(two).contains("these are 1 of 2, without c=0"))
  }

  @Test func `equal learners over folds are not told apart, whatever --over says`() throws {
    for unit in [Summary.Unit.folds, .trials] {
      let table = try ClaimCase.named("nullfold").table(unit)
      #expect(!table.rows.contains { $0.figures[0].standing == .other }, "\(unit)")
      #expect(try !compare(table).contains("worse than the best"), "\(unit)")
    }
    let sentence = "new data of this kind and new seeds, by the corrected test over folds"
    #expect(text(try ClaimCase.named("nullfold").table()).contains(sentence))
    let over = try ClaimCase.named("nullfold").table(.replicates)
    #expect(text(over).contains("new seeds on the same data"))
  }

  /// √((1/10 + 54/304) / (1/10)): 601 rows in blocks of 54, trainings of 304 rows on average.
  @Test func `ordered folds are corrected by their real sizes`() throws {
    let figure = try ClaimCase.named("ord").table(dataRows: 601).rows[0].figures[0]
    let plain = try #require(figure.description.moments.standardError)
    let factor = ((0.1 + 54.0 / 304) / 0.1).squareRoot()
    #expect(abs(try #require(figure.standardError) / plain - factor) < 1e-12)
  }

  @Test func `a constant difference has the digits it has`() throws {
    let text = try compare(ClaimCase.named("shift").table())
    #expect(text.contains("-0.1000 "))
    #expect(!text.contains("-0.10000"))
    let table = try ClaimCase.named("shift").table()
    let pair = try PairReport(Contender(0, of: table), Contender(1, of: table))
      .text(width: nil, style: .plain)
    #expect(pair.contains("-0.1000\n"))
    #expect(pair.contains("all differences are equal"))
  }

  /// REML by lme4: a source that adds less than what is left is at the boundary.
  @Test func `what is left is REML's where a source adds nothing`() throws {
    let report = try VarianceReport(ClaimCase.named("c_f5r3").table(.trials))
    let line = report.json.line
    let residual = try #require(
      line.split(separator: "\"residual\",\"variance\":").last?.split(separator: ",").first
        .flatMap { Double($0) })
    #expect(abs(residual - 1.11e-4) < 0.01e-4)
  }

  /// Pooled over configurations, both are what the table says of the same design.
  @Test func `the two standard errors of a mean are the table's, each by its name`() throws {
    let found = try ClaimCase.named("c_foldeff")
    func pooled(_ unit: Summary.Unit) throws -> Double {
      let errors = try found.table(unit).rows.map { try #require($0.figures[0].standardError) }
      return (errors.map { $0 * $0 }.reduce(0, +) / Double(errors.count)).squareRoot()
    }
    let report = try VarianceReport(found.table(.trials))
    let text = report.text()
    #expect(text.contains("other seeds, same data  other rows and seeds"))
    let line = report.json.line
    for (key, unit) in [("other_seeds", Summary.Unit.replicates), ("other_rows", .folds)] {
      let value = try #require(
        line.split(separator: "\"standard_error_\(key)\":").dropFirst().first?
          .prefix { !",}".contains($0) }
      ).description
      #expect(abs(Double(value)! / (try pooled(unit)) - 1) < 0.1, "\(key)")
    }
  }

  @Test func `five percentages over five replicates tie, and say so`() throws {
    let table = try ClaimCase.named("c_percent").table()
    #expect(!table.rows.contains { $0.figures[0].standing == .other })
    #expect(text(table).contains("5 replicates cannot tell any of these apart: what could, says"))
  }

  @Test func `numbers of two hundred digits are written as powers of ten`() throws {
    let table = try ClaimCase.named("x200").table()
    let pilot = try Pilot(table, durations: Moments())
    var wish = DesignReport.Goal()
    wish.difference = 1e199
    let plan = try Plan(
      try ClaimCase.named("x200").sweep, data: .none, semantics: "1")
    let text = DesignReport(plan, pilot: pilot, wish: wish).text()
    #expect(text.contains("e200"))
    #expect(!text.contains("000000000000"))
    #expect(try !best(table).contains("000000000000"))
  }

  /// The best of two means that differ in the last bit was one thing to `table` and another to `best`.
  @Test func `equal means but for rounding have one pick`() throws {
    let table = table(
      sweep(parameters: [parameter("a", "0", "1")], replicates: 2),
      [[0.3, 0.5], [0.1 + 0.2, 0.5000000000000001]])
    #expect(table.rows.allSatisfy { $0.isBest })
    #expect(try best(table).contains("the pick: a=0"))
    #expect(try compare(table).contains("the best, a=0"))
  }

  /// Their squares overflow: once every interval was infinite, and `compare` denied what the table said.
  @Test func `values near the largest number are compared like others`() throws {
    let values: [[Double?]] = [[8.49e307, 8.51e307, 8.5e307], [1.01e308, 1.02e308, 1.011e308]]
    let table = table(sweep(parameters: [parameter("a", "0", "1")]), values)
    #expect(table.rows.map(\.figures[0].standing) == [.other, .best])
    #expect(!text(table).contains("inf"))
    let pair = try PairReport(Contender(0, of: table), Contender(1, of: table))
      .text(width: nil, style: .plain)
    #expect(pair.contains("B is better"))
    #expect(try compare(table).contains("worse than the best"))
    let wide: [[Double?]] = [[-1.4e308, 1.1e308, 0], [1e308, -1e308, 0.5e308]]
    #expect(throws: Refusal.self) {
      try Pilot(
        ReportsTests.table(sweep(parameters: [parameter("a", "0", "1")]), wide),
        durations: Moments())
    }
    let hundred = ReportsTests.table(
      sweep(parameters: [parameter("a", "0", "1")]),
      values.map { $0.map { $0.map { $0 / 1e207 } } }, unit: .trials)
    #expect(!(try VarianceReport(hundred).text()).contains("0000000000000"))
    #expect(try VarianceReport(hundred).text().contains("e98"))
    let trials = ReportsTests.table(
      sweep(parameters: [parameter("a", "0", "1")]), values, unit: .trials)
    let refusal = #expect(throws: Refusal.self) { try VarianceReport(trials) }
    #expect(refusal.map { "\($0)" }?.contains("divide the metric by its size") == true)
  }

  @Test func `the size of a test has no dust`() {
    var wish = DesignReport.Goal()
    wish.level = 0.95
    #expect(wish.alpha == 0.05)
  }

  @Test func `a difference that no replicates see is not blamed on folds`() throws {
    var wish = DesignReport.Goal()
    wish.difference = 1e-12
    let plan = try Plan(try ClaimCase.named("c_percent").sweep, data: .none, semantics: "1")
    let text = DesignReport(plan, pilot: Pilot(deviation: 1), wish: wish).text()
    #expect(text.contains("not even a thousand million replicates do"))
    #expect(!text.contains("folds"))
  }

  /// Configurations 0 and 1 differ by the same in all replicates: of three comparisons two are
  /// tested, and the note counts those.
  @Test func `p values are raised for what was tested`() throws {
    let a = table(
      sweep("a", parameters: [parameter("l2", "0", "1", "2")]),
      [[0.5, 0.6, 0.7], [0.3, 0.5, 0.4], [0.2, 0.4, 0.5]])
    let b = table(
      sweep("b", parameters: [parameter("l2", "0", "1", "2")]),
      [[0.6, 0.7, 0.8], [0.31, 0.52, 0.44], [0.25, 0.42, 0.54]])
    let text = try MatchReport(a, b).text(width: nil, style: .plain)
    #expect(text.contains("raised for the 2 comparisons that were tested"))
  }

  @Test func `a control has Dunnett's p values and its own words`() throws {
    let text = try ComparisonReport(table(), control: 0).text(width: nil, style: .plain)
    #expect(text.contains("the control, l2=1e-6"))
    #expect(text.contains("Dunnett"))
    #expect(text.contains("worse than the control"))
    #expect(text.contains("p and intervals hold for all 4 comparisons with the control together"))
  }

  @Test(arguments: OtherTest.allCases) func `another test decides by its own p`(
    other: OtherTest
  ) throws {
    let text = try ComparisonReport(table(), by: other).text(width: nil, style: .plain)
    #expect(text.contains("\(other.rawValue) p"))
    #expect(text.contains("with 3 pairs no \(other.rawValue) p is below 0.25"))
    #expect(!text.contains("worse than the best"))
  }

  @Test func `medians and quartiles stand in place of means on demand`() {
    var table = table()
    table.showsQuartiles = true
    let text = table.formatted(as: .text)
    #expect(text.contains("median and quartiles over 3 replicates; marks compare means"))
    #expect(text.contains("quartiles"))
    #expect(!text.contains("mean ± std"))
  }
}

struct EffectsTests {
  /// Rate matters, width does not, and nothing comes of both together.
  private var grid: SummaryTable {
    let values: [[Double?]] = [
      [0.90, 0.92, 0.91], [0.905, 0.915, 0.915], [0.80, 0.83, 0.81], [0.81, 0.82, 0.815],
      [0.70, 0.71, 0.72], [0.69, 0.72, 0.72],
    ]
    return table(
      sweep("grid", parameters: [parameter("rate", "1", "2", "3"), parameter("width", "8", "16")]),
      values)
  }

  @Test func `each parameter has its share of the spread`() throws {
    let effects = try Effects(grid)
    #expect(effects.factors.map(\.name) == ["rate", "width"])
    #expect(effects.factors[0].share > 0.99)
    #expect(effects.factors[1].share < 0.001)
    #expect(effects.factors[0].best == 0)
    #expect(effects.factors[0].levels[2].judgement == .beaten)
    #expect(effects.factors[1].levels.allSatisfy { $0.judgement == .possibleBest })
    #expect(try #require(effects.interactions[0].pValue) > 0.05)
    let shares = effects.factors.map(\.share).reduce(0, +) + effects.interactions[0].share
    #expect(abs(shares - 1) < 1e-12)
    try expectSnapshot(EffectsReport(effects).text(width: 100, style: .plain), "effects.txt")
    try expectSnapshot(EffectsReport(effects).json.document, "effects.json")
  }

  /// The F test of interaction over blocks, by hand: each value of one parameter is best with
  /// another of the other.
  @Test func `two parameters that need each other have an interaction and no effects`() throws {
    let crossed: [[Double?]] = [[1, 1.2, 1.15], [0, 0.1, 0.3], [0, 0.25, 0.1], [1, 1.1, 1.3]]
    let effects = try Effects(
      table(
        sweep("x", parameters: [parameter("a", "0", "1"), parameter("b", "0", "1")]), crossed))
    #expect(effects.interactions[0].share > 0.98)
    #expect(try #require(effects.interactions[0].pValue) < 0.01)
    let text = EffectsReport(effects).text(width: nil, style: .plain)
    #expect(text.contains("no marginal mean tells which value to take"))
  }

  @Test func `a replicate that some configuration lacks counts for none`() throws {
    let scores: [[Double?]] = [[1, 1.2, 1.15], [0, 0.1, 0.3], [0, nil, 0.1], [1, 1.1, 1.3]]
    let effects = try Effects(
      table(
        sweep("x", parameters: [parameter("a", "0", "1"), parameter("b", "0", "1")]), scores))
    let text = EffectsReport(effects).text(width: nil, style: .plain)
    #expect(
      text.contains(
        "in 2 replicates that no configuration lacks; differences to the best value over these; "))
  }

  @Test func `what is no full grid is refused`() throws {
    let empty = table(sweep(), [[nil], [nil], [nil], [nil], [nil]])
    #expect(throws: Refusal("'mnist-l2' has no result yet: there are no effects to tell")) {
      try Effects(empty)
    }
    #expect(throws: Refusal.self) {
      try Effects(table(sweep(parameters: []), [[0.5, 0.6, 0.7]]))
    }
  }

  @Test func `only replicates that all configurations have are used`() throws {
    let values: [[Double?]] = [[1, 2, nil], [2, 3, 4]]
    let effects = try Effects(table(sweep(parameters: [parameter("a", "0", "1")]), values))
    #expect(effects.blocks == 2 && effects.expected == 3)
  }
}
