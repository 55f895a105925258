package import Drawings
package import Reports
import Statistics
import Sweeps

/// Marginal means of every value of every parameter, with intervals: what each parameter does.
package struct EffectsPlot: Sendable {
  private let effects: Effects
  private let scores: Scores

  /// - Parameter scores: of the same sweep and metric.
  package init(_ effects: Effects, of scores: Scores) {
    self.effects = effects
    self.scores = scores
  }

  /// One value of a parameter.
  private struct Row {
    let name: String
    let level: Effects.Level
    let isBest: Bool
    let series: Int
  }

  /// Means across, a row a value, the parameters one below the other.
  package func drawing(_ format: PlotFormat) -> Drawing {
    let rows = effects.factors.enumerated().flatMap { place, factor in
      factor.levels.enumerated().map { index, level in
        Row(
          name: "\(factor.name)=\(level.label)".printable, level: level,
          isBest: index == factor.best, series: place)
      }
    }
    let means = rows.compactMap(\.level.moments.mean)
    let ends = rows.compactMap(\.level.interval).flatMap { [$0.lower, $0.upper] }
    var sheet = Sheet(format)
    let panel = sheet.panel(
      x: Axis(
        "marginal mean of \(scores.metricName)", .linear(holding: means + ends), isGridded: true),
      y: Axis("", .names(rows.count), .names(rows.map(\.name))),
      height: Double(max(rows.count, 1)) * (rows.count > 20 ? 11 : 15) + 4)
    for (index, row) in rows.enumerated() {
      guard let mean = row.level.moments.mean else { continue }
      let look = SeriesLook(row.series)
      let y = panel.y(Double(index))
      var pieces: [Piece] = []
      if let interval = row.level.interval {
        pieces.append(
          .shape(
            Whisker.level(y, panel.x(interval.lower), panel.x(interval.upper)),
            Whisker.paint(look.colour)))
      }
      let mayBeBest = row.isBest || row.level.judgement == .possibleBest
      pieces.append(look.piece(at: Point(panel.x(mean), y), isHollow: !mayBeBest))
      sheet.add([.titled("\(row.name): \(mean.significant(4))", pieces)])
    }
    return sheet.drawing(
      title: "\(scores.sweep): effects",
      caption: [
        "\(scores.sweep): marginal means of \(scores.metricPhrase), each over all values of the other"
          + " parameters, paired over \(counted(effects.blocks, scores.summary.unit.noun)).",
        "Bars: \(effects.table.level.percent) intervals, each by itself. Filled: may be the best value"
          + " of its parameter (Hsu's set, at \((1 - effects.table.level).percent)).",
        "Claims are about \(scores.evaluation.sampling(over: scores.summary.unit)).",
      ])
  }
}
