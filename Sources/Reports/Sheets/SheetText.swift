import Documents
import Sweeps

extension Sheet {
  /// The table for a terminal: a title, aligned columns, and notes on what the numbers are.
  ///
  /// - Parameter width: the columns there are. Columns that the reader can do without are left out first,
  ///   then labels are shortened, as far as that helps. Nil leaves nothing out.
  func text(width: Int?, style: Style) -> String {
    var kept = columns.map(Laid.init)
    var dropped: [String] = []
    while let width, Laid.width(kept) > width, let luxury = kept.map(\.luxury).max(), luxury > 0 {
      dropped = kept.filter { $0.luxury == luxury }.map(\.title) + dropped
      kept.removeAll { $0.luxury == luxury }
    }
    if let width { Laid.shorten(&kept, to: width) }
    var notes = notes(SummaryTable.Marks(best: "*"))
    if !dropped.isEmpty {
      notes.append("too narrow for \(dropped.joined(separator: ", ")); csv and json have them")
    }
    var rows = (0..<height).map { row in Laid.line(kept.map { $0.cells[row] }, style) }
    if let ruleAfter {
      let rule = String(repeating: "─", count: max(1, Laid.width(kept)))
      rows.insert(Span(rule, .dim).rendered(style), at: ruleAfter)
    }
    let head = Laid.line(kept.map { Span($0.head, .dim) }, style)
    let folded = notes.flatMap { $0.folded(to: width, hanging: 2) }
    let advice = (self.advice.map { $0.folded(to: width, hanging: 2) } ?? [])
      .map { Span($0, .dim).rendered(style) }
    return
      ([title.truncated(to: width ?? .max)] + advice + ["", head] + rows + [""]
      + folded.map { Span($0, .dim).rendered(style) }).map { $0 + "\n" }.joined()
  }
}

/// A column whose texts are all equally wide.
private struct Laid {
  var title: String
  var head: String
  var cells: [Span]
  let luxury: Int
  /// Whether it may be cut off.
  let isLabel: Bool

  init(_ column: SheetColumn) {
    let texts: [String]
    var alignment = Alignment.left
    var inks: [Span.Ink] = []
    switch column.content {
    case .labels(let labels):
      let areNumbers = labels.allSatisfy { Double($0)?.isFinite == true }
      texts = areNumbers ? Column.aligned(labels) : labels
    case .counts(let counts):
      texts = counts
      alignment = .right
    case .numbers(let numbers):
      texts = Column.aligned(numbers, missing: "-")
    case .ranges(let ranges):
      texts = ranges.map { $0?.text ?? "-" }
    case .estimates(let estimates):
      let means = Column.aligned(estimates.map { $0.mean ?? $0.absence })
      let deviations = Column.aligned(estimates.map(\.deviation), missing: "")
      texts = estimates.indices.map { index in
        let estimate = estimates[index]
        let marks = (estimate.isBest ? "*" : "") + estimate.marks
        return means[index] + (estimate.deviation == nil ? "   " : " ± ") + deviations[index]
          + (marks.isEmpty ? "" : " \(marks)")
      }
      inks = estimates.map { $0.isBest ? .bold : .plain }
    }
    let filled = Column(column.title, texts, alignment)
    title = column.title
    head = filled.title
    cells = filled.texts.enumerated().map { Span($1, inks.isEmpty ? .plain : inks[$0]) }
    luxury = column.luxury
    if case .labels = column.content { isLabel = true } else { isLabel = false }
  }

  static func width(_ columns: [Laid]) -> Int {
    columns.reduce(0) { $0 + $1.head.displayWidth + 2 } - 2
  }

  /// Makes the widest label column narrower until all fit or none is over 8.
  static func shorten(_ columns: inout [Laid], to limit: Int) {
    while width(columns) > limit {
      let labels = columns.indices.filter { columns[$0].isLabel }
      guard let widest = labels.max(by: { columns[$0].width < columns[$1].width }),
        columns[widest].width > 8
      else { return }
      columns[widest].cut(to: columns[widest].width - 1)
    }
  }

  private var width: Int { head.displayWidth }

  private mutating func cut(to width: Int) {
    func cut(_ text: String) -> String {
      var text = text
      while text.last == " " { text.removeLast() }
      return text.truncated(to: width).padded(to: width)
    }
    head = cut(title)
    cells = cells.map { Span(cut($0.text), $0.ink) }
  }

  /// The texts with two spaces between them and none at the end.
  static func line(_ spans: [Span], _ style: Style) -> String {
    var spans = spans
    while var last = spans.popLast() {
      while last.text.last == " " { last.text.removeLast() }
      guard last.text.isEmpty else {
        spans.append(last)
        break
      }
    }
    return spans.map { span in
      // The style of a span ends where its words end.
      let end = span.text.lastIndex { $0 != " " }.map(span.text.index(after:))
      let words = span.text[..<(end ?? span.text.startIndex)]
      return Span(String(words), span.ink).rendered(style) + span.text[words.endIndex...]
    }.joined(separator: "  ")
  }
}
