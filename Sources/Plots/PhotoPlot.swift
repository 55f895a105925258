package import Drawings

/// A photograph with boxes around what was found on it.
package struct PhotoPlot: Sendable {
  /// Something that was found.
  package struct Mark: Hashable, Sendable {
    let box: Box
    let label: String
    let isSure: Bool

    /// - Parameters:
    ///   - box: in pixels of the photograph.
    ///   - label: the character that it was taken for.
    package init(box: Box, label: String, isSure: Bool) {
      (self.box, self.label, self.isSure) = (box, label, isSure)
    }
  }

  private let photo: Raster
  private let width: Int
  private let marks: [Mark]

  /// - Parameters:
  ///   - photo: perhaps in a smaller size.
  ///   - width: the photograph's own, in which boxes are told.
  package init(_ photo: Raster, of width: Int, marks: [Mark]) {
    (self.photo, self.width, self.marks) = (photo, width, marks)
  }

  /// Draws the photograph as wide as the page, and each mark as a box with its label above.
  ///
  /// - Parameter caption: sentences below.
  package func drawing(_ format: PlotFormat, title: String, caption: [String]) -> Drawing {
    var sheet = Sheet(format)
    let scale = sheet.width / Double(width)
    let height = sheet.width * Double(photo.height) / Double(photo.width)
    func labelSize(_ mark: Mark) -> Double {
      min(Theme.titleSize, max(4, 0.6 * scale * mark.box.height))
    }
    // Labels stand above their letters, and so perhaps above the photograph.
    sheet.skip(marks.map { labelSize($0) + 2 - scale * $0.box.top }.reduce(0, max))
    let page = Box(left: Theme.margin, top: sheet.top, width: sheet.width, height: height)
    sheet.add([.image(photo, in: page)])
    for mark in marks {
      let colour = Colour.categories[mark.isSure ? 0 : 1]
      let box = Box(
        left: page.left + scale * mark.box.left, top: page.top + scale * mark.box.top,
        width: scale * mark.box.width, height: scale * mark.box.height)
      let place = Point(box.center.x, box.top - 1.5)
      sheet.add([
        .shape(.box(box), Paint(stroke: Stroke(colour, width: 0.6))),
        .text(
          Text(
            Label(mark.label), at: place, size: labelSize(mark), anchor: .middle, colour: colour,
            isBold: true,
            hasRim: true)),
      ])
    }
    sheet.skip(height + 2)
    return sheet.drawing(title: title, caption: caption)
  }
}
