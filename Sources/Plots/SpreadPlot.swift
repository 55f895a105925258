import Documents
package import Drawings
import Reports
import Statistics
import Sweeps
import Trials

/// Every trial as a dot, one row a configuration, with a box from quartile to quartile behind.
package struct SpreadPlot: Sendable {
  private let scores: Scores
  private let references: [Reference]

  /// More rows than this fill a page.
  private static let rowLimit = 40

  /// The quartiles of fewer are hardly more than the dots themselves.
  private static let boxCount = 5

  /// - Parameter references: values to compare with, drawn as lines across.
  package init(_ scores: Scores, references: [Reference] = []) {
    self.scores = scores
    self.references = references
  }

  /// Whether replicates are told apart, where each of them is several dots.
  private var areColoured: Bool {
    scores.evaluation.foldCount > 1
      && (2...SeriesLook.count).contains(scores.evaluation.replicates)
  }

  /// A column a configuration, the metric upwards.
  package func drawing(_ format: PlotFormat) -> Drawing {
    let shown = Array(scores.ranking.prefix(SpreadPlot.rowLimit)).sorted()
    var trials: [Int: [TrialValue]] = [:]
    for value in scores.values where value.value?.isFinite ?? false {
      trials[value.configuration, default: []].append(value)
    }
    let values = shown.flatMap { trials[$0] ?? [] }.compactMap(\.value)
    let row = shown.count > 20 ? 11.0 : shown.count > 8 ? 14 : 20

    var sheet = Sheet(format)
    if areColoured {
      sheet.legend(
        "replicate:", sample: 6,
        (0..<scores.evaluation.replicates).map { replicate in
          ("\(replicate)", { [SeriesLook(replicate).piece(at: $0)] })
        })
    }
    let panel = sheet.panel(
      x: Axis(
        scores.metricName, .linear(holding: values + references.map(\.value)), isGridded: true),
      y: Axis(scores.heading(), .names(shown.count), .names(shown.map { scores.name(of: $0) })),
      height: Double(max(shown.count, 1)) * row + 6)
    for (index, configuration) in shown.enumerated() {
      let center = panel.y(Double(index))
      let dots = trials[configuration] ?? []
      let box = box(Description(dots.compactMap(\.value)), panel, center, height: 0.62 * row)
      let isCrowd = dots.count > SpreadPlot.crowd
      // Behind a few dots, and in front of a crowd, which would hide it.
      sheet.add(isCrowd ? [] : box)
      sheet.add(isCrowd ? [self.crowd(dots, panel, center, row)] : single(dots, panel, center, row))
      sheet.add(isCrowd ? box : [])
    }
    sheet.add(Reference.uprights(references, in: panel))
    let n = sampleSize(shown.map { trials[$0]?.count ?? 0 })
    return sheet.drawing(
      title: "\(scores.sweep): spread of \(scores.metricName)",
      caption: [
        "\(scores.sweep): \(scores.metricPhrase) of every trial, a dot each (\(n) a row).",
        shown.contains { trials[$0]?.count ?? 0 >= SpreadPlot.boxCount }
          ? "Boxes: from the first quartile to the third, with the median." : nil,
        shown.count < scores.ranking.count
          ? "Shown are the \(shown.count) best of \(scores.ranking.count) configurations." : nil,
        scores.missing,
      ])
  }

  /// More dots than this in a row are a cloud.
  private static let crowd = 30

  /// Dots that can be told apart, and tell which they are.
  private func single(
    _ trials: [TrialValue], _ panel: Panel, _ center: Double, _ row: Double
  ) -> [Piece] {
    let places = swarm(
      trials.compactMap(\.value).map(panel.x), radius: 1.9, reach: 0.36 * row)
    return zip(trials, places).map { trial, at in
      let look = SeriesLook(areColoured ? trial.replicate : 0)
      let dot = look.piece(at: Point(at.x, center + at.y), radius: 1.9)
      return .titled(title(of: trial), [dot])
    }
  }

  /// Dots that show where there are many.
  private func crowd(
    _ trials: [TrialValue], _ panel: Panel, _ center: Double, _ row: Double
  ) -> Piece {
    let radius = 1.1
    let places = swarm(
      trials.compactMap(\.value).map(panel.x), radius: radius, reach: 0.4 * row)
    let dots = zip(trials, places).map { trial, at in
      let colour = SeriesLook(areColoured ? trial.replicate : 0).colour.opacity(0.55)
      return Piece.shape(
        .circle(Point(at.x, center + at.y), radius: radius), Paint(fill: colour))
    }
    let name = scores.fullName(of: trials.first?.configuration ?? 0)
    return .titled("\(name): \(counted(trials.count, "trial"))", dots)
  }

  private func box(
    _ description: Description, _ panel: Panel, _ center: Double, height: Double
  ) -> [Piece] {
    guard description.moments.count >= SpreadPlot.boxCount, let first = description.quantile(0.25),
      let third = description.quantile(0.75), let median = description.median
    else { return [] }
    let (left, right) = (panel.x(first), panel.x(third))
    let box = Box(left: left, top: center - height / 2, width: right - left, height: height)
    let line = [Point(panel.x(median), box.top - 1.5), Point(panel.x(median), box.bottom + 1.5)]
    let isCrowd = description.moments.count > SpreadPlot.crowd
    let ink = isCrowd ? .black : Theme.grey
    let paint =
      isCrowd
      ? Paint(stroke: Stroke(ink, width: 0.8))
      : Paint(fill: Colour(0xececec), stroke: Stroke(Theme.pale, width: 0.5))
    return [
      .shape(.box(box), paint),
      .shape(.lines([line]), Paint(stroke: Stroke(ink, width: 1.2))),
    ]
  }

  private func title(of trial: TrialValue) -> String {
    TrialLabel.trial(
      scores.parameters, scores.labels[trial.configuration], replicate: trial.replicate,
      fold: trial.fold, of: scores.evaluation)
      + ": " + (trial.value.map(Document.label) ?? "no value")
  }
}

/// Places for dots on a line, moved across it where they would cover each other.
///
/// Each, from left to right, lies as near to the line as those before it leave room; where there is
/// none within `reach`, it lies on what is there.
///
/// - Returns: the place of each number along the line, and its distance from it.
func swarm(_ numbers: [Double], radius: Double, reach: Double) -> [Point] {
  let step = radius / 2
  let side = (1...max(Int(reach / step), 1)).flatMap { [-Double($0) * step, Double($0) * step] }
  let heights = [0] + side
  var places = numbers.map { Point($0, 0) }
  var placed: [Point] = []
  for index in numbers.indices.sorted(by: { numbers[$0] < numbers[$1] }) {
    // Dots further to the left are out of its way.
    let near = placed.suffix(4 * heights.count).filter { numbers[index] - $0.x < 2 * radius }
    func isFree(_ height: Double) -> Bool {
      near.allSatisfy { other in
        let across = other.y - height
        let along = other.x - numbers[index]
        return across * across + along * along >= 4 * radius * radius
      }
    }
    // No room: spread over what there is, rather than heap up in the middle.
    let height = heights.first(where: isFree) ?? heights[index % heights.count]
    places[index] = Point(numbers[index], height)
    placed.append(places[index])
  }
  return places
}
