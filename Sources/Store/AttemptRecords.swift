package import Documents
import Hashing
import SQLite
import Sweeps
package import Trials

/// One attempt at a trial, as its history tells it.
package struct AttemptRecord: Hashable, Sendable {
  /// How it came to its end; only one that finished leaves a result.
  package enum Ending: Hashable, Sendable {
    case finished
    case failed(Failure)
    /// Nobody heard of it any more.
    case lost
    /// The worker handed it back.
    case returned
  }

  /// From 1 within its trial.
  package let number: Int
  /// The worker that the attempt was handed to.
  package let worker: RecordedWorker
  /// UTC, as in ISO 8601.
  package let started: String
  /// When the attempt ended; nil while it runs.
  package let ended: String?
  /// The way in which the attempt ended; nil while it runs.
  package let ending: Ending?
}

/// The attempts at the trial whose row is bound. SQLite looks at no others: joined with the trial's hash
/// it would list all attempts of the file.
let attemptsOfTrial = """
  SELECT a.number, a.started, a.ended, a.ending, a.cause, a.message, a.output,
    w.host, w.process, w.slots, w.semantics, w.kernel, w.key
  FROM all_attempts a JOIN workers w ON w.id = a.worker
  WHERE a.trial = ? ORDER BY a.number
  """

extension ResultsReader {
  /// Gives the attempts at a trial, from the first to the last; nothing for a trial that is not here.
  package func attempts(of trial: TrialID) throws(StoreError) -> [AttemptRecord] {
    guard let row = try row(of: trial) else { return [] }
    return try connection.all(attemptsOfTrial, [row]) { (row) throws(StoreError) in
      let ending: AttemptRecord.Ending?
      switch row.text(3) {
      case "": ending = nil
      case "finished": ending = .finished
      case "lost": ending = .lost
      case "returned": ending = .returned
      default:
        guard let cause = Failure.Cause(rawValue: row.text(4)) else {
          throw connection.damaged("an attempt failed by '\(row.text(4))'")
        }
        ending = .failed(
          Failure(cause: cause, message: row.text(5), output: row.text(6)).bounded)
      }
      return AttemptRecord(
        number: row.int(0), worker: RecordedWorker(row, from: 7), started: row.text(1),
        ended: row.isNull(2) ? nil : row.text(2), ending: ending)
    }
  }

  private func row(of trial: TrialID) throws(StoreError) -> Value? {
    try connection.first(
      "SELECT id FROM trials WHERE hash = ?", [.blob(trial.digest.bytes)]
    ) { $0.value(0) }
  }

  /// The measurements of a trial's result, or of its last attempt as long as there is none.
  package func measurements(of trial: TrialID) throws(StoreError) -> [Measurement] {
    try measurements(of: trial, where: countableEpochs)
  }

  /// The values of one metric at the epochs of a trial's result, ascending, or of its last attempt as long as
  /// there is none.
  package func measurements(
    of trial: TrialID, metric: String
  ) throws(StoreError) -> [(epoch: Int, value: Double)] {
    try connection.all(
      """
      SELECT m.epoch, m.value FROM trials t
      JOIN measurements m ON m.trial = t.id AND \(resultAttempt)
        AND m.metric = (SELECT id FROM metrics WHERE name = ?)
      WHERE t.hash = ? AND \(countableEpochs) ORDER BY m.epoch
      """, [.text(metric), .blob(trial.digest.bytes)]
    ) { (epoch: $0.int(0), value: $0.double(1)) }
  }

  private func measurements(
    of trial: TrialID, where epochs: String
  ) throws(StoreError) -> [Measurement] {
    var measurements: [Measurement] = []
    var metrics: [String: Double] = [:]
    var epoch: Int?
    func close() {
      if let epoch { measurements.append(Measurement(epoch: epoch, metrics: metrics)) }
      metrics = [:]
    }
    guard let row = try self.row(of: trial) else { return [] }
    try connection.each(
      """
      SELECT m.epoch, n.name, m.value
      FROM measurements m JOIN metrics n ON n.id = m.metric
      WHERE m.trial = ?1 AND \(epochs) AND m.attempt = ifnull(
        (SELECT r.attempt FROM results r WHERE r.trial = ?1),
        (SELECT max(a.number) FROM all_attempts a WHERE a.trial = ?1))
      ORDER BY m.epoch
      """, [row]
    ) { row in
      if row.int(0) != epoch { close() }
      epoch = row.int(0)
      metrics[row.text(1)] = row.double(2)
    }
    close()
    return measurements
  }

  /// A trial's result as the worker handed it in; nil without a result.
  ///
  /// Its digest must be the recorded one, or the file is not what was written.
  package func outcome(of trial: TrialID) throws(StoreError) -> Outcome? {
    let status = try connection.first(
      "SELECT r.status FROM results r JOIN trials t ON t.id = r.trial WHERE t.hash = ?",
      [.blob(trial.digest.bytes)]
    ) { $0.text(0) }
    guard let status else { return nil }
    guard let status = Outcome.Status(rawValue: status) else {
      throw connection.damaged("a result is '\(status)'")
    }
    return Outcome(
      status: status, measurements: try measurements(of: trial, where: "TRUE"),
      attachments: try attachments(of: trial))
  }

  /// Gives the attachments of a trial's result, by name; nothing without a result.
  package func attachments(of trial: TrialID) throws(StoreError) -> [String: Document] {
    var attachments: [String: Document] = [:]
    try connection.each(
      """
      SELECT a.name, a.content FROM attachments a JOIN trials t ON t.id = a.trial WHERE t.hash = ?
      """, [.blob(trial.digest.bytes)]
    ) { (row) throws(StoreError) in
      guard let content = Document(json: row.text(1)) else {
        throw connection.damaged("the attachment '\(row.text(0))' is not JSON")
      }
      attachments[row.text(0)] = content
    }
    return attachments
  }
}

/// The condition in SQL that measurements `m` are of the result of trial `t`, or of its last attempt.
private let resultAttempt = """
  m.attempt = ifnull(
    (SELECT r.attempt FROM results r WHERE r.trial = t.id),
    (SELECT max(a.number) FROM all_attempts a WHERE a.trial = t.id))
  """
