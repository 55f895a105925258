import Hashing
import SQLite
import Search
import Sweeps
import Trials
import Views

/// The facts that a file has of a trial at rest.
struct KnownTrial {
  let row: Int64
  let history: TrialHistory
  /// The settlement of the trial; nil while it is open.
  let settlement: Settlement?
  /// The same, in the words of views.
  let end: TrialEnd?
  /// How long the training of its result took; nil without one.
  let seconds: Double?
}

extension Connection {
  /// Visits trials, none of which is in training.
  ///
  /// - Parameters:
  ///   - condition: which of the trials `t`, in SQL, by the value `?2`.
  ///   - metric: the metric whose value counts.
  func known(
    _ condition: String, _ value: Int64, judgedBy metric: Metric, _ visit: (KnownTrial) -> Void
  ) throws(StoreError) {
    let row = try first("SELECT id FROM metrics WHERE name = ?", [.text(metric.name)]) {
      $0.value(0)
    }
    try each(
      """
      SELECT t.id, t.failed, r.status, r.digest, \(metric.score),
        (SELECT ifnull(max(number), 0) FROM attempts a WHERE a.trial = t.id),
        (SELECT count(*) FROM attempts a
          WHERE a.trial = t.id AND a.ending = 'failed' AND a.number > t.forgiven),
        (SELECT ending FROM attempts a WHERE a.trial = t.id ORDER BY number DESC LIMIT 1),
        r.seconds
      FROM trials t LEFT JOIN results r ON r.trial = t.id \(condition)
      """, [row ?? .null, .integer(value)]
    ) { (row) throws(StoreError) in
      var standing = TrialHistory.State.open
      var settlement: Settlement?
      var end: TrialEnd?
      if !row.isNull(2) {
        let digest = try self.digest(row, 3)
        standing = .finished(Fingerprint(digest))
        let isCompleted = row.text(2) == "completed"
        settlement = .result(isCompleted ? row.value(4).number : nil, digest)
        end = isCompleted ? .completed(row.value(4).number) : .diverged
      } else if row.int(1) != 0 {
        (standing, settlement, end) = (.failed, .failed, .failed)
      } else if !row.isNull(7), row.text(7) == "lost" {
        standing = .lost
      }
      visit(
        KnownTrial(
          row: Int64(row.int(0)),
          history: TrialHistory(standing: standing, attempts: row.int(5), failures: row.int(6)),
          settlement: settlement, end: end,
          seconds: row.isNull(8) ? nil : row.double(8)))
    }
  }
}

extension Value {
  /// A measured value: not a number where the file says so in words.
  fileprivate var number: Double? {
    switch self {
    case .real(let value): value
    case .text: .nan
    default: nil
    }
  }
}
