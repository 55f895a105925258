package import Drawings
import Reports
import Statistics
import Sweeps
import Trials

/// A metric by epoch: the mean of each configuration as a line, the spread around it as a band.
package struct CurvesPlot: Sendable {
  private let scores: Scores
  private let metric: String
  private let curves: [Curve]
  private let spread: Spread
  private let references: [Reference]
  private let range: ClosedRange<Double>?
  /// The names and the curves of configurations that halving has not trained to the end.
  private let left: [(name: String, curves: [Curve])]

  /// The configurations that are best shown: as many of the best as can be told apart.
  package static func configurations(of scores: Scores) -> [Int] {
    Array(scores.ranking.prefix(SeriesLook.count)).sorted()
  }

  /// - Parameters:
  ///   - metric: the metric of the curves, which need not be that of the scores.
  ///   - curves: the curves of `configurations(of:)`.
  ///   - range: of the axis; lines beyond it are cut off. The curves' own if nil.
  ///   - left: the names of configurations that halving has not trained to the end, and their curves of the
  ///     last rung that they have.
  package init(
    _ scores: Scores, metric: String, curves: [Curve], spread: Spread = .deviation,
    references: [Reference] = [], range: ClosedRange<Double>? = nil,
    left: [(name: String, curves: [Curve])] = []
  ) {
    self.left = left
    self.scores = scores
    self.metric = metric.printable
    self.curves = curves
    self.spread = spread
    self.references = references
    self.range = range
  }

  /// The mean of one configuration at one epoch.
  private struct Stop {
    let epoch: Int
    let mean: Double
    let reach: Double?
    let count: Int
  }

  /// Epochs across, the metric upwards.
  package func drawing(_ format: PlotFormat) -> Drawing {
    let shown = Array(Set(curves.map(\.configuration))).sorted()
    let lines = shown.map { configuration in
      self.stops(curves.filter { $0.configuration == configuration })
    }
    let stops = lines.flatMap { $0 }
    let epochs = stops.map { Double($0.epoch) }
    let (vertical, isCut) = scale(of: stops, beside: left.flatMap { self.stops($0.curves) })

    var sheet = Sheet(format)
    if shown.count > 1 {
      sheet.legend(
        scores.heading() + ":",
        shown.enumerated().map { index, configuration in
          let look = SeriesLook(index)
          return (scores.name(of: configuration), { look.sample(at: $0, width: 1.3) })
        })
    }
    let panel = sheet.panel(
      x: Axis("epoch", .linear(holding: epochs, margin: 0.02), .counts),
      y: Axis(metric, vertical, isGridded: true), height: min(0.62 * format.width, 220))
    let looks = lines.indices.map(SeriesLook.init)
    let bands = zip(lines, looks).compactMap { band(along: $0, $1, in: panel) }
    let means = lines.indices.flatMap { index in
      mean(along: lines[index], of: shown[index], looks[index], in: panel)
    }
    sheet.add([panel.clipped(left.flatMap { pale($0.name, $0.curves, in: panel) } + bands + means)])
    sheet.add(Reference.marks(references, in: panel, avoiding: []))
    return sheet.drawing(
      title: "\(scores.sweep): \(metric) by epoch",
      caption: caption(of: shown.count, stops, isCut: isCut))
  }

  /// The spread around a line of means.
  private func band(along line: [Stop], _ look: SeriesLook, in panel: Panel) -> Piece? {
    let banded = line.filter { $0.reach != nil }
    guard banded.count > 1 else { return nil }
    let upper = banded.map { panel.point(Double($0.epoch), $0.mean + ($0.reach ?? 0)) }
    let lower = banded.map { panel.point(Double($0.epoch), $0.mean - ($0.reach ?? 0)) }
    return .shape(
      .polygon(upper + lower.reversed()), Paint(fill: look.colour.opacity(0.18)))
  }

  /// The means of a configuration.
  private func mean(
    along line: [Stop], of configuration: Int, _ look: SeriesLook, in panel: Panel
  ) -> [Piece] {
    guard let last = line.last else { return [] }
    let points = line.map { panel.point(Double($0.epoch), $0.mean) }
    let title =
      "\(scores.fullName(of: configuration)): \(last.mean.significant(4)) at epoch \(last.epoch)"
    let curve = Piece.titled(title, [.shape(.lines([points]), look.line(width: 1.3))])
    // A single epoch is no line.
    return points.count == 1 ? [curve, look.piece(at: points[0])] : [curve]
  }

  /// The means of a configuration that was not trained to the end.
  private func pale(_ name: String, _ curves: [Curve], in panel: Panel) -> [Piece] {
    let scale = panel.y.scale
    let points = stops(curves).map { stop in
      panel.point(Double(stop.epoch), min(max(stop.mean, scale.lower), scale.upper))
    }
    guard let last = points.last else { return [] }
    let line: [Piece] = points.count > 1 ? [.shape(.lines([points]), LeftLook.line)] : []
    let end = curves.compactMap { $0.points.last?.epoch }.max() ?? 0
    return [.titled("\(name), trained until epoch \(end)", line + LeftLook.cross(last))]
  }

  private func caption(of shown: Int, _ stops: [Stop], isCut: Bool) -> [String?] {
    let total = scores.ranking.count
    return [
      "\(scores.sweep): mean of \(metric) at each epoch over"
        + " \(scores.summary.unit.phrase(scores.evaluation)) (\(sampleSize(stops.map(\.count)))).",
      stops.contains { $0.reach != nil }
        ? "Bands: \(spread.phrase(testToTrain: scores.testToTrain))." : nil,
      shown < total
        ? "Shown are the \(shown) configurations of \(total) that are best by"
          + " \(scores.metricPhrase)." : nil,
      left.isEmpty
        ? nil
        : "Pale lines end in a cross at the epoch until which halving has trained"
          + " \(counted(left.count, "configuration")).",
      isCut
        ? "The axis leaves out where \(range == nil ? "the first epochs" : "some values") lie."
        : nil,
      gaps,
    ]
  }

  /// The means of one configuration by epoch, over the observations that are complete and finite.
  private func stops(_ curves: [Curve]) -> [Stop] {
    var values: [Int: [TrialValue]] = [:]
    for curve in curves {
      for point in curve.points {
        values[point.epoch, default: []].append(
          TrialValue(
            configuration: 0, replicate: curve.replicate, fold: curve.fold, value: point.value))
      }
    }
    return values.sorted { $0.key < $1.key }.compactMap { epoch, values in
      let summary = Summary(
        values, configurationCount: 1, metric: scores.metric, unit: scores.summary.unit)
      let moments = summary.rows[0].moments
      return moments.mean.map { mean in
        Stop(
          epoch: epoch, mean: mean,
          reach: spread.reach(moments, testToTrain: scores.testToTrain), count: moments.count)
      }
    }
  }

  /// The axis of the metric, and whether some of the curves lie beyond it.
  ///
  /// The ends of curves are to be compared. Where they begin so far from there that it would take most of the
  /// height, the axis holds the values after the first fifth of the epochs. Of halving it holds all, to show
  /// which configuration was left where.
  private func scale(of stops: [Stop], beside left: [Stop]) -> (Scale, isCut: Bool) {
    func ends(_ stops: [Stop]) -> [Double] {
      stops.flatMap { [$0.mean - ($0.reach ?? 0), $0.mean + ($0.reach ?? 0)] }
    }
    let all = Scale.linear(holding: ends(stops) + references.map(\.value))
    if let range {
      let scale = Scale(kind: .linear, lower: range.lowerBound, upper: range.upperBound)
      let isCut = ends(stops).contains { !(0...1).contains(scale.share($0)) }
      return (scale, isCut)
    }
    if !left.isEmpty {
      let means = left.map(\.mean)
      return (.linear(holding: ends(stops) + means + references.map(\.value)), false)
    }
    let first = stops.map(\.epoch).min() ?? 0
    let last = stops.map(\.epoch).max() ?? 0
    let late = stops.filter { 5 * ($0.epoch - first) >= last - first }
    let scale = Scale.linear(holding: ends(late) + references.map(\.value))
    let isCut = scale.upper - scale.lower < 0.4 * (all.upper - all.lower)
    return isCut ? (scale, true) : (all, false)
  }

  private var gaps: String? {
    let values = curves.flatMap(\.points)
    let infinite = values.count { !$0.value.isFinite }
    guard infinite > 0 else { return nil }
    return "\(counted(infinite, "measurement")) of \(values.count) left out: not finite."
  }
}
