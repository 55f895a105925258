import Documents
package import Drawings
import Reports
import Statistics
import Sweeps

/// Two parameters together: what a forest says of them, averaged over all the others, and every
/// configuration as a dot.
package struct ContourPlot: Sendable {
  private let scores: Scores
  private let first: Int
  private let second: Int
  private let known: (data: ImportanceData, parameters: [Int], configurations: [Int])

  /// - Parameter parameters: two that vary, by their places; the two that matter most if nil.
  /// - Returns: nil where there are too few configurations, or fewer than two parameters vary.
  package init?(_ scores: Scores, parameters: (Int, Int)?) {
    guard let known = scores.importanceData, known.parameters.count > 1 else { return nil }
    self.scores = scores
    self.known = known
    if let parameters {
      (first, second) = parameters
    } else {
      let shares = Importance(.fanova, of: known.data).shares
      let order = shares.indices.sorted { (-shares[$0], $0) < (-shares[$1], $1) }
      (first, second) = (known.parameters[order[0]], known.parameters[order[1]])
    }
  }

  /// Draws the forest's mean as colours, one parameter across and the other upwards.
  package func drawing(_ format: PlotFormat) -> Drawing {
    let sign = scores.metric.prefers(1, to: 0) ? -1.0 : 1.0
    let surface = MarginalSurface(known.data)
    guard let x = known.parameters.firstIndex(of: first),
      let y = known.parameters.firstIndex(of: second)
    else { preconditionFailure("parameters that vary") }
    let (columns, rows) = (cells(x), cells(y))
    let values = rows.map { row in
      columns.map { sign * surface.value(at: [x: $0, y: row]) }
    }
    let ramp = Scale.linear(holding: values.joined(), margin: 0)
    var sheet = Sheet(format)
    sheet.ramp(.cividis, "mean \(scores.metricName)", over: ramp)
    let (across, up) = (scores.levels(of: first), scores.levels(of: second))
    let panel = sheet.panel(
      x: Axis(scores.parameters[first], across), y: Axis(scores.parameters[second], up),
      height: min(0.7 * format.width, 230))
    let isDown = up.scale.kind == .names
    var background: [Piece] = []
    let (width, height) = (
      panel.box.width / Double(columns.count), panel.box.height / Double(rows.count)
    )
    for (row, line) in values.enumerated() {
      for (column, value) in line.enumerated() {
        let top =
          isDown
          ? panel.box.top + Double(row) * height
          : panel.box.bottom - Double(row + 1) * height
        // Each reaches a little into the next, or paper would shine through between them.
        let box = Box(
          left: panel.box.left + Double(column) * width, top: top - (isDown ? 0 : 0.2),
          width: width + (column + 1 < columns.count ? 0.2 : 0), height: height + 0.2)
        background.append(.shape(.box(box), Paint(fill: Ramp.cividis.colour(ramp.share(value)))))
      }
    }
    sheet.add([panel.clipped(background)])
    sheet.add(dots(across, up, panel, ramp))
    return sheet.drawing(
      title: "\(scores.sweep): \(scores.parameters[first]) and \(scores.parameters[second])",
      caption: [
        "\(scores.sweep): the mean of \(scores.metricPhrase) as a random forest of"
          + " \(known.configurations.count) configurations has it, over all values of the other"
          + " parameters; where no dot is near, it is a guess.",
        "Dots: configurations, coloured by their own means; the best has a white rim.",
        scores.missing,
      ])
  }

  /// Where an axis is asked: the middles of cells, or its options.
  private func cells(_ axis: Int) -> [Double] {
    switch known.data.axes[axis] {
    case .number: (0..<40).map { (Double($0) + 0.5) / 40 }
    case .options(let count):
      // Configurations that do not use it have no place here.
      (0..<min(count, scores.levels(of: known.parameters[axis]).labels.count)).map(Double.init)
    }
  }

  private func dots(
    _ across: FactorLevels, _ up: FactorLevels, _ panel: Panel, _ ramp: Scale
  ) -> [Piece] {
    let columns = Dictionary(uniqueKeysWithValues: zip(across.labels, across.labels.indices))
    let rows = Dictionary(uniqueKeysWithValues: zip(up.labels, up.labels.indices))
    let best = scores.ranking.first
    return known.configurations.compactMap { configuration in
      let labels = scores.labels[configuration]
      guard let column = columns[labels[first]], let row = rows[labels[second]],
        let mean = scores.moments(of: configuration).mean
      else { return nil }
      let at = Point(
        panel.x(across.position(of: column)), panel.y(up.position(of: row)))
      let share = min(max(ramp.share(mean), 0), 1)
      let rim = configuration == best ? Stroke(.white, width: 1.6) : Stroke(.black, width: 0.6)
      return .titled(
        "\(scores.fullName(of: configuration)): \(mean.significant(5))",
        [
          .shape(
            .circle(at, radius: configuration == best ? 3.4 : 2.2),
            Paint(fill: Ramp.cividis.colour(share), stroke: rim))
        ])
    }
  }
}
