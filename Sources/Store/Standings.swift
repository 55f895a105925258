import SQLite
import Sweeps
import Trials
package import Views

extension ResultsReader {
  /// How a sweep stands: as its coordinator has written it down, or counted where none has.
  package func standing(of sweep: RecordedSweep) throws(StoreError) -> Standing {
    if let known = try writtenStanding(of: sweep.id) { return known }
    return try countedStanding(of: sweep)
  }

  /// How a sweep stands as its coordinator has written it down; nil where it has to be counted.
  func writtenStanding(of sweep: SweepID) throws(StoreError) -> Standing? {
    try connection.first(
      """
      SELECT completed, diverged, failed, open, failed_attempts, timed, mean_seconds, std_seconds,
        best, best_n, best_mean, best_std
      FROM standings WHERE sweep = ?
      """, [.integer(sweep.row)]
    ) { row in
      var standing = Standing()
      standing.completed = row.int(0)
      standing.diverged = row.int(1)
      standing.failed = row.int(2)
      standing.open = row.int(3)
      standing.failedAttempts = row.int(4)
      standing.durations = Standing.Durations(
        count: row.int(5), mean: row.double(6), deviation: row.isNull(7) ? nil : row.double(7))
      if !row.isNull(8) {
        standing.best = Standing.Best(
          configuration: row.int(8), count: row.int(9), mean: row.double(10),
          deviation: row.isNull(11) ? nil : row.double(11))
      }
      return standing
    }
  }

  /// Counts how a sweep stands, trial by trial.
  package func countedStanding(of sweep: RecordedSweep) throws(StoreError) -> Standing {
    let partial = try partialValues(of: sweep.id, metric: sweep.metric)
    let whole = try values(of: sweep.id, metric: sweep.metric)
    let compared = try comparison(of: sweep.id)
    return Standing(
      of: partial.isEmpty ? whole : whole + partial,
      configurationCount: sweep.configurationCount, metric: sweep.metric,
      unit: sweep.evaluation.summaryUnit, excluded: compared.excluded,
      failedAttempts: try failedAttemptCount(of: sweep.id), durations: try durations(of: sweep.id))
  }

  /// The configurations that are not compared, by the cause.
  struct Comparison {
    /// The configurations that somebody has hidden.
    var hidden: Set<Int> = []
    /// The configurations that a race has sent away.
    var departed: Set<Int> = []
    /// The configurations that somebody has brought back for good.
    var kept: Set<Int> = []

    var excluded: Set<Int> { hidden.union(departed.subtracting(kept)) }
  }

  func comparison(of sweep: SweepID) throws(StoreError) -> Comparison {
    func configurations(_ table: String) throws(StoreError) -> Set<Int> {
      Set(
        try connection.all(
          "SELECT configuration FROM \(table) WHERE sweep = ? AND configuration IS NOT NULL",
          [.integer(sweep.row)]
        ) { $0.int(0) })
    }
    return Comparison(
      hidden: try configurations("removals"), departed: try configurations("departures"),
      kept: try configurations("returns"))
  }

  private func failedAttemptCount(of sweep: SweepID) throws(StoreError) -> Int {
    let failed = try failedAttempts()
    guard !failed.isEmpty else { return 0 }
    let asked = try connection.places(of: Set(failed.map(\.trial)), in: sweep)
    return failed.count { asked[$0.trial] != nil }
  }

  /// The attempts that failed, by the rows of their trials.
  func failedAttempts() throws(StoreError) -> [(trial: Int64, number: Int)] {
    try connection.all("SELECT trial, number FROM attempts WHERE ending = 'failed'") {
      (trial: Int64($0.int(0)), number: $0.int(1))
    }
  }
}

extension ResultsReader {
  /// The sweeps of which the file keeps other counts, or another best, than their trials come to.
  package func wrongStandings() throws(StoreError) -> [RecordedSweep] {
    var wrong: [RecordedSweep] = []
    for sweep in try sweeps() {
      guard let written = try writtenStanding(of: sweep.id),
        try !written.agrees(with: countedStanding(of: sweep))
      else { continue }
      wrong.append(sweep)
    }
    return wrong
  }
}

extension Connection {
  /// A statement that writes down how a sweep stands.
  func standingRecording() throws(StoreError) -> Recording {
    try recording(
      """
      INSERT OR REPLACE INTO standings (sweep, completed, diverged, failed, open, failed_attempts,
        timed, mean_seconds, std_seconds, best, best_n, best_mean, best_std)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
  }
}

extension Recording {
  /// Writes down how a sweep stands.
  func run(_ standing: Standing, of sweep: SweepID) throws(StoreError) {
    try run { (values) throws(DatabaseError) in
      try values.append(sweep.row)
      for count in [
        standing.completed, standing.diverged, standing.failed, standing.open,
        standing.failedAttempts, standing.durations.count,
      ] {
        try values.append(count)
      }
      try values.append(standing.durations.mean)
      try values.append(standing.durations.deviation.map(Value.real) ?? .null)
      guard let best = standing.best else {
        for _ in 0..<4 { try values.append(Value.null) }
        return
      }
      try values.append(best.configuration)
      try values.append(best.count)
      try values.append(best.mean)
      try values.append(best.deviation.map(Value.real) ?? .null)
    }
  }
}

extension ResultsFile {
  /// Drops what is written of how sweeps stand, and counts the one that was run last.
  package func forgetStandings() throws(StoreError) {
    _ = try connection.transaction { () throws(StoreError) in
      try connection.run("DELETE FROM standings")
    }
    try countAgain()
  }

  /// Counts how the sweep stands that was run last, and writes it down, where that is not written: after
  /// whatever has changed the record without a coordinator.
  func countAgain() throws(StoreError) {
    let reader = ResultsReader(over: connection)
    guard let sweep = try reader.latestSweep(), try reader.writtenStanding(of: sweep.id) == nil
    else { return }
    let standing = try reader.countedStanding(of: sweep)
    try connection.transaction { () throws(StoreError) in
      try connection.standingRecording().run(standing, of: sweep.id)
    }
  }
}
