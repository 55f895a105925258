package import Documents
import Statistics
import Sweeps

/// One configuration of a table that is compared with another, perhaps of another sweep.
package struct Contender: Sendable {
  fileprivate let table: SummaryTable
  fileprivate let row: SummaryTable.Row

  /// - Precondition: the table has such a configuration.
  package init(_ configuration: Int, of table: SummaryTable) {
    guard let row = table.rows.first(where: { $0.configuration == configuration }) else {
      preconditionFailure("'\(table.sweep)' has no configuration \(configuration)")
    }
    self.table = table
    self.row = row
  }

  fileprivate var figure: SummaryTable.Figure { row.figures[0] }
}

extension SummaryTable {
  /// Gives the variance that rows add to the difference of two configurations, perhaps of two tables, over
  /// so many units; nil where the rows of either are not known, or differ.
  static func rowVariance(
    _ a: (table: SummaryTable, row: Row), _ b: (table: SummaryTable, row: Row), units: Int
  ) -> RowVariance? {
    func rows(_ side: (table: SummaryTable, row: Row)) -> RowScores? {
      // Rows of joined tables are counted on.
      guard side.table.groups.count == 1 else { return nil }
      return side.table.summaries[0].rowScores?.selecting(side.row.configuration, blocks: units)
    }
    guard let one = rows(a), let other = rows(b) else { return nil }
    return RowScores(joining: [one, other])?.variance(0, 1)
  }
}

/// The report of `sweep compare A B`: two configurations over the units that they share.
package struct PairReport: Report {
  private let a: Contender
  private let b: Contender
  private let other: OtherTest?
  private let differences: PairedDifferences
  private let test: TTest?
  /// Whether the test is about other rows, too.
  private let knowsRows: Bool
  /// The figures of other tests: those asked for, or shown beside the t test.
  private let others: [(test: OtherTest, figures: String, pValue: Double)]

  /// Compares over as many units as both have.
  ///
  /// Both must have the same data, splits and seed: the caller, which knows their files, sees to that.
  ///
  /// - Parameter other: a test to decide by instead of t.
  package init(
    _ a: Contender, _ b: Contender, by other: OtherTest? = nil
  ) throws(Refusal) {
    self.other = other
    self.a = a
    self.b = b
    let count = min(a.figure.expected, b.figure.expected)
    func scores(_ contender: Contender) -> [Double] {
      contender.figure.observations.prefix(count).map { $0 ?? .nan }
    }
    differences = PairedDifferences(scores(a), minus: scores(b))
    guard differences.moments.count > 0 else {
      throw Refusal(
        "the two share no \(a.table.unit.noun) in which both have a finite"
          + " \(a.table.metric.name); train them first")
    }
    let rows = SummaryTable.rowVariance((a.table, a.row), (b.table, b.row), units: count)
    knowsRows = rows != nil && other == nil
    if let rows, knowsRows {
      test = TTest(paired: differences, rows: rows)
    } else {
      test = TTest(resampled: differences, testToTrain: a.table.testToTrain ?? 0)
    }
    let tests = other.map { [$0] } ?? (a.table.testToTrain == nil ? [.wilcoxon] : [])
    others = tests.map { [differences] test in
      let (figures, pValue) = test.result(differences, seed: a.table.evaluation.seed)
      return (test, figures, pValue)
    }
  }

  private var table: SummaryTable { a.table }
  private var ratio: Double { table.testToTrain ?? 0 }

  /// Several lines.
  package func text(width: Int? = nil, style: Style = .plain) -> String {
    var page = Page()
    page.prose(" \(table.metric.moment.phrase)", bold: table.metric.name.printable)
    let sides = Column.rows([
      Column("", ["A", "B"]), Column("", [name(a), name(b)]),
      Column("", [a.figure.text, b.figure.text]),
    ])
    for side in sides { page.row(side) }
    page.row()
    let results = self.results
    for (label, result) in zip(Column("", results.map(\.0)).texts, results) {
      page.entry("\(label)  ", result.1)
    }
    page.row()
    page.prose("", bold: verdict)
    return page.text(width: width, style: style)
  }

  /// With the sweep's name where there are two.
  private func name(_ contender: Contender) -> String {
    let name = contender.table.name(of: contender.row)
    return a.table.sweep == b.table.sweep ? name : "\(contender.table.sweep.printable): \(name)"
  }

  /// The two were named beforehand: the test of this pair alone.
  private var testName: String {
    knowsRows
      ? "t test of seeds and rows"
      : ratio == 0 ? "paired t test" : "corrected resampled t test (Nadeau-Bengio)"
  }

  private var results: [(String, String)] {
    let moments = differences.moments
    let precision = Precision(
      mean: moments.mean ?? 0, uncertainty: test?.standardError ?? differences.standardError)
    var results = [
      ("unit", "\(table.unit.phrase(table.evaluation)), \(counted(moments.count, "pair"))"),
      ("about", sampling),
    ]
    if let test {
      results += [
        (
          "A - B",
          "\(precision.text(test.difference)), standard error \(precision.text(test.standardError)),"
            + " \(table.level.percent) interval \(test.interval(level: table.level).text(precision))"
        ),
        (
          testName,
          "t = \(test.statistic.fixed(2)) with"
            + " \(freedom(test)) of freedom, \(test.pValue.asP), two-sided"
        ),
      ]
    } else {
      results.append(("A - B", moments.mean.map(precision.text) ?? "-"))
    }
    for (other, figures, p) in others {
      results.append(
        (
          other.title,
          "\(figures)\(p.asP), two-sided" + (knowsRows ? ", of other seeds on these rows" : "")
            + (other.note([differences]).map { "; \($0)" } ?? "")
        ))
    }
    if let effect = EffectSize(differences) {
      let interval = ratio == 0 ? effect.interval(level: table.level) : nil
      let bounds = interval.map {
        ", \($0.level.percent) interval [\($0.lower.fixed(2)), \($0.upper.fixed(2))]"
      }
      let g = effect.hedgesG.map { " (Hedges' g = \($0.fixed(2)))" }
      results.append(
        ("effect size", "d = \(effect.cohensD.fixed(2))\(g ?? "")\(bounds ?? "")"))
    }
    return results
  }

  /// The scope of the comparison.
  private var sampling: String {
    knowsRows ? table.sampling : table.evaluation.sampling(over: table.unit)
  }

  /// Whole but where seeds and rows are taken together.
  private func freedom(_ test: TTest) -> String {
    let count = test.degreesOfFreedom
    return count == count.rounded() && count < 1e9
      ? counted(Int(count), "degree") : "\(count.fixed(1)) degrees"
  }

  private var verdict: String {
    let alpha = 1 - table.level
    if other != nil {
      let mean = differences.moments.mean ?? 0
      guard (others.first?.pValue ?? 1) < alpha else {
        return "not distinguishable at \(alpha.percent)"
      }
      return "\(table.metric.prefers(mean, to: 0) ? "A" : "B") is better, at \(alpha.percent)"
    }
    guard let test else {
      return differences.moments.count < 2
        ? "one pair tells nothing about chance: more replicates do"
        : "all differences are equal: there is no spread to hold them against"
    }
    guard test.pValue < alpha else { return "not distinguishable at \(alpha.percent)" }
    let isBetter = table.metric.prefers(test.difference, to: 0)
    return "\(isBetter ? "A" : "B") is better, at \(alpha.percent)"
  }

  /// Both figures, the differences, the test and the effect size.
  package var json: JSON {
    func side(_ contender: Contender) -> JSON {
      .object([
        "sweep": .text(contender.table.sweep),
        "parameters": .labels(contender.table.parameters, contender.row.labels),
        "score": contender.figure.json,
      ])
    }
    let p = other == nil ? test?.pValue : others.first?.pValue
    return .object(
      table.facts(test: other.map { "\($0.rawValue) test" } ?? testName) + [
        .init("claims_are_about", .text(sampling)),
        .init("a", side(a)), .init("b", side(b)),
        .init(
          "difference",
          differences.json(
            test: test, interval: test?.interval(level: table.level), isIndependent: ratio == 0,
            level: table.level)),
        .init("p", .optional(p, JSON.number)),
        .init("distinguishable", .boolean(p.map { $0 < 1 - table.level } ?? false)),
      ])
  }
}
