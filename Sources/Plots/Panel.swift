import Documents
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
    let left = LeftAxisLayout(y, height: height, limit: 0.42 * format.width)
    let start = Theme.margin + left.width
    // A label at the very end may stick out by half.
    var right = Theme.margin + 6
    var foot = BottomAxisLayout(x, width: format.width - start - right)
    right = max(right, Theme.margin + foot.overhang)
    foot = BottomAxisLayout(x, width: format.width - start - right)
    let box = Box(left: start, top: top, width: format.width - start - right, height: height)
    let frame = Frame(Panel(box: box, x: x, y: y, frame: []), left, foot)
    return (Panel(box: box, x: x, y: y, frame: frame.pieces), frame.bottom)
  }
}

/// The axes, ticks and texts around a panel, in the making.
private struct Frame {
  private let panel: Panel
  private var grid: [[Point]] = []
  private var ticks: [[Point]] = []
  private var texts: [Piece] = []
  /// Where what is below it may begin.
  private(set) var bottom: Double

  init(_ panel: Panel, _ sides: LeftAxisLayout, _ feet: BottomAxisLayout) {
    self.panel = panel
    bottom = panel.box.bottom + feet.height
    add(sides)
    add(feet)
    if panel.x.scale.kind == .logWithZero { addBreak() }
    addTitles(of: sides, feet)
  }

  /// Cells need no strokes that lead to their names.
  private var isHeatMap: Bool { panel.x.scale.kind == .names && panel.y.scale.kind == .names }

  private mutating func add(_ sides: LeftAxisLayout) {
    let box = panel.box
    for (value, label) in sides.labels {
      let at = panel.y(value)
      if panel.y.isGridded { grid.append([Point(box.left, at), Point(box.right, at)]) }
      if !isHeatMap { ticks.append([Point(box.left - 2.5, at), Point(box.left, at)]) }
      let place = Point(box.left - 4.5, at + 0.35 * Theme.tickSize)
      texts.append(.text(Text(label, at: place, size: Theme.tickSize, anchor: .end)))
    }
    for value in sides.unnamed {
      ticks.append([Point(box.left - 1.5, panel.y(value)), Point(box.left, panel.y(value))])
    }
  }

  private mutating func add(_ feet: BottomAxisLayout) {
    let box = panel.box
    let size = Theme.tickSize
    for (value, label) in feet.labels {
      let at = panel.x(value)
      if panel.x.isGridded { grid.append([Point(at, box.top), Point(at, box.bottom)]) }
      if !isHeatMap { ticks.append([Point(at, box.bottom), Point(at, box.bottom + 2.5)]) }
      let text =
        feet.areTurned
        ? Text(
          label, at: Point(at + 0.35 * size, box.bottom + 4.5), size: size, anchor: .end,
          isTurned: true)
        : Text(
          label, at: Point(at, box.bottom + 3.5 + 0.85 * size), size: size, anchor: .middle)
      texts.append(.text(text))
    }
    for value in feet.unnamed {
      ticks.append([Point(panel.x(value), box.bottom), Point(panel.x(value), box.bottom + 1.5)])
    }
  }

  /// Two strokes across the axis: what is to the left of them is not on its scale.
  private mutating func addBreak() {
    let box = panel.box
    let at = box.left + Scale.breakPlace * box.width
    for shift in [-1.2, 1.2] {
      ticks.append([
        Point(at + shift - 1.2, box.bottom + 2.6), Point(at + shift + 1.2, box.bottom - 2.6),
      ])
    }
  }

  private mutating func addTitles(of sides: LeftAxisLayout, _ feet: BottomAxisLayout) {
    let size = Theme.titleSize
    if !panel.x.title.isEmpty {
      bottom += 1.25 * size
      let place = Point(panel.box.center.x, bottom)
      texts.append(.text(Text(feet.title, at: place, size: size, anchor: .middle)))
      bottom += 0.3 * size
    }
    if !panel.y.title.isEmpty {
      let place = Point(Theme.margin + 0.8 * size, panel.box.center.y)
      texts.append(
        .text(Text(sides.title, at: place, size: size, anchor: .middle, isTurned: true)))
    }
  }

  /// All of it, what lies behind first.
  var pieces: [Piece] {
    let box = panel.box
    let sides = [
      Point(box.left, box.top), Point(box.left, box.bottom), Point(box.right, box.bottom),
    ]
    let lines = Piece.shape(.lines(grid), Paint(stroke: Theme.grid))
    let axes = Piece.shape(.lines([sides] + ticks), Paint(stroke: Theme.axis))
    return (grid.isEmpty ? [] : [lines]) + (isHeatMap ? [] : [axes]) + texts
  }
}

/// The labels and the title to the left of a panel.
private struct LeftAxisLayout {
  let labels: [(Double, Label)]
  let unnamed: [Double]
  let title: Label
  /// The width of labels and title together.
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

/// The labels and the title below a panel.
private struct BottomAxisLayout {
  let labels: [(Double, Label)]
  let unnamed: [Double]
  let title: Label
  let areTurned: Bool
  /// The height of the labels.
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
