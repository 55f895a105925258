import Documents
import SQLite
import Sweeps

/// Reads the SQLite files that loggers write, when their program has ended: a look while it runs
/// could make it wait.
enum RunDatabase {
  case mlflow, trackio

  /// The rows of each run in a file, by the run's name.
  func runs(at path: String) throws(DatabaseError) -> [(name: String, rows: [MetricRow])] {
    let database = try Database(at: path, mode: .readOnly)
    switch self {
    case .mlflow: return try RunDatabase.mlflow(database)
    case .trackio: return try RunDatabase.trackio(database)
    }
  }

  /// MLflow's `metrics`: a row a number, by step; NaN is 0 with a mark, infinity the greatest number. A run
  /// that was deleted stays in the file, and counts no more.
  private static func mlflow(
    _ database: Database
  ) throws(DatabaseError) -> [(name: String, rows: [MetricRow])] {
    var runs: [String: [MetricRow]] = [:]
    var rows = try database.prepare(
      """
      SELECT run_uuid, key, value, is_nan, step, timestamp FROM metrics
      WHERE run_uuid NOT IN (SELECT run_uuid FROM runs WHERE lifecycle_stage = 'deleted')
      ORDER BY run_uuid, timestamp, step, rowid
      """
    ).rows()
    while let row = try rows.next() {
      var value = row.int(3) != 0 ? Double.nan : row.double(2)
      if value.magnitude >= 1.797e308 { value = value < 0 ? -.infinity : .infinity }
      runs[row.text(0), default: []].append(
        MetricRow(
          metrics: [row.text(1): value], step: row.int(4), time: Double(row.int(5)) / 1000))
    }
    return runs.sorted { $0.key < $1.key }.map { (name: $0.key, rows: $0.value) }
  }

  /// Trackio's `metrics`: the values that were logged together, as JSON, by step.
  private static func trackio(
    _ database: Database
  ) throws(DatabaseError) -> [(name: String, rows: [MetricRow])] {
    var runs: [String: [MetricRow]] = [:]
    var rows = try database.prepare(
      "SELECT run_name, step, metrics, id FROM metrics ORDER BY id"
    ).rows()
    while let row = try rows.next() {
      guard let document = Document(json: row.text(2)), var metrics = MetricText.row(document)
      else { continue }
      metrics.step = metrics.step ?? row.int(1)
      // Rows that were logged later have the greater number, in whichever run.
      metrics.time = row.double(3)
      runs[row.text(0), default: []].append(metrics)
    }
    return runs.sorted { $0.key < $1.key }.map { (name: $0.key, rows: $0.value) }
  }
}
