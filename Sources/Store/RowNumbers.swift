import Hashing
import SQLite
import Sweeps
import Trials

/// Remembers which rows the trials and metrics of one file have, as everything recorded names them.
final class RowNumbers {
  private var trials: [TrialID: Int64] = [:]
  private var metrics: [String: Int64] = [:]

  /// The row of a registered trial: it never changes, and there is no other way to learn it.
  func row(_ trial: TrialID, in connection: Connection) throws(StoreError) -> Int64 {
    if let known = trials[trial] { return known }
    let row = try connection.row(in: "trials", of: trial.digest)
    trials[trial] = row
    return row
  }

  /// Notes what has been read anyway.
  func note(_ trial: TrialID, row: Int64) { trials[trial] = row }

  /// The row of a metric, made where there is none.
  func row(metric name: String, in connection: Connection) throws(StoreError) -> Int64 {
    if let known = metrics[name] { return known }
    let row = try connection.first("SELECT id FROM metrics WHERE name = ?", [.text(name)]) {
      Int64($0.int(0))
    }
    if let row {
      metrics[name] = row
      return row
    }
    try connection.run("INSERT INTO metrics (name) VALUES (?)", [.text(name)])
    metrics[name] = connection.lastInsertRowID
    return connection.lastInsertRowID
  }

  /// To be called when a transaction came to nothing: the metrics that it made are not there.
  func forgetMetrics() { metrics = [:] }
}
