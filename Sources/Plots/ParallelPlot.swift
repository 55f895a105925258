import Documents
package import Drawings
import Reports
import Statistics

/// One upright axis a parameter and one for the metric; every configuration is a line across.
package struct ParallelPlot: Sendable {
  private let scores: Scores

  /// - Parameter scores: those of all configurations; the ones that have a mean are drawn.
  package init(_ scores: Scores) { self.scores = scores }

  /// Parameters that vary from left to right, the metric last.
  package func drawing(_ format: PlotFormat) -> Drawing {
    let height = min(0.55 * format.width, 200.0)
    let shown = scores.ranking
    let means = scores.labels.indices.map { scores.moments(of: $0).mean ?? .nan }
    let finite = shown.map { means[$0] }
    let ramp = Scale.linear(holding: finite, margin: 0)
    let uprights =
      scores.varied.map { upright(of: $0, height: height, format) }
      + [upright(of: means, holding: finite, height: height)]

    var sheet = Sheet(format)
    sheet.ramp(.cividis, "mean \(scores.metricName)", over: ramp)
    sheet.skip(2 * Theme.tickSize)
    let rack = Rack(uprights, top: sheet.top, height: height, format: format)
    // The best last, and so in front.
    for (rank, configuration) in shown.enumerated().reversed() {
      let look = LineLook(
        colour: Ramp.cividis.colour(ramp.share(means[configuration])), isBest: rank == 0,
        depth: shown.count > 100 ? Double(rank) / Double(shown.count) : nil)
      sheet.add([.titled(title(of: configuration), rack.line(of: configuration, look))])
    }
    for index in uprights.indices { sheet.add(rack.upright(index)) }
    sheet.skip(height + 4)
    return sheet.drawing(
      title: "\(scores.sweep): configurations",
      caption: [
        "\(scores.sweep): every configuration as a line, coloured by its mean of"
          + " \(scores.metricPhrase) over \(scores.sampleSize(of: shown)). The best has a black edge.",
        scores.missing,
      ])
  }

  private func title(of configuration: Int) -> String {
    scores.fullName(of: configuration) + ": "
      + scores.meanText(
        of: configuration, reach: scores.moments(of: configuration).standardDeviation)
  }

  /// The axis of the metric.
  private func upright(of means: [Double], holding finite: [Double], height: Double) -> Upright {
    let scale = Scale.linear(holding: finite, margin: 0.03)
    let axis = Axis(scores.metricName, scale)
    return Upright(
      title: scores.metricName, ticks: axis.ticks(length: height) { _ in 2.6 * Theme.tickSize },
      scale: scale, positions: means)
  }

  /// The axis of a parameter.
  private func upright(
    of parameter: Int, height: Double, _ format: PlotFormat
  ) -> Upright {
    let levels = scores.levels(of: parameter)
    let places = Dictionary(uniqueKeysWithValues: zip(levels.labels, levels.labels.indices))
    let size = Theme.tickSize
    let axis = Axis(scores.parameters[parameter], levels)
    let ticks: Ticks
    if levels.scale.kind == .names {
      let names = levels.shown.shortened(
        to: min(48, 0.45 * format.width / Double(scores.varied.count)), size: size)
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
      // A parameter that is not used has no place: the line passes below.
      positions: scores.labels.map { places[$0[parameter]].map(levels.position) ?? .nan })
  }
}

/// An axis, and where each configuration is on it.
private struct Upright {
  let title: String
  let ticks: Ticks
  let scale: Scale
  let positions: [Double]

  /// The width of its widest label.
  var labelWidth: Double { (ticks.named.map(\.label.width).max() ?? 0) * Theme.tickSize }
}

/// How the line of a configuration looks.
private struct LineLook {
  let colour: Colour
  let isBest: Bool
  /// The share of the lines that are better, where there are many; nil of a few.
  let depth: Double?

  func pieces(_ lines: [[Point]]) -> [Piece] {
    // The best tenth of many lines stands out, and the others are a cloud behind it.
    let isFaint = depth.map { $0 > 0.1 } ?? false
    let width = isBest ? 1.6 : depth == nil ? 1.1 : isFaint ? 0.4 : 0.8
    let stroke = Stroke(colour.opacity(isBest ? 1 : isFaint ? 0.22 : 0.8), width: width)
    let line = Piece.shape(.lines(lines), Paint(stroke: stroke))
    // Yellow on white needs an edge.
    let edge = Piece.shape(.lines(lines), Paint(stroke: Stroke(.black, width: 2.6)))
    return isBest ? [edge, line] : [line]
  }
}

/// Uprights beside each other.
private struct Rack {
  private let uprights: [Upright]
  /// How far each is from the left edge of the drawing.
  private let places: [Double]
  private let top: Double
  private let height: Double
  private let format: PlotFormat
  /// Between two of them.
  private let distance: Double

  /// - Parameters:
  ///   - top: where they begin; their titles are above it.
  ///   - height: of the axes.
  init(_ uprights: [Upright], top: Double, height: Double, format: PlotFormat) {
    self.uprights = uprights
    self.top = top
    self.height = height
    self.format = format
    // Labels stand to the left of their axis; those of the metric to its right.
    let left = Theme.margin + min(uprights[0].labelWidth, 0.2 * format.width) + 6
    let right = format.width - Theme.margin - uprights[uprights.count - 1].labelWidth - 6
    let distance = (right - left) / Double(max(uprights.count - 1, 1))
    self.distance = distance
    places = uprights.indices.map { left + Double($0) * distance }
  }

  private func y(_ upright: Upright, _ value: Double) -> Double {
    let share = upright.scale.share(value)
    return upright.scale.kind == .names ? top + share * height : top + (1 - share) * height
  }

  /// How far a line runs level before an axis, so that the labels there have the room to themselves:
  /// where a label is, the line passes behind it. Nothing before the first, nor the last, whose labels
  /// are to its right.
  private func run(before index: Int) -> Double {
    guard index > 0, index < uprights.count - 1 else { return 0 }
    return min(uprights[index].labelWidth + 7, 0.6 * distance)
  }

  /// The line of a configuration across all of them.
  func line(of configuration: Int, _ look: LineLook) -> [Piece] {
    look.pieces([
      uprights.indices.flatMap { index -> [Point] in
        let position = uprights[index].positions[configuration]
        let at = position.isNaN ? top + height + 3 : y(uprights[index], position)
        let run = run(before: index)
        return (run > 0 ? [Point(places[index] - run, at)] : []) + [Point(places[index], at)]
      }
    ])
  }

  /// One of them, with its labels and its title.
  func upright(_ index: Int) -> [Piece] {
    let upright = uprights[index]
    let x = places[index]
    let isLast = index == uprights.count - 1
    let side = isLast ? 1.0 : -1.0
    let size = Theme.tickSize
    var lines = [[Point(x, top), Point(x, top + height)]]
    var labels: [Piece] = []
    for tick in upright.ticks.named {
      let at = y(upright, tick.value)
      lines.append([Point(x, at), Point(x + side * 2.5, at)])
      let width = tick.label.width * size
      let start = isLast ? x + 4.5 : x - 4.5 - width
      labels += [
        .shape(
          .box(Box(left: start - 1, top: at - 0.5 * size, width: width + 2, height: size)),
          Paint(fill: .white)),
        .text(
          Text(
            tick.label, at: Point(x + side * 4.5, at + 0.35 * size), size: size,
            anchor: isLast ? .start : .end)),
      ]
    }
    return labels + [.shape(.lines(lines), Paint(stroke: Theme.axis)), title(index)]
  }

  /// As large as fits between the neighbours; those at the ends begin where the drawing does.
  private func title(_ index: Int) -> Piece {
    let title = uprights[index].title
    let isLast = index == uprights.count - 1
    let slot = distance - 4
    let fitting = slot / max(title.relativeWidth, 1)
    let size = min(Theme.titleSize, max(fitting, Theme.tickSize - 1))
    let x = index == 0 ? Theme.margin : isLast ? format.width - Theme.margin : places[index]
    return .text(
      Text(
        Label(title.shortened(to: max(slot, 24), size: size)), at: Point(x, top - 6), size: size,
        anchor: index == 0 ? .start : isLast ? .end : .middle))
  }
}
