package import Drawings

/// Images that were changed towards classes step by step, and how their objective grew.
package struct AscentPlot: Sendable {
  private let grid: ImageGrid
  private let objectives: [(name: String, values: [Double])]

  /// - Parameters:
  ///   - grid: the images at the end.
  ///   - objectives: of each image, before each step and after the last.
  package init(_ grid: ImageGrid, objectives: [(name: String, values: [Double])]) {
    (self.grid, self.objectives) = (grid, objectives)
  }

  /// Draws the images, and below them the objective of each image against the step, as a pale line, with
  /// their mean.
  ///
  /// - Parameter caption: sentences below; nil ones are left out.
  package func drawing(_ format: PlotFormat, title: String, caption: [String?]) -> Drawing {
    var sheet = Sheet(format)
    grid.add(to: &sheet)
    sheet.skip(4)
    let steps = Double(max(1, (objectives.map(\.values.count).max() ?? 1) - 1))
    let all = objectives.flatMap(\.values)
    let panel = sheet.panel(
      x: Axis("step", Scale(kind: .linear, lower: 0, upper: steps), .counts),
      y: Axis("logit", .linear(holding: all), isGridded: true),
      height: min(110, 0.4 * format.width))
    // Pale ones for single images, and their mean.
    for (name, values) in objectives {
      let points = values.enumerated().map { panel.point(Double($0.offset), $0.element) }
      let line = Piece.shape(.lines([points]), Paint(stroke: Stroke(Theme.pale, width: 0.7)))
      sheet.add([.titled(name, [line])])
    }
    let means = (0...Int(steps)).compactMap { step -> Point? in
      let values = objectives.compactMap {
        $0.values.indices.contains(step) ? $0.values[step] : nil
      }
      guard !values.isEmpty else { return nil }
      return panel.point(Double(step), values.reduce(0, +) / Double(values.count))
    }
    let mean = Piece.shape(.lines([means]), SeriesLook(0).line(width: 1.3))
    sheet.add([.titled("mean", [mean])])
    return sheet.drawing(title: title, caption: caption)
  }
}
