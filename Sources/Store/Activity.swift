import SQLite
import Sweeps
package import Trials

/// What goes on in a file while a coordinator writes it, for somebody who looks on.
package struct Activity: Hashable, Sendable {
  /// A worker that is there, and what it did since this coordinator began.
  package struct Presence: Hashable, Sendable {
    package let host: String
    /// The process's id on that host.
    package let process: Int
    /// Trainings at a time.
    package let slots: Int
    /// The trials it has brought to a result.
    package let done: Int
    /// The attempts that failed with it.
    package let failed: Int
    /// What it holds, in training or ready, in the order in which it got it.
    package let running: [Training]

    /// What is in training: what comes after the slots are full is held ready.
    package var training: ArraySlice<Training> { running.prefix(slots) }
  }

  /// A trial that a worker holds; its numbers count from 0.
  package struct Training: Hashable, Sendable {
    package let configuration: Int
    package let replicate: Int
    package let fold: Int
    /// The epoch that was measured last; 0 before the first.
    package let epoch: Int
  }

  /// In the order in which they came.
  package let workers: [Presence]
  /// Since the coordinator began.
  package let elapsed: Duration

  /// How many trials are in training.
  package var training: Int { workers.reduce(0) { $0 + $1.training.count } }
}

/// An attempt that failed, and with whom.
package struct RecordedFailure: Hashable, Sendable {
  package let configuration: Int
  package let replicate: Int
  package let fold: Int
  package let host: String
  package let process: Int
  package let failure: Failure
}

extension ResultsReader {
  /// What is going on in a sweep at this moment; nil when nobody runs it.
  package func activity(of sweep: SweepID) throws(StoreError) -> Activity? {
    guard writer != nil else { return nil }
    let coordinator = try connection.first(
      """
      SELECT sweep, started, (julianday('now') - julianday(started)) * 86400.0
      FROM coordinators ORDER BY epoch DESC LIMIT 1
      """
    ) { (sweep: Int64($0.int(0)), started: $0.text(1), seconds: $0.double(2)) }
    guard let coordinator, coordinator.sweep == sweep.row else { return nil }
    let tallies = try tallies(since: coordinator.started)
    let running = try running(in: sweep)
    // One process may have come several times: the last time counts.
    let workers = try connection.all(
      """
      SELECT host, process, max(id), slots FROM workers
      WHERE joined >= ? GROUP BY host, process HAVING departed IS NULL ORDER BY min(id)
      """, [.text(coordinator.started)]
    ) { row in
      let name = WorkerName(host: row.text(0), process: row.int(1))
      return Activity.Presence(
        host: name.host, process: name.process, slots: row.int(3),
        done: tallies[name]?.done ?? 0, failed: tallies[name]?.failed ?? 0,
        running: running[name] ?? [])
    }
    return Activity(
      workers: workers, elapsed: .seconds(coordinator.seconds > 0 ? coordinator.seconds : 0))
  }

  private struct WorkerName: Hashable {
    let host: String
    let process: Int
  }

  /// What workers did that came since a time.
  private func tallies(
    since started: String
  ) throws(StoreError) -> [WorkerName: (done: Int, failed: Int)] {
    var tallies: [WorkerName: (done: Int, failed: Int)] = [:]
    try connection.each(
      "SELECT host, process, finished, failed FROM workers WHERE joined >= ?", [.text(started)]
    ) { row in
      let name = WorkerName(host: row.text(0), process: row.int(1))
      let tally = tallies[name] ?? (0, 0)
      tallies[name] = (tally.done + row.int(2), tally.failed + row.int(3))
    }
    return tallies
  }

  private func running(in sweep: SweepID) throws(StoreError) -> [WorkerName: [Activity.Training]] {
    var running: [WorkerName: [Activity.Training]] = [:]
    try connection.each(
      """
      SELECT w.host, w.process, p.configuration, p.replicate, p.fold,
        (SELECT max(m.epoch) FROM measurements m WHERE m.trial = a.trial AND m.attempt = a.number
            AND \(countableEpochs))
      FROM leases a JOIN workers w ON w.id = a.worker
      JOIN sweep_trials p ON p.sweep = ? AND \(askedTrials) AND p.trial = a.trial
      ORDER BY a.started, p.replicate, p.fold, p.configuration
      """, [.integer(sweep.row)]
    ) { row in
      running[WorkerName(host: row.text(0), process: row.int(1)), default: []].append(
        Activity.Training(
          configuration: row.int(2), replicate: row.int(3), fold: row.int(4),
          epoch: row.isNull(5) ? 0 : row.int(5)))
    }
    return running
  }

  /// How many attempts of a sweep failed, and the last so many of them, the latest last.
  package func failures(
    of sweep: SweepID, last limit: Int
  ) throws(StoreError) -> (count: Int, latest: [RecordedFailure]) {
    var count = 0
    let latest: [RecordedFailure] = try connection.all(
      """
      SELECT p.configuration, p.replicate, p.fold, w.host, w.process, a.cause, a.message, a.output,
        count(*) OVER ()
      FROM attempts a JOIN workers w ON w.id = a.worker
      JOIN sweep_trials p ON p.sweep = ? AND \(askedTrials) AND p.trial = a.trial
      WHERE a.ending = 'failed'
      ORDER BY a.ended DESC, a.trial DESC, a.number DESC LIMIT ?
      """, [.integer(sweep.row), .integer(limit)]
    ) { (row) throws(StoreError) in
      count = row.int(8)
      guard let cause = Failure.Cause(rawValue: row.text(5)) else {
        throw connection.damaged("an attempt failed by '\(row.text(5))'")
      }
      return RecordedFailure(
        configuration: row.int(0), replicate: row.int(1), fold: row.int(2), host: row.text(3),
        process: row.int(4),
        failure: Failure(cause: cause, message: row.text(6), output: row.text(7)).bounded)
    }
    return (count, latest.reversed())
  }
}
