package import Documents
package import Statistics
import Sweeps

/// What `sweep best` prints: the configuration to take, and how sure one may be of it.
package struct SelectionReport: Report {
  private let table: SummaryTable
  private let rows: [SummaryTable.Row]
  private let rule: Candidates.Rule
  private let pick: Int
  private let top: Int
  private let comparisons: [Int: Comparison]
  private let bootstrap: SelectionBootstrap
  /// Of the bootstrap.
  private let draws = 10_000

  /// Picks by the rule among the rows that compete in the table's first metric.
  package init(_ table: SummaryTable, rule: Candidates.Rule) throws(Refusal) {
    guard table.best != nil else {
      throw Refusal("'\(table.sweep)' has no result yet: there is nothing to pick from")
    }
    let competition = table.candidates
    guard let pick = competition.all.best(by: rule) else {
      throw Refusal("\(rule.word) needs two \(table.unit.noun)s or more; take --rule mean")
    }
    self.table = table
    self.rule = rule
    self.pick = pick
    rows = competition.rows
    top = competition.best
    comparisons = Dictionary(
      uniqueKeysWithValues: competition.all.comparisons(to: pick).map { ($0.candidate, $0) })
    bootstrap = competition.all.bootstrap(draws: draws, seed: table.evaluation.seed)
  }

  /// The rows in the order of the table.
  package func text(width: Int?, style: Style) -> String {
    let figures = rows.map(\.figures[0])
    let interval = figures[pick].interval.map {
      ", \($0.level.percent) interval \($0.text(figures[pick].precision(.automatic)))"
    }
    var page = Page()
    page.prose("", bold: table.title)
    page.prose(
      ": \(figures[pick].text)\(interval ?? "")", bold: "the pick: \(table.name(of: rows[pick]))")
    page.prose("chosen as \(reason)", .dim)
    page.prose(table.basis("\(table.testName), two-sided, Holm"), .dim)
    page.row()
    let columns =
      table.labelColumns(rows) + [
        Column("score", figures.map(\.text)),
        Column("P(best)", bootstrap.probabilityOfBest.map { $0.fixed(2) }, .right),
        Column("Holm p", rows.indices.map { comparisons[$0]?.adjustedP?.probability ?? "" }),
        Column("", rows.indices.map(verdict)),
      ]
    page.table(columns) { $0 == pick }
    page.notes(notes)
    return page.text(width: width, style: style)
  }

  private func verdict(_ index: Int) -> String {
    if index == pick { return "the pick" }
    guard isToldApart(index) else { return "not distinguishable" }
    return table.metric.prefers(comparisons[index]?.differences.moments.mean ?? 0, to: 0)
      ? "better" : "worse"
  }

  private func isToldApart(_ index: Int) -> Bool {
    comparisons[index]?.isDistinguishable(alpha: 1 - table.level) ?? false
  }

  private var reason: String {
    let extreme = table.metric.goal.superlative
    switch rule {
    case .mean: return "the \(extreme) mean"
    case .oneStandardError:
      return "the first in the spec's order, so write the simplest first, within one standard"
        + " error of the \(extreme) mean, \(table.name(of: rows[top]))"
    case .lowerBound(let level):
      let end = table.metric.goal == .maximize ? "lower" : "upper"
      return "the \(extreme) \(end) end of the \(level.percent) interval"
    }
  }

  private var notes: [String] {
    let units = rows.map(\.moments.count).max() ?? 0
    let others = rows.indices.filter { $0 != pick && !isToldApart($0) }
    var notes: [String] = []
    if rows.count > 1 {
      notes.append(
        others.isEmpty
          ? "every other configuration is distinguishable from the pick at"
            + " \((1 - table.level).percent)"
          : "not distinguishable from the pick at \((1 - table.level).percent):"
            + " \(others.count) of the other \(rows.count - 1)")
      notes.append(
        "P(best): share of \(grouped(draws)) bootstrap draws of the \(table.unit.noun)s, paired,"
          + " in which the mean is the best; seed \(table.evaluation.seed)"
          + (units < 6 ? "; coarse, as \(units) \(table.unit.noun)s allow few draws" : ""))
    }
    if let score = bootstrap.expectedScore, let optimism = bootstrap.optimism, rows.count > 1 {
      let precision = rows[top].figures[0].precision(.automatic)
      notes.append(
        optimism <= 0
          ? "the best of \(rows.count) does not flatter: on \(table.unit.noun)s that did not choose"
            + " it, expect \(precision.text(score))"
          : "the best of \(rows.count) flatters by about \(optimism.significant(2)): on"
            + " \(table.unit.noun)s that did not choose it, expect \(precision.text(score))")
    } else if bootstrap.optimism == nil {
      notes.append("one \(table.unit.noun) tells nothing about chance: more replicates do")
    }
    let left = table.rows.count - rows.count
    if left > 0 {
      notes.append(
        "\(counted(left, "configuration")) left out: fewer \(table.unit.noun)s than the others")
    }
    return notes
  }

  /// The pick and, for every candidate, the probability that it is the best.
  package var json: JSON {
    .object(
      table.facts(test: table.testName) + [
        .init("adjustment", .text("Holm")),
        .init("rule", .text(rule.word)),
        .init(
          "pick",
          .object([
            "parameters": .labels(table.parameters, rows[pick].labels),
            "score": rows[pick].figures[0].json,
          ])),
        .init("draws", .integer(draws)), .init("seed", .text("\(table.evaluation.seed)")),
        .init("expected_score", .optional(bootstrap.expectedScore, JSON.number)),
        .init("optimism", .optional(bootstrap.optimism, JSON.number)),
        .init(
          "candidates",
          .list(
            rows.indices.map { index in
              .object([
                "parameters": .labels(table.parameters, rows[index].labels),
                "score": rows[index].figures[0].json,
                "probability_of_best": .number(bootstrap.probabilityOfBest[index]),
                "p_holm": .optional(comparisons[index]?.adjustedP, JSON.number),
                "distinguishable": .boolean(isToldApart(index)),
              ])
            })),
      ])
  }
}

extension Candidates.Rule {
  /// As people type it.
  var word: String {
    switch self {
    case .mean: "mean"
    case .oneStandardError: "one-se"
    case .lowerBound: "lower-bound"
    }
  }

  /// The rules by their words; the bound is that of an interval of this level.
  package static func choices(level: Double) -> [(word: String, value: Candidates.Rule)] {
    [Candidates.Rule.mean, .oneStandardError, .lowerBound(level: level)].map { ($0.word, $0) }
  }
}
