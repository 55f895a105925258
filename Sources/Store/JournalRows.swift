import Hashing
import SQLite
import Trials

/// The rows that a trial takes from its lease to its result, written many at a time.
///
/// Rows of one table keep their order; those of different tables have none among each other until all
/// are flushed.
struct JournalRows {
  private var leases: RowBatch<LeaseRow>
  private var releases: RowBatch<ReleaseRow>
  private var attempts: RowBatch<AttemptRow>
  private var results: RowBatch<ResultRow>
  private var measurements: MeasurementRows

  init(_ connection: Connection) throws(StoreError) {
    leases = try RowBatch(connection)
    releases = try RowBatch(connection)
    attempts = try RowBatch(connection)
    results = try RowBatch(connection)
    measurements = try MeasurementRows(connection)
  }

  mutating func add(_ lease: LeaseRow) throws(StoreError) {
    // A trial that is leased anew: its former lease goes first.
    if releases.waiting.contains(where: { $0.trial == lease.trial }) { try releases.flush() }
    try leases.append(lease)
  }

  mutating func add(_ release: ReleaseRow) throws(StoreError) {
    if leases.waiting.contains(where: { $0.trial == release.trial }) { try leases.flush() }
    try releases.append(release)
  }

  mutating func add(_ attempt: AttemptRow) throws(StoreError) { try attempts.append(attempt) }
  mutating func add(_ result: ResultRow) throws(StoreError) { try results.append(result) }

  /// Adds the measurements of an attempt at a trial, by its row.
  mutating func add(
    _ more: [Measurement], of trial: Int64, attempt: Int
  ) throws(StoreError) {
    try measurements.add(more, of: trial, attempt: attempt)
  }

  /// Has the file hold just these measurements of an attempt.
  ///
  /// - Parameter known: the measurements that were added; nil where that is not known.
  mutating func complete(
    _ all: [Measurement], of trial: Int64, attempt: Int, known: [Measurement]?
  ) throws(StoreError) {
    try measurements.complete(all, of: trial, attempt: attempt, known: known)
  }

  /// Writes all that waits: before a commit, and before a statement that looks for any of it.
  mutating func flush() throws(StoreError) {
    try releases.flush()
    try leases.flush()
    try attempts.flush()
    try measurements.flush()
    try results.flush()
  }

  /// Forgets what waits, as its transaction came to nothing.
  mutating func forget() {
    releases.forget()
    leases.forget()
    attempts.forget()
    measurements.forget()
    results.forget()
  }
}

/// An attempt that begins.
struct LeaseRow: BatchedRow {
  let trial: Int64
  let number: Int
  let term: Int
  let worker: Int64
  let started: LastingText
  /// The attempt's place in the order in which leases were handed out.
  let place: Int

  static func sql(rows: Int) -> String {
    insertion(of: rows, into: "leases", ["trial", "number", "epoch", "worker", "started", "place"])
  }

  func bind(to values: inout Bindings) throws(DatabaseError) {
    try values.append(trial)
    try values.append(number)
    try values.append(term)
    try values.append(worker)
    try values.append(started)
    try values.append(place)
  }
}

/// The lease of a trial that ends.
struct ReleaseRow: BatchedRow {
  let trial: Int64

  static func sql(rows: Int) -> String {
    let places = Array(repeating: "?", count: rows).joined(separator: ", ")
    return "DELETE FROM leases WHERE trial IN (\(places))"
  }

  func bind(to values: inout Bindings) throws(DatabaseError) { try values.append(trial) }
}

/// An attempt that has ended, and not failed.
struct AttemptRow: BatchedRow {
  let trial: Int64
  let number: Int
  let term: Int
  let worker: Int64
  let started: LastingText
  let ended: LastingText
  let ending: LastingText

  static func sql(rows: Int) -> String {
    insertion(
      of: rows, into: "attempts",
      ["trial", "number", "epoch", "worker", "started", "ended", "ending"])
  }

  func bind(to values: inout Bindings) throws(DatabaseError) {
    try values.append(trial)
    try values.append(number)
    try values.append(term)
    try values.append(worker)
    try values.append(started)
    try values.append(ended)
    try values.append(ending)
  }
}

/// The result of a trial.
struct ResultRow: BatchedRow {
  let trial: Int64
  let attempt: Int
  let status: LastingText
  let digest: Digest
  let seconds: Double
  let epochs: Int
  let recorded: LastingText

  static func sql(rows: Int) -> String {
    insertion(
      of: rows, into: "results",
      ["trial", "attempt", "status", "digest", "seconds", "epochs", "recorded"])
  }

  func bind(to values: inout Bindings) throws(DatabaseError) {
    try values.append(trial)
    try values.append(attempt)
    try values.append(status)
    try digest.withBytes { (bytes) throws(DatabaseError) in try values.append(bytes) }
    try values.append(seconds)
    try values.append(epochs)
    try values.append(recorded)
  }
}
