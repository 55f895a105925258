import Documents
import Statistics
package import Sweeps
import Trials

extension SummaryTable {
  /// Puts configurations below the line: those that stayed longest first.
  ///
  /// - Parameters:
  ///   - labels: the values of each one's parameters.
  ///   - leaving: where each left.
  ///   - summaries: of them alone, one for each metric of the table.
  package mutating func putBelow(labels: [[String]], leaving: [Leaving], summaries: [Summary]) {
    precondition(summaries.count == metrics.count, "those that left have every metric")
    let rows = labels.indices.map { place in
      LeftRow(
        labels: labels[place],
        figures: summaries.map { summary in
          let row = summary.rows[place]
          return Figure(
            description: row.description, observations: row.observations,
            absences: row.absences, standardError: row.moments.standardError(testToTrain: 0),
            interval: nil, standing: .other)
        }, leaving: leaving[place])
    }
    left = rows.enumerated().sorted { a, b in
      (-a.element.leaving.number, a.offset) < (-b.element.leaving.number, b.offset)
    }.map(\.element)
  }

  /// The rows of a sheet: those that are compared, and those below the line.
  package var allRows: [Row] {
    rows
      + left.map {
        Row(configuration: configurationCount, group: 0, labels: $0.labels, figures: $0.figures)
      }
  }

  /// That such rows are left out, in a table that has no place for them; none where there are none.
  var leftRemarks: [String] {
    guard let first = left.first else { return [] }
    let reason =
      if case .block = first.leaving { "left the race" } else {
        "halving has not trained to the end"
      }
    return ["not shown: \(counted(left.count, "configuration")) that \(reason)"]
  }

  /// The rows below the line, in a sentence; nil where there are none.
  var leftNote: String? {
    guard let first = left.first else { return nil }
    let who =
      left.count == 1 ? "1 configuration that" : "\(grouped(left.count)) configurations that"
    if case .epoch = first.leaving {
      return
        "below the line: \(who) halving has not trained to the end, at the last epoch that"
        + " \(left.count == 1 ? "it has" : "they have"); not compared with those above"
    }
    return
      "below the line: \(who) left the race, over the blocks that \(left.count == 1 ? "it has" : "they have");"
      + " not compared, as verdicts say where to spend and claim nothing; 'sweep show NAME=VALUE' tells why"
  }
}
