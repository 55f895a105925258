import Hashing
import SQLite
package import Sweeps
package import Trials

/// One trial of a sweep, as a list of trials shows it.
package struct TrialRecord: Hashable, Sendable {
  /// The identity of the trial, the same in every results file.
  package let id: TrialID
  /// The number of the configuration in the plan, counted from 0.
  package let configuration: Int
  /// The replicate, counted from 0.
  package let replicate: Int
  /// The fold, counted from 0 through all repeats.
  package let fold: Int
  /// The epoch after which it ends, at a rung; nil of a whole one.
  package let until: Int?
  /// The status on record: `running` as long as an attempt is handed out, also where its coordinator is gone.
  package let status: TrialStatus
  /// The metric's value; nil when there is none, NaN when that is what was measured.
  package let value: Double?
  /// How long the training of the result took; nil without a result.
  package let seconds: Double?
  /// How many attempts were made.
  package let attempts: Int
}

extension ResultsReader {
  /// Visits every trial of a sweep, in the order of the plan; none is kept, so that a million of them
  /// take no memory.
  package func forEachTrial(
    of sweep: SweepID, metric: Metric, _ visit: (TrialRecord) throws(StoreError) -> Void
  ) throws(StoreError) {
    try forEachTrial(of: sweep, metric, wholeTrials, visit)
  }

  /// Visits every trial that ends before its end, rung by rung.
  package func forEachPartialTrial(
    of sweep: SweepID, metric: Metric, _ visit: (TrialRecord) throws(StoreError) -> Void
  ) throws(StoreError) {
    for (metric, condition) in metric.partial {
      try forEachTrial(of: sweep, metric, "\(askedTrials) AND \(condition)", visit)
    }
  }

  /// A part of the whole trials of a sweep, in the order of the plan: of one configuration, or of all.
  ///
  /// - Returns: the trials of the part, and how many there are in all.
  package func trials(
    of sweep: SweepID, metric: Metric, configuration: Int?, first: Int, count: Int
  ) throws(StoreError) -> (part: [TrialRecord], total: Int) {
    let condition = wholeTrials + (configuration.map { " AND p.configuration = \($0)" } ?? "")
    var part: [TrialRecord] = []
    try forEachTrial(of: sweep, metric, condition, limit: "LIMIT \(count) OFFSET \(first)") {
      part.append($0)
    }
    let total = try connection.first(
      "SELECT count(*) FROM sweep_trials p WHERE p.sweep = ? AND \(condition)",
      [.integer(sweep.row)]
    ) { $0.int(0) }
    return (part, total ?? 0)
  }

  /// A whole trial of a sweep by its hash; nil where the sweep has none such.
  package func trial(
    _ id: TrialID, of sweep: SweepID, metric: Metric
  ) throws(StoreError) -> TrialRecord? {
    var found: TrialRecord?
    let isIt = "p.trial = (SELECT id FROM trials WHERE hash = x'\(id.digest)')"
    try forEachTrial(of: sweep, metric, "\(wholeTrials) AND \(isIt)", limit: "LIMIT 1") {
      found = $0
    }
    return found
  }

  private func forEachTrial(
    of sweep: SweepID, _ metric: Metric, _ condition: String, limit: String = "",
    _ visit: (TrialRecord) throws(StoreError) -> Void
  ) throws(StoreError) {
    let bounds = try SweepBounds(of: sweep, connection)
    try connection.each(
      """
      SELECT p.configuration, p.replicate, p.fold, \(metric.score), t.hash, r.seconds,
        (SELECT count(*) FROM all_attempts a WHERE a.trial = t.id),
        CASE
          WHEN r.trial IS NOT NULL THEN r.status
          WHEN t.failed THEN 'failed'
          WHEN t.id IN (SELECT trial FROM leases) THEN 'running'
          ELSE 'open'
        END, p.until
      FROM sweep_trials p
      JOIN trials t ON t.id = p.trial
      LEFT JOIN results r ON r.trial = p.trial
      WHERE p.sweep = ?2 AND \(condition) ORDER BY p.until, p.replicate, p.fold, p.configuration
      \(limit)
      """, try measured(metric, sweep)
    ) { (row) throws(StoreError) in
      try visit(
        TrialRecord(
          id: TrialID(digest: try connection.digest(row, 4)),
          configuration: try bounds.configuration(row, 0), replicate: row.int(1),
          fold: try bounds.fold(row, 2), until: row.int(8) > 0 ? row.int(8) : nil,
          status: try status(row.text(7)),
          value: score(row, 3), seconds: row.seconds(5),
          attempts: row.int(6)))
    }
  }

  /// Every trial of a sweep, in the order of the plan.
  package func trials(of sweep: SweepID, metric: Metric) throws(StoreError) -> [TrialRecord] {
    var trials: [TrialRecord] = []
    try forEachTrial(of: sweep, metric: metric) { trials.append($0) }
    return trials
  }

  func status(_ word: String) throws(StoreError) -> TrialStatus {
    guard let status = TrialStatus(rawValue: word) else {
      throw connection.damaged("a trial is '\(word)'")
    }
    return status
  }

  /// A column with `metric.score`: nil without a measurement.
  func score(_ row: Row, _ column: Int) -> Double? {
    switch row.value(column) {
    case .real(let value): value
    case .text: .nan
    default: nil
    }
  }

  /// The values for a query with `metric.score`: the metric's row, and the sweep's.
  func measured(_ metric: Metric, _ sweep: SweepID) throws(StoreError) -> [Value] {
    let row = try connection.first("SELECT id FROM metrics WHERE name = ?", [.text(metric.name)]) {
      $0.value(0)
    }
    return [row ?? .null, .integer(sweep.row)]
  }
}

extension Metric {
  /// The metric of trials that end at rungs, with which of `sweep_trials p` it is read so: an epoch beyond the
  /// end of a trial is read as its last.
  var partial: [(metric: Metric, condition: String)] {
    guard case .epoch(let epoch) = moment else { return [(self, "p.until > 0")] }
    return [
      (within(1), "p.until BETWEEN 1 AND \(epoch - 1)"), (self, "p.until >= \(max(1, epoch))"),
    ]
  }

  /// The measurement that stands for a result `r`, in SQL; `?1` is the metric's row.
  ///
  /// It is found in one descent of the tree of measurements: at 100,000 trials that is most of what
  /// a table takes. NULL is that there is none, so NaN, which the file keeps as NULL, is 'NaN' here.
  /// A trial that diverged has none: the last number before its loss ran away is no result of it.
  var score: String {
    let choice =
      switch moment {
      case .last: "ORDER BY b.epoch DESC LIMIT 1"
      case .epoch(let epoch): "AND b.epoch = \(epoch)"
      case .best:
        "ORDER BY b.value \(goal == .maximize ? "DESC" : "ASC") NULLS LAST, b.epoch LIMIT 1"
      }
    return """
      iif(r.status = 'completed', (
        SELECT ifnull(b.value, 'NaN') FROM measurements b
        WHERE b.trial = r.trial AND b.attempt = r.attempt AND b.metric = ?1 \(choice)), NULL)
      """
  }
}
