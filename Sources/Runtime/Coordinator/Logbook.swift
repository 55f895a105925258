import Cluster
import Store
import Sweeps

/// Writes the coordinator's decisions into the results file.
struct Logbook {
  private let file: ResultsFile
  private var workers: [Cluster.Session: WorkerID] = [:]

  private let place: FilePlace?
  /// Whether something was written since the log was folded in.
  private var isUnfolded = false
  private var lastWrite = Duration.zero
  private var lastFold = Duration.zero

  /// Nothing to write for so long is a pause.
  private static let pause = Duration.seconds(1)
  /// Without a pause, the log is folded in this often.
  private static let interval = Duration.seconds(20)

  init(_ file: ResultsFile) {
    self.file = file
    place = FilePlace(file.path)
  }

  /// Sees to it that the file is where it was, and that a copy of it has nearly all, also without its
  /// write-ahead log.
  mutating func look(at now: Duration) throws(StoreError) {
    if let place { try file.refuseLoss(of: place) }
    guard isUnfolded,
      now - lastWrite >= Logbook.pause || now - lastFold >= Logbook.interval
    else { return }
    file.foldLog()
    isUnfolded = false
    lastFold = now
  }

  /// Writes down all of it in one commit; when this returns, it is on the disk.
  mutating func write(
    _ records: [Coordinator.Record], at now: Duration
  ) throws(StoreError) {
    isUnfolded = true
    lastWrite = now
    var known = workers
    try file.transaction { (recorder) throws(StoreError) in
      for record in records { try Logbook.write(record, recorder, &known) }
    }
    workers = known
  }

  private static func write(
    _ record: Coordinator.Record, _ recorder: Recorder, _ workers: inout [Cluster.Session: WorkerID]
  ) throws(StoreError) {
    switch record {
    case .joined(let session, let facts, let peer):
      workers[session] = try recorder.join(
        Store.Worker(
          host: facts.host, process: facts.process, slots: facts.slots,
          semantics: facts.semantics, kernel: facts.kernel, key: peer?.name))
    case .left(let session):
      guard let worker = workers.removeValue(forKey: session) else { return }
      try recorder.leave(worker)
    case .leased(let attempt, let session):
      guard let worker = workers[session] else { return }
      try recorder.lease(attempt.trial, attempt: attempt.number, to: worker)
    case .adopted(let attempt, let session):
      guard let worker = workers[session] else { return }
      try recorder.adopt(attempt.trial, attempt: attempt.number, by: worker)
    case .measured(let attempt, let measurements):
      try recorder.record(measurements, of: attempt.trial, attempt: attempt.number)
    case .finished(let attempt, let outcome, let seconds):
      try recorder.finish(
        attempt.trial, attempt: attempt.number, outcome, seconds: seconds)
    case .conflicted(let attempt, let outcome, let seconds):
      try recorder.conflict(
        attempt.trial, attempt: attempt.number, outcome, seconds: seconds)
    case .failed(let attempt, let failure, let isFinal):
      try recorder.fail(attempt.trial, attempt: attempt.number, failure, isFinal: isFinal)
    case .lost(let attempt):
      try recorder.lose(attempt.trial, attempt: attempt.number)
    case .returned(let attempt):
      try recorder.giveBack(attempt.trial, attempt: attempt.number)
    case .quarantined(let session):
      guard let worker = workers[session] else { return }
      try recorder.quarantine(worker)
    case .reopened(let trial):
      try recorder.reopen(trial)
    case .forgiven(let host):
      try recorder.forgive(host: host)
    }
  }
}
