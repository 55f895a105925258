import Documents
package import Drawings
import Reports
import Statistics
package import Sweeps

/// The configurations that were in a race at each block: how far each configuration was from the median of those that stay, on
/// average so far, as a line that ends where the configuration left.
package struct RacePlot: Sendable {
  /// One configuration of a race.
  package struct Runner: Sendable {
    let name: String
    /// The values by block; nil where it has none.
    let values: [Double?]
    /// After which block it left; nil of one that is in.
    let left: Int?

    /// - Parameters:
    ///   - values: one a block; nil where it has none.
    ///   - left: after which block it left; nil of one that is in.
    package init(name: String, values: [Double?], left: Int?) {
      self.name = name
      self.values = values
      self.left = left
    }
  }

  private let sweep: String
  private let metric: Metric
  private let runners: [Runner]
  private let blocks: Int

  /// - Parameter blocks: how many there would be in the full design.
  package init(sweep: String, metric: Metric, runners: [Runner], blocks: Int) {
    self.sweep = sweep
    self.metric = metric
    self.runners = runners
    self.blocks = blocks
  }

  /// How many configurations each block was dealt to; those of the end that nobody trained left out.
  private var fields: [Int] {
    let counts = (0..<blocks).map { block in
      runners.count { $0.values.indices.contains(block) && $0.values[block] != nil }
    }
    return Array(counts.prefix((counts.lastIndex { $0 > 0 } ?? -1) + 1))
  }

  /// The mean distance from the blocks' medians, of those that are in at the end, after each block; nil
  /// where there is none yet.
  private func courses(_ trained: Int) -> [[Double?]] {
    let medians = (0..<trained).map { block in
      let staying = runners.filter { $0.left == nil }.compactMap { $0.values[block] }
      return Description(staying.isEmpty ? runners.compactMap { $0.values[block] } : staying).median
    }
    return runners.map { runner in
      var (sum, count) = (0.0, 0.0)
      return (0..<trained).map { block in
        guard let value = runner.values[block], let median = medians[block] else { return nil }
        sum += value - median
        count += 1
        return sum / count
      }
    }
  }

  /// Two panels: how many were in, and how they stood.
  package func drawing(_ format: PlotFormat) -> Drawing {
    let fields = fields
    let courses = courses(fields.count)
    var sheet = Sheet(format)
    let remaining = runners.indices.filter { runners[$0].left == nil }
    let named = remaining.count <= SeriesLook.count ? remaining : []
    var entries: [(name: String, sample: (Point) -> [Piece])] = named.enumerated().map {
      place, runner in
      (runners[runner].name, { SeriesLook(place).sample(at: $0) })
    }
    if remaining.count < runners.count {
      entries.append(
        (
          "left the race",
          { point in
            let ends = [Point(point.x - 8.5, point.y), Point(point.x, point.y)]
            return [.shape(.lines([ends]), LeftLook.line)] + LeftLook.cross(Point(point.x, point.y))
          }
        ))
    }
    sheet.legend("", entries)
    let x = Axis("block", .linear(holding: [1, Double(max(fields.count, 2))]), .counts)
    let counts = sheet.panel(
      x: Axis("", .linear(holding: [1, Double(max(fields.count, 2))]), .counts),
      y: Axis("in", .linear(holding: [0, Double(runners.count)]), .counts, isGridded: true),
      height: min(0.18 * format.width, 60))
    let steps = fields.enumerated().map { counts.point(Double($0 + 1), Double($1)) }
    sheet.add([
      counts.clipped(
        [.shape(.lines([steps]), Paint(stroke: Stroke(.black, width: 1.2)))]
          + steps.map { SeriesLook(0).piece(at: $0, radius: 1.6) })
    ])
    sheet.skip(4)
    let panel = sheet.panel(
      x: x,
      y: Axis(
        "mean distance from the median", .linear(holding: held(courses)), isGridded: true),
      height: min(0.5 * format.width, 170))
    for index in runners.indices where runners[index].left != nil {
      sheet.add([panel.clipped(line(courses[index], runners[index], LeftLook.line, panel))])
    }
    for index in remaining {
      let paint =
        named.firstIndex(of: index).map { SeriesLook($0).line() }
        ?? Paint(stroke: Stroke(Colour.categories[0], width: 1))
      sheet.add([panel.clipped(line(courses[index], runners[index], paint, panel))])
    }
    let spared = 1 - Double(fields.reduce(0, +)) / Double(max(1, runners.count * blocks))
    return sheet.drawing(
      title: "\(sweep): race",
      caption: [
        "\(sweep): how many of \(counted(runners.count, "configuration")) have a value of each block, and"
          + " below how far the \(metric.name) of each was from the median of those that are in at the end,"
          + " on average up to there.",
        "A cross ends the line of one that left, after the blocks that it was dealt by then;"
          + " \(counted(remaining.count, "configuration"))"
          + " \(remaining.count == 1 ? "is" : "are") in after \(fields.count) of"
          + " \(counted(blocks, "block")). \(Int((100 * spared).rounded())) % of the full design was not"
          + " trained.",
      ])
  }

  private func line(
    _ course: [Double?], _ runner: Runner, _ paint: Paint, _ panel: Panel
  ) -> [Piece] {
    let scale = panel.y.scale
    let points = course.enumerated().compactMap { block, value in
      value.map { panel.point(Double(block + 1), min(max($0, scale.lower), scale.upper)) }
    }
    var pieces: [Piece] = points.count > 1 ? [.shape(.lines([points]), paint)] : []
    if runner.left != nil, let last = points.last { pieces += LeftLook.cross(last) }
    let end = runner.left.map { ", left after block \($0)" } ?? ""
    return [.titled(runner.name + end, pieces)]
  }

  /// The values that the panel has room for: some ruined configurations must not press all others flat.
  private func held(_ courses: [[Double?]]) -> [Double] {
    let values = courses.joined().compactMap(\.self).sorted()
    let shown = Description(values)
    guard let first = shown.quantile(0.25), let third = shown.quantile(0.75), third > first else {
      return values
    }
    let reach = 4 * (third - first)
    return values.filter { (first - reach...third + reach).contains($0) }
  }
}
