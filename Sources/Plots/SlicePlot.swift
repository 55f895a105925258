import Documents
package import Drawings
import Reports
import Statistics

/// Every configuration as a dot against each parameter that varies, a panel a parameter.
package struct SlicePlot: Sendable {
  private let scores: Scores

  /// - Parameter scores: those of all configurations; the ones with a finite mean are drawn.
  package init(_ scores: Scores) { self.scores = scores }

  /// Panels one below the other; early configurations dark, late ones light.
  package func drawing(_ format: PlotFormat) -> Drawing {
    let known = scores.labels.indices.filter { scores.moments(of: $0).mean?.isFinite ?? false }
    let means = known.map { scores.moments(of: $0).mean ?? .nan }
    var sheet = Sheet(format)
    sheet.ramp(
      .cividis, "number of the configuration",
      over: .linear(holding: [1, Double(scores.configurationCount)], margin: 0))
    let y = Scale.linear(holding: means)
    for parameter in scores.varied {
      let levels = scores.levels(of: parameter)
      let places = Dictionary(uniqueKeysWithValues: zip(levels.labels, levels.labels.indices))
      let panel = sheet.panel(
        x: Axis(scores.parameters[parameter], levels),
        y: Axis(scores.metricName, y, isGridded: true), height: min(0.36 * format.width, 110))
      var dots: [Piece] = []
      var crowd: [Int: Int] = [:]
      for (configuration, mean) in zip(known, means) {
        guard let place = places[scores.labels[configuration][parameter]] else { continue }
        var x = panel.x(levels.position(of: place))
        if levels.scale.kind == .names {
          // Beside each other, as far as there is room.
          let number = crowd[place, default: 0]
          crowd[place] = number + 1
          let room = 0.7 * panel.box.width / Double(max(levels.labels.count, 1))
          x += (Double((number * 7) % 16) / 15 - 0.5) * min(room, 40)
        }
        let share = Double(configuration) / Double(max(scores.configurationCount - 1, 1))
        dots.append(
          .titled(
            "\(scores.fullName(of: configuration)): \(mean.significant(5))",
            [
              .shape(
                .circle(Point(x, panel.y(mean)), radius: known.count > 200 ? 1.3 : 2),
                Paint(
                  fill: Ramp.cividis.colour(share),
                  stroke: Stroke(.black.opacity(0.5), width: 0.3)))
            ]))
      }
      sheet.add(dots)
      sheet.skip(4)
    }
    return sheet.drawing(
      title: "\(scores.sweep): slices",
      caption: [
        "\(scores.sweep): the mean of \(scores.metricPhrase) of every configuration over"
          + " \(scores.sampleSize(of: known)), against each parameter; the others differ, too.",
        scores.missing,
      ])
  }
}
