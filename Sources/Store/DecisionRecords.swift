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
      INSERT INTO decisions (sweep, number, kind, evidence, first, configurations, proposals)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(sweep.row), .integer(decision.number), .text(decision.kind.rawValue),
        .blob(decision.evidence.bytes), .integer(decision.configurations.lowerBound),
        .integer(decision.configurations.count),
        decision.proposals.isEmpty ? .null : .blob(proposals.encoded()),
      ])
  }
}

extension ResultsFile {
  /// What a sweep's strategy decided, in order.
  package func decisions(of sweep: SweepID) throws(StoreError) -> [Decision] {
    try connection.decisions(of: sweep)
  }
}

extension ResultsReader {
  /// What a sweep's strategy decided, in order.
  package func decisions(of sweep: SweepID) throws(StoreError) -> [Decision] {
    try connection.decisions(of: sweep)
  }
}

extension Connection {
  fileprivate func decisions(of sweep: SweepID) throws(StoreError) -> [Decision] {
    try all(
      """
      SELECT number, kind, evidence, first, configurations, proposals FROM decisions
      WHERE sweep = ? ORDER BY number
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
        configurations: row.int(3)..<row.int(3) + row.int(4), proposals: proposals)
    }
  }
}
