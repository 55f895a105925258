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
    let competitors = scores.summary.competitors
    let best = scores.best.flatMap { competitors.firstIndex(of: $0) }
    let candidates = scores.summary.candidates(competitors, of: scores.evaluation)
    // Holm's adjustment counts all comparisons, also those that are not shown.
    let all = (best.map { candidates.comparisons(to: $0) } ?? []).sorted { a, b in
      distance(a) < distance(b)
    }
    let shown = Array(all.prefix(DifferencesPlot.rowLimit))
    let intervals = shown.map { $0.test?.interval(level: level) }
    let means = shown.compactMap(\.differences.moments.mean)
    let ends = intervals.compactMap(\.self).flatMap { [$0.lower, $0.upper] }
    let row = shown.count > 20 ? 11.0 : 15

    var sheet = Sheet(format)
    let names = shown.map { scores.name(of: competitors[$0.candidate]) }
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
      sheet.add([
        .titled(title(of: comparison, competitors[comparison.candidate], intervals[index]), pieces)
      ])
    }
    let n = sampleSize(shown.map(\.differences.moments.count))
    let left = scores.ranking.count - competitors.count
    let isCorrected = scores.testToTrain > 0
    return sheet.drawing(
      title: "\(scores.sweep): differences to the best",
      caption: [
        "\(scores.sweep): \(scores.metricPhrase) less that of the best configuration"
          + (scores.best.map { " (\(scores.fullName(of: $0)))" } ?? "")
          + ", paired over \(scores.summary.unit.phrase(scores.evaluation)) (\(n)).",
        "Bars: \(level.percent) t-intervals"
          + (isCorrected ? " (Nadeau-Bengio, as folds share data)" : "")
          + ", each by itself. Filled: told apart from the best at"
          + " \((1 - level).percent) after Holm's correction for \(counted(all.count, "comparison")).",
        shown.count < all.count
          ? "Shown are the \(shown.count) next best of \(all.count) configurations." : nil,
        left > 0
          ? "\(counted(left, "configuration")) with fewer \(scores.summary.unit.noun)s left out."
          : nil,
        scores.missing,
      ])
  }

  private func distance(_ comparison: Comparison) -> Double {
    abs(comparison.differences.moments.mean ?? .infinity)
  }

  private func title(
    of comparison: Comparison, _ configuration: Int, _ interval: ConfidenceInterval?
  ) -> String {
    let moments = comparison.differences.moments
    let precision = Precision(
      mean: moments.mean ?? 0, uncertainty: comparison.test?.standardError)
    let range =
      interval.map { ", [\(precision.text($0.lower)), \(precision.text($0.upper))]" } ?? ""
    let p = comparison.adjustedP.map { ", Holm's p = \($0.significant(2))" } ?? ""
    return "\(scores.fullName(of: configuration)):"
      + " \(moments.mean.map(precision.text) ?? "no pair")\(range)\(p), n = \(moments.count)"
  }
}
