import SQLite
import Sweeps
import Trials

/// The rows of a sweep's trials, by their numbers in its plan.
struct TrialRows {
  private(set) var rows: [Int64]

  subscript(number: Int) -> Int64 {
    get { rows[number] }
    set { rows[number] = newValue }
  }

  init(_ plan: OpenPlan, of sweep: SweepID, in connection: Connection) throws(StoreError) {
    rows = Array(repeating: 0, count: plan.trials.count)
    guard !plan.plan.sweep.asksInSteps else {
      // The sweep does not list all of them yet.
      for (number, trial) in plan.trials.enumerated() {
        rows[number] = try connection.row(in: "trials", of: trial.id.digest)
      }
      return
    }
    var place = 0
    try connection.each(
      """
      SELECT trial FROM sweep_trials p WHERE sweep = ? AND \(wholeTrials)
      ORDER BY replicate, fold, configuration
      """, [.integer(sweep.row)]
    ) { (row) throws(StoreError) in
      guard place < plan.plan.trials.count else {
        throw connection.damaged("a sweep has other trials than its spec asks for")
      }
      rows[plan.number(at: place)] = Int64(row.int(0))
      place += 1
    }
    guard place == plan.plan.trials.count else {
      throw connection.damaged("a sweep has fewer trials than its spec asks for")
    }
  }

  /// The rows of a longer form; those of trials that it does not ask for stay.
  func extended(by longer: TrialRows) -> TrialRows {
    var all = longer
    for (number, row) in rows.enumerated() where all.rows[number] == 0 { all.rows[number] = row }
    return all
  }

  /// Takes in the rows of trials that are new, in the order of their numbers.
  mutating func append(_ more: [Int64]) { rows += more }

  /// Drops the rows from a number on.
  mutating func remove(from number: Int) { rows.removeLast(rows.count - number) }

  /// The numbers of the rows.
  var numbers: RowTable {
    var table = RowTable(rows)
    for (number, row) in rows.enumerated() { table[row] = number }
    return table
  }
}

/// Numbers by rows, which lie close together: a table and no dictionary where they do.
struct RowTable {
  private let first: Int64
  private var dense: [Int32]
  private var sparse: [Int64: Int32] = [:]

  init(_ rows: [Int64]) {
    let least = rows.min() ?? 0
    let span = (rows.max() ?? 0) - least + 1
    first = least
    dense = span <= Int64(4 * rows.count + 1024) ? Array(repeating: -1, count: Int(span)) : []
  }

  subscript(row: Int64) -> Int? {
    get {
      let number: Int32
      if dense.isEmpty {
        number = sparse[row] ?? -1
      } else {
        let place = row - first
        guard place >= 0, place < dense.count else { return nil }
        number = dense[Int(place)]
      }
      return number < 0 ? nil : Int(number)
    }
    set {
      let number = newValue.map { Int32($0) } ?? -1
      if dense.isEmpty { sparse[row] = number } else { dense[Int(row - first)] = number }
    }
  }
}

/// The condition in SQL that picks from `sweep_trials p` those that the sweep itself asks for, trained to
/// their end.
let wholeTrials = "p.stage = 0 AND p.until = 0"

/// The same with those that end before their end: all that the sweep itself asks for.
let askedTrials = "p.stage = 0"
