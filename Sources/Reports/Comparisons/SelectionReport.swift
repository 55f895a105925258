package import Documents
package import Statistics
import Sweeps

/// The report of `sweep best`: the configuration to take, and how sure one may be of it.
package struct SelectionReport: Report {
  private let table: SummaryTable
  private let rows: [SummaryTable.Row]
  private let rule: Candidates.Rule
  private let pick: Int
  private let top: Int
  private let comparisons: [Int: Comparison]
  private let shrinkage: Shrinkage?
  private let competitors: Int
  /// The rows as the text lists them.
  private let order: [Int]

  /// Picks by the rule among the rows that compete in the table's first metric.
  ///
  /// - Parameter listsBestFirst: whether the text begins with the best, and not in the spec's order: a
  ///   search has none.
  package init(
    _ table: SummaryTable, rule: Candidates.Rule, listsBestFirst: Bool = false
  ) throws(Refusal) {
    guard table.best != nil else {
      throw Refusal("'\(table.sweep)' has no result yet: there is nothing to pick from")
    }
    let competition = table.competition
    // Means that rounding alone tells apart are equal: the pick is the one that 'table' marks first.
    let pick =
      rule == .mean
      ? competition.best : competition.all.best(by: rule, among: competition.competitors)
    guard let pick else {
      throw Refusal("\(rule.word) needs two \(table.unit.noun)s or more; take --rule mean")
    }
    self.table = table
    self.rule = rule
    self.pick = pick
    rows = competition.rows
    top = competition.best
    let means = rows.map(\.moments.mean)
    let better = { (a: Int, b: Int) in
      guard let mean = means[a] else { return false }
      return means[b].map { table.metric.prefers(mean, to: $0) } ?? true
    }
    order =
      listsBestFirst
      ? rows.indices.sorted { better($0, $1) || (!better($1, $0) && $0 < $1) }
      : Array(rows.indices)
    competitors = competition.competitors.count
    let compared = competition.all.comparisons(
      to: pick, level: table.level, tests: competition.tests)
    comparisons = Dictionary(uniqueKeysWithValues: compared.map { ($0.candidate, $0) })
    shrinkage = Shrinkage(
      competition.all, rows: competition.competitors, seed: table.evaluation.seed)
  }

  /// The pick and the reason for it, and below a line for each configuration with its test against the pick.
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
    page.prose(table.basis("\(table.testName), Tukey, two-sided"), .dim)
    page.row()
    var columns =
      table.labelColumns(order.map { rows[$0] }) + [
        Column("score", order.map { figures[$0].text + standing(rows[$0]) })
      ]
    if let shrinkage {
      columns.append(
        Column(
          "P(best)", order.map { shrinkage.probabilityOfBest[$0]?.fixed(2) ?? "-" }, .right))
    }
    if !table.chosen.isEmpty {
      func texts(_ value: (SummaryTable.Row) -> Double?) -> [String] {
        order.map { place in
          value(rows[place]).map(figures[place].precision(.automatic).text) ?? "-"
        }
      }
      columns += [
        Column("when chosen", texts { table.formerMean(of: $0, metric: 0) }, .right),
        Column("optimism", texts { table.optimism(of: $0, metric: 0) }, .right),
      ]
    }
    columns += [
      Column("Tukey p", order.map { comparisons[$0]?.adjustedP?.probability ?? "" }),
      Column("", order.map(verdict)),
    ]
    page.table(columns) { order[$0] == pick }
    page.notes(notes)
    return page.text(width: width, style: style)
  }

  private func standing(_ row: SummaryTable.Row) -> String {
    let mark = row.figures[0].standing.mark
    return mark.isEmpty ? "" : " \(mark)"
  }

  private func verdict(_ index: Int) -> String {
    if index == pick { return "the pick" }
    guard rows[index].moments.count > 0 else { return "no result" }
    guard comparisons[index]?.test != nil else { return "not tested" }
    guard isToldApart(index) else { return "not distinguishable" }
    return table.metric.prefers(comparisons[index]?.differences.moments.mean ?? 0, to: 0)
      ? "better than the pick" : "worse than the pick"
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
    let alpha = (1 - table.level).percent
    let tested = rows.indices.filter { comparisons[$0]?.test != nil }
    let others = tested.filter { !isToldApart($0) }
    var notes: [String] = table.chosen.isEmpty ? [] : Array(table.remarks.prefix(2))
    notes += table.nested?.notes ?? []
    if !tested.isEmpty {
      notes.append(
        others.isEmpty
          ? "every other configuration that was tested is distinguishable from the pick at \(alpha)"
          : "not distinguishable from the pick at \(alpha): \(others.count) of the other"
            + " \(rows.count - 1)")
      notes.append(possibleBests(alpha))
      notes.append("claims are about \(table.sampling)")
    }
    notes += probabilityNotes(isTested: !tested.isEmpty)
    let left = rows.count - competitors
    if left > 0 {
      notes.append(
        "\(counted(left, "configuration")) cannot be the pick: fewer \(table.unit.noun)s than the"
          + " others")
    }
    for row in rows.indices where isLeaderWithGaps(row) {
      notes.append(
        "\(table.name(of: rows[row])) is better in the \(table.unit.noun)s that it shares with the"
          + " pick: train what it lacks")
    }
    return notes
  }

  private func possibleBests(_ alpha: String) -> String {
    let possible = rows.filter { $0.figures[0].standing.mayBeBest }.count
    let set = "(Hsu's set, at \(alpha))"
    let top = table.name(of: rows[top])
    guard rows[self.top].figures[0].standing.mayBeBest else {
      return "\u{2020} may be the best: no other was shown to be better; these are \(possible) of"
        + " \(rows.count), without \(top) \(set)"
    }
    return possible == 1
      ? "\u{2020}: none; only \(top) may be the best \(set)"
      : "\u{2020} may be the best, too: no other was shown to be better; with \(top) these are"
        + " \(possible) of \(rows.count) \(set)"
  }

  /// Whether a row that lacks observations beats the pick where both have one.
  private func isLeaderWithGaps(_ row: Int) -> Bool {
    guard let moments = comparisons[row]?.differences.moments, let mean = moments.mean,
      rows[row].moments.count < rows[pick].moments.count, moments.count > 1
    else { return false }
    return table.metric.prefers(mean, to: 0)
  }

  private func probabilityNotes(isTested: Bool) -> [String] {
    guard let shrinkage else {
      let noun = table.unit.noun
      if rows.count < 2 { return [] }
      return [
        isTested
          ? "no P(best): the noise is known from too few \(noun)s (\(Shrinkage.leastFreedom) degrees of"
            + " freedom are needed)"
          : (rows[pick].moments.count < 2
            ? "one \(noun) tells nothing about chance: more do"
            : "nothing varies from \(noun) to \(noun): nothing was tested, and no P(best) is told")
      ]
    }
    var notes = [
      "P(best): how probable it is that a configuration is the best of those shown"
        + (table.knowsRows ? " for other seeds on these rows" : "")
        + ", means drawn towards each other as far as chance spreads them (\(grouped(shrinkage.draws)) draws, seed"
        + " \(table.evaluation.seed))"
    ]
    let figure = rows[top].figures[0]
    if let optimism = shrinkage.optimism, let mean = rows[top].moments.mean {
      let sign = table.metric.goal == .maximize ? -1.0 : 1
      notes.append(
        "the best of \(competitors) flatters by about \(optimism.significant(2)): on other"
          + " \(table.unit.noun)s, expect"
          + " \(figure.precision(.automatic).text(mean + sign * optimism))")
    }
    return notes
  }

  /// The pick and, for every candidate, the probability that it is the best.
  package var json: JSON {
    .object(
      table.facts(test: table.testName) + [
        .init("adjustment", .text("Tukey")),
        .init("variance", .text(table.variance.rawValue)),
        .init("claims_are_about", .text(table.sampling)),
        .init("rule", .text(rule.word)),
        .init(
          "pick",
          .object([
            "parameters": .labels(table.parameters, rows[pick].labels),
            "score": rows[pick].figures[0].json.adding(table.beside(rows[pick], metric: 0)),
          ])),
        .init("draws", .optional(shrinkage) { .integer($0.draws) }),
        .init("seed", .text("\(table.evaluation.seed)")),
        .init("chance_share", .optional(shrinkage) { .number($0.chanceShare) }),
        .init("optimism", .optional(shrinkage?.optimism, JSON.number)),
        .init(
          "candidates",
          .list(
            rows.indices.map { index in
              .object([
                "parameters": .labels(table.parameters, rows[index].labels),
                "score": rows[index].figures[0].json
                  .adding(table.beside(rows[index], metric: 0)),
                "probability_of_best": .optional(
                  shrinkage?.probabilityOfBest[index], JSON.number),
                "p_adjusted": .optional(comparisons[index]?.adjustedP, JSON.number),
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
