import Documents
import Statistics
import Sweeps
import Trials

/// A table for people: rounded numbers in columns, before any one format.
///
/// Text, Markdown, LaTeX and HTML are all laid out from it.
struct Sheet {
  /// `0.9812 ± 0.0011 †`.
  struct Estimate {
    /// The mean; nil where there is none: then `absence` says why.
    let mean: String?
    /// The deviation; nil when fewer than two observations leave no spread to tell.
    let deviation: String?
    /// A word or a dash.
    let absence: String
    let isBest: Bool
    /// `†` and its like, set behind.
    let marks: String

    /// Without any mark.
    var text: String {
      [mean ?? absence, deviation].compactMap(\.self).joined(separator: " ± ")
    }
  }

  struct Range {
    let lower: String
    let upper: String
    var text: String { "[\(lower), \(upper)]" }
  }

  let title: String
  let columns: [SheetColumn]
  /// How many rows there are.
  let height: Int
  /// The notes below, for a format that marks the best in its own way.
  let notes: (SummaryTable.Marks) -> [String]
  /// A line stands after so many rows; nil for none.
  var ruleAfter: Int?
  /// The advice on the design, above the table; nil where there is nothing to do.
  var advice: String?
}

/// A column of a sheet.
struct SheetColumn {
  enum Content {
    /// The labels of the row.
    case labels([String])
    /// Whole numbers, or `2/3`.
    case counts([String])
    case estimates([Sheet.Estimate])
    /// A range, from one text to the other.
    case ranges([Sheet.Range?])
    case numbers([String?])
  }

  let title: String
  let content: Content
  /// Where there is no room, columns of the highest luxury go first; those of 0 stay.
  var luxury = 0
}

extension SummaryTable {
  /// The table as people read it: a row a configuration, or pivoted.
  func sheet(_ digits: Digits) -> Sheet {
    if let pivot { return sheet(pivot, digits) }
    let all = allRows
    let labels = parameters.enumerated().map { index, name in
      SheetColumn(
        title: name.printable,
        content: .labels(all.map { shownValues[index][$0.labels[index]].printable }))
    }
    let columns =
      labels + (haveOwnCounts ? [] : [counts(of: 0)])
      + (metrics.count == 1 ? details(digits) : overview(digits)) + tagColumns
    guard let first = left.first else {
      return sheet(columns, height: rows.count, hasIntervals: metrics.count == 1)
    }
    let title = if case .block = first.leaving { "left after" } else { "trained until" }
    let departures = SheetColumn(
      title: title,
      content: .labels(
        rows.map { _ in "" }
          + left.map { row in
            switch row.leaving {
            case .block(let block): "block \(block)"
            case .epoch(let epoch): "epoch \(epoch)"
            }
          }))
    var sheet = sheet(columns + [departures], height: all.count, hasIntervals: metrics.count == 1)
    sheet.ruleAfter = rows.count
    return sheet
  }

  /// Whether some configuration has more observations of one metric than of another.
  private var haveOwnCounts: Bool {
    allRows.contains { row in
      row.figures.contains { $0.description.moments.count != row.moments.count }
    }
  }

  /// How many observations there are of a metric.
  private func counts(of metric: Int) -> SheetColumn {
    let counts = allRows.map { row in
      let count = row.figures[metric].description.moments.count
      let expected = row.figures[metric].expected
      return count < expected ? "\(count)/\(expected)" : "\(count)"
    }
    return SheetColumn(title: "n", content: .counts(counts))
  }

  private func sheet(_ columns: [SheetColumn], height: Int, hasIntervals: Bool) -> Sheet {
    let hasShort = columns.contains { column in
      guard case .estimates(let estimates) = column.content else { return false }
      return estimates.contains { $0.marks.contains("‡") }
    }
    var sheet = Sheet(title: title, columns: columns, height: height) { marks in
      notes(marks, hasIntervals: hasIntervals, hasShort: hasShort)
    }
    sheet.advice = advice
    return sheet
  }

  /// All about the only metric.
  private func details(_ digits: Digits) -> [SheetColumn] {
    let figures = allRows.map(\.figures[0])
    let precisions = figures.precisions(digits)
    func numbers(
      _ title: String, luxury: Int, _ value: (Description) -> Double?
    ) -> SheetColumn {
      SheetColumn(
        title: title,
        content: .numbers(
          zip(figures, precisions).map { figure, precision in
            value(figure.description).map(precision.text)
          }),
        luxury: luxury)
    }
    let ranges = zip(figures, precisions).map { figure, precision in
      figure.interval.map { interval in
        Sheet.Range(
          lower: precision.text(interval.lower), upper: precision.text(interval.upper))
      }
    }
    if showsQuartiles {
      let quartiles = zip(figures, precisions).map { figure, precision in
        figure.description.quantile(0.25).flatMap { lower in
          figure.description.quantile(0.75).map { upper in
            Sheet.Range(lower: precision.text(lower), upper: precision.text(upper))
          }
        }
      }
      return [
        SheetColumn(
          title: "median",
          content: .estimates(zip(figures, precisions).map { $0.estimate($1, isMedian: true) })),
        SheetColumn(title: "quartiles", content: .ranges(quartiles)),
        numbers("mean", luxury: 1) { $0.moments.mean },
        numbers("min", luxury: 2) { $0.moments.minimum },
        numbers("max", luxury: 2) { $0.moments.maximum },
      ]
    }
    return [
      SheetColumn(
        title: "mean ± std",
        content: .estimates(zip(figures, precisions).map { $0.estimate($1) })),
      SheetColumn(title: "\(level.percent) interval", content: .ranges(ranges), luxury: 1),
    ] + confirmationColumns(precisions) + [
      numbers("min", luxury: 2) { $0.moments.minimum },
      numbers("median", luxury: 3) { $0.median },
      numbers("max", luxury: 2) { $0.moments.maximum },
    ]
  }

  /// A column for each of several metrics, with counts of its own where these differ.
  private func overview(_ digits: Digits) -> [SheetColumn] {
    metrics.enumerated().flatMap { index, metric in
      let precisions = allRows.map { $0.figures[index] }.precisions(digits)
      let estimates = zip(allRows, precisions).map { $0.figures[index].estimate($1) }
      let column = SheetColumn(title: metric.name.printable, content: .estimates(estimates))
      return haveOwnCounts ? [column, counts(of: index)] : [column]
    }
  }

  /// A row for each combination of some parameters' values, a column for each of the others'.
  private func sheet(_ pivot: Pivot, _ digits: Digits) -> Sheet {
    let grid = pivot.grid(rows)
    let labels = pivot.rows.enumerated().map { place, parameter in
      SheetColumn(
        title: parameters[parameter].printable,
        content: .labels(grid.rows.map { shownValues[parameter][$0[place]].printable }))
    }
    var columns = labels
    for (column, key) in grid.columns.enumerated() {
      for (index, metric) in metrics.enumerated() {
        let shown = zip(pivot.columns, key).map { shownValues[$0][$1] }
        let name = pivot.title(parameters, shown, metrics.count > 1 ? metric.name : nil)
        let figures = grid.cells.map { cells in cells[column]?.figures[index] }
        var precisions = figures.compactMap(\.self).precisions(digits)[...]
        columns.append(
          SheetColumn(
            title: name.printable,
            content: .estimates(
              figures.map { figure in
                figure.map {
                  $0.estimate(
                    precisions.removeFirst(),
                    isShort: $0.description.moments.count < $0.expected)
                }
                  ?? Sheet.Estimate(
                    mean: nil, deviation: nil, absence: "", isBest: false, marks: "")
              })))
      }
    }
    return sheet(columns, height: grid.rows.count, hasIntervals: false)
  }
}

extension [SummaryTable.Figure] {
  /// How the figures of one column are written.
  fileprivate func precisions(_ digits: Digits) -> [Precision] {
    let own = map { $0.precision(digits) }
    guard let shared = Precision.exponent(of: own) else { return own }
    return map { $0.precision(digits, sharing: shared) }
  }
}

extension SummaryTable.Figure {
  func precision(_ digits: Digits, sharing exponent: Int? = nil) -> Precision {
    Precision(
      mean: description.moments.mean ?? 0, uncertainty: standardError, digits: digits,
      sharing: exponent)
  }

  /// - Parameter isShort: whether it has to be marked as resting on fewer observations.
  fileprivate func estimate(
    _ precision: Precision, isShort: Bool = false, isMedian: Bool = false
  ) -> Sheet.Estimate {
    let moments = description.moments
    return Sheet.Estimate(
      mean: (isMedian ? description.median : moments.mean).map(precision.text),
      deviation: isMedian ? nil : moments.standardDeviation.map(precision.text), absence: absence,
      isBest: standing.isBest,
      marks: standing.mark + (isShort && moments.count > 0 ? "‡" : ""))
  }

  /// The text in place of a mean: the end of all trials, if they shared one.
  private var absence: String {
    guard absences.count == 1, let reason = absences.keys.first else { return "-" }
    switch reason {
    case .diverged: return "diverged"
    case .failed: return "failed"
    case .notFinite: return "nan"
    case .open, .unmeasured: return "-"
    }
  }
}

extension SummaryStanding {
  /// The mark behind a mean; the best is marked as each format likes it.
  var mark: String {
    switch self {
    case .possibleBest: "†"
    case .untested: "?"
    case .best, .beatenBest, .other: ""
    }
  }
}
