package import Documents
import Statistics
package import Sweeps
import Trials

/// The table for programs: every number whole.
extension SummaryTable {
  /// The statistics of a figure, in the order of the columns.
  fileprivate static let statistics: [(name: String, value: @Sendable (Figure) -> JSON)] = [
    ("n", { .integer($0.description.moments.count) }),
    ("expected", { .integer($0.expected) }),
    ("mean", { .optional($0.description.moments.mean, JSON.number) }),
    ("std", { .optional($0.description.moments.standardDeviation, JSON.number) }),
    ("sem", { .optional($0.standardError, JSON.number) }),
    ("level", { .optional($0.interval) { .number($0.level) } }),
    ("low", { .optional($0.interval) { .number($0.lower) } }),
    ("high", { .optional($0.interval) { .number($0.upper) } }),
    ("min", { .optional($0.description.moments.minimum, JSON.number) }),
    ("median", { .optional($0.description.median, JSON.number) }),
    ("max", { .optional($0.description.moments.maximum, JSON.number) }),
    ("best", { .boolean($0.standing.isBest) }),
    (
      "may_be_best",
      { $0.standing == .untested ? .null : .boolean($0.standing.mayBeBest) }
    ),
  ]

  /// Comma-separated values with a header line (RFC 4180, but with lines that end as in Unix).
  ///
  /// A record for each configuration and metric: the parameters, then `metric,over`, then
  /// `n,expected,mean,std,sem,level,low,high,min,median,max,best,may_be_best`; `low` and `high` are the
  /// interval's, and `may_be_best` is empty where nothing was tested. Configurations that left a race follow,
  /// and a last column tells after which block; so do those that halving has not trained to the end, with the
  /// epoch until which they are. Where the best were confirmed, the last columns are the figures of the fresh
  /// trainings and the optimism; in the table of those, the mean that chose and the optimism. Where something
  /// was written about a configuration, `tags` and `notes` follow. A pivot has a record for each row, and for
  /// each of its columns and metrics `n`, `mean` and `std`. Numbers are the shortest decimals that read back
  /// as the same doubles; what there is none of is empty; truth is 0 or 1. A parameter with the name of a
  /// later column is called `n (parameter)`. Equal results give equal bytes.
  package var csv: String {
    if let pivot { return csv(pivot) }
    let names =
      ["metric", "over"] + Self.statistics.map(\.name)
      + (leftName.map { [$0] } ?? []) + confirmationNames + annotationNames
    let header = parameters.map { names.contains($0) ? "\($0) (parameter)" : $0 } + names
    func records(
      _ labels: [String], _ figures: [Figure], left: Int?, of row: Row? = nil
    ) -> [[JSON]] {
      zip(metrics, figures).enumerated().map { place, pair in
        let (metric, figure) = pair
        let beside = row.map { confirmationFields(of: $0, metric: place) } ?? noConfirmationFields
        return labels.map(JSON.text) + [.text(metric.name), .text(unit.rawValue)]
          + Self.statistics.map { statistic in
            left != nil && statistic.name == "may_be_best" ? .null : statistic.value(figure)
          } + (leftName == nil ? [] : [.optional(left, JSON.integer)]) + beside
          + annotationFields(of: labels)
      }
    }
    let records =
      rows.flatMap { records($0.labels, $0.figures, left: nil, of: $0) }
      + left.flatMap { records($0.labels, $0.figures, left: $0.leaving.number) }
    return CSV.text([header.map(JSON.text)] + records, cells)
  }

  /// The name of the column for the place where configurations left; nil where none did.
  private var leftName: String? {
    guard let first = left.first else { return nil }
    return if case .block = first.leaving { "left_after_block" } else { "trained_until" }
  }

  private func csv(_ pivot: Pivot) -> String {
    let statistics = Self.statistics.filter { ["n", "mean", "std"].contains($0.name) }
    let grid = pivot.grid(rows)
    let header =
      pivot.rows.map { parameters[$0] }
      + grid.columns.flatMap { key in
        metrics.flatMap { metric in
          statistics.map { "\(pivot.title(parameters, key, metric.name)) \($0.name)" }
        }
      }
    let records = zip(grid.rows, grid.cells).map { labels, cells in
      labels.map(JSON.text)
        + cells.flatMap { cell in
          metrics.indices.flatMap { metric in
            statistics.map { statistic in
              cell.map { statistic.value($0.figures[metric]) } ?? .null
            }
          }
        }
    }
    return CSV.text([header.map(JSON.text)] + records, cells)
  }

  /// The table's circumstances and its rows; a label that is a number is written as one.
  package var json: JSON { json(rows: rows.map { json(of: $0) }, left: left.map { json(of: $0) }) }

  /// The same without any row.
  package var circumstances: JSON { json(rows: nil, left: []) }

  private func json(rows: [JSON]?, left below: [JSON]) -> JSON {
    let pairs: KeyValuePairs<String, JSON> = [
      "sweep": .text(sweep),
      "metrics": .list(metrics.map(\.json)),
      "over": .text(unit.rawValue),
      "level": .number(level),
      "test": .text(testName), "variance": .text(variance.rawValue),
      "claims_are_about": .text(samplingOfAll),
      "trials": counts.json,
    ]
    var members = pairs.map { JSON.Member($0.key, $0.value) }
    if let rows { members.append(JSON.Member("rows", .list(rows))) }
    if !below.isEmpty { members.append(JSON.Member("left", .list(below))) }
    // How the numbers of programs were read, where there is something to tell.
    if !remarks.isEmpty { members.append(JSON.Member("remarks", .list(remarks.map(JSON.text)))) }
    members += annotations.sweep.members
    members += confirmation.map { JSON.Member("confirmed", $0.json) }
    if let nested { members.append(JSON.Member("nested", nested.json)) }
    return .object(members)
  }

  /// A row: the values of its parameters, and what it came to.
  package func json(of row: Row) -> JSON {
    .object([
      "parameters": .labels(parameters, row.labels),
      "metrics": .object(
        zip(metrics, row.figures).enumerated().map { place, pair in
          JSON.Member(pair.0.name, pair.1.json.adding(beside(row, metric: place)))
        }),
    ]).adding(annotations[row.labels].members)
  }

  /// A row below the line.
  package func json(of row: LeftRow) -> JSON {
    JSON.object([
      "parameters": .labels(parameters, row.labels),
      leftName ?? "": .integer(row.leaving.number),
      "metrics": .object(
        zip(metrics, row.figures).map { JSON.Member($0.name, $1.json(isCompared: false)) }),
    ]).adding(annotations[row.labels].members)
  }

  /// The members on what chose a confirmed row; none where no choice is confirmed.
  func beside(_ row: Row, metric: Int) -> [JSON.Member] {
    guard !chosen.isEmpty else { return [] }
    return zip(confirmationNames, confirmationFields(of: row, metric: metric)).map {
      JSON.Member($0, $1)
    }
  }
}

extension JSON {
  /// An object with more members.
  package func adding(_ more: [JSON.Member]) -> JSON {
    guard !more.isEmpty, case .object(let members) = self else { return self }
    return .object(members + more)
  }
}

extension SummaryTable.Figure {
  /// All of it.
  var json: JSON { json(isCompared: true) }

  /// - Parameter isCompared: whether it may be the best.
  func json(isCompared: Bool) -> JSON {
    let members = SummaryTable.statistics.map {
      JSON.Member($0.name, isCompared || $0.name != "may_be_best" ? $0.value(self) : .null)
    }
    let missing = Absence.allCases.compactMap { absence in
      absences[absence].map { JSON.Member(absence.rawValue, .integer($0)) }
    }
    return .object(members + [JSON.Member("missing_trials", .object(missing))])
  }
}

extension Metric {
  /// The metric's name, its goal, and the moment as a spec has it.
  package var json: JSON {
    .object([
      "name": .text(name), "goal": .text(goal.rawValue), "at": .text(moment.word),
    ])
  }
}

extension JSON {
  /// The values of parameters by name.
  static func labels(_ parameters: [String], _ labels: [String]) -> JSON {
    .object(zip(parameters, labels).map { Member($0, JSON(label: $1)) })
  }

  /// A label as a number where it is exactly what that number is called, else as a text.
  init(label: String) {
    if let integer = Int(label), "\(integer)" == label {
      self = .integer(integer)
    } else if let number = Double(label), number.isFinite, Document.label(number) == label {
      self = .number(number)
    } else {
      self = .text(label)
    }
  }
}
