package import Documents
import Reports
import Sweeps

/// How often each class was taken for each, over some trials.
package struct ConfusionCounts: Hashable, Sendable {
  /// The names of the classes, in the order of rows and columns.
  package let classes: [String]
  /// Row by row: a row is what samples are, a column what they were taken for.
  package private(set) var counts: [[Int]]
  /// How many trials are counted.
  package private(set) var trials: Int

  /// - Precondition: as many rows and columns as classes.
  package init(classes: [String], counts: [[Int]], trials: Int = 1) {
    precondition(
      counts.count == classes.count && counts.allSatisfy { $0.count == classes.count },
      "a confusion matrix has a row and a column for each class")
    self.classes = classes.map(\.printable)
    self.counts = counts
    self.trials = trials
  }

  /// Adds what other trials took for what; those of other classes are left out.
  package mutating func add(_ other: ConfusionCounts) {
    guard other.classes == classes else { return }
    for row in counts.indices {
      for column in counts[row].indices {
        counts[row][column] =
          counts[row][column].addingReportingOverflow(
            other.counts[row][column]
          ).partialValue
      }
    }
    trials += other.trials
  }
}

extension ConfusionCounts {
  /// Reads what a trial keeps under the name `confusion`: `counts`, row by row, and the names of the
  /// `classes`, which may be missing; nil when it is no square of counts.
  package init?(_ document: Document) {
    guard case .list(let rows)? = document["counts"]?.content else { return nil }
    var counts: [[Int]] = []
    for row in rows {
      guard case .list(let cells) = row.content, cells.count == rows.count else { return nil }
      let numbers = cells.compactMap { cell -> Int? in
        guard case .integer(let count) = cell.content, count >= 0 else { return nil }
        return Int(exactly: count)
      }
      guard numbers.count == rows.count else { return nil }
      counts.append(numbers)
    }
    var classes = rows.indices.map { "\($0)" }
    if case .list(let names)? = document["classes"]?.content, names.count == rows.count {
      classes = names.map(\.label)
    }
    guard !counts.isEmpty else { return nil }
    self.init(classes: classes, counts: counts)
  }
}
