import Processes
import Search
import Store
import Sweeps
import Synchronization
import Trials
import Views

/// A change that is recorded as a whole.
enum Batch: Sendable {
  case entries([JournalEntry])
  /// The search of the sweep asks for more configurations.
  case decided([Decision])
  /// The sweep is another, longer one from here on.
  case longer(PlanExtension)
}

/// The facts on record of trials that the coordinator has not known.
struct NewTrials: Sendable {
  var asked: NewlyAsked
  /// The kernels that these were trained with; nil where none has ended.
  var kernel: String?
  /// The longer form of the sweep that has brought them, where one has.
  var longer: LongerSweep?
}

/// Records batches in the order in which they are handed over.
protocol BatchRecorder: AnyObject {
  /// Hands over a batch, and returns at once.
  func submit(_ batch: Batch)

  /// How far it is.
  ///
  /// - Throws: why nothing more can be recorded.
  func progress() throws -> RecordingProgress

  /// Takes the trials of the next of those batches that ask for more, once that is recorded; to be taken once
  /// each.
  func takeNewTrials() -> NewTrials?

  /// Wakes the thread that waits when there is progress.
  var wakeup: Wakeup? { get }

  /// Waits until all is recorded, and lets go of the journal.
  func close() throws
}

/// How far a recorder is.
struct RecordingProgress: Hashable, Sendable {
  /// How many batches are on the disk, of all that were handed over.
  var recorded = 0
  /// The reason why nothing can be recorded for now, in a sentence; nil while it can.
  var full: String?
  /// How the sweep stands by what is on the disk; nil where nobody keeps count.
  var standing: Standing?
}

/// Records in a results file, on a thread of its own: the coordinator's loop never waits for the disk.
///
/// Group commit: one costs the same for one batch or for all that wait, so it takes all that wait. On a full
/// disk, or while another program keeps the file locked, it tries again every second, and goes on by
/// itself when it can.
final class JournalThread: BatchRecorder, Sendable {
  private struct State {
    var waiting: [Batch] = []
    var progress = RecordingProgress()
    var newTrials: [NewTrials] = []
    var failure: (any Error)?
    var isClosing = false
    var isClosed = false

    /// Takes what is recorded in one commit next: all entries that wait before more trials, or those.
    mutating func takeCommit() -> Commit? {
      let end = waiting.firstIndex { if case .entries = $0 { false } else { true } }
      if end == 0 { return Commit(batches: 1, content: waiting.removeFirst()) }
      let batches = waiting.prefix(upTo: end ?? waiting.endIndex)
      guard !batches.isEmpty else { return nil }
      var entries: [JournalEntry] = []
      for case .entries(let some) in batches {
        if entries.isEmpty { entries = some } else { entries += some }
      }
      waiting.removeFirst(batches.count)
      return Commit(batches: batches.count, content: .entries(entries))
    }
  }

  /// The content that is recorded at once, and of how many batches it is made.
  private struct Commit {
    let batches: Int
    let content: Batch
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

  func submit(_ batch: Batch) {
    state.withLock { $0.waiting.append(batch) }
    work.signal()
  }

  func takeNewTrials() -> NewTrials? {
    state.withLock { $0.newTrials.isEmpty ? nil : $0.newTrials.removeFirst() }
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

  /// The journal and its file, which only the thread touches, once it has begun.
  private final class Passed: @unchecked Sendable {
    var journal: SQLiteJournal?
    var file: ResultsFile?

    init(journal: SQLiteJournal, file: ResultsFile) {
      self.journal = journal
      self.file = file
    }
  }

  private func run(_ passed: Passed) {
    var care = passed.file.map(WALCheckpointer.init)
    while let journal = passed.journal, let file = passed.file {
      let (commit, isClosing) = state.withLock { ($0.takeCommit(), $0.isClosing) }
      if commit == nil, isClosing { break }
      do {
        if let commit {
          guard try record(commit, in: journal, of: file, care) else { break }
          care?.wrote()
        }
        try care?.look(after: file)
      } catch {
        state.withLock { $0.failure = error }
        break
      }
      if commit == nil { work.wait(upTo: WALCheckpointer.pause) }
    }
    // The file is at rest before anybody hears that it is.
    passed.journal = nil
    passed.file = nil
    state.withLock { $0.isClosed = true }
    done.signal()
  }

  /// Records it; false when the disk stays full until the journal is closed.
  private func record(
    _ commit: Commit, in journal: SQLiteJournal, of file: ResultsFile, _ care: WALCheckpointer?
  ) throws -> Bool {
    while true {
      do {
        var newTrials: NewTrials?
        switch commit.content {
        case .entries(let entries): try journal.append(entries)
        case .decided(let decisions):
          let known = try journal.follow(decisions)
          newTrials = NewTrials(
            asked: known, kernel: known.settled.isEmpty ? nil : try journal.kernel())
        case .longer(let longer):
          let sweep = try journal.extend(to: longer.plan, specText: longer.specText)
          newTrials = NewTrials(
            asked: NewlyAsked(
              histories: sweep.histories,
              settled: longer.decides ? try journal.settled() : [:]), longer: sweep)
        }
        // Batches that were written to a file that nobody finds any more are not recorded.
        try care?.refuseLoss(of: file)
        state.withLock { state in
          state.progress.recorded += commit.batches
          state.progress.standing = journal.standing
          state.progress.full = nil
          if let newTrials { state.newTrials.append(newTrials) }
        }
        done.signal()
        return true
      } catch let error as StoreError where error.mayPass {
        let isClosing = state.withLock { state in
          state.progress.full = error.message
          return state.isClosing
        }
        done.signal()
        // Batches that cannot be recorded are dropped on closing: nobody has heard of them.
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
private struct WALCheckpointer {
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
      now - lastWrite >= WALCheckpointer.pause || now - lastFold >= WALCheckpointer.interval
    else { return }
    file.foldLog()
    isUnfolded = false
    lastFold = now
  }
}
