import SQLite
import Trials

/// The rows of measurements, of which a metric at an epoch is one, written many at a time.
struct MeasurementRows {
  private let connection: Connection
  private let metrics = MetricRows()
  private var waiting: RowBatch<MeasurementRow>

  init(_ connection: Connection) throws(StoreError) {
    self.connection = connection
    waiting = try RowBatch(connection)
  }

  /// Adds the measurements of an attempt at a trial, by its row.
  mutating func add(
    _ measurements: [Measurement], of trial: Int64, attempt: Int
  ) throws(StoreError) {
    guard let first = measurements.first else { return }
    let isUniform = measurements.dropFirst().allSatisfy { $0.metrics.count == first.metrics.count }
    let names =
      isUniform && measurements.allSatisfy { $0.metrics.keys == first.metrics.keys }
      ? first.metrics.keys.sorted() : Set(measurements.flatMap(\.metrics.keys)).sorted()
    for name in names {
      let metric = try metrics.row(of: name, in: connection)
      for measurement in measurements {
        guard let value = measurement.metrics[name] else { continue }
        try waiting.append(
          MeasurementRow(
            trial: trial, attempt: attempt, metric: metric, epoch: measurement.epoch, value: value))
      }
    }
  }

  /// Has the file hold just these measurements of an attempt, and writes none that it has.
  ///
  /// - Parameter known: the measurements that were added; nil where that is not known.
  mutating func complete(
    _ measurements: [Measurement], of trial: Int64, attempt: Int, known: [Measurement]?
  ) throws(StoreError) {
    guard let known = known.map(Set.init), !known.isEmpty else {
      if known == nil { try erase(trial, attempt) }
      return try add(measurements, of: trial, attempt: attempt)
    }
    if known.isSubset(of: measurements) {
      try add(measurements.filter { !known.contains($0) }, of: trial, attempt: attempt)
    } else {
      // The measurements reported on the way are not those of the result, which count.
      try erase(trial, attempt)
      try add(measurements, of: trial, attempt: attempt)
    }
  }

  private mutating func erase(_ trial: Int64, _ attempt: Int) throws(StoreError) {
    try flush()
    try connection.run(
      "DELETE FROM measurements WHERE trial = ? AND attempt = ?",
      [.integer(trial), .integer(attempt)])
  }

  /// Writes all rows that wait.
  mutating func flush() throws(StoreError) { try waiting.flush() }

  /// Forgets what waits, and the metrics that are new, as their transaction came to nothing.
  mutating func forget() {
    waiting.forget()
    metrics.forget()
  }
}

/// One metric of an attempt at one epoch.
private struct MeasurementRow: BatchedRow {
  let trial: Int64
  let attempt: Int
  let metric: Int64
  let epoch: Int
  let value: Double

  static func sql(rows: Int) -> String {
    insertion(of: rows, into: "measurements", ["trial", "attempt", "metric", "epoch", "value"])
      + " ON CONFLICT DO NOTHING"
  }

  func bind(to values: inout Bindings) throws(DatabaseError) {
    try values.append(trial)
    try values.append(attempt)
    try values.append(metric)
    try values.append(epoch)
    try values.append(value)
  }
}
