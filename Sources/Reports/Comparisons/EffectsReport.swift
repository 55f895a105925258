package import Documents
import Statistics
import Sweeps

/// The report of `sweep effects`: every value of every parameter, and the interactions of parameters.
package struct EffectsReport: Report {
  private let effects: Effects

  /// - Parameter effects: those of a full grid.
  package init(_ effects: Effects) { self.effects = effects }

  private var table: SummaryTable { effects.table }

  /// The parameters in the order of the sweep.
  package func text(width: Int?, style: Style) -> String {
    let isShort = effects.blocks < effects.expected
    var page = Page()
    page.prose("", bold: table.title)
    page.prose(
      "marginal means: each over all values of the other parameters, in"
        + " \(counted(effects.blocks, table.unit.noun))\(isShort ? " that no configuration lacks" : "");"
        + " differences to the best value "
        + table.basis(
          "\(table.spreadTestName), Tukey, two-sided", over: isShort ? "these" : nil), .dim)
    for factor in effects.factors {
      page.row()
      page.prose(", \(percent(factor.share)) of the spread", bold: factor.name.printable)
      page.table(columns(of: factor)) { $0 == factor.best }
    }
    if !effects.interactions.isEmpty {
      page.row()
      page.prose("beyond each alone", .dim)
      page.table([
        Column(
          "parameters",
          effects.interactions.map { "\($0.names.0) x \($0.names.1)".printable }),
        Column("of the spread", effects.interactions.map { percent($0.share) }, .right),
        Column("p", effects.interactions.map { $0.pValue?.probability ?? "-" }),
      ])
    }
    page.notes(notes)
    return page.text(width: width, style: style)
  }

  private func percent(_ share: Double) -> String { "\((100 * share).fixed(0)) %" }

  private func columns(of factor: Effects.Factor) -> [Column] {
    let levels = factor.levels
    func precision(_ level: Effects.Level) -> Precision {
      Precision(
        mean: level.moments.mean ?? 0,
        uncertainty: level.interval.map { ($0.upper - $0.lower) / 4 })
    }
    let means = levels.enumerated().map { index, level in
      let mark = index == factor.best ? " *" : level.judgement == .possibleBest ? " \u{2020}" : ""
      return (level.moments.mean.map(precision(level).text) ?? "-") + mark
    }
    return [
      Column(labels: "value", levels.map(\.label.printable)),
      Column("mean", means),
      Column(
        "\(table.level.percent) interval", levels.map { $0.interval?.text(precision($0)) ?? "-" }),
      Column(
        "difference",
        levels.map { level in
          level.comparison?.differences.moments.mean
            .map { level.comparison?.precision.text($0) ?? "" } ?? ""
        }),
      Column(
        "its interval",
        levels.map { level in
          level.comparison.flatMap { comparison in
            comparison.interval?.text(comparison.precision)
          } ?? ""
        }),
      Column("Tukey p", levels.map { $0.comparison?.adjustedP?.probability ?? "" }),
    ]
  }

  private var notes: [String] {
    var notes = [
      "* the best value on average; \u{2020} may be the best, too: no other value of the parameter was"
        + " shown to be better (Hsu's set, at \((1 - table.level).percent))",
      "of the spread: the share of the differences between configurations' means that the parameter"
        + " explains; p: of no more than both alone, by F over the \(table.unit.noun)s",
      "claims are about \(table.spreadSampling)",
    ]
    if effects.interactions.contains(where: { ($0.pValue ?? 1) < 1 - table.level }) {
      notes.append(
        "where two parameters do more together than each alone, no marginal mean tells which value"
          + " to take: see 'sweep table'")
    }
    if effects.blocks < effects.expected {
      notes.append(
        "\(effects.expected - effects.blocks) of"
          + " \(counted(effects.expected, table.unit.noun)) left out: some configuration lacks it")
    }
    return notes
  }

  /// The facts of the table, each parameter with its values, and each pair with its share and p value.
  package var json: JSON {
    .object(
      table.facts(test: table.spreadTestName) + [
        .init("adjustment", .text("Tukey")), .init("blocks", .integer(effects.blocks)),
        .init("claims_are_about", .text(table.spreadSampling)),
        .init("parameters", .list(effects.factors.map(json))),
        .init(
          "interactions",
          .list(
            effects.interactions.map {
              .object([
                "parameters": .list([.text($0.names.0), .text($0.names.1)]),
                "share": .number($0.share), "p": .optional($0.pValue, JSON.number),
              ])
            })),
      ])
  }

  private func json(_ factor: Effects.Factor) -> JSON {
    .object([
      "name": .text(factor.name), "share": .number(factor.share),
      "values": .list(
        factor.levels.enumerated().map { index, level in
          let mayBeBest = index == factor.best || level.judgement == .possibleBest
          return .object([
            "value": JSON(label: level.label), "mean": .optional(level.moments.mean, JSON.number),
            "interval": .optional(level.interval, \.json), "best": .boolean(index == factor.best),
            "may_be_best": level.judgement == .untested ? .null : .boolean(mayBeBest),
            "difference": .optional(level.comparison) {
              $0.json(isIndependent: table.testToTrain == nil, level: table.level)
            },
            "p_adjusted": .optional(level.comparison?.adjustedP, JSON.number),
          ])
        }),
    ])
  }
}
