import Hashing
import SQLite
import Trials

/// Reads how the trials of a sweep stand: each table once, from one end to the other.
struct JournalReplay {
  /// An attempt that goes on as far as the file knows.
  struct Orphan {
    let number: Int
    let term: Int
    let worker: Int64
    let started: String
  }

  private let numbers: RowTable
  private let sweep: SweepID
  private let connection: Connection
  private let trialCount: Int

  init(rows: TrialRows, sweep: SweepID, connection: Connection) {
    numbers = rows.numbers
    trialCount = rows.rows.count
    self.sweep = sweep
    self.connection = connection
  }

  func read() throws(StoreError) -> (Replay, orphans: [Int: Orphan]) {
    var histories = Array(repeating: TrialHistory.untried, count: trialCount)
    try readAttempts(&histories)
    try readFailures(&histories)
    try readResults(&histories)
    var replay = Replay(histories: histories)
    replay.quarantined = try quarantined()
    let orphans = try readLeases(&replay)
    replay.issued = try issued()
    replay.setAside = try setAside()
    return (replay, orphans)
  }

  /// How often each trial was tried and failed, and whether its last attempt was lost.
  private func readAttempts(_ histories: inout [TrialHistory]) throws(StoreError) {
    var forgiven: [Int: Int] = [:]
    try connection.each("SELECT id, forgiven FROM trials WHERE forgiven > 0") { row in
      if let number = numbers[Int64(row.int(0))] { forgiven[number] = row.int(1) }
    }
    try connection.each(
      "SELECT trial, number, ending = 'lost', ending = 'failed' FROM attempts"
    ) { row in
      guard let number = numbers[Int64(row.int(0))] else { return }
      let counts = row.int(3) != 0 && row.int(1) > forgiven[number] ?? 0
      histories[number] = TrialHistory(
        standing: row.int(2) != 0 ? .lost : .open, attempts: row.int(1),
        failures: Int(histories[number].failures) + (counts ? 1 : 0))
    }
  }

  private func readFailures(_ histories: inout [TrialHistory]) throws(StoreError) {
    try connection.each("SELECT id FROM trials WHERE failed") { row in
      guard let number = numbers[Int64(row.int(0))] else { return }
      histories[number] = histories[number].standing(as: .failed)
    }
  }

  private func readResults(_ histories: inout [TrialHistory]) throws(StoreError) {
    try connection.each("SELECT trial, digest FROM results") { (row) throws(StoreError) in
      guard let number = numbers[Int64(row.int(0))] else { return }
      let digest = try connection.digest(row, 1)
      histories[number] = histories[number].standing(as: .finished(Fingerprint(digest)))
    }
  }

  private func readLeases(_ replay: inout Replay) throws(StoreError) -> [Int: Orphan] {
    var orphans: [Int: Orphan] = [:]
    try connection.each(
      """
      SELECT l.trial, l.number, l.epoch, l.worker, l.started, w.host, w.process
      FROM leases l JOIN workers w ON w.id = l.worker ORDER BY l.trial
      """
    ) { row in
      guard let number = numbers[Int64(row.int(0))] else { return }
      orphans[number] = Orphan(
        number: row.int(1), term: row.int(2), worker: Int64(row.int(3)), started: row.text(4))
      let history = replay.histories[number]
      let attempt = NumberedAttempt(trial: number, number: row.int(1))
      switch history.standing {
      case .open, .lost, .running:
        replay.histories[number] = TrialHistory(
          standing: .running, attempts: attempt.number, failures: Int(history.failures))
        replay.orphans.append(
          Replay.Orphan(
            attempt, holder: ProcessName(host: row.text(5), process: row.int(6))))
      case .finished, .failed:
        replay.histories[number] = TrialHistory(
          standing: history.standing, attempts: max(Int(history.attempts), attempt.number),
          failures: Int(history.failures))
      }
    }
    return orphans
  }

  /// The workers of the sweep's trials that get no more work.
  private func quarantined() throws(StoreError) -> Set<WorkerIdentity> {
    let workers = try connection.all(
      "SELECT id, host, process, key FROM workers WHERE quarantined IS NOT NULL"
    ) {
      (
        row: Int64($0.int(0)),
        worker: WorkerIdentity(
          ProcessName(host: $0.text(1), process: $0.int(2)),
          peer: $0.isNull(3) ? nil : Peer(name: $0.text(3)))
      )
    }
    guard !workers.isEmpty else { return [] }
    var concerned: Set<Int64> = []
    try connection.each("SELECT DISTINCT trial, worker FROM all_attempts") { row in
      if numbers[Int64(row.int(0))] != nil { concerned.insert(Int64(row.int(1))) }
    }
    return Set(workers.filter { concerned.contains($0.row) }.map(\.worker))
  }

  /// The attempts whose results were set aside: one that says its result again has no other.
  private func setAside() throws(StoreError) -> Set<NumberedAttempt> {
    var attempts: Set<NumberedAttempt> = []
    try connection.each("SELECT trial, attempt FROM earlier_results") { row in
      guard let number = numbers[Int64(row.int(0))] else { return }
      attempts.insert(NumberedAttempt(trial: number, number: row.int(1)))
    }
    return attempts
  }

  /// Gives the peer that each attempt was handed to, and that may yet hand in a result of it.
  private func issued() throws(StoreError) -> [NumberedAttempt: Peer] {
    // Few files have keys in them, and attempts can be many.
    var peers: [Int64: Peer] = [:]
    try connection.each("SELECT id, key FROM workers WHERE key IS NOT NULL") { row in
      peers[Int64(row.int(0))] = Peer(name: row.text(1))
    }
    guard !peers.isEmpty else { return [:] }
    var issued: [NumberedAttempt: Peer] = [:]
    // What a worker has given back is over.
    try connection.each(
      "SELECT trial, number, worker FROM all_attempts WHERE ending IS NOT 'returned'"
    ) { row in
      guard let number = numbers[Int64(row.int(0))], let peer = peers[Int64(row.int(2))]
      else { return }
      issued[NumberedAttempt(trial: number, number: row.int(1))] = peer
    }
    return issued
  }
}

extension TrialHistory {
  /// The history of a trial that stands otherwise.
  fileprivate func standing(as standing: State) -> TrialHistory {
    TrialHistory(standing: standing, attempts: Int(attempts), failures: Int(failures))
  }
}
