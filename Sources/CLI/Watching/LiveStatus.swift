import Cluster
import Documents
import Reports
import Results
import Search
import Sweeps
import Trials
import Views

/// How a run stands, kept up to date by what its coordinator records.
///
/// All that show it, here or elsewhere, show the same, and the same as the results file tells.
final class LiveStatus {
  /// The plan with all that is asked for.
  private(set) var open: OpenPlan
  private var plan: Plan { open.plan }
  private let clock = SuspendingClock()
  private let start: SuspendingClock.Instant
  private var standing: Standing
  private var activity: ActivityFold
  private var race: RaceProgress?
  private var halving: HalvingProgress?
  private let confirmation: ConfirmationProgress?
  private let nesting: NestedProgress?
  private var search: SweepProgress.Search?
  /// The kernels that all trials are trained with; nil for any.
  private var kernel: String?
  /// How many trials there will be at most.
  private var expected: Int?
  /// The configurations that have left a race, and those that were brought back for good.
  private var left: Set<Int>
  private var kept: Set<Int>
  private var hasEnded = false

  /// The most trials in training that a status tells one by one; of the rest it has the number: nobody reads
  /// so many lines, and a picture stays small.
  private static let slotLimit = 200

  /// The state on record when a coordinator begins.
  struct Start {
    var race: RaceProgress?
    var halving: HalvingProgress?
    var confirmation: ConfirmationProgress?
    var nesting: NestedProgress?
    /// The configurations that have left a race.
    var left: Set<Int> = []
    /// The configurations that were brought back for good.
    var kept: Set<Int> = []
  }

  /// - Parameters:
  ///   - standing: by what is on record.
  ///   - activity: of nobody yet.
  init(_ plan: OpenPlan, _ standing: Standing, _ activity: ActivityFold, from record: Start) {
    open = plan
    self.standing = standing
    self.activity = activity
    race = record.race
    halving = record.halving
    confirmation = record.confirmation
    nesting = record.nesting
    left = record.left
    kept = record.kept
    start = clock.now
  }

  /// Since the run began.
  var elapsed: Duration { start.duration(to: clock.now) }

  /// How the trials stand.
  var counts: TrialCounts { snapshot.counts }

  /// The label of a worker.
  func name(_ session: Session) -> String {
    activity.name(session).map { "\($0.host)/\($0.process)" } ?? "a worker"
  }

  /// All that is shown.
  var snapshot: ProgressSnapshot {
    let names = SweepNames(
      parameters: plan.sweep.parameters.map(\.name), metric: plan.sweep.metric,
      evaluation: plan.sweep.evaluation
    ) { [plan] in
      plan.configurations[$0].labels
    } epochs: { [plan] in
      plan.configurations[$0].recipe.epochs
    }
    let activity = Activity(
      workers: hasEnded ? [] : activity.workers(open.trials), elapsed: elapsed,
      isPaused: !hasEnded && activity.isPaused)
    let shown = try? ProgressSnapshot(
      of: plan.sweep.name, standing, activity, kernel: kernel,
      failures: self.activity.latestFailures, names: names)
    guard var snapshot = shown else { preconditionFailure("a plan knows its labels") }
    if !hasEnded, !activity.isPaused {
      snapshot.foresee(from: standing.durations, expecting: expected)
    }
    snapshot.race = race
    snapshot.halving = halving
    snapshot.confirmation = confirmation
    snapshot.nesting = nesting
    if let method = plan.sweep.search?.method, method.learns, let search {
      snapshot.search = SearchProgress(
        decided: plan.configurations.count, asked: method.configurations,
        waiting: plan.sweep.halving == nil ? search.awaited : nil,
        target: search.hasReachedTarget ? method.target : nil)
    }
    return snapshot
  }

  /// Takes in how the sweep stands.
  func take(_ standing: Standing) { self.standing = standing }

  /// Takes in what the coordinator alone knows.
  func take(_ progress: SweepProgress) {
    search = progress.search
    kernel = progress.kernel
    expected = progress.total
  }

  /// Goes on with what is asked for.
  ///
  /// - Parameter failures: the latest of all, if trials that are asked for now had failed before.
  func follow(_ decisions: [Decision], failures: [RecordedFailure]) {
    _ = open.follow(decisions)
    activity.know(failures: failures)
    for decision in decisions { halving?.follow(decision, in: plan) }
    race?.configurations = plan.configurations.count
    countRemaining()
  }

  /// Goes on with a longer plan.
  ///
  /// - Parameters:
  ///   - decisions: of the longer form that are on record.
  ///   - verdicts: of its race that are on record.
  ///   - back: the configurations that were brought back.
  func extend(
    to plan: Plan, decisions: [Decision], verdicts: [RaceVerdict], kept back: [Kept]
  ) {
    _ = open.extend(to: plan)
    left = Set(verdicts.flatMap(\.departures).map(\.configuration))
    kept = Set(back.map(\.configuration))
    if race != nil {
      race = RaceProgress(
        judged: verdicts.count, blocks: plan.sweep.evaluation.raceBlocks.count, remaining: 0,
        configurations: plan.configurations.count)
      countRemaining()
    }
    if let method = plan.sweep.halving {
      halving = RecordedHalving.beginning(method)
      for decision in decisions { halving?.follow(decision, in: plan) }
      for configuration in kept { finish(configuration) }
    }
  }

  /// Counts a configuration that was brought back into halving among those that are trained to the end.
  private func finish(_ configuration: Int) {
    if let rungs = halving?.rungs { halving?.count(configuration, at: rungs.count - 1) }
  }

  /// Takes in what was recorded.
  func take(_ entry: JournalEntry) {
    activity.take(entry, open.trials)
    switch entry {
    case .judged(let verdict):
      left.formUnion(verdict.departures.map(\.configuration))
      race?.judged = verdict.block
      countRemaining()
    case .kept(let configuration):
      kept.insert(configuration)
      finish(configuration)
      countRemaining()
    default: break
    }
  }

  private func countRemaining() {
    race?.remaining = plan.configurations.count - left.subtracting(kept).count
  }

  /// The picture for those who look on from elsewhere.
  func text(_ progress: SweepProgress) -> String {
    take(progress)
    var picture = snapshot
    var room = Self.slotLimit
    picture.workers = Array(
      picture.workers.prefix { worker in
        defer { room -= max(1, worker.running.count) }
        return room > 0
      })
    return picture.json.line
  }

  /// Takes in that the run is over.
  func end() { hasEnded = true }
}
