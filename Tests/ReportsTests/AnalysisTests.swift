import Documents
import Hashing
import Reports
import Statistics
import Sweeps
import Testing

/// The fifteen accuracies of `sweeps/mnist-l2.yaml`, and what is said about them.
struct AnalysisTests {
  private let factors = table(
    sweep(),
    [
      [0.9808, 0.9832, 0.9823], [0.9816, 0.9837, 0.9828], [0.9810, 0.9813, 0.9812],
      [0.9811, 0.9795, 0.9807], [0.9804, 0.9784, 0.9795],
    ])

  /// Two replicates of five folds: what folds share is larger than what dropout does.
  private let crossed: [[Double?]] = [
    [0.9831, 0.9722, 0.9848, 0.9713, 0.9866, 0.9822, 0.974, 0.9831, 0.9704, 0.9875],
    [0.9858, 0.9749, 0.9863, 0.9751, 0.9885, 0.9843, 0.9781, 0.9866, 0.9738, 0.9882],
    [0.9658, 0.9589, 0.9691, 0.9511, 0.9735, 0.9633, 0.9581, 0.9696, 0.9558, 0.9702],
  ]
  private func folds(_ unit: Summary.Unit, _ values: [[Double?]]? = nil) -> SummaryTable {
    let scheme = Evaluation.Scheme.folds(k: 5, kind: .stratified, repeats: 1)
    return table(
      sweep(
        "optdigits-folds", parameters: [parameter("dropout", "0", "0.25", "0.9")], scheme: scheme,
        replicates: 2), values ?? crossed, unit: unit)
  }

  private func expectSnapshots(_ report: some Report, _ name: String) throws {
    try expectSnapshot(report.text(width: 100, style: .plain), "\(name).txt")
    try expectSnapshot(report.json.document, "\(name).json")
  }

  @Test func `all against the best`() throws {
    try expectSnapshots(try ComparisonReport(factors), "compare-all")
    try expectSnapshots(try ComparisonReport(folds(.folds)), "compare-all-folds")
  }

  @Test func `one against another`() throws {
    try expectSnapshots(
      try PairReport(Contender(1, of: factors), Contender(4, of: factors)), "compare-pair")
    let folds = folds(.folds)
    try expectSnapshots(
      try PairReport(Contender(2, of: folds), Contender(1, of: folds)), "compare-pair-folds")
  }

  @Test func `sweeps of different lengths are compared over what they share`() throws {
    let short = table(
      sweep("short", parameters: [parameter("l2", "0")], replicates: 2), [[0.97, 0.96]])
    let text = try PairReport(Contender(0, of: factors), Contender(0, of: short))
      .text(width: nil, style: .plain)
    #expect(text.contains("A  mnist-l2: l2=1e-6  0.9821 ± 0.0012 (n = 3)\n"))
    #expect(text.contains("B  short: l2=0"))
    #expect(text.contains("2 pairs"))
  }

  @Test(arguments: Candidates.Rule.choices(level: 0.95).indices) func `the pick by each rule`(
    index: Int
  ) throws {
    let (word, rule) = Candidates.Rule.choices(level: 0.95)[index]
    try expectSnapshots(try SelectionReport(folds(.folds), rule: rule), "best-\(word)")
  }

  @Test func `what lacks a fold is not picked, and compared over those that are there`() throws {
    var values = crossed
    values[1][7] = .nan
    let table = folds(.folds, values)
    #expect(table.best?.configuration == 0)
    let text = try SelectionReport(table, rule: .mean).text(width: nil, style: .plain)
    #expect(text.contains("the pick: dropout=0"))
    #expect(text.contains("1 configuration cannot be the pick: fewer folds than the others\n"))
    #expect(text.contains("dropout=0.25 is better in the folds that it shares with the pick"))
    let all = try ComparisonReport(table).text(width: nil, style: .plain)
    #expect(all.contains("0.25         4"))
  }

  @Test func `folds and replicates take the spread apart`() throws {
    try expectSnapshots(try VarianceReport(folds(.trials)), "variance-crossed")
    try expectSnapshots(try VarianceReport(replicates), "variance-replicates")
  }

  private var replicates: SummaryTable { factors }

  @Test func `what has nothing to tell is refused, with the reason`() throws {
    let empty = table(sweep(), [[nil], [nil], [nil], [nil], [nil]])
    #expect(throws: Refusal("'mnist-l2' has no result yet: there is nothing to compare")) {
      try ComparisonReport(empty)
    }
    #expect(throws: Refusal("'mnist-l2' has no result yet: there is nothing to pick from")) {
      try SelectionReport(empty, rule: .mean)
    }
    let alone = table(sweep(parameters: []), [[0.5, 0.6, 0.7]])
    #expect(
      throws: Refusal("'mnist-l2' has one configuration: there is nothing to compare it with")
    ) {
      try ComparisonReport(alone)
    }
    let once = table(
      sweep(parameters: [parameter("l2", "0", "1")], replicates: 1), [[0.5], [0.6]])
    #expect(throws: Refusal("lower-bound needs two trials or more; take --rule mean")) {
      try SelectionReport(once, rule: .lowerBound(level: 0.95))
    }
    #expect(
      throws: Refusal(
        "'mnist-l2' trains each configuration once: nothing varies; raise replicates in the spec")
    ) {
      try VarianceReport(once)
    }
  }
}

struct DesignTests {
  private let pilot = table(
    sweep(),
    [
      [0.9808, 0.9832, 0.9823], [0.9816, 0.9837, 0.9828], [0.9810, 0.9813, 0.9812],
      [0.9811, 0.9795, 0.9807], [0.9804, 0.9784, 0.9795],
    ])

  private func plan(_ sweep: Sweep) throws -> Plan {
    let data = DataFacts(
      digest: Digest(of: [1]), rowCount: 70_000, testCount: 10_000,
      classes: (0..<70_000).map { $0 % 10 })
    return try Plan(sweep, data: data, semantics: "1")
  }

  @Test func `what a design sees, what sees a difference, and what a time buys`() throws {
    var wish = DesignReport.Goal()
    wish.difference = 0.002
    wish.budget = .seconds(7200)
    wish.slots = 2
    let report = DesignReport(
      try plan(sweep()), pilot: try Pilot(pilot, durations: Moments([37, 38, 44])), wish: wish)
    try expectSnapshot(report.text(width: 100, style: .plain), "design.txt")
    try expectSnapshot(report.json.document, "design.json")
  }

  @Test func `folds share training rows, and so cannot see everything`() throws {
    var wish = DesignReport.Goal()
    wish.difference = 0.001
    wish.budget = .seconds(1)
    let folds = sweep(
      parameters: [parameter("l2", "0", "1")],
      scheme: .folds(k: 5, kind: .kfold, repeats: 1), replicates: 1)
    let report = DesignReport(try plan(folds), pilot: Pilot(deviation: 0.004), wish: wish)
    try expectSnapshot(report.text(width: 100, style: .plain), "design-folds.txt")
  }

  /// Differences of configurations 0 and 1: 0.4 and 0.2; their standard deviation is √0.02.
  @Test func `the spread of differences is pooled over all pairs`() throws {
    let two = table(
      sweep(parameters: [parameter("l2", "0", "1")], replicates: 2), [[0.9, 0.8], [0.5, 0.6]])
    let report = DesignReport(
      try plan(sweep()), pilot: try Pilot(two, durations: Moments()), wish: .init())
    guard case .object(let members) = report.json,
      case .number(let deviation)? = members.first(where: { $0.name == "std_of_differences" })?
        .value
    else {
      Issue.record("no deviation in \(report.json.line)")
      return
    }
    #expect(abs(deviation - 0.02.squareRoot()) < 1e-15)
  }

  @Test func `a pilot without spread is none`() {
    let same = table(
      sweep("still", parameters: [parameter("l2", "0", "1")], replicates: 2),
      [[0.5, 0.6], [0.5, 0.6]])
    #expect(throws: Refusal.self) { try Pilot(same, durations: Moments()) }
  }
}
