import SQLite

extension ResultsReader {
  /// When the last training of each configuration ended, in seconds from the sweep's first lease, by the
  /// configuration's number; those that have trials without a result are left out.
  ///
  /// Results that another sweep has trained before count from the same moment, so they can be negative.
  package func endTimes(of sweep: SweepID) throws(StoreError) -> [Int: Double] {
    let rows = try connection.all(
      """
      SELECT p.configuration, max(julianday(a.ended)) AS ended, min(julianday(a.started)),
        count(*) - count(r.trial)
      FROM sweep_trials p
      LEFT JOIN results r ON r.trial = p.trial
      LEFT JOIN attempts a ON a.trial = r.trial AND a.number = r.attempt
      WHERE p.sweep = ? AND p.stage = 0 AND p.until = 0
      GROUP BY p.configuration
      """, [.integer(sweep.row)]
    ) { row in
      (
        row.int(0), row.isNull(1) ? nil : row.double(1), row.isNull(2) ? nil : row.double(2),
        row.int(3)
      )
    }
    guard let begin = rows.compactMap(\.2).min() else { return [:] }
    var times: [Int: Double] = [:]
    for (configuration, ended, _, open) in rows where open == 0 {
      if let ended { times[configuration] = (ended - begin) * 86_400 }
    }
    return times
  }
}
