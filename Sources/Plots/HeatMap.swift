import Documents
import Drawings

/// Cells in rows and columns, as dark or light as their numbers.
struct HeatMap {
  struct Cell {
    /// The cell's share of the ramp; nil for a cell without a number.
    let share: Double?
    let text: String
    /// Below the text, where there is room for it in all cells.
    var detail = ""
    /// The text that the pointer shows.
    let title: String
  }

  let cells: [[Cell]]
  let ramp: Ramp

  /// The cells in a panel with as many names on its axes; texts only where all of them fit.
  func pieces(in panel: Panel) -> [Piece] {
    let rows = Double(max(cells.count, 1))
    let columns = Double(max(cells.first?.count ?? 0, 1))
    let (width, height) = (panel.box.width / columns, panel.box.height / rows)
    let widest = cells.joined().map(\.text.relativeWidth).max() ?? 0
    let size = min(Theme.tickSize, (width - 3) / max(widest, 0.5), 0.85 * height)
    let widestDetail = cells.joined().map(\.detail.relativeWidth).max() ?? 0
    let detailSize = min(0.82 * size, (width - 3) / max(widestDetail, 0.5))
    let hasDetails = widestDetail > 0 && detailSize >= 4.5 && size + detailSize < 0.8 * height
    return cells.enumerated().flatMap { row, cells in
      cells.enumerated().map { column, cell in
        let box = Box(
          left: panel.box.left + Double(column) * width,
          top: panel.box.top + Double(row) * height, width: width, height: height)
        let rim = Stroke(.white, width: min(0.6, 0.1 * min(width, height)))
        guard let share = cell.share else {
          // Crossed out: no colour of the ramp, and no number.
          let cross = [
            [
              Point(box.left + 0.3 * width, box.bottom - 0.3 * height),
              Point(box.right - 0.3 * width, box.top + 0.3 * height),
            ]
          ]
          return .titled(
            cell.title,
            [
              .shape(.box(box), Paint(fill: Colour(0xf0f0f0), stroke: rim)),
              .shape(.lines(cross), Paint(stroke: Stroke(Theme.grey, width: 0.6))),
            ])
        }
        let fill = ramp.colour(share)
        var pieces: [Piece] = [.shape(.box(box), Paint(fill: fill, stroke: rim))]
        let colour: Colour = fill.luminance > 0.2 ? .black : .white
        if size >= 4.5, !cell.text.isEmpty {
          let y = box.center.y + (hasDetails ? -0.1 : 0.35) * size
          pieces.append(
            .text(
              Text(
                Label(cell.text), at: Point(box.center.x, y), size: size, anchor: .middle,
                colour: colour)))
          if hasDetails {
            pieces.append(
              .text(
                Text(
                  Label(cell.detail), at: Point(box.center.x, y + 1.25 * detailSize),
                  size: detailSize, anchor: .middle, colour: colour)))
          }
        }
        return .titled(cell.title, pieces)
      }
    }
  }
}

extension Sheet {
  /// A bar with the colours of a ramp, and what they stand for.
  mutating func ramp(_ ramp: Ramp, _ title: String, over scale: Scale) {
    let size = Theme.tickSize
    let name = Text(
      Label(title.shortened(to: 0.4 * width, size: size)), at: Point(Theme.margin, top + size),
      size: size, colour: Theme.grey)
    let left = Theme.margin + name.width + 8
    let box = Box(
      left: left, top: top + 1, width: min(format.width - Theme.margin - 14 - left, 160), height: 7)
    add([.text(name)])
    let steps = 32
    for step in 0..<steps {
      // Each reaches under the next, or paper would shine through between them.
      let start = box.left + box.width * Double(step) / Double(steps)
      let part = Box(left: start, top: box.top, width: box.right - start, height: box.height)
      let share = (Double(step) + 0.5) / Double(steps)
      add([.shape(.box(part), Paint(fill: ramp.colour(share)))])
    }
    let axis = Axis(title, scale)
    let ticks = axis.ticks(length: box.width) { $0.width * size + 6 }
    for tick in ticks.named {
      let x = box.left + scale.share(tick.value) * box.width
      add([
        .shape(
          .lines([[Point(x, box.bottom), Point(x, box.bottom + 2)]]), Paint(stroke: Theme.axis)),
        .text(
          Text(
            tick.label, at: Point(x, box.bottom + 3 + 0.8 * size), size: size, anchor: .middle)),
      ])
    }
    skip(7 + 3 + size + 6)
  }
}
