package import Drawings
import Reports
import Statistics

/// The mean of every configuration against one parameter, one line for each choice of the others.
package struct FactorPlot: Sendable {
  private let scores: Scores
  private let parameter: Int
  private let spread: Spread
  private let references: [Reference]
  private let spacing: Spacing

  /// - Parameter parameter: one of the scores' parameters, by its place.
  package init(
    _ scores: Scores, parameter: Int, spread: Spread = .deviation, references: [Reference] = [],
    spacing: Spacing = .auto
  ) {
    precondition(scores.parameters.indices.contains(parameter), "a factor is a parameter")
    self.scores = scores
    self.parameter = parameter
    self.spread = spread
    self.references = references
    self.spacing = spacing
  }

  /// The parameter that a factor plot shows unless another is asked for: the one with the most
  /// numeric levels, or else the most levels; nil of a sweep without parameters.
  package static func defaultParameter(of scores: Scores) -> Int? {
    let weights = scores.parameters.indices.map { index in
      let levels = FactorLevels(distinct(scores.labels.map { $0[index] }))
      return (levels.numbers == nil ? 0 : 1, levels.labels.count > 1 ? levels.labels.count : 0)
    }
    return weights.indices.reduce(nil) { best, index in
      best.map { weights[index] > weights[$0] ? index : $0 } ?? index
    }
  }

  /// More values than this are a line with a band: so many bars would be a slab.
  private static let barLimit = 40
  /// More values than this are drawn as so many stretches of neighbours: so many points are more than a
  /// picture has room for.
  private static let stretchLimit = 120

  /// The configurations that differ in the parameter alone.
  private struct Series {
    let name: String
    /// The configurations, in the order of the levels.
    var configurations: [(level: Int, configuration: Int)]
  }

  /// The parameter across, the metric upwards.
  package func drawing(_ format: PlotFormat) -> Drawing {
    let levels = FactorLevels(distinct(scores.labels.map { $0[parameter] }), spacing: spacing)
    let all = series(levels)
    let shown = shown(of: all)
    let members = shown.flatMap(\.configurations).map(\.configuration)

    var sheet = Sheet(format)
    if shown.count > 1 {
      sheet.legend(
        scores.heading(besides: parameter) + ":",
        shown.enumerated().map { index, series in
          let look = SeriesLook(index)
          return (series.name, { look.sample(at: $0) + [look.piece(at: $0)] })
        })
    }
    let panel = sheet.panel(
      x: Axis(scores.parameters[parameter], levels),
      y: Axis(
        scores.metricName, .linear(holding: ends(of: members) + references.map(\.value)),
        isGridded: true),
      height: min(0.62 * format.width, 200))
    var occupied: [Point] = []
    let dodge = dodge(of: shown.count, levels, in: panel)
    for (index, series) in shown.enumerated() {
      let shift = (Double(index) - Double(shown.count - 1) / 2) * dodge
      let marks =
        isBanded(levels)
        ? band(of: series, SeriesLook(index), levels, in: panel)
        : marks(of: series, SeriesLook(index), levels, shift: shift, in: panel)
      sheet.add(marks.pieces)
      occupied += marks.occupied
    }
    sheet.add(Reference.marks(references, in: panel, avoiding: occupied))
    return sheet.drawing(
      title: "\(scores.sweep): \(scores.metricName) by \(scores.parameters[parameter])",
      caption: caption(of: shown, among: all, members, levels))
  }

  private func caption(
    of shown: [Series], among all: [Series], _ members: [Int], _ levels: FactorLevels
  ) -> [String?] {
    [
      "\(scores.sweep): mean of \(scores.metricPhrase) by \(scores.parameters[parameter]),"
        + " over \(scores.sampleSize(of: members)).",
      members.contains { reach(of: $0) != nil }
        ? "\(isBanded(levels) ? "Bands" : "Bars"): \(spread.phrase(testToTrain: scores.testToTrain))."
        : nil,
      isBanded(levels) && shown.contains { $0.configurations.count > Self.stretchLimit }
        ? "Neighbouring values are drawn as one, by the mean of their means and of their variances."
        : nil,
      shown.count < all.count
        ? "Shown are the \(shown.count) best of \(all.count) choices of"
          + " \(scores.heading(besides: parameter))." : nil,
      levels.scale.kind == .logWithZero ? "0 is set apart from the logarithmic axis." : nil,
      scores.missing,
    ]
  }

  /// Whether there are too many values for bars; names are in no order that a line could follow.
  private func isBanded(_ levels: FactorLevels) -> Bool {
    levels.scale.kind != .names && levels.labels.count > Self.barLimit
  }

  /// Some neighbouring values of a series: where they are, their mean, and half the height of the band.
  private struct Stretch {
    let position: Double
    let mean: Double
    let reach: Double?
  }

  /// A series in the order of the values, neighbours together where there are too many.
  private func stretches(of series: Series, _ levels: FactorLevels) -> [Stretch] {
    let points = series.configurations.compactMap { level, configuration in
      scores.moments(of: configuration).mean.map {
        Stretch(position: levels.position(of: level), mean: $0, reach: reach(of: configuration))
      }
    }.sorted { $0.position < $1.position }
    guard points.count > Self.stretchLimit else { return points }
    return (0..<Self.stretchLimit).map { place in
      let part = points[
        place * points.count / Self.stretchLimit..<(place + 1) * points.count / Self.stretchLimit]
      func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
      let squares = part.compactMap { $0.reach.map { $0 * $0 } }
      return Stretch(
        position: part[part.startIndex + part.count / 2].position, mean: mean(part.map(\.mean)),
        reach: squares.isEmpty ? nil : mean(squares).squareRoot())
    }
  }

  /// The line of a series with the band around it, and where the line is.
  private func band(
    of series: Series, _ look: SeriesLook, _ levels: FactorLevels, in panel: Panel
  ) -> (pieces: [Piece], occupied: [Point]) {
    let stretches = stretches(of: series, levels)
    // From zero, which is not on a logarithmic scale, no line leads to what is.
    let apart = levels.scale.kind == .logWithZero ? stretches.filter { $0.position == 0 } : []
    let joined = stretches.dropFirst(apart.count)
    func points(_ side: Double) -> [Point] {
      joined.map { panel.point($0.position, $0.mean + side * ($0.reach ?? 0)) }
    }
    let line = points(0)
    var pieces: [Piece] = []
    if joined.contains(where: { $0.reach != nil }) {
      pieces.append(
        .shape(
          .polygon(points(1) + points(-1).reversed()), Paint(fill: look.colour.opacity(0.18))))
    }
    let name = series.name.isEmpty ? scores.sweep : series.name
    pieces.append(.titled(name, [.shape(.lines([line]), look.line(width: 1.3))]))
    pieces += apart.map { look.piece(at: panel.point($0.position, $0.mean)) }
    return (pieces, line)
  }

  /// Half the length of a configuration's bar.
  private func reach(of configuration: Int) -> Double? {
    spread.reach(scores.moments(of: configuration), testToTrain: scores.testToTrain)
  }

  /// Where the bars of some configurations end.
  private func ends(of configurations: [Int]) -> [Double] {
    configurations.flatMap { configuration -> [Double] in
      guard let mean = scores.moments(of: configuration).mean else { return [] }
      let reach = reach(of: configuration) ?? 0
      return [mean - reach, mean + reach]
    }
  }

  /// How far series stand beside each other: between names there is room, between numbers it has a
  /// meaning.
  private func dodge(of count: Int, _ levels: FactorLevels, in panel: Panel) -> Double {
    let areNames = levels.scale.kind == .names
    let room = areNames ? 0.6 * panel.box.width / Double(levels.labels.count) : 12
    return min(areNames ? 14 : 2.6, room / Double(max(count, 1)))
  }

  /// The line and the marks of a series, and where they are.
  private func marks(
    of series: Series, _ look: SeriesLook, _ levels: FactorLevels, shift: Double, in panel: Panel
  ) -> (pieces: [Piece], occupied: [Point]) {
    var line: [Point] = []
    var occupied: [Point] = []
    var marks: [Piece] = []
    for (level, configuration) in series.configurations {
      guard let mean = scores.moments(of: configuration).mean else { continue }
      let center = panel.point(levels.position(of: level), mean)
      let place = Point(center.x + shift, center.y)
      line.append(place)
      var parts: [Piece] = []
      let reach = reach(of: configuration)
      if let reach {
        let (low, high) = (panel.y(mean - reach), panel.y(mean + reach))
        parts.append(.shape(Whisker.upright(place.x, low, high), Whisker.paint(look.colour)))
        occupied += [Point(place.x, low), Point(place.x, high)]
      }
      parts.append(look.piece(at: place))
      marks.append(.titled(title(of: configuration, reach: reach), parts))
    }
    occupied += line
    if levels.scale.kind != .names, line.count > 1 {
      let order = line.sorted { $0.x < $1.x }
      // From zero, which is not on the scale, no line leads to what is.
      let start = levels.scale.kind == .logWithZero && levels.numbers?.contains(0) == true ? 1 : 0
      marks.insert(.shape(.lines([Array(order.dropFirst(start))]), look.line()), at: 0)
    }
    return (marks, occupied)
  }

  private func series(_ levels: FactorLevels) -> [Series] {
    let places = Dictionary(uniqueKeysWithValues: zip(levels.labels, levels.labels.indices))
    var series: [Series] = []
    var known: [[String]: Int] = [:]
    for (configuration, labels) in scores.labels.enumerated() {
      guard let level = places[labels[parameter]] else { continue }
      var others = labels
      others.remove(at: parameter)
      let index = known[others] ?? series.count
      if index == series.count {
        known[others] = index
        let name = scores.name(of: configuration, besides: parameter)
        series.append(Series(name: name, configurations: []))
      }
      series[index].configurations.append((level, configuration))
    }
    return series
  }

  /// As many series as can be told apart: those with the best single configurations.
  private func shown(of all: [Series]) -> [Series] {
    guard all.count > SeriesLook.count else { return all }
    let ranks = Dictionary(
      uniqueKeysWithValues: scores.ranking.enumerated().map { ($0.element, $0.offset) })
    func rank(_ series: Series) -> Int {
      series.configurations.compactMap { ranks[$0.configuration] }.min() ?? .max
    }
    let order = all.indices.sorted { (rank(all[$0]), $0) < (rank(all[$1]), $1) }
    return order.prefix(SeriesLook.count).sorted().map { all[$0] }
  }

  private func title(of configuration: Int, reach: Double?) -> String {
    scores.fullName(of: configuration) + ": "
      + scores.meanText(of: configuration, reach: reach)
  }
}
