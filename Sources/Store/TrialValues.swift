import SQLite
package import Sweeps
import Trials

extension ResultsReader {
  /// The metric of every trial, in the order of the plan; one in training counts as open.
  package func values(of sweep: SweepID, metric: Metric) throws(StoreError) -> [TrialValue] {
    try isCheaplyScanned()
      ? try scannedValues(of: sweep, metric: metric) : try soughtValues(of: sweep, metric: metric)
  }

  /// The metric of every trial that ends before its end, rung by rung, as halving asked for them.
  package func partialValues(
    of sweep: SweepID, metric: Metric
  ) throws(StoreError) -> [TrialValue] {
    var values: [TrialValue] = []
    let bounds = try SweepBounds(of: sweep, connection)
    for (metric, condition) in metric.partial {
      values += try partialValues(of: sweep, metric, condition, bounds)
    }
    return values
  }

  private func partialValues(
    of sweep: SweepID, _ metric: Metric, _ condition: String, _ bounds: SweepBounds
  ) throws(StoreError) -> [TrialValue] {
    try connection.all(
      """
      SELECT p.configuration, p.replicate, p.fold, \(ResultsReader.status), \(metric.score), p.until
      FROM sweep_trials p
      LEFT JOIN results r ON r.trial = p.trial
      WHERE p.sweep = ?2 AND \(askedTrials) AND \(condition)
      ORDER BY p.until, p.replicate, p.fold, p.configuration
      """, try measured(metric, sweep)
    ) { (row) throws(StoreError) in
      TrialValue(
        configuration: try bounds.configuration(row, 0), replicate: row.int(1),
        fold: try bounds.fold(row, 2), until: row.int(5), value: score(row, 4),
        status: try valueStatus(row, 3))
    }
  }

  /// Whether it is less work to read all measurements than to look for those that stand for results.
  ///
  /// To look for one takes as long as to read ten: programs that measure once, by the million. The size
  /// of the file tells how many a result can have: one takes about 20 bytes, a trial without any 200.
  private func isCheaplyScanned() throws(StoreError) -> Bool {
    let pages = try connection.first(
      "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    ) { $0.int(0) }
    let results = try connection.first("SELECT max(trial) FROM results") { $0.int(0) }
    guard let pages, let results else { return true }
    return pages < results * 400
  }

  /// The same of the first replicates alone: a few trials of many.
  package func values(
    of sweep: SweepID, metric: Metric, replicates: Int
  ) throws(StoreError) -> [TrialValue] {
    try soughtValues(of: sweep, metric: metric, "AND p.replicate < \(replicates)")
  }

  /// Looks for the measurement of each trial.
  ///
  /// - Parameter condition: a further one on the trials, in SQL.
  private func soughtValues(
    of sweep: SweepID, metric: Metric, _ condition: String = ""
  ) throws(StoreError) -> [TrialValue] {
    let bounds = try SweepBounds(of: sweep, connection)
    return try connection.all(
      """
      SELECT p.configuration, p.replicate, p.fold, \(ResultsReader.status), \(metric.score)
      FROM sweep_trials p
      LEFT JOIN results r ON r.trial = p.trial
      WHERE p.sweep = ?2 AND \(wholeTrials) \(condition)
      ORDER BY p.replicate, p.fold, p.configuration
      """, try measured(metric, sweep)
    ) { (row) throws(StoreError) in
      TrialValue(
        configuration: try bounds.configuration(row, 0), replicate: row.int(1),
        fold: try bounds.fold(row, 2), value: score(row, 4), status: try valueStatus(row, 3))
    }
  }

  /// Reads all measurements from first to last.
  private func scannedValues(of sweep: SweepID, metric: Metric) throws(StoreError) -> [TrialValue] {
    let measured = try measuredValues(metric)
    let bounds = try SweepBounds(of: sweep, connection)
    return try connection.all(
      """
      SELECT p.configuration, p.replicate, p.fold, \(ResultsReader.status), p.trial
      FROM sweep_trials p
      LEFT JOIN results r ON r.trial = p.trial
      WHERE p.sweep = ? AND \(wholeTrials) ORDER BY p.replicate, p.fold, p.configuration
      """, [.integer(sweep.row)]
    ) { (row) throws(StoreError) in
      let status = try valueStatus(row, 3)
      return TrialValue(
        configuration: try bounds.configuration(row, 0), replicate: row.int(1),
        fold: try bounds.fold(row, 2), value: status == .completed ? measured[row.int(4)] : nil,
        status: status)
    }
  }

  /// The metric of every result, of whichever sweep.
  private func measuredValues(_ metric: Metric) throws(StoreError) -> MeasuredValues {
    let last = try connection.first("SELECT max(id) FROM trials") { $0.int(0) } ?? 0
    var values = MeasuredValues(upTo: last)
    // The tables are joined in this order: both are read from first to last, side by side.
    try connection.each(
      """
      SELECT b.trial, b.value FROM measurements b
      CROSS JOIN results r ON r.trial = b.trial AND r.attempt = b.attempt
      WHERE b.metric = (SELECT id FROM metrics WHERE name = ?) \(metric.moment.condition)
      """, [.text(metric.name)]
    ) { row in
      let value = row.double(1)
      let trial = row.int(0)
      // Epochs come in their order: the last one stays, or the first of the best.
      if metric.moment == .best, let best = values[trial], !metric.prefers(value, to: best) {
        return
      }
      values[trial] = value
    }
    return values
  }

  /// NULL for a trial with a result that is no divergence: as most have, and a word for each would
  /// take as long as its value.
  private static let status = """
    CASE
      WHEN r.status = 'completed' THEN NULL
      WHEN r.trial IS NOT NULL THEN r.status
      WHEN (SELECT failed FROM trials t WHERE t.id = p.trial) THEN 'failed'
      ELSE 'open'
    END
    """

  private func valueStatus(_ row: Row, _ column: Int) throws(StoreError) -> TrialStatus {
    row.isNull(column) ? .completed : try status(row.text(column))
  }
}

/// A number for some of the trials, by their rows: which count from 1 without many gaps.
private struct MeasuredValues {
  private var numbers: [Double]
  private var isThere: [Bool]

  init(upTo last: Int) {
    numbers = Array(repeating: 0, count: last + 1)
    isThere = Array(repeating: false, count: last + 1)
  }

  subscript(trial: Int) -> Double? {
    get { isThere.indices.contains(trial) && isThere[trial] ? numbers[trial] : nil }
    set {
      guard isThere.indices.contains(trial) else { return }
      numbers[trial] = newValue ?? 0
      isThere[trial] = newValue != nil
    }
  }
}

extension Metric.Moment {
  /// The further condition on measurements, in SQL.
  fileprivate var condition: String {
    if case .epoch(let epoch) = self { "AND b.epoch = \(epoch)" } else { "" }
  }
}
