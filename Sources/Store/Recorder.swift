import CBOR
import Hashing
import SQLite
package import Sweeps

/// What can be recorded within a transaction of a `ResultsFile`.
///
/// Trials are those of a registered plan, attempts those that were leased: anything else is a
/// mistake of the caller and traps. Attempt numbers count from 1 within their trial.
package struct Recorder {
  let connection: Connection
  let rows: RowNumbers
  /// When it happens, for all that one commit holds: UTC, as in ISO 8601.
  let time: Value

  init(_ connection: Connection, _ rows: RowNumbers) throws(StoreError) {
    self.connection = connection
    self.rows = rows
    time = try connection.first("SELECT \(now)") { $0.value(0) } ?? .null
  }
}

// MARK: - Workers

/// Who a worker is: what people ask when a number looks odd.
package struct Worker: Hashable, Sendable {
  package let host: String
  package let process: Int
  /// Trainings at a time.
  package let slots: Int
  /// What its trainer promises about its numbers.
  package let semantics: String
  /// The class of kernels that its numbers come from, such as `x86-64-v4`.
  package let kernel: String
  /// The name of the key that it came in with; nil where none was asked for.
  package let key: String?

  package init(
    host: String, process: Int, slots: Int, semantics: String, kernel: String, key: String? = nil
  ) {
    self.host = host
    self.process = process
    self.slots = slots
    self.semantics = semantics
    self.kernel = kernel
    self.key = key
  }
}

/// One stay of a worker, as a results file counts them.
package struct WorkerID: Hashable, Sendable {
  let row: Int64
}

extension Recorder {
  /// A worker came, or came back.
  package func join(_ worker: Worker) throws(StoreError) -> WorkerID {
    try connection.run(
      "INSERT INTO workers (host, process, slots, semantics, kernel, key) VALUES (?, ?, ?, ?, ?, ?)",
      [
        .text(worker.host), .integer(worker.process), .integer(worker.slots),
        .text(worker.semantics), .text(worker.kernel), worker.key.map(Value.text) ?? .null,
      ])
    return WorkerID(row: connection.lastInsertRowID)
  }

  /// A worker went; its attempts have to be ended one by one.
  package func leave(_ worker: WorkerID) throws(StoreError) {
    try connection.run(
      "UPDATE workers SET departed = ? WHERE id = ?", [time, .integer(worker.row)])
  }
}

extension Recorder {
  /// A worker gets no more work, because it failed what others could do.
  package func quarantine(_ worker: WorkerID) throws(StoreError) {
    try connection.run(
      "UPDATE workers SET quarantined = ? WHERE id = ?", [time, .integer(worker.row)])
  }
}

extension Recorder {
  /// Somebody says that a host is as good as others again.
  package func forgive(host: String) throws(StoreError) {
    try connection.run("UPDATE workers SET quarantined = NULL WHERE host = ?", [.text(host)])
  }
}

// MARK: - Attempts

extension Recorder {
  /// An attempt begins; refused while another of the same trial has not ended.
  package func lease(
    _ trial: TrialID, attempt: Int, to worker: WorkerID
  ) throws(StoreError) {
    try connection.run(
      """
      INSERT INTO attempts (trial, number, epoch, worker, started)
      VALUES (?, ?, (SELECT max(epoch) FROM coordinators), ?, ?)
      """, [.integer(try row(trial)), .integer(attempt), .integer(worker.row), time])
  }

  /// A worker came back with an attempt that was given up, or that an earlier stay of it began.
  package func adopt(
    _ trial: TrialID, attempt: Int, by worker: WorkerID
  ) throws(StoreError) {
    let trial = try row(trial)
    let changed = try connection.run(
      """
      UPDATE attempts SET worker = ?, ended = NULL, ending = NULL WHERE trial = ? AND number = ?
      """, [.integer(worker.row), .integer(trial), .integer(attempt)])
    precondition(changed == 1, "attempt \(attempt) of trial \(trial) was never leased")
  }

  /// What an attempt measured so far; what was said before is skipped.
  package func record(
    _ measurements: [Measurement], of trial: TrialID, attempt: Int
  ) throws(StoreError) {
    try insert(measurements, of: try row(trial), attempt: attempt)
  }

  /// An attempt came to an outcome, which becomes the trial's result: the first and the only one.
  ///
  /// Also an attempt that was given up may still finish. Weights that come with the outcome are on
  /// the disk when the transaction is.
  ///
  /// - Parameter seconds: how long the training took, by the clock of its worker.
  package func finish(
    _ trial: TrialID, attempt: Int, _ outcome: Outcome, seconds: Double
  ) throws(StoreError) {
    let id = trial
    let trial = try row(id)
    try end(trial, attempt, "finished")
    // The outcome is the whole truth; what was reported on the way is part of it.
    try connection.run(
      "DELETE FROM measurements WHERE trial = ? AND attempt = ?",
      [.integer(trial), .integer(attempt)])
    try insert(outcome.measurements, of: trial, attempt: attempt)
    try connection.run(
      """
      INSERT INTO results (trial, attempt, status, digest, seconds, epochs, recorded)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(trial), .integer(attempt), .text(outcome.status.rawValue),
        .blob(outcome.digest.bytes), .real(seconds),
        .integer(outcome.measurements.last?.epoch ?? 0), time,
      ])
    for (name, content) in outcome.attachments {
      try connection.run(
        "INSERT INTO attachments (trial, name, content) VALUES (?, ?, ?)",
        [.integer(trial), .text(name), .text(content.json)])
    }
    if let notes = outcome.notes { try note(notes, of: trial, attempt) }
    guard let weights = outcome.weights else { return }
    try WeightsFolder(of: connection.path).write(weights.file, of: id)
    try connection.run(
      "INSERT INTO weights (trial, epoch, hash) VALUES (?, ?, ?)",
      [
        .integer(trial), .integer(weights.epoch), .blob(Digest(of: weights.file).bytes),
      ])
  }

  private func note(_ notes: Notes, of trial: Int64, _ attempt: Int) throws(StoreError) {
    try connection.run(
      """
      INSERT INTO notes (trial, attempt, program, output, resumed_after) VALUES (?, ?, ?, ?, ?)
      """,
      [
        .integer(trial), .integer(attempt), .text(notes.program), .text(notes.output),
        Value(notes.resumedAfter),
      ])
    let remarks = notes.origins.map { ($0, 0) } + notes.remarks.map { ($0, 1) }
    for (position, (remark, isNotable)) in remarks.enumerated() {
      try connection.run(
        """
        INSERT INTO remarks (trial, attempt, position, notable, metric, text)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        [
          .integer(trial), .integer(attempt), .integer(position), .integer(isNotable),
          remark.metric.map(Value.text) ?? .null, .text(remark.text),
        ])
    }
  }

  /// An attempt came to another outcome than the trial's result; it is kept aside.
  package func conflict(
    _ trial: TrialID, attempt: Int, _ outcome: Outcome, seconds: Double
  ) throws(StoreError) {
    let trial = try row(trial)
    try end(trial, attempt, "finished")
    try connection.run(
      """
      INSERT INTO conflicts (trial, attempt, digest, outcome, seconds, recorded)
      VALUES (?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(trial), .integer(attempt), .blob(outcome.digest.bytes),
        .blob(outcome.item.encoded()), .real(seconds), time,
      ])
  }

  /// An attempt failed.
  ///
  /// - Parameter isFinal: whether the trial is given up with it.
  package func fail(
    _ trial: TrialID, attempt: Int, _ failure: Failure, isFinal: Bool
  ) throws(StoreError) {
    let trial = try row(trial)
    let changed = try connection.run(
      """
      UPDATE attempts SET ended = ?, ending = 'failed', cause = ?, message = ?, output = ?
      WHERE trial = ? AND number = ?
      """,
      [
        time, .text(failure.cause.rawValue), .text(failure.message), .text(failure.output),
        .integer(trial), .integer(attempt),
      ])
    precondition(changed == 1, "attempt \(attempt) of trial \(trial) was never leased")
    if isFinal {
      try connection.run("UPDATE trials SET failed = 1 WHERE id = ?", [.integer(trial)])
    }
  }

  /// Nobody has heard of an attempt for too long.
  package func lose(_ trial: TrialID, attempt: Int) throws(StoreError) {
    try end(try row(trial), attempt, "lost")
  }

  /// A worker handed an attempt back, and nobody is to blame.
  package func giveBack(_ trial: TrialID, attempt: Int) throws(StoreError) {
    try end(try row(trial), attempt, "returned")
  }

  private func end(_ trial: Int64, _ attempt: Int, _ ending: String) throws(StoreError) {
    let changed = try connection.run(
      "UPDATE attempts SET ended = ?, ending = ? WHERE trial = ? AND number = ?",
      [time, .text(ending), .integer(trial), .integer(attempt)])
    precondition(changed == 1, "attempt \(attempt) of trial \(trial) was never leased")
  }

  private func insert(
    _ measurements: [Measurement], of trial: Int64, attempt: Int
  ) throws(StoreError) {
    for name in Set(measurements.flatMap(\.metrics.keys)).sorted() {
      let metric = try row(metric: name)
      for measurement in measurements {
        guard let value = measurement.metrics[name] else { continue }
        try connection.run(
          """
          INSERT INTO measurements (trial, attempt, metric, epoch, value) VALUES (?, ?, ?, ?, ?)
          ON CONFLICT DO NOTHING
          """,
          [
            .integer(trial), .integer(attempt), .integer(metric), .integer(measurement.epoch),
            .real(value),
          ])
      }
    }
  }

  private func row(metric name: String) throws(StoreError) -> Int64 {
    try rows.row(metric: name, in: connection)
  }

  private func row(_ trial: TrialID) throws(StoreError) -> Int64 {
    try rows.row(trial, in: connection)
  }
}
