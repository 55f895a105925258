package import Drawings
import Reports
import Statistics
import Sweeps

/// Every configuration less the best, pair by pair, with intervals: what the data tell apart.
package struct DifferencesPlot: Sendable {
  private let scores: Scores
  private let level: Double

  /// More rows than this fill a page.
  private static let rowLimit = 40

  /// - Parameter level: of the intervals; 1 less that is the size of the tests.
  package init(_ scores: Scores, level: Double = 0.95) {
    self.scores = scores
    self.level = level
  }

  package func drawing(_ format: PlotFormat) -> Drawing {
    let ranking = scores.ranking
    let best = ranking.first
    let candidates = Candidates(
      scores: ranking.map { scores.observations[$0] },
      better: scores.metric.goal == .maximize ? .larger : .smaller,
      testToTrain: scores.testToTrain)
    // Holm's adjustment counts all comparisons, also those that are not shown.
    let all = ranking.isEmpty ? [] : candidates.comparisons(to: 0)
    let shown = Array(all.prefix(DifferencesPlot.rowLimit))
    let intervals = shown.map { $0.test?.interval(level: level) }
    let means = shown.compactMap(\.differences.moments.mean)
    let ends = intervals.compactMap(\.self).flatMap { [$0.lower, $0.upper] }
    let row = shown.count > 20 ? 11.0 : 15

    var sheet = Sheet(format)
    let names = shown.map { scores.name(of: ranking[$0.candidate]) }
    let panel = sheet.panel(
      x: Axis(
        "difference in \(scores.metricName)", .linear(holding: means + ends + [0]),
        isGridded: true),
      y: Axis(scores.heading(), .names(shown.count), .names(names)),
      height: Double(max(shown.count, 1)) * row + 4)
    let zero = panel.x(0)
    let look = SeriesLook(0)
    sheet.add([
      .shape(
        .lines([[Point(zero, panel.box.top), Point(zero, panel.box.bottom)]]),
        Paint(stroke: Stroke(Theme.grey, width: 0.9)))
    ])
    for (index, comparison) in shown.enumerated() {
      guard let mean = comparison.differences.moments.mean else { continue }
      let place = Point(panel.x(mean), panel.y(Double(index)))
      var pieces: [Piece] = []
      if let interval = intervals[index] {
        let (low, high) = (panel.x(interval.lower), panel.x(interval.upper))
        pieces.append(.shape(Whisker.level(place.y, low, high), Whisker.paint(look.colour)))
      }
      let isDistinguishable = comparison.isDistinguishable(alpha: 1 - level)
      pieces.append(look.piece(at: place, isHollow: !isDistinguishable))
      sheet.add([.titled(title(of: comparison, ranking, intervals[index]), pieces)])
    }
    let n = sampleSize(shown.map(\.differences.moments.count))
    let isCorrected = scores.testToTrain > 0
    return sheet.drawing(
      title: "\(scores.sweep): differences to the best",
      caption: [
        "\(scores.sweep): \(scores.metricPhrase) less that of the best configuration"
          + (best.map { " (\(scores.fullName(of: $0)))" } ?? "")
          + ", paired over \(scores.summary.unit.phrase(scores.evaluation)) (\(n)).",
        "Bars: \(level.percent) t-intervals"
          + (isCorrected ? " (Nadeau-Bengio, as folds share data)" : "")
          + ", each by itself. Filled: told apart from the best at"
          + " \((1 - level).percent) after Holm's correction for \(counted(all.count, "comparison")).",
        shown.count < all.count
          ? "Shown are the \(shown.count) next best of \(all.count) configurations." : nil,
        scores.missing,
      ])
  }

  private func title(
    of comparison: Comparison, _ ranking: [Int], _ interval: ConfidenceInterval?
  ) -> String {
    let moments = comparison.differences.moments
    let precision = Precision(
      mean: moments.mean ?? 0, standardError: comparison.test?.standardError)
    let range =
      interval.map { ", [\(precision.text($0.lower)), \(precision.text($0.upper))]" } ?? ""
    let p = comparison.adjustedP.map { ", Holm's p = \($0.significant(2))" } ?? ""
    return "\(scores.fullName(of: ranking[comparison.candidate])):"
      + " \(moments.mean.map(precision.text) ?? "no pair")\(range)\(p), n = \(moments.count)"
  }
}
