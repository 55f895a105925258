import Processes
import Store
import Sweeps
import Synchronization
import Trials

/// Records batches of entries in the order in which they are handed over.
protocol BatchRecorder: AnyObject {
  /// Hands over a batch, and returns at once.
  func submit(_ entries: [JournalEntry])

  /// How far it is.
  ///
  /// - Throws: why nothing more can be recorded.
  func progress() throws -> RecordingProgress

  /// Wakes whoever waits when there is progress.
  var wakeup: Wakeup? { get }

  /// Waits until all is recorded, and lets go of the journal.
  func close() throws
}

/// How far a recorder is.
struct RecordingProgress: Hashable, Sendable {
  /// How many batches are on the disk, of all that were handed over.
  var recorded = 0
  /// Why the disk takes nothing more for now, in a sentence; nil while it does.
  var full: String?
}

/// Records in a results file, on a thread of its own: the coordinator's loop never waits for the disk.
///
/// A commit costs the same for one batch or for all that wait, so it takes all that wait. On a full
/// disk it tries again every second, and goes on by itself when there is room.
final class JournalThread: BatchRecorder, Sendable {
  private struct State {
    var waiting: [[JournalEntry]] = []
    var progress = RecordingProgress()
    var failure: (any Error)?
    var isClosing = false
    var isClosed = false
  }

  private let state = Mutex(State())
  /// Wakes the thread.
  private let work: Wakeup
  let wakeup: Wakeup?
  private let done: Wakeup

  /// Starts the thread, which has the journal and its file to itself from now on.
  init(_ journal: SQLiteJournal, in file: ResultsFile) throws {
    let done = try Wakeup()
    work = try Wakeup()
    self.done = done
    wakeup = done
    let passed = Passed(journal: journal, file: file)
    try Threads.start { [self] in run(passed) }
  }

  func submit(_ entries: [JournalEntry]) {
    state.withLock { $0.waiting.append(entries) }
    work.signal()
  }

  func progress() throws -> RecordingProgress {
    try state.withLock { state in
      if let failure = state.failure { throw failure }
      return state.progress
    }
  }

  func close() throws {
    state.withLock { $0.isClosing = true }
    work.signal()
    while !state.withLock({ $0.isClosed }) { done.wait(upTo: .milliseconds(100)) }
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  // MARK: - On the thread

  /// What only the thread touches, once it has begun.
  private final class Passed: @unchecked Sendable {
    var journal: SQLiteJournal?
    var file: ResultsFile?

    init(journal: SQLiteJournal, file: ResultsFile) {
      self.journal = journal
      self.file = file
    }
  }

  private func run(_ passed: Passed) {
    var care = passed.file.map(LogCare.init)
    while let journal = passed.journal, let file = passed.file {
      let (batches, isClosing) = state.withLock { state in
        defer { state.waiting = [] }
        return (state.waiting, state.isClosing)
      }
      if batches.isEmpty, isClosing { break }
      do {
        if !batches.isEmpty, try !record(batches, in: journal, of: file, care) { break }
        if !batches.isEmpty { care?.wrote() }
        try care?.look(after: file)
      } catch {
        state.withLock { $0.failure = error }
        break
      }
      if batches.isEmpty { work.wait(upTo: LogCare.pause) }
    }
    // The file is at rest before anybody hears that it is.
    passed.journal = nil
    passed.file = nil
    state.withLock { $0.isClosed = true }
    done.signal()
  }

  /// Records the batches in one commit; false when the disk stays full until the journal is closed.
  private func record(
    _ batches: [[JournalEntry]], in journal: SQLiteJournal, of file: ResultsFile, _ care: LogCare?
  ) throws -> Bool {
    let entries = batches.count == 1 ? batches[0] : Array(batches.joined())
    while true {
      do {
        try journal.append(entries)
        // What was written to a file that nobody finds any more is not recorded.
        try care?.refuseLoss(of: file)
        state.withLock { state in
          state.progress.recorded += batches.count
          state.progress.full = nil
        }
        done.signal()
        return true
      } catch let error as StoreError where error.reason == .full {
        let isClosing = state.withLock { state in
          state.progress.full = error.message
          return state.isClosing
        }
        done.signal()
        // Whoever closes takes what cannot be recorded with it: nobody has heard of that.
        if isClosing { return false }
        pause()
      }
    }
  }

  /// Waits a second, or until the journal is to be closed.
  private func pause() {
    let end = ContinuousClock.now + .seconds(1)
    while ContinuousClock.now < end, !state.withLock({ $0.isClosing }) {
      work.wait(upTo: end - .now)
    }
  }
}

/// Sees to it that a results file stays where it is while it is written, and that a copy of it has nearly
/// all, also without its write-ahead log.
private struct LogCare {
  private let stamp: FileStamp?
  /// Whether something was written since the log was folded in.
  private var isUnfolded = false
  private var lastWrite = ContinuousClock.now
  private var lastFold = ContinuousClock.now

  /// Nothing to write for so long is a pause.
  static let pause = Duration.seconds(1)
  /// Without a pause, the log is folded in this often.
  private static let interval = Duration.seconds(20)

  init(_ file: ResultsFile) { stamp = FileStamp(behind: file.path) }

  mutating func wrote() {
    isUnfolded = true
    lastWrite = .now
  }

  func refuseLoss(of file: ResultsFile) throws(StoreError) {
    if let stamp { try file.refuseLoss(of: stamp) }
  }

  mutating func look(after file: ResultsFile) throws(StoreError) {
    try refuseLoss(of: file)
    let now = ContinuousClock.now
    guard isUnfolded,
      now - lastWrite >= LogCare.pause || now - lastFold >= LogCare.interval
    else { return }
    file.foldLog()
    isUnfolded = false
    lastFold = now
  }
}
