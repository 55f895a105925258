import Trials

/// The workers that are there, by their sessions, with the rows that they have and the attempts that each has ended.
struct WorkerSessions {
  /// A worker's row, and how many attempts it has ended in its session.
  struct Counts {
    let row: Int64
    var finished = 0
    var failed = 0
  }

  private var rows: [Session: Int64] = [:]
  private var byRow: [Int64: Counts] = [:]
  /// The rows whose counts have changed since they were written.
  private var counted: Set<Int64> = []

  /// The row of a worker; nil where it is not there.
  subscript(session: Session) -> Int64? { rows[session] }

  mutating func begin(_ session: Session, as row: Int64) {
    rows[session] = row
    byRow[row] = Counts(row: row)
  }

  mutating func end(_ session: Session) -> Int64? {
    guard let row = rows.removeValue(forKey: session) else { return nil }
    byRow[row] = nil
    return row
  }

  /// Counts an attempt that a worker, by its row, has ended.
  mutating func count(_ row: Int64, _ change: (inout Counts) -> Void) {
    guard var worker = byRow[row] else { return }
    change(&worker)
    byRow[row] = worker
    counted.insert(row)
  }

  /// The counts that have changed, once.
  mutating func takeCounted() -> [Counts] {
    defer { counted = [] }
    return counted.compactMap { byRow[$0] }
  }
}
