import SQLite
import Sweeps
import Trials
package import Views

extension ResultsReader {
  /// The present activity in a sweep; nil while no coordinator runs.
  package func activity(of sweep: SweepID) throws(StoreError) -> Activity? {
    guard writer != nil else { return nil }
    let coordinator = try connection.first(
      """
      SELECT sweep, first_worker, (julianday('now') - julianday(started)) * 86400.0,
        paused IS NOT NULL
      FROM coordinators ORDER BY epoch DESC LIMIT 1
      """
    ) {
      (
        sweep: Int64($0.int(0)), first: $0.int(1), seconds: $0.double(2),
        isPaused: $0.int(3) == 1
      )
    }
    guard let coordinator, coordinator.sweep == sweep.row else { return nil }
    let tallies = try tallies(from: coordinator.first)
    let running = try running(in: sweep, from: coordinator.first)
    // One process may have come several times: the last time counts.
    let workers = try connection.all(
      """
      SELECT w.host, w.process, w.slots, w.drained IS NOT NULL, w.kernel, w.quarantined IS NOT NULL FROM (
        SELECT min(id) AS first, max(id) AS last FROM workers WHERE id >= ? GROUP BY host, process
      ) s JOIN workers w ON w.id = s.last
      WHERE w.departed IS NULL ORDER BY s.first
      """, [.integer(coordinator.first)]
    ) { row in
      let name = ProcessName(host: row.text(0), process: row.int(1))
      return Activity.Presence(
        host: name.host, process: name.process, slots: row.int(2),
        done: tallies[name]?.done ?? 0, failed: tallies[name]?.failed ?? 0,
        running: running[name] ?? [], isDraining: row.int(3) == 1, kernel: row.text(4),
        isQuarantined: row.int(5) == 1)
    }
    return Activity(
      workers: workers, elapsed: .seconds(coordinator.seconds > 0 ? coordinator.seconds : 0),
      isPaused: coordinator.isPaused)
  }

  /// The class of kernels that the first result of a sweep was trained with; nil while it has none.
  package func kernel(of sweep: SweepID) throws(StoreError) -> String? {
    try connection.first(
      """
      SELECT w.kernel FROM attempts a JOIN workers w ON w.id = a.worker
      WHERE a.ending = 'finished' AND a.trial IN (
        SELECT trial FROM sweep_trials p WHERE p.sweep = ? AND \(askedTrials))
      ORDER BY a.epoch, a.started, a.trial LIMIT 1
      """, [.integer(sweep.row)]
    ) { $0.text(0) }
  }

  /// The trials that workers finished and failed, from the worker with this row on.
  private func tallies(
    from first: Int
  ) throws(StoreError) -> [ProcessName: (done: Int, failed: Int)] {
    var tallies: [ProcessName: (done: Int, failed: Int)] = [:]
    try connection.each(
      "SELECT host, process, finished, failed FROM workers WHERE id >= ?", [.integer(first)]
    ) { row in
      let name = ProcessName(host: row.text(0), process: row.int(1))
      let tally = tallies[name] ?? (0, 0)
      tallies[name] = (tally.done + row.int(2), tally.failed + row.int(3))
    }
    return tallies
  }

  /// The trials that workers have in training, from the worker with this row on.
  ///
  /// A worker that came back has of its former stays only what was adopted, and leases that wait for their
  /// holders are nobody's.
  private func running(
    in sweep: SweepID, from first: Int
  ) throws(StoreError) -> [ProcessName: [Activity.Training]] {
    let leases = try connection.all(
      """
      SELECT w.host, w.process, a.trial,
        (SELECT max(m.epoch) FROM measurements m WHERE m.trial = a.trial AND m.attempt = a.number
            AND \(countableEpochs))
      FROM leases a JOIN workers w ON w.id = a.worker WHERE w.id >= ? ORDER BY a.place
      """, [.integer(first)]
    ) {
      (
        worker: ProcessName(host: $0.text(0), process: $0.int(1)), trial: Int64($0.int(2)),
        epoch: $0.isNull(3) ? 0 : $0.int(3)
      )
    }
    let places = try connection.places(of: Set(leases.map(\.trial)), in: sweep)
    var running: [ProcessName: [Activity.Training]] = [:]
    for lease in leases {
      guard let place = places[lease.trial] else { continue }
      running[lease.worker, default: []].append(Activity.Training(place, epoch: lease.epoch))
    }
    return running
  }

  /// The last so many of the attempts of a sweep that failed, the latest last.
  package func failures(
    of sweep: SweepID, last limit: Int
  ) throws(StoreError) -> [RecordedFailure] {
    try failures(last: limit) { (trials) throws(StoreError) in
      try connection.places(of: trials, in: sweep)
    }
  }

  /// The same of the trials that have a place, by their rows.
  func failures(
    last limit: Int, places: (Set<Int64>) throws(StoreError) -> [Int64: TrialPlace]
  ) throws(StoreError) -> [RecordedFailure] {
    // Failures of other sweeps may be among the last of all.
    var wanted = 4 * limit
    while true {
      var trials: [Int64] = []
      let failures = try connection.all(
        """
        SELECT a.trial, a.number, w.host, w.process, a.cause, a.message, a.output
        FROM attempts a JOIN workers w ON w.id = a.worker
        WHERE a.ending = 'failed' ORDER BY a.ended DESC, a.trial DESC, a.number DESC LIMIT ?
        """, [.integer(wanted)]
      ) { (row) throws(StoreError) in
        guard let cause = Failure.Cause(rawValue: row.text(4)) else {
          throw connection.damaged("an attempt failed by '\(row.text(4))'")
        }
        trials.append(Int64(row.int(0)))
        return (
          attempt: row.int(1), worker: ProcessName(host: row.text(2), process: row.int(3)),
          failure: Failure(cause: cause, message: row.text(5), output: row.text(6)).bounded
        )
      }
      let places = try places(Set(trials))
      let latest = zip(trials, failures).compactMap { trial, failed in
        places[trial].map {
          RecordedFailure(
            $0, attempt: failed.attempt, worker: failed.worker, failure: failed.failure)
        }
      }
      if latest.count >= limit || failures.count < wanted {
        return latest.prefix(limit).reversed()
      }
      wanted *= 8
    }
  }
}

extension Connection {
  /// Where trials, by their rows, stand in a sweep that asks for them: of several places the first.
  ///
  /// A sweep's trials are often rows in the order of its plan, as they were written: so a row tells where to
  /// look. Only others are sought among all.
  func places(of trials: Set<Int64>, in sweep: SweepID) throws(StoreError) -> [Int64: TrialPlace] {
    guard !trials.isEmpty else { return [:] }
    var places: [Int64: TrialPlace] = [:]
    let shape = try first(
      """
      SELECT (SELECT trial FROM sweep_trials p WHERE p.sweep = ?1 AND \(wholeTrials)
          ORDER BY replicate, fold, configuration LIMIT 1),
        (SELECT count(*) FROM configurations WHERE sweep = ?1),
        (SELECT count(*) FROM sweep_splits WHERE sweep = ?1)
      """, [.integer(sweep.row)]
    ) { (first: Int64($0.int(0)), configurations: Int64($0.int(1)), folds: Int64($0.int(2))) }
    if let shape, shape.configurations > 0, shape.folds > 0 {
      for trial in trials where trial >= shape.first {
        let (block, configuration) = (trial - shape.first).quotientAndRemainder(
          dividingBy: shape.configurations)
        let (replicate, fold) = block.quotientAndRemainder(dividingBy: shape.folds)
        let isThere = try first(
          """
          SELECT 1 FROM sweep_trials p WHERE p.sweep = ? AND \(wholeTrials)
            AND replicate = ? AND fold = ? AND configuration = ? AND trial = ?
          """,
          [
            .integer(sweep.row), .integer(replicate), .integer(fold), .integer(configuration),
            .integer(trial),
          ]
        ) { _ in true }
        guard isThere == true else { continue }
        places[trial] = TrialPlace(
          configuration: Int(configuration), replicate: Int(replicate), fold: Int(fold), until: nil)
      }
    }
    guard places.count < trials.count else { return places }
    try each(
      """
      SELECT trial, configuration, replicate, fold, until FROM sweep_trials p
      WHERE p.sweep = ? AND \(askedTrials)
      """, [.integer(sweep.row)]
    ) { row in
      let trial = Int64(row.int(0))
      guard trials.contains(trial), places[trial] == nil else { return }
      places[trial] = TrialPlace(
        configuration: row.int(1), replicate: row.int(2), fold: row.int(3),
        until: row.int(4) == 0 ? nil : row.int(4))
    }
    return places
  }
}
