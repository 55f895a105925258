package import Documents
import Statistics
import Sweeps

/// Access to one page of a table.
extension SummaryTable {
  /// The figures of all configurations, a metric each.
  ///
  /// - Precondition: the table is of one sweep.
  package var summaryFigures: [SummaryFigures] {
    groups[0].summaries.map {
      SummaryFigures(of: $0, in: groups[0], level: level, variance: variance, method: interval)
    }
  }

  /// A row that is laid out now.
  package func row(_ place: Int, labels: [String], _ figures: [SummaryFigures]) -> Row {
    Row(configuration: place, group: 0, labels: labels, figures: figures.map { $0[place] })
  }

  /// A row at its place among those that are compared and those below the line.
  package func json(of row: Row, at place: Int) -> JSON {
    laysOutRows && place >= rows.count ? json(of: left[place - rows.count]) : json(of: row)
  }

  /// The tags of a row that is laid out.
  package func tags(at place: Int) -> [String] { annotations[allRows[place].labels].tags }

  /// The values of a column of figures, such as `val_accuracy mean`, by the places of all rows; nil where there
  /// is none such.
  ///
  /// - Parameter figures: those of all rows; empty where the table has its rows laid out.
  package func numbers(of key: String, _ figures: [SummaryFigures]) -> [Double]? {
    for (place, metric) in metrics.enumerated() where key.hasPrefix("\(metric.name) ") {
      let word = String(key.dropFirst(metric.name.count + 1))
      guard let value = Self.number(word) else { continue }
      return figures.isEmpty
        ? allRows.map { value($0.figures[place]) ?? .nan }
        : (0..<figures[place].count).map { value(figures[place][$0]) ?? .nan }
    }
    guard key == "left", !left.isEmpty else { return nil }
    return rows.map { _ in .nan } + left.map { Double($0.leaving.number) }
  }

  private static func number(_ word: String) -> ((Figure) -> Double?)? {
    switch word {
    case "n": { Double($0.description.moments.count) }
    case "mean": { $0.description.moments.mean }
    case "std": { $0.description.moments.standardDeviation }
    case "sem": { $0.standardError }
    case "low": { $0.interval?.lower }
    case "high": { $0.interval?.upper }
    case "min": { $0.description.moments.minimum }
    case "median": { $0.description.median }
    case "max": { $0.description.moments.maximum }
    default: nil
    }
  }
}
