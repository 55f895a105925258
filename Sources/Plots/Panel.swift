import Drawings

/// The rectangle that values are drawn in, with its axes around it.
struct Panel {
  let box: Box
  let x: Axis
  let y: Axis
  /// Grid, axes and labels: what lies behind the values.
  let frame: [Piece]

  func x(_ value: Double) -> Double { box.left + x.scale.share(value) * box.width }

  /// Numbers grow upwards, names follow each other downwards.
  func y(_ value: Double) -> Double {
    let share = y.scale.share(value)
    return y.scale.kind == .names ? box.top + share * box.height : box.bottom - share * box.height
  }

  func point(_ x: Double, _ y: Double) -> Point { Point(self.x(x), self.y(y)) }

  /// Marks that end where the panel does.
  func clipped(_ marks: [Piece]) -> Piece { .clipped(box, marks) }
}

extension Panel {
  /// Lays a panel and its axes out.
  ///
  /// - Parameters:
  ///   - top: where it begins; the axes' labels are below and to the left of it.
  ///   - height: of the rectangle alone.
  /// - Returns: the panel, and where what is below it may begin.
  static func make(
    x: Axis, y: Axis, top: Double, height: Double, format: PlotFormat
  ) -> (panel: Panel, bottom: Double) {
    let size = Theme.tickSize
    let left = Sides(y, height: height, limit: 0.42 * format.width)
    let start = Theme.margin + left.width
    // A label at the very end may stick out by half.
    var right = Theme.margin + 6
    var foot = Feet(x, width: format.width - start - right)
    right = max(right, Theme.margin + foot.overhang)
    foot = Feet(x, width: format.width - start - right)
    let box = Box(left: start, top: top, width: format.width - start - right, height: height)

    var marks: [Piece] = []
    var grid: [[Point]] = []
    var ticks: [[Point]] = []
    let isHeatMap = x.scale.kind == .names && y.scale.kind == .names
    let places = Panel(box: box, x: x, y: y, frame: [])
    for (value, label) in left.labels {
      let at = places.y(value)
      if y.isGridded { grid.append([Point(box.left, at), Point(box.right, at)]) }
      if !isHeatMap { ticks.append([Point(box.left - 2.5, at), Point(box.left, at)]) }
      marks.append(
        .text(
          Text(label, at: Point(box.left - 4.5, at + 0.35 * size), size: size, anchor: .end)))
    }
    for value in left.unnamed {
      ticks.append([Point(box.left - 1.5, places.y(value)), Point(box.left, places.y(value))])
    }
    for (value, label) in foot.labels {
      let at = places.x(value)
      if x.isGridded { grid.append([Point(at, box.top), Point(at, box.bottom)]) }
      if !isHeatMap { ticks.append([Point(at, box.bottom), Point(at, box.bottom + 2.5)]) }
      let text =
        foot.areTurned
        ? Text(
          label, at: Point(at + 0.35 * size, box.bottom + 4.5), size: size, anchor: .end,
          isTurned: true)
        : Text(
          label, at: Point(at, box.bottom + 3.5 + 0.85 * size), size: size, anchor: .middle)
      marks.append(.text(text))
    }
    for value in foot.unnamed {
      ticks.append([Point(places.x(value), box.bottom), Point(places.x(value), box.bottom + 1.5)])
    }
    if x.scale.kind == .logWithZero {
      // Two strokes across the axis: what is to the left of them is not on its scale.
      let at = box.left + Scale.breakPlace * box.width
      for shift in [-1.2, 1.2] {
        ticks.append([
          Point(at + shift - 1.2, box.bottom + 2.6), Point(at + shift + 1.2, box.bottom - 2.6),
        ])
      }
    }
    var bottom = box.bottom + foot.height
    if !x.title.isEmpty {
      bottom += 1.25 * Theme.titleSize
      let place = Point(box.center.x, bottom)
      marks.append(.text(Text(foot.title, at: place, size: Theme.titleSize, anchor: .middle)))
      bottom += 0.3 * Theme.titleSize
    }
    if !y.title.isEmpty {
      let place = Point(Theme.margin + 0.8 * Theme.titleSize, box.center.y)
      let text = Text(
        left.title, at: place, size: Theme.titleSize, anchor: .middle, isTurned: true)
      marks.append(.text(text))
    }
    var lines: [Piece] = [.shape(.lines(grid), Paint(stroke: Theme.grid))]
    if !isHeatMap {
      let sides = [
        Point(box.left, box.top), Point(box.left, box.bottom), Point(box.right, box.bottom),
      ]
      lines.append(.shape(.lines([sides] + ticks), Paint(stroke: Theme.axis)))
    }
    if grid.isEmpty { lines.removeFirst() }
    return (Panel(box: box, x: x, y: y, frame: lines + marks), bottom)
  }
}

/// What stands to the left of a panel.
private struct Sides {
  let labels: [(Double, Label)]
  let unnamed: [Double]
  let title: Label
  /// Of labels and title together.
  let width: Double

  init(_ axis: Axis, height: Double, limit: Double) {
    let size = Theme.tickSize
    let titleWidth = axis.title.isEmpty ? 0 : 1.35 * Theme.titleSize
    if case .names(let names) = axis.naming {
      let short = names.shortened(to: limit - titleWidth - 5, size: size)
      // Where lines would touch, every second, third... is named.
      let step = max(1, Int((size * 1.1 * Double(names.count) / height).rounded(.up)))
      labels = short.enumerated().filter { $0.offset % step == 0 }.map {
        (Double($0.offset), Label($0.element))
      }
      unnamed = []
      title = Label(axis.title)
    } else {
      let ticks = axis.ticks(length: height) { _ in 2.6 * size }
      labels = ticks.named.map { ($0.value, $0.label) }
      unnamed = ticks.unnamed
      title = axis.heading(ticks)
    }
    width = titleWidth + 6.5 + (labels.map { $0.1.width * size }.max() ?? 0)
  }
}

/// What stands below a panel.
private struct Feet {
  let labels: [(Double, Label)]
  let unnamed: [Double]
  let title: Label
  let areTurned: Bool
  /// Of the labels.
  let height: Double
  /// How far the last label sticks out.
  let overhang: Double

  init(_ axis: Axis, width: Double) {
    let size = Theme.tickSize
    let gap = 0.8 * size
    guard case .names(let names) = axis.naming else {
      let ticks = axis.ticks(length: width) { $0.width * size + gap }
      labels = ticks.named.map { ($0.value, $0.label) }
      unnamed = ticks.unnamed
      title = axis.heading(ticks)
      areTurned = false
      height = 4 + size
      overhang =
        ticks.named.map { $0.label.width * size / 2 - (1 - axis.scale.share($0.value)) * width }
        .max() ?? 0
      return
    }
    let slot = width / Double(max(names.count, 1))
    let widest = (names.map(\.relativeWidth).max() ?? 0) * size
    title = Label(axis.title)
    unnamed = []
    overhang = 0
    areTurned = widest + gap > slot && slot < 28
    let short = names.shortened(to: areTurned ? 60 : max(slot - gap, size), size: size)
    let step = areTurned ? max(1, Int((size * 1.1 / slot).rounded(.up))) : 1
    labels = short.enumerated().filter { $0.offset % step == 0 }.map {
      (Double($0.offset), Label($0.element))
    }
    let longest = (labels.map(\.1.width).max() ?? 0) * size
    height = areTurned ? longest + 5 : 4 + size
  }
}
