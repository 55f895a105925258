import Statistics
import Sweeps

/// The table for programs: one record a configuration, every number whole.
extension SummaryTable {
  /// What a row says besides its labels, in the order of the columns.
  private static let statistics: [(name: String, value: @Sendable (Row) -> JSON)] = [
    ("n", { .integer($0.moments.count) }),
    ("mean", { .optional($0.moments.mean, JSON.number) }),
    ("std", { .optional($0.moments.standardDeviation, JSON.number) }),
    ("min", { .optional($0.moments.minimum, JSON.number) }),
    ("max", { .optional($0.moments.maximum, JSON.number) }),
    ("best", { .boolean($0.isBest) }),
  ]

  /// Comma-separated values with a header line (RFC 4180, but with lines that end as in Unix).
  ///
  /// Columns: the parameters, then `metric,over,n,mean,std,min,max,best`. Numbers are the shortest
  /// decimals that read back as the same doubles; what there is none of is empty; `best` is 0 or 1.
  /// A parameter with the name of a later column is called `n (parameter)`. Equal results give
  /// equal bytes.
  package var csv: String {
    let names = ["metric", "over"] + Self.statistics.map(\.name)
    let header = parameters.map { names.contains($0) ? "\($0) (parameter)" : $0 } + names
    let records = rows.map { row in
      row.labels.map(JSON.text) + [.text(metric.name), .text(unit.rawValue)]
        + Self.statistics.map { $0.value(row) }
    }
    return CSV.text([header.map(JSON.text)] + records)
  }

  /// The table's circumstances and its rows; a label that is a number is written as one.
  package var json: JSON {
    .object([
      "sweep": .text(sweep),
      "metric": .object([
        "name": .text(metric.name), "goal": .text(metric.goal.rawValue),
        "at": .text(metric.moment.word),
      ]),
      "over": .text(unit.rawValue),
      "trials": counts.json,
      "rows": .list(
        rows.map { row in
          .object(
            [.init("parameters", .labels(parameters, row.labels))]
              + Self.statistics.map { JSON.Member($0.name, $0.value(row)) })
        }),
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

enum CSV {
  /// Records of scalars as lines: `null` is an empty field, a truth value 0 or 1, and a number
  /// that is not finite is `inf` or `nan`.
  static func text(_ records: [[JSON]]) -> String {
    records.map { $0.map(field).joined(separator: ",") + "\n" }.joined()
  }

  private static func field(_ value: JSON) -> String {
    switch value {
    case .null: ""
    case .boolean(let flag): flag ? "1" : "0"
    case .text(let text): quoted(text)
    case .number(let number): "\(number)"
    case .integer, .list, .object: quoted(value.line)
    }
  }

  /// In quotes where the text has a comma, a quote or the end of a line in it, or a space at an end.
  private static func quoted(_ text: String) -> String {
    let isSpecial = text.utf8.contains { ",\"\r\n".utf8.contains($0) }
    guard isSpecial || text.hasPrefix(" ") || text.hasSuffix(" ") else { return text }
    let doubled = text.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"")
    return "\"\(doubled)\""
  }
}
