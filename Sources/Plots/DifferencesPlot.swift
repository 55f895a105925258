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

  /// A configuration's differences to the best.
  private struct Row {
    let configuration: Int
    let comparison: Comparison
    let interval: ConfidenceInterval?
  }

  /// Differences across, a row a configuration, the nearest to the best on top.
  package func drawing(_ format: PlotFormat) -> Drawing {
    let all = rows
    let shown = Array(all.prefix(DifferencesPlot.rowLimit))
    let means = shown.compactMap(\.comparison.differences.moments.mean)
    let ends = shown.compactMap(\.interval).flatMap { [$0.lower, $0.upper] }
    let row = shown.count > 20 ? 11.0 : 15

    var sheet = Sheet(format)
    let panel = sheet.panel(
      x: Axis(
        "difference in \(scores.metricName)", .linear(holding: means + ends + [0]),
        isGridded: true),
      y: Axis(
        scores.heading(), .names(shown.count),
        .names(shown.map { scores.name(of: $0.configuration) })),
      height: Double(max(shown.count, 1)) * row + 4)
    let zero = panel.x(0)
    sheet.add([
      .shape(
        .lines([[Point(zero, panel.box.top), Point(zero, panel.box.bottom)]]),
        Paint(stroke: Stroke(Theme.grey, width: 0.9)))
    ])
    for (index, row) in shown.enumerated() {
      sheet.add(mark(of: row, at: panel.y(Double(index)), in: panel))
    }
    return sheet.drawing(
      title: "\(scores.sweep): differences to the best", caption: caption(of: shown, among: all))
  }

  /// All that has something in common with the best, what is nearest to it first: the tests count
  /// all pairs, also those that are not shown.
  private var rows: [Row] {
    guard let best = scores.best else { return [] }
    let candidates = scores.candidates
    let comparisons = candidates.comparisons(
      to: best, level: level, tests: SimultaneousTests(candidates, variance: scores.variance))
    return comparisons.filter { $0.differences.moments.count > 0 }
      .sorted { distance($0) < distance($1) }
      .map { Row(configuration: $0.candidate, comparison: $0, interval: $0.interval) }
  }

  private func mark(of row: Row, at y: Double, in panel: Panel) -> [Piece] {
    guard let mean = row.comparison.differences.moments.mean else { return [] }
    let look = SeriesLook(0)
    var pieces: [Piece] = []
    if let interval = row.interval {
      let (low, high) = (panel.x(interval.lower), panel.x(interval.upper))
      pieces.append(.shape(Whisker.level(y, low, high), Whisker.paint(look.colour)))
    }
    let isDistinguishable = row.comparison.isDistinguishable(alpha: 1 - level)
    pieces.append(look.piece(at: Point(panel.x(mean), y), isHollow: !isDistinguishable))
    return [.titled(title(of: row.comparison, row.configuration, row.interval), pieces)]
  }

  private func caption(of shown: [Row], among all: [Row]) -> [String?] {
    let n = sampleSize(shown.map(\.comparison.differences.moments.count))
    let left = scores.ranking.count - 1 - all.count
    return [
      "\(scores.sweep): \(scores.metricPhrase) less that of the best configuration"
        + (scores.best.map { " (\(scores.fullName(of: $0)))" } ?? "")
        + ", paired over \(scores.summary.unit.phrase(scores.evaluation)) (\(n)).",
      "Bars: \(level.percent) intervals"
        + (scores.testToTrain > 0 ? " (Nadeau-Bengio, as folds share data)" : "")
        + " that hold for all pairs together (Tukey). Filled: told apart from the best at"
        + " \((1 - level).percent). Claims are about \(scores.sampling).",
      shown.count < all.count
        ? "Shown are the \(shown.count) next best of \(all.count) configurations." : nil,
      left > 0
        ? "\(counted(left, "configuration")) without a \(scores.summary.unit.noun) in common left out."
        : nil,
      scores.missing,
    ]
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
    let p = comparison.adjustedP.map { ", Tukey's p = \($0.significant(2))" } ?? ""
    return "\(scores.fullName(of: configuration)):"
      + " \(moments.mean.map(precision.text) ?? "no pair")\(range)\(p), n = \(moments.count)"
  }
}
