import Documents
import Drawings
import Reports
import Sweeps

/// A value known from elsewhere that results are held against.
package struct Reference: Hashable, Sendable {
  /// The value in units of the metric.
  package let value: Double
  /// The name of the value; empty for the number alone.
  package let name: String

  /// - Parameter name: empty for the number alone.
  package init(_ value: Double, name: String = "") {
    self.value = value
    self.name = name
  }

  private var label: String {
    let number = Document.label(value).replacingMinus
    return name.isEmpty ? number : "\(name.printable) \(number)"
  }

  /// Lines across a panel, labels at that end where fewer points are.
  static func marks(_ references: [Reference], in panel: Panel, avoiding points: [Point]) -> [Piece]
  {
    let size = Theme.tickSize
    let lines = references.sorted { $0.value > $1.value }.map { ($0, panel.y($0.value)) }
    var marks: [Piece] = []
    for (reference, y) in lines {
      let line = [Point(panel.box.left, y), Point(panel.box.right, y)]
      marks.append(
        .shape(.lines([line]), Paint(stroke: Stroke(Theme.grey, width: 0.8, dash: [3, 2]))))
      let width = reference.label.relativeWidth * size
      // Above its line; below where the line of the next higher one is too near.
      let isCrowded = lines.contains { $0.1 < y && y - $0.1 < 1.3 * size }
      let base = isCrowded || y - panel.box.top < size ? y + 0.95 * size : y - 0.42 * size
      func crowd(_ range: ClosedRange<Double>) -> Int {
        points.count { range.contains($0.x) && abs($0.y - (base - 0.35 * size)) < size }
      }
      let right = crowd(panel.box.right - width - 4...panel.box.right)
      let left = crowd(panel.box.left...panel.box.left + width + 4)
      let isLeft = left < right
      marks.append(
        .text(
          Text(
            Label(reference.label),
            at: Point(isLeft ? panel.box.left + 3 : panel.box.right - 1, base), size: size,
            anchor: isLeft ? .start : .end, colour: Theme.grey, hasRim: true)))
    }
    return marks
  }

  /// Upright lines across a panel whose horizontal axis has the values, named at its foot.
  static func uprights(_ references: [Reference], in panel: Panel) -> [Piece] {
    let size = Theme.tickSize
    return references.flatMap { reference in
      let x = panel.x(reference.value)
      let isRight = x + reference.label.relativeWidth * size + 4 > panel.box.right
      let line = [Point(x, panel.box.top), Point(x, panel.box.bottom)]
      return [
        Piece.shape(.lines([line]), Paint(stroke: Stroke(Theme.grey, width: 0.8, dash: [3, 2]))),
        Piece.text(
          Text(
            Label(reference.label), at: Point(x + (isRight ? -2 : 2), panel.box.top + size),
            size: size, anchor: isRight ? .end : .start, colour: Theme.grey, hasRim: true)),
      ]
    }
  }
}
