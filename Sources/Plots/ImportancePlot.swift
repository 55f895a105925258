import Documents
package import Drawings
import Reports
import Statistics

/// How much each parameter matters, by two measures with their names, each with an interval.
package struct ImportancePlot: Sendable {
  private let scores: Scores
  private let parameters: [Int]
  private let measures: [(measure: Importance.Measure, importance: Importance)]
  private let count: Int

  /// - Returns: nil where there are too few configurations, or no parameter varies.
  package init?(_ scores: Scores) {
    guard let known = scores.importanceData else { return nil }
    self.scores = scores
    parameters = known.parameters
    count = known.configurations.count
    measures = Importance.Measure.allCases.map { ($0, Importance($0, of: known.data)) }
  }

  /// A row a parameter, the one that explains most first.
  package func drawing(_ format: PlotFormat) -> Drawing {
    let first = measures[0].importance.shares
    let order = parameters.indices.sorted { (-first[$0], $0) < (-first[$1], $1) }
    var sheet = Sheet(format)
    sheet.legend(
      "",
      measures.enumerated().map { place, entry in
        (entry.measure.name, { [SeriesLook(place).piece(at: $0)] })
      })
    let ends = measures.flatMap {
      $0.importance.intervals.flatMap { [$0.lowerBound, $0.upperBound] }
    }
    let panel = sheet.panel(
      x: Axis("share", .linear(holding: [0] + ends, margin: 0.03), isGridded: true),
      y: Axis("", .names(order.count), .names(order.map { scores.parameters[parameters[$0]] })),
      height: Double(order.count) * 18 + 6)
    for (row, axis) in order.enumerated() {
      for (place, entry) in measures.enumerated() {
        let y = panel.y(Double(row)) + (Double(place) - 0.5) * 6
        let interval = entry.importance.intervals[axis]
        let share = entry.importance.shares[axis]
        let look = SeriesLook(place)
        sheet.add([
          .titled(
            "\(scores.parameters[parameters[axis]]), \(entry.measure.name): \(share.significant(3))",
            [
              .shape(
                Whisker.level(y, panel.x(interval.lowerBound), panel.x(interval.upperBound)),
                Whisker.paint(look.colour)),
              look.piece(at: Point(panel.x(share), y)),
            ])
        ])
      }
    }
    return sheet.drawing(
      title: "\(scores.sweep): importance",
      caption: [
        "\(scores.sweep): fANOVA is the share of the spread of \(scores.metricPhrase) over the whole space"
          + " that a parameter explains by itself, as a random forest of \(count) configurations has it;"
          + " PED-ANOVA, which sums to 1, is how far the best tenth differs in it from all.",
        "Bars: the middle 90 % when configurations are drawn again.",
        scores.missing,
      ])
  }
}

extension Importance.Measure {
  /// As papers write it.
  var name: String {
    switch self {
    case .fanova: "fANOVA"
    case .pedAnova: "PED-ANOVA"
    }
  }
}
