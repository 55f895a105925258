import Documents
import Statistics
package import Sweeps
import Trials

extension SummaryTable {
  /// A configuration that left a race: below the line, in no comparison and without a mark.
  package struct LeftRow: Hashable, Sendable {
    /// The values of its parameters, in the order of the table's parameters.
    let labels: [String]
    /// One for each metric, over the blocks that it has.
    let figures: [Figure]
    /// After which block it left.
    let block: Int
  }

  /// Puts configurations that left a race below the line: whoever stayed longest first.
  ///
  /// - Parameters:
  ///   - labels: the values of each one's parameters.
  ///   - blocks: after which block each left.
  ///   - summaries: of them alone, one for each metric of the table.
  package mutating func putBelow(labels: [[String]], blocks: [Int], summaries: [Summary]) {
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
        }, block: blocks[place])
    }
    left = rows.enumerated().sorted { a, b in
      (-a.element.block, a.offset) < (-b.element.block, b.offset)
    }.map(\.element)
  }

  /// The rows of a sheet: those that are compared, and those below the line.
  var allRows: [Row] {
    rows
      + left.map {
        Row(configuration: configurationCount, group: 0, labels: $0.labels, figures: $0.figures)
      }
  }

  /// That such rows are left out, in a table that has no place for them; none where there are none.
  var leftRemarks: [String] {
    left.isEmpty
      ? [] : ["not shown: \(counted(left.count, "configuration")) that left the race"]
  }

  /// What stands below the line, in a sentence; nil where nothing does.
  var leftNote: String? {
    guard !left.isEmpty else { return nil }
    let who =
      left.count == 1 ? "1 configuration that" : "\(grouped(left.count)) configurations that"
    return
      "below the line: \(who) left the race, over the blocks that \(left.count == 1 ? "it has" : "they have");"
      + " not compared, as verdicts say where to spend and claim nothing; 'sweep show NAME=VALUE' tells why"
  }
}
