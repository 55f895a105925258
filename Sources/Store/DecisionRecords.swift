import CBOR
import Hashing
import SQLite
package import Trials

extension Connection {
  /// Writes down what a sweep's strategy decided.
  func insert(_ decision: Decision, of sweep: SweepID) throws(StoreError) {
    let proposals = Item.array(decision.proposals.map(\.item))
    try run(
      """
      INSERT INTO decisions (sweep, number, kind, evidence, first, configurations, proposals, until)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(sweep.row), .integer(decision.number), .text(decision.kind.rawValue),
        .blob(decision.evidence.bytes), .integer(decision.configurations.lowerBound),
        .integer(decision.configurations.count),
        decision.proposals.isEmpty ? .null : .blob(proposals.encoded()),
        .integer(decision.until ?? 0),
      ])
  }
}

extension ResultsFile {
  /// Gives the decisions of a sweep's strategy, in order.
  package func decisions(of sweep: SweepID) throws(StoreError) -> [Decision] {
    try connection.decisions(of: sweep)
  }
}

extension ResultsFile {
  /// Writes down that a run's time was over when its search had asked for so many configurations, or its race,
  /// where no search is, had decided on so many blocks.
  ///
  /// It is a decision of its own kind, with a negative number: those of the strategy keep theirs.
  package func noteTimeLimit(of sweep: SweepID, after count: Int) throws(StoreError) {
    try connection.run(
      """
      INSERT INTO decisions (sweep, number, kind, evidence, first, configurations)
      SELECT ?1, ifnull(min(min(number), 0), 0) - 1, 'time', ?2, ?3, 0 FROM decisions WHERE sweep = ?1
      """,
      [.integer(sweep.row), .blob(Digest(of: []).bytes), .integer(count)])
  }
}

extension ResultsReader {
  /// After how many configurations, or blocks of a race, a run's time was over, the last time that it was; nil
  /// where it never was.
  package func timeLimit(of sweep: SweepID) throws(StoreError) -> Int? {
    try connection.first(
      "SELECT first FROM decisions WHERE sweep = ? AND kind = 'time' ORDER BY number LIMIT 1",
      [.integer(sweep.row)]
    ) { $0.int(0) }
  }

  /// Gives the decisions of a sweep's strategy, in order.
  package func decisions(of sweep: SweepID) throws(StoreError) -> [Decision] {
    try connection.decisions(of: sweep)
  }
}

extension Connection {
  fileprivate func decisions(of sweep: SweepID) throws(StoreError) -> [Decision] {
    try all(
      """
      SELECT number, kind, evidence, first, configurations, proposals, until FROM decisions
      WHERE sweep = ? AND number >= 0 ORDER BY number
      """, [.integer(sweep.row)]
    ) { (row) throws(StoreError) in
      guard let kind = Decision.Kind(rawValue: row.text(1)) else {
        throw damaged("a strategy '\(row.text(1))' decided")
      }
      var proposals: [Proposal] = []
      if !row.isNull(5) {
        guard case .array(let items)? = try? Item(decoding: row.blob(5)) else {
          throw damaged("a decision asks for what is no configuration")
        }
        proposals = items.compactMap(Proposal.init)
        guard proposals.count == row.int(4) else {
          throw damaged("a decision asks for what is no configuration")
        }
      }
      return Decision(
        number: row.int(0), kind: kind, evidence: try digest(row, 2),
        configurations: row.int(3)..<row.int(3) + row.int(4), proposals: proposals,
        until: row.int(6) > 0 ? row.int(6) : nil)
    }
  }
}
