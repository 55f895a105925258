import Cluster
import Foundation
import Store
import Sweeps
import Trials
import Views

/// A results file that a storm's coordinators write beside the simulated disk, and what is shown of it.
///
/// The facts kept entry by entry have to be those that a count of the file's rows gives.
final class StormRecord {
  private let folder: URL
  private var file: ResultsFile?
  private var journal: SQLiteJournal?
  private var activity = ActivityFold()
  /// The plan of a search before it has asked for anything.
  private var first: Plan
  private var specText = "a storm"
  /// How many decisions there were when the sweep was registered.
  private var registered = 0
  private var commits = 0
  /// Whether the rows know all trials that are in training: a race or halving that has just become longer
  /// has them dealt again first.
  private var isDealtAnew = true
  /// How many times all was counted.
  private(set) var looks = 0
  /// The first fault.
  private(set) var fault: Violation?

  /// Between two looks lie so many commits: a look takes longer than they do.
  private static let interval = 6

  init(_ plan: Plan) throws {
    first = plan
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("storm-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private var path: String { folder.appendingPathComponent("sweep.sqlite").path }

  /// Does something with the file; what it finds wrong is kept for the end.
  func look(at time: Duration, _ body: (StormRecord) throws -> Void) {
    guard fault == nil else { return }
    do { try body(self) } catch { fault = Violation("\(error), at \(time)") }
  }

  /// A coordinator begins.
  func begin(_ asked: OpenPlan) throws {
    try end()
    let file = try ResultsFile(at: path)
    let plan = first.sweep.search == nil ? asked.plan : first
    let sweep = try file.register(plan, specText: specText, semantics: Fixture.semantics)
    registered = try file.decisions(of: sweep).count
    let journal = try SQLiteJournal(asked, of: sweep, in: file)
    activity = try journal.activity(after: journal.replay())
    _ = try journal.beginTerm()
    isDealtAnew = true
    (self.file, self.journal) = (file, journal)
    try count(asked)
  }

  /// Writes the decisions of a coordinator, which are on the disk.
  ///
  /// - Parameter asked: with what the decisions ask for.
  func commit(
    _ entries: [JournalEntry], _ decisions: [Decision], before: OpenPlan, _ asked: OpenPlan
  ) throws {
    guard let journal else { return }
    if !entries.isEmpty { try journal.append(entries) }
    for entry in entries { activity.take(entry, before.trials) }
    // A sweep that lists its configurations decides on the first of them when it is registered.
    let new = decisions.filter { $0.number >= registered }
    if !new.isEmpty {
      activity.know(failures: try journal.follow(new).failures)
      isDealtAnew = true
    }
    commits += 1
    if commits.isMultiple(of: StormRecord.interval) { try count(asked) }
  }

  /// The sweep is a longer one from now on.
  ///
  /// - Parameter asked: with what the decisions on record ask for.
  func extend(to longer: Plan, _ asked: OpenPlan) throws {
    (first, specText) = (longer, "a longer storm")
    guard let journal else { return }
    registered = try journal.extend(to: longer, specText: specText).decisions.count
    isDealtAnew = !longer.sweep.asksInSteps
    try count(asked)
  }

  /// The coordinator is gone, in whatever way.
  func end(_ asked: OpenPlan? = nil) throws {
    if let asked, journal != nil { try count(asked) }
    (journal, file) = (nil, nil)
  }

  /// Holds what is kept against what the file's rows come to.
  private func count(_ asked: OpenPlan) throws {
    looks += 1
    let reader = try ResultsReader(at: path)
    guard let sweep = try reader.latestSweep() else { throw Violation("the file has no sweep") }
    let counted = try reader.countedStanding(of: sweep)
    guard let live = journal?.standing, live.agrees(with: counted) else {
      throw Violation("the standing is \(journal?.standing as Any), and the rows say \(counted)")
    }
    let written = try reader.standing(of: sweep)
    guard written == live else { throw Violation("\(live) is written as \(written)") }
    guard isDealtAnew else { return }
    let now = try reader.activity(of: sweep.id)
    guard now?.isPaused == activity.isPaused else {
      throw Violation("a pause is \(activity.isPaused), and the rows say \(now as Any)")
    }
    let workers = now?.workers
    let shown = activity.workers(asked.trials)
    guard workers == shown else {
      throw Violation("the workers are \(shown), and the rows say \(workers as Any)")
    }
    // Failures of the same moment may be told in any order where there are more than the limit.
    guard live.failedAttempts <= ActivityFold.failureLimit else { return }
    let failures = try Set(reader.failures(of: sweep.id, last: ActivityFold.failureLimit))
    guard failures == Set(activity.latestFailures) else {
      throw Violation("the failures are \(activity.latestFailures), and the rows say \(failures)")
    }
  }
}
