package import Drawings
import Reports
import Statistics

/// One upright axis a parameter and one for the metric; every configuration is a line across.
package struct ParallelPlot: Sendable {
  private let scores: Scores

  package init(_ scores: Scores) { self.scores = scores }

  /// An axis, and where each configuration is on it.
  private struct Upright {
    let title: String
    let ticks: Ticks
    let scale: Scale
    let positions: [Double]
  }

  package func drawing(_ format: PlotFormat) -> Drawing {
    let size = Theme.tickSize
    let height = min(0.55 * format.width, 200.0)
    let shown = scores.ranking
    let means = scores.labels.indices.map { scores.moments(of: $0).mean ?? .nan }
    let finite = shown.map { means[$0] }
    let ramp = Scale.linear(holding: finite, margin: 0)
    let uprights =
      scores.varied.map { upright(of: $0, height: height) } + [
        {
          let scale = Scale.linear(holding: finite, margin: 0.03)
          let axis = Axis(scores.metricName, scale)
          return Upright(
            title: scores.metricName, ticks: axis.ticks(length: height) { _ in 2.6 * size },
            scale: scale, positions: means)
        }()
      ]

    var sheet = Sheet(format)
    sheet.ramp(.cividis, "mean \(scores.metricName)", over: ramp)
    sheet.skip(2 * size)
    let top = sheet.top
    // Labels stand to the left of their axis; those of the metric to its right.
    let first = uprights[0].ticks.named.map { $0.label.width * size }.max() ?? 0
    let last = uprights[uprights.count - 1].ticks.named.map { $0.label.width * size }.max() ?? 0
    let left = Theme.margin + min(first, 0.2 * format.width) + 6
    let right = format.width - Theme.margin - last - 6
    let places = uprights.indices.map { index in
      left + (right - left) * Double(index) / Double(max(uprights.count - 1, 1))
    }
    func y(_ upright: Upright, _ value: Double) -> Double {
      let share = upright.scale.share(value)
      return upright.scale.kind == .names ? top + share * height : top + (1 - share) * height
    }

    // The best last, and so in front.
    for (rank, configuration) in shown.enumerated().reversed() {
      let points = zip(places, uprights).map { place, upright in
        Point(place, y(upright, upright.positions[configuration]))
      }
      let colour = Ramp.cividis.colour(ramp.share(means[configuration]))
      let isBest = rank == 0
      let width = isBest ? 1.6 : shown.count > 100 ? 0.6 : 1.1
      var pieces: [Piece] = [
        .shape(
          .lines([points]),
          Paint(stroke: Stroke(colour.opacity(isBest ? 1 : 0.8), width: width)))
      ]
      if isBest {
        // Yellow on white needs an edge.
        pieces.insert(.shape(.lines([points]), Paint(stroke: Stroke(.black, width: 2.6))), at: 0)
      }
      let title =
        scores.fullName(of: configuration) + ": "
        + scores.meanText(
          of: configuration, reach: scores.moments(of: configuration).standardDeviation)
      sheet.add([.titled(title, pieces)])
    }
    for (index, upright) in uprights.enumerated() {
      let x = places[index]
      let isLast = index == uprights.count - 1
      let side = isLast ? 1.0 : -1.0
      var lines = [[Point(x, top), Point(x, top + height)]]
      for tick in upright.ticks.named {
        let at = y(upright, tick.value)
        lines.append([Point(x, at), Point(x + side * 2.5, at)])
        sheet.add([
          .text(
            Text(
              tick.label, at: Point(x + side * 4.5, at + 0.35 * size), size: size,
              anchor: isLast ? .start : .end, hasRim: true))
        ])
      }
      sheet.add([.shape(.lines(lines), Paint(stroke: Theme.axis))])
      let anchor: Text.Anchor = index == 0 ? .start : isLast ? .end : .middle
      let slot = (right - left) / Double(max(uprights.count - 1, 1)) - 4
      let fitting = slot / max(upright.title.relativeWidth, 1)
      let titleSize = min(Theme.titleSize, max(fitting, Theme.tickSize - 1))
      let title = upright.title.shortened(to: max(slot, 24), size: titleSize)
      let start = index == 0 ? Theme.margin : isLast ? format.width - Theme.margin : x
      sheet.add([
        .text(
          Text(Label(title), at: Point(start, top - 6), size: titleSize, anchor: anchor))
      ])
    }
    sheet.skip(height + 4)
    return sheet.drawing(
      title: "\(scores.sweep): configurations",
      caption: [
        "\(scores.sweep): every configuration as a line, coloured by its mean of"
          + " \(scores.metricPhrase) over \(scores.sampleSize(of: shown)). The best has a black edge.",
        scores.missing,
      ])
  }

  private func upright(of parameter: Int, height: Double) -> Upright {
    let levels = FactorLevels(distinct(scores.labels.map { $0[parameter] }))
    let places = Dictionary(uniqueKeysWithValues: zip(levels.labels, levels.labels.indices))
    let size = Theme.tickSize
    let axis = Axis(scores.parameters[parameter], levels)
    let ticks: Ticks
    if levels.scale.kind == .names {
      let names = levels.labels.map(\.tidied).shortened(to: 48, size: size)
      let step = max(1, Int((1.2 * size * Double(names.count) / height).rounded(.up)))
      ticks = Ticks(
        named: names.enumerated().filter { $0.offset % step == 0 }.map {
          Tick(value: Double($0.offset), label: Label($0.element))
        })
    } else {
      ticks = axis.ticks(length: height) { _ in 1.6 * size }
    }
    return Upright(
      title: axis.title, ticks: ticks, scale: levels.scale,
      positions: scores.labels.map { levels.position(of: places[$0[parameter]] ?? 0) })
  }
}
