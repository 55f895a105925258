package import Drawings
import Reports
import Statistics
import Sweeps

/// Every trial as a dot, one row a configuration, with a box from quartile to quartile behind.
package struct SpreadPlot: Sendable {
  private let scores: Scores
  private let references: [Reference]

  /// More rows than this fill a page.
  private static let rowLimit = 40

  package init(_ scores: Scores, references: [Reference] = []) {
    self.scores = scores
    self.references = references
  }

  package func drawing(_ format: PlotFormat) -> Drawing {
    let shown = Array(scores.ranking.prefix(SpreadPlot.rowLimit)).sorted()
    var trials: [Int: [TrialValue]] = [:]
    for value in scores.values where value.value?.isFinite ?? false {
      trials[value.configuration, default: []].append(value)
    }
    let values = shown.flatMap { trials[$0] ?? [] }.compactMap(\.value)
    // Replicates are told apart where each of them is several dots.
    let replicates = scores.evaluation.replicates
    let areColoured =
      scores.evaluation.foldCount > 1 && (2...SeriesLook.count).contains(replicates)
    let row = shown.count > 20 ? 11.0 : shown.count > 8 ? 14 : 20

    var sheet = Sheet(format)
    if areColoured {
      sheet.legend(
        "replicate:",
        (0..<replicates).map { replicate in
          ("\(replicate + 1)", { [SeriesLook(replicate).piece(at: $0)] })
        })
    }
    let panel = sheet.panel(
      x: Axis(
        scores.metricName, .linear(holding: values + references.map(\.value)), isGridded: true),
      y: Axis(scores.heading(), .names(shown.count), .names(shown.map { scores.name(of: $0) })),
      height: Double(max(shown.count, 1)) * row + 6)
    for (index, configuration) in shown.enumerated() {
      let center = panel.y(Double(index))
      let dots = trials[configuration] ?? []
      sheet.add(box(Description(dots.compactMap(\.value)), panel, center, height: 0.62 * row))
      let ordered = dots.sorted { ($0.replicate, $0.fold) < ($1.replicate, $1.fold) }
      for (place, dot) in ordered.enumerated() {
        guard let value = dot.value else { continue }
        // Multiples of the golden ratio leave no two neighbours at one height.
        let share = (Double(place) * 0.618034).truncatingRemainder(dividingBy: 1) - 0.5
        let at = Point(panel.x(value), center + share * 0.5 * row)
        let look = SeriesLook(areColoured ? dot.replicate : 0)
        sheet.add([
          .titled(title(of: dot), [look.piece(at: at, radius: dots.count > 30 ? 1.4 : 1.9)])
        ])
      }
    }
    sheet.add(Reference.uprights(references, in: panel))
    let size = shown.map { trials[$0]?.count ?? 0 }
    let n =
      size.min() == size.max() ? "\(size.max() ?? 0)" : "\(size.min() ?? 0) to \(size.max() ?? 0)"
    return sheet.drawing(
      title: "\(scores.sweep): spread of \(scores.metricName)",
      caption: [
        "\(scores.sweep): \(scores.metricPhrase) of every trial, a dot each (n = \(n) a row).",
        "Boxes: from the first quartile to the third, with the median.",
        shown.count < scores.ranking.count
          ? "Shown are the \(shown.count) best of \(scores.ranking.count) configurations." : nil,
        scores.missing,
      ])
  }

  private func box(
    _ description: Description, _ panel: Panel, _ center: Double, height: Double
  ) -> [Piece] {
    // The quartiles of fewer are the dots themselves.
    guard description.moments.count > 2, let first = description.quantile(0.25),
      let third = description.quantile(0.75), let median = description.median
    else { return [] }
    let (left, right) = (panel.x(first), panel.x(third))
    let box = Box(left: left, top: center - height / 2, width: right - left, height: height)
    let line = [Point(panel.x(median), box.top), Point(panel.x(median), box.bottom)]
    return [
      .shape(.box(box), Paint(fill: Colour(0xececec), stroke: Stroke(Theme.pale, width: 0.5))),
      .shape(.lines([line]), Paint(stroke: Stroke(Theme.grey, width: 1.2))),
    ]
  }

  private func title(of trial: TrialValue) -> String {
    TrialLabel.trial(
      scores.parameters, scores.labels[trial.configuration], replicate: trial.replicate,
      fold: trial.fold, of: scores.evaluation)
      + ": " + (trial.value.map(Document.label) ?? "no value")
  }
}
