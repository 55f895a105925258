package import Drawings
import Reports

/// Images in rows and columns, all of one scale of colours.
///
/// ```swift
/// ImageGrid([ImageGrid.Row("replicate 1", filters)], over: -0.4...0.4, ramp: .signed)
///   .drawing(format, title: "filters", caption: ["..."])
/// ```
package struct ImageGrid: Sendable {
  /// An image of numbers, as large as any other of the grid or not.
  package struct Tile: Hashable, Sendable {
    let width: Int
    let height: Int
    /// 1, or 3 of a colour picture, whose numbers go from 0 to 1.
    let channels: Int
    /// Row by row, a pixel's channels side by side.
    let numbers: [Float]
    /// Below the image.
    let label: String
    /// Whether it has a frame that sets it off.
    let isMarked: Bool

    /// - Precondition: `numbers` are those of all pixels.
    package init(
      width: Int, height: Int, channels: Int = 1, numbers: [Float], label: String = "",
      isMarked: Bool = false
    ) {
      precondition(numbers.count == width * height * channels && [1, 3].contains(channels))
      (self.width, self.height, self.channels) = (width, height, channels)
      (self.numbers, self.label, self.isMarked) = (numbers, label, isMarked)
    }
  }

  /// Images beside each other, and what they are.
  package struct Row: Hashable, Sendable {
    let name: String
    let tiles: [Tile]

    /// - Parameters:
    ///   - name: beside the images, or above them where there is no room.
    ///   - tiles: from left to right.
    package init(_ name: String, _ tiles: [Tile]) { (self.name, self.tiles) = (name, tiles) }
  }

  private let rows: [Row]
  private let range: ClosedRange<Double>
  private let ramp: Ramp
  private let scaleTitle: String?
  /// The most images beside each other; a row of more goes on below.
  private let columns: Int

  /// - Parameters:
  ///   - range: the numbers at both ends of the ramp.
  ///   - scaleTitle: the name of the numbers, beside a bar of the ramp; nil for no bar.
  ///   - columns: the most images beside each other; nil for as many as the longest row has, up to 16.
  package init(
    _ rows: [Row], over range: ClosedRange<Double>, ramp: Ramp, scaleTitle: String? = nil,
    columns: Int? = nil
  ) {
    (self.rows, self.range, self.ramp, self.scaleTitle) = (rows, range, ramp, scaleTitle)
    self.columns = max(1, columns ?? min(16, rows.map(\.tiles.count).max() ?? 1))
  }

  /// Draws the rows below each other, each in as many lines as it needs.
  ///
  /// - Parameter caption: sentences below; nil ones are left out.
  package func drawing(
    _ format: PlotFormat, title: String, caption: [String?]
  ) -> Drawing {
    var sheet = Sheet(format)
    add(to: &sheet)
    return sheet.drawing(title: title, caption: caption)
  }

  func add(to sheet: inout Sheet) {
    let format = sheet.format
    let size = Theme.tickSize
    let widest = rows.map(\.name.relativeWidth).max() ?? 0
    // Names beside the images where there is room for both, else above them.
    let isBeside = widest > 0 && widest * size < 0.25 * sheet.width
    let left = Theme.margin + (isBeside ? widest * size + 5 : 0)
    let gap = 2.5
    let room = format.width - Theme.margin - left
    // A single filter is no poster.
    let cell = min((room + gap) / Double(columns), 60 + gap)
    for row in rows {
      if !isBeside, !row.name.isEmpty {
        sheet.skip(1)
        sheet.add([
          .text(
            Text(
              Label(row.name), at: Point(Theme.margin, sheet.top + 0.85 * size), size: size,
              colour: Theme.grey))
        ])
        sheet.skip(1.3 * size)
      }
      for start in stride(from: 0, to: row.tiles.count, by: columns) {
        let tiles = row.tiles[start..<min(start + columns, row.tiles.count)]
        let height = tiles.map { (cell - gap) * Double($0.height) / Double($0.width) }.max() ?? 0
        if isBeside, start == 0 {
          sheet.add([
            .text(
              Text(
                Label(row.name), at: Point(left - 5, sheet.top + height / 2 + 0.35 * size),
                size: size, anchor: .end, colour: Theme.grey))
          ])
        }
        for (place, tile) in tiles.enumerated() {
          let box = Box(
            left: left + Double(place) * cell, top: sheet.top, width: cell - gap,
            height: (cell - gap) * Double(tile.height) / Double(tile.width))
          sheet.add(pieces(of: tile, in: box))
        }
        let hasLabels = tiles.contains { !$0.label.isEmpty }
        sheet.skip(height + gap + (hasLabels ? 1.15 * size : 0))
      }
      sheet.skip(gap)
    }
    if let scaleTitle {
      sheet.skip(2)
      let scale = Scale(kind: .linear, lower: range.lowerBound, upper: range.upperBound)
      sheet.ramp(ramp, scaleTitle, over: scale)
    }
  }

  private func pieces(of tile: Tile, in box: Box) -> [Piece] {
    let frame =
      tile.isMarked
      ? Stroke(Colour.categories[1], width: 1.2) : Stroke(Theme.pale, width: 0.4)
    var pieces: [Piece] = [
      .image(raster(of: tile), in: box), .shape(.box(box), Paint(stroke: frame)),
    ]
    if !tile.label.isEmpty {
      // Room is left between it and its neighbours'.
      let size = min(Theme.tickSize, 0.85 * box.width / max(tile.label.relativeWidth, 0.5))
      pieces.append(
        .text(
          Text(
            Label(tile.label), at: Point(box.center.x, box.bottom + 0.95 * Theme.tickSize),
            size: size, anchor: .middle)))
    }
    return pieces
  }

  private func raster(of tile: Tile) -> Raster {
    Raster(width: tile.width, height: tile.height) { x, y in
      let start = (y * tile.width + x) * tile.channels
      guard tile.channels == 3 else { return ramp.colour(share(of: tile.numbers[start])) }
      let parts = tile.numbers[start..<start + 3].map {
        UInt8((255 * min(max($0, 0), 1)).rounded())
      }
      return Colour(red: parts[0], green: parts[1], blue: parts[2])
    }
  }

  private func share(of number: Float) -> Double {
    guard range.upperBound > range.lowerBound, number.isFinite else { return 0.5 }
    return (Double(number) - range.lowerBound) / (range.upperBound - range.lowerBound)
  }
}
