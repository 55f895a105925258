import Sweeps

extension SummaryTable {
  /// The table for a terminal: a title, aligned columns, and notes on what the numbers are.
  ///
  /// - Parameter width: the columns there are; labels are shortened to make the rows fit, as far as
  ///   that helps. Nil shortens nothing.
  package func text(width: Int? = nil, style: Style = .plain) -> String {
    let cells = cells
    let statistics = statisticsColumns(cells)
    let names = parameters.map(\.printable)
    let rest = statistics.reduce(0) { $0 + $1.width + 2 } - 2
    let limits = labelWidths(names, cells, within: width.map { $0 - rest })
    let labels = names.indices.map { index in
      Column(
        labels: names[index].truncated(to: limits[index]),
        cells.map { $0.labels[index].truncated(to: limits[index]) })
    }
    let columns = labels + statistics
    let rows = zip(Column.rows(columns), cells).map { Span($0, $1.isBest ? .bold : .plain) }
    let lines =
      [Span(title), Span(""), Span(Column.head(columns), .dim)] + rows + [Span("")]
      + notes(best: "*", metric: metric.name.printable).map { Span($0, .dim) }
    return lines.map { $0.rendered(style) + "\n" }.joined()
  }

  private func statisticsColumns(_ cells: [Cells]) -> [Column] {
    let means = Column.aligned(cells.map(\.mean), missing: "-")
    let deviations = Column.aligned(cells.map(\.deviation), missing: "")
    let spreads = cells.indices.map { index in
      means[index] + (cells[index].deviation == nil ? "   " : " ± ") + deviations[index]
        + (cells[index].isBest ? " *" : "")
    }
    return [
      Column("n", cells.map(\.count), .right),
      Column("mean ± std", spreads),
      Column("min", Column.aligned(cells.map(\.minimum), missing: "-")),
      Column("max", Column.aligned(cells.map(\.maximum), missing: "-")),
    ]
  }

  /// The widths of the label columns, the widest made narrower until all fit or none is over 8.
  private func labelWidths(_ names: [String], _ cells: [Cells], within limit: Int?) -> [Int] {
    var widths = names.indices.map { index in
      cells.reduce(names[index].displayWidth) { max($0, $1.labels[index].displayWidth) }
    }
    guard let limit else { return widths }
    while widths.reduce(0, { $0 + $1 + 2 }) > limit, let widest = widths.max(), widest > 8,
      let index = widths.firstIndex(of: widest)
    {
      widths[index] -= 1
    }
    return widths
  }
}
