import Hashing
import SQLite
import Trials

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
}
