import Documents
package import Drawings
import Reports
import Statistics
import Sweeps

/// Every configuration's mean in the order in which they were asked for, and the best so far: against their
/// number, and against time where it is known.
package struct HistoryPlot: Sendable {
  private let scores: Scores
  /// When the last training of each configuration ended, in seconds from the first lease; nil where that
  /// is not known.
  private let times: [Double?]

  /// - Parameter times: one a configuration: when its last training ended, in seconds from the first lease;
  ///   nil where that is not known.
  package init(_ scores: Scores, times: [Double?]) {
    self.scores = scores
    self.times = times
  }

  /// Two panels, one below the other.
  package func drawing(_ format: PlotFormat) -> Drawing {
    let known = scores.labels.indices.filter { scores.moments(of: $0).mean?.isFinite ?? false }
    var sheet = Sheet(format)
    let dot = SeriesLook(0)
    sheet.legend(
      "",
      [
        ("a configuration", { [dot.piece(at: $0, radius: 1.7, isHollow: true)] }),
        (
          "the best so far",
          { point in
            let ends = [Point(point.x - 8, point.y), Point(point.x + 8, point.y)]
            return [.shape(.lines([ends]), Paint(stroke: HistoryPlot.line))]
          }
        ),
      ])
    add(
      known.map { (Double($0 + 1), $0) },
      Axis("configurations", axis(known.map { Double($0 + 1) }), .counts),
      to: &sheet, format)
    let timed = known.compactMap { index in times[index].map { ($0, index) } }.sorted { $0 < $1 }
    if timed.count == known.count, let last = timed.last?.0, last > 0 {
      sheet.skip(6)
      let (unit, name) = HistoryPlot.unit(last)
      let places = timed.map { ($0.0 / unit, $0.1) }
      add(
        places, Axis("\(name) since the first training", axis(places.map(\.0))), to: &sheet, format)
    }
    return sheet.drawing(
      title: "\(scores.sweep): history",
      caption: [
        "\(scores.sweep): the mean of \(scores.metricPhrase) of every configuration over"
          + " \(scores.sampleSize(of: known)), in the order in which they were asked for"
          + (timed.count == known.count ? ", and in that in which they ended." : "."),
        "The best so far is the best of so many, and flatters: 'sweep best' tells by how much.",
        scores.missing,
      ])
  }

  private static let line = Stroke(.black, width: 1.2)

  private static func unit(_ seconds: Double) -> (Double, String) {
    seconds < 180 ? (1, "seconds") : seconds < 3 * 3600 ? (60, "minutes") : (3600, "hours")
  }

  private func axis(_ values: [Double]) -> Scale { .linear(holding: [0] + values, margin: 0.02) }

  /// - Parameter places: where each configuration is, from left to right.
  private func add(
    _ places: [(Double, Int)], _ x: Axis, to sheet: inout Sheet, _ format: PlotFormat
  ) {
    let means = places.map { scores.moments(of: $0.1).mean ?? .nan }
    // A few ruined configurations must not press all others into a line.
    let sorted = means.sorted()
    let shown = Description(sorted)
    var held = sorted
    if let first = shown.quantile(0.25), let third = shown.quantile(0.75), third > first {
      let reach = 4 * (third - first)
      held = sorted.filter { (first - reach...third + reach).contains($0) }
    }
    let scale = Scale.linear(holding: held)
    let panel = sheet.panel(
      x: x, y: Axis(scores.metricName, scale, isGridded: true),
      height: min(0.42 * format.width, 150))
    var best: Double?
    var line: [Point] = []
    var dots: [Piece] = []
    for (place, mean) in zip(places, means) {
      let at = Point(panel.x(place.0), panel.y(min(max(mean, scale.lower), scale.upper)))
      dots.append(
        .titled(
          "\(scores.fullName(of: place.1)): \(mean.significant(5))",
          [SeriesLook(0).piece(at: at, radius: places.count > 200 ? 1.1 : 1.7, isHollow: true)]))
      if best.map({ scores.metric.prefers(mean, to: $0) }) ?? true {
        if let best { line.append(Point(at.x, panel.y(min(max(best, scale.lower), scale.upper)))) }
        line.append(at)
        best = mean
      }
    }
    if let last = line.last { line.append(Point(panel.box.right, last.y)) }
    sheet.add([panel.clipped(dots + [.shape(.lines([line]), Paint(stroke: HistoryPlot.line))])])
  }
}
