import Hashing
import SQLite
package import Trials

extension Connection {
  /// Writes down what a race decided.
  func insert(_ verdict: RaceVerdict, of sweep: SweepID) throws(StoreError) {
    try run(
      "INSERT INTO verdicts (sweep, block, evidence) VALUES (?, ?, ?)",
      [.integer(sweep.row), .integer(verdict.block), .blob(verdict.evidence.bytes)])
    for departure in verdict.departures {
      var figures = Array(repeating: Value.null, count: 6)
      var reason = "diverged"
      if case .behind(let comparison) = departure.reason {
        reason = "behind"
        figures = [
          .integer(comparison.leader), .integer(comparison.blocks), .real(comparison.difference),
          .real(comparison.standardError), .real(comparison.limit), .real(comparison.level),
        ]
      }
      try run(
        """
        INSERT INTO departures (sweep, block, configuration, reason, leader, blocks, difference, error,
          critical, level)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          .integer(sweep.row), .integer(verdict.block), .integer(departure.configuration),
          .text(reason),
        ] + figures)
    }
  }

  /// Writes down that a configuration stays in a race for good.
  func keep(_ configuration: Int, of sweep: SweepID) throws(StoreError) {
    try run(
      """
      INSERT INTO returns (sweep, configuration, block)
      SELECT ?1, ?2, (SELECT count(*) FROM verdicts WHERE sweep = ?1)
      WHERE NOT EXISTS (SELECT 1 FROM returns WHERE sweep = ?1 AND configuration = ?2)
      """, [.integer(sweep.row), .integer(configuration)])
  }

  /// Writes down that a configuration comes back once there are so many verdicts.
  func keep(_ configuration: Int, after block: Int, of sweep: SweepID) throws(StoreError) {
    try run(
      """
      INSERT INTO returns (sweep, configuration, block)
      VALUES (?1, ?2, max(?3, (SELECT count(*) FROM verdicts WHERE sweep = ?1)))
      ON CONFLICT DO NOTHING
      """, [.integer(sweep.row), .integer(configuration), .integer(block)])
  }

  /// Has a longer form of a sweep, which may have been there before, keep the configurations that the other
  /// has brought back.
  func keep(as former: SweepID, in longer: SweepID) throws(StoreError) {
    let kept = try all(
      """
      SELECT l.number, k.block FROM returns k
      JOIN configurations c ON c.sweep = k.sweep AND c.number = k.configuration
      JOIN configurations l ON l.sweep = ?2 AND l.label = c.label
      WHERE k.sweep = ?1 ORDER BY k.block, k.made, k.configuration
      """, [.integer(former.row), .integer(longer.row)]
    ) { (configuration: $0.int(0), block: $0.int(1)) }
    for (configuration, block) in kept {
      try keep(configuration, after: block, of: longer)
    }
  }

  fileprivate func verdicts(of sweep: SweepID) throws(StoreError) -> [RaceVerdict] {
    var departures: [Int: [Departure]] = [:]
    let bounds = try SweepBounds(of: sweep, self)
    try each(
      """
      SELECT block, configuration, leader, blocks, difference, error, critical, level FROM departures
      WHERE sweep = ? ORDER BY block, configuration
      """, [.integer(sweep.row)]
    ) { (row) throws(StoreError) in
      let reason: Departure.Reason =
        row.isNull(2)
        ? .diverged
        : .behind(
          RaceComparison(
            leader: try bounds.configuration(row, 2), blocks: row.int(3), difference: row.double(4),
            standardError: row.double(5), limit: row.double(6), level: row.double(7)))
      departures[row.int(0), default: []].append(
        Departure(configuration: try bounds.configuration(row, 1), reason: reason))
    }
    return try all(
      "SELECT block, evidence FROM verdicts WHERE sweep = ? ORDER BY block", [.integer(sweep.row)]
    ) { (row) throws(StoreError) in
      RaceVerdict(
        block: row.int(0), evidence: try digest(row, 1),
        departures: departures[row.int(0)] ?? [])
    }
  }

  /// The configurations that were brought back into a race or halving, in order.
  func kept(of sweep: SweepID) throws(StoreError) -> [Kept] {
    try all(
      "SELECT configuration, block FROM returns WHERE sweep = ? ORDER BY block, made, configuration",
      [.integer(sweep.row)]
    ) { Kept(configuration: $0.int(0), after: $0.int(1)) }
  }
}

extension ResultsFile {
  /// Gives the verdicts of a sweep's race, in order; empty where it is none.
  package func verdicts(of sweep: SweepID) throws(StoreError) -> [RaceVerdict] {
    try connection.verdicts(of: sweep)
  }

  /// The configurations that were brought back into a race, in order.
  package func kept(of sweep: SweepID) throws(StoreError) -> [Kept] {
    try connection.kept(of: sweep)
  }

  /// Keeps configurations in a race for good, where nobody coordinates.
  package func keep(_ configurations: [Int], of sweep: SweepID) throws(StoreError) {
    try connection.transaction { () throws(StoreError) in
      for configuration in configurations { try connection.keep(configuration, of: sweep) }
    }
    try countAgain()
  }
}

extension ResultsReader {
  /// Gives the verdicts of a sweep's race, in order; empty where it is none.
  package func verdicts(of sweep: SweepID) throws(StoreError) -> [RaceVerdict] {
    try connection.verdicts(of: sweep)
  }

  /// The configurations that were brought back into a race, in order.
  package func kept(of sweep: SweepID) throws(StoreError) -> [Kept] {
    try connection.kept(of: sweep)
  }

  /// The configurations that each block of a sweep was dealt to, in the order of replicate, fold and
  /// configuration.
  package func dealt(of sweep: SweepID) throws(StoreError) -> [Deal] {
    var deals: [Deal] = []
    try connection.each(
      """
      SELECT replicate, fold, configuration FROM sweep_trials p WHERE sweep = ? AND \(wholeTrials)
      ORDER BY replicate, fold, configuration
      """, [.integer(sweep.row)]
    ) { row in
      if let last = deals.last, last.replicate == row.int(0), last.fold == row.int(1) {
        deals[deals.count - 1].add(row.int(2))
      } else {
        deals.append(
          Deal(replicate: row.int(0), fold: row.int(1), configurations: [row.int(2)]))
      }
    }
    return deals
  }
}
