import Drawings

/// A plot in the making: what it consists of, from top to bottom.
struct Sheet {
  let format: PlotFormat
  /// Where the next thing begins.
  private(set) var top = Theme.margin
  private(set) var pieces: [Piece] = []

  init(_ format: PlotFormat) { self.format = format }

  var width: Double { format.width - 2 * Theme.margin }

  mutating func add(_ pieces: [Piece]) { self.pieces += pieces }

  mutating func skip(_ distance: Double) { top += distance }

  /// Samples of what is drawn with their names, in as many lines as they need.
  ///
  /// - Parameter sample: how wide a sample is; it is drawn around the point that it is given.
  mutating func legend(
    _ title: String, sample: Double = 17,
    _ entries: [(name: String, sample: (Point) -> [Piece])]
  ) {
    let size = Theme.tickSize
    var x = Theme.margin
    var y = top + size
    if !title.isEmpty {
      let text = Text(
        Label(title.shortened(to: 0.45 * width, size: size)), at: Point(x, y), size: size,
        colour: Theme.grey)
      pieces.append(.text(text))
      x += text.width + 6
    }
    let names = entries.map(\.name).shortened(to: width - sample - 8, size: size)
    for (name, entry) in zip(names, entries) {
      let needed = sample + 3 + name.relativeWidth * size
      if x + needed > format.width - Theme.margin, x > Theme.margin {
        x = Theme.margin
        y += Theme.lineSpacing * size + 1
      }
      pieces += entry.sample(Point(x + sample / 2, y - 0.35 * size))
      pieces.append(.text(Text(Label(name), at: Point(x + sample + 3, y), size: size)))
      x += needed + 9
    }
    top = y + 6
  }

  /// A rectangle with axes, and its frame.
  mutating func panel(x: Axis, y: Axis, height: Double) -> Panel {
    // A label at the very top sticks out by half.
    if top == Theme.margin { top += 0.5 * Theme.tickSize }
    let (panel, bottom) = Panel.make(x: x, y: y, top: top, height: height, format: format)
    pieces += panel.frame
    top = bottom
    return panel
  }

  /// The drawing, with the caption below all else if the format wants it.
  ///
  /// - Parameter sentences: of the caption.
  consuming func drawing(title: String, caption sentences: [String?]) -> Drawing {
    let caption = sentences.compactMap(\.self).joined(separator: " ")
    if format.hasCaption {
      top += 4
      let size = Theme.captionSize
      for line in [String].lines(of: caption, width: width, size: size) {
        top += Theme.lineSpacing * size
        pieces.append(
          .text(Text(Label(line), at: Point(Theme.margin, top), size: size, colour: Theme.grey)))
      }
    }
    return Drawing(
      width: format.width, height: top + 2 * Theme.margin, title: title,
      caption: String(caption.map { $0 == "\u{a0}" ? " " : $0 }), pieces: pieces)
  }
}
