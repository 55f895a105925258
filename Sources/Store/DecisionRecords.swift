import Hashing
import SQLite
package import Trials

extension Connection {
  /// Writes down what a sweep's strategy decided.
  func insert(_ decision: Decision, of sweep: SweepID) throws(StoreError) {
    try run(
      """
      INSERT INTO decisions (sweep, number, kind, evidence, first, configurations)
      VALUES (?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(sweep.row), .integer(decision.number), .text(decision.kind.rawValue),
        .blob(decision.evidence.bytes), .integer(decision.configurations.lowerBound),
        .integer(decision.configurations.count),
      ])
  }

  /// What a sweep's strategy decided, in order.
  func decisions(of sweep: SweepID) throws(StoreError) -> [Decision] {
    try all(
      """
      SELECT number, kind, evidence, first, configurations FROM decisions WHERE sweep = ?
      ORDER BY number
      """, [.integer(sweep.row)]
    ) { (row) throws(StoreError) in
      guard let kind = Decision.Kind(rawValue: row.text(1)) else {
        throw damaged("a strategy '\(row.text(1))' decided")
      }
      return Decision(
        number: row.int(0), kind: kind, evidence: try digest(row, 2),
        configurations: row.int(3)..<row.int(3) + row.int(4))
    }
  }
}

extension ResultsReader {
  /// What a sweep's strategy decided, in order.
  package func decisions(of sweep: SweepID) throws(StoreError) -> [Decision] {
    try connection.decisions(of: sweep)
  }
}
