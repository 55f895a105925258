import Cluster
import Documents
import Reports
import Search
import Statistics
import Sweeps
import Trials

/// How a run stands, kept up to date by what its coordinator tells.
///
/// Whoever shows it, here or elsewhere, shows the same.
final class RunPicture {
  private(set) var snapshot: ProgressSnapshot
  private var open: OpenPlan
  private var plan: Plan { open.plan }
  private let clock = SuspendingClock()
  private let start: SuspendingClock.Instant
  /// The metric of trials that have ended, by their numbers: NaN for those without one.
  private var values: [Double?]
  /// The configurations that 'sweep remove' has hidden: none of them is the best.
  private let hidden: Set<Int>
  /// The configurations that have left a race.
  private var left: Set<Int> = []
  /// What trials of a race came to that it has not asked for, by their numbers.
  private var untold: [Int: Settlement]
  /// The trials that a race has asked for, by their numbers.
  private var asked: Set<Int> = []
  /// What the file tells of a plan's trials, by their numbers.
  private let recorded: (OpenPlan) throws -> [TrialValue]
  private var durations = Moments()
  private var tallies: [String: (done: Int, failed: Int)] = [:]
  private var holders: [Int: String] = [:]
  private var names: [Session: String] = [:]
  private var isBestStale = true
  private var nextBest = Duration.zero

  /// More failures than this are told as a number.
  static let failureLimit = 10
  /// Of trials in training beyond these only the number is told elsewhere: nobody reads so many
  /// lines, and a picture stays small.
  private static let slotLimit = 200

  /// - Parameters:
  ///   - hidden: the configurations that are not shown.
  ///   - started: how far a race or halving is, with what trials came to that are known, and who has left.
  ///   - recorded: what the file tells of a plan's trials, by their numbers.
  init(
    _ plan: OpenPlan, hidden: Set<Int> = [], started: Started? = nil,
    recorded: @escaping (OpenPlan) throws -> [TrialValue]
  ) throws {
    open = plan
    self.hidden = hidden
    self.recorded = recorded
    start = clock.now
    values = []
    untold = started?.settled ?? [:]
    left = started?.left ?? []
    snapshot = ProgressSnapshot(sweep: plan.plan.sweep.name, counts: TrialCounts())
    snapshot.race = started?.race
    snapshot.halving = started?.halving
    asked = started?.asked ?? []
    takeIn(try recorded(plan)[...])
    untold = untold.filter { values[$0.key] == nil }
  }

  /// A race, or halving, where its record stands.
  struct Started {
    let race: RaceProgress?
    let halving: HalvingProgress?
    /// Those that have left a race.
    let left: Set<Int>
    /// The trials that it has asked for, by their numbers.
    let asked: Set<Int>
    /// What all trials of the plan came to that are known, by their numbers.
    let settled: [Int: Settlement]
  }

  /// Takes in how trials stand that are new here.
  private func takeIn(_ trials: ArraySlice<TrialValue>) {
    values.reserveCapacity(values.count + trials.count)
    for trial in trials {
      var value: Double? = trial.value ?? .nan
      switch trial.status {
      case .completed: snapshot.counts.completed += 1
      case .diverged: snapshot.counts.diverged += 1
      case .failed: snapshot.counts.failed += 1
      case .open, .running:
        snapshot.counts.waiting += 1
        value = nil
      }
      values.append(value)
    }
  }

  /// Goes on with what a search has asked for.
  ///
  /// - Parameter settled: what those of the new trials came to that are known, by their numbers.
  func follow(_ decisions: [Decision], settled: [Int: Settlement]) {
    let added = open.follow(decisions).added
    for number in added {
      values.append(nil)
      if plan.sweep.asksInSteps {
        untold[number] = settled[number]
      } else if let settlement = settled[number] {
        count(settlement, of: number)
      } else {
        snapshot.counts.waiting += 1
      }
    }
    for decision in decisions {
      for trial in plan.asked(by: decision) { ask(for: trial) }
      snapshot.halving?.follow(decision, in: plan)
    }
    snapshot.race?.configurations = plan.configurations.count
    snapshot.race?.remaining = plan.configurations.count - left.count
    isBestStale = true
  }

  /// Counts what a trial came to before this run.
  private func count(_ settlement: Settlement, of number: Int) {
    switch settlement {
    case .result(let metric?, _):
      snapshot.counts.completed += 1
      values[number] = metric
    case .result(nil, _):
      snapshot.counts.diverged += 1
      values[number] = .nan
    case .failed:
      snapshot.counts.failed += 1
      values[number] = .nan
    }
  }

  /// Goes on with a block that a race asks for.
  private func take(_ deal: Deal) {
    for configuration in deal.configurations {
      let trial = plan.trial(
        configuration: configuration, replicate: deal.replicate, fold: deal.fold)
      ask(for: trial)
    }
  }

  /// Counts a trial that is asked for from now on.
  private func ask(for trial: Trial) {
    guard let number = open.number(of: trial.id) else { return }
    asked.insert(number)
    guard values[number] == nil, let settlement = untold.removeValue(forKey: number) else { return }
    count(settlement, of: number)
    isBestStale = true
  }

  /// Goes on with a longer plan, of whose trials some may have results already.
  func extend(to plan: Plan) {
    let added = open.extend(to: plan)
    // What the file tells of the others may be ahead of what was told here.
    let known = try? recorded(open)[added]
    takeIn(known ?? open.trials[added].map(TrialValue.init(open:))[...])
    isBestStale = true
  }

  /// Since the run began.
  var elapsed: Duration { start.duration(to: clock.now) }

  /// What people call a worker.
  func name(_ session: Session) -> String { names[session] ?? "a worker" }

  /// Takes in what was recorded.
  func take(_ entry: JournalEntry) {
    switch entry {
    case .joined(let session, let facts, _):
      names[session] = "\(facts.host)/\(facts.process)"
    case .left(let session):
      names[session] = nil
    case .leased(let attempt, let session), .adopted(let attempt, let session):
      holders[attempt.trial] = names[session]
    case .finished(let attempt, let decoded, let seconds):
      finish(attempt.trial, decoded.outcome, seconds)
    case .failed(let attempt, let failure, let isFinal):
      fail(attempt.trial, failure, isFinal: isFinal)
    case .reopened(let trial):
      snapshot.counts.failed = max(0, snapshot.counts.failed - 1)
      values[trial] = nil
      isBestStale = true
    case .judged(let verdict):
      for departure in verdict.departures { left.insert(departure.configuration) }
      snapshot.race?.judged = verdict.block
      snapshot.race?.remaining = plan.configurations.count - left.count
      isBestStale = true
    case .kept(let configuration):
      left.remove(configuration)
      snapshot.race?.remaining = plan.configurations.count - left.count
      isBestStale = true
    case .dealt(let deal): take(deal)
    case .quarantined, .trusted, .measured, .conflicted, .lost, .returned:
      break
    }
  }

  private func finish(_ trial: Int, _ outcome: Outcome, _ seconds: Double) {
    let value =
      outcome.status == .completed
      ? plan.sweep.metric.within(open.trials[trial].until).value(of: outcome.measurements) : nil
    values[trial] = value ?? .nan
    isBestStale = true
    if outcome.status == .completed { snapshot.counts.completed += 1 }
    if outcome.status == .diverged { snapshot.counts.diverged += 1 }
    durations.add(seconds)
    if let name = holders.removeValue(forKey: trial) {
      tallies[name, default: (0, 0)].done += 1
    }
  }

  private func fail(_ trial: Int, _ failure: Failure, isFinal: Bool) {
    let name = holders.removeValue(forKey: trial) ?? "a worker"
    tallies[name, default: (0, 0)].failed += 1
    snapshot.failureCount += 1
    snapshot.failures.append(
      FailureNote(
        trial: label(open.trials[trial]), worker: name, failure: failure))
    if snapshot.failures.count > Self.failureLimit { snapshot.failures.removeFirst() }
    if isFinal {
      snapshot.counts.failed += 1
      values[trial] = .nan
      isBestStale = true
    }
  }

  /// Takes in who does what at this moment.
  func take(_ progress: SweepProgress) {
    snapshot.elapsed = elapsed
    snapshot.workers = progress.workers.map(describe)
    let running = snapshot.workers.reduce(0) { $0 + $1.running.count }
    snapshot.counts.running = running
    // What has ended counts when it is on the disk.
    snapshot.counts.waiting = max(0, progress.total - snapshot.counts.ended - running)
    snapshot.foresee(from: durations)
  }

  /// The picture for those who look on from elsewhere.
  func text(_ progress: SweepProgress) -> String {
    take(progress)
    refreshBest()
    var picture = snapshot
    var room = Self.slotLimit
    picture.workers = Array(
      snapshot.workers.prefix { worker in
        defer { room -= max(1, worker.running.count) }
        return room > 0
      })
    return picture.json.line
  }

  /// Takes in that the run is over.
  func end() {
    snapshot.elapsed = elapsed
    snapshot.workers = []
    snapshot.counts.running = 0
    snapshot.counts.waiting =
      (plan.sweep.asksInSteps ? asked.count : open.trials.count) - snapshot.counts.ended
    snapshot.foresee(from: durations)
    nextBest = .zero
    refreshBest()
  }

  /// Looks for the best anew, if there is news; takes a twentieth of the time at most, however
  /// large the sweep.
  func refreshBest() {
    let now = elapsed
    guard isBestStale, now >= nextBest else { return }
    isBestStale = false
    let summary = Summary(
      plan.trials.enumerated().map { place, trial in
        let isShown =
          !hidden.contains(trial.configuration) && !left.contains(trial.configuration)
        let value = isShown ? values[open.number(at: place)] : nil
        return TrialValue(
          configuration: trial.configuration, replicate: trial.replicate, fold: trial.fold,
          value: value.flatMap { $0.isNaN ? nil : $0 },
          status: value.map { $0.isNaN ? .diverged : .completed } ?? .open)
      },
      configurationCount: plan.configurations.count, metric: plan.sweep.metric,
      unit: plan.sweep.evaluation.summaryUnit)
    snapshot.best = BestSoFar(
      summary, plan.sweep.parameters.map(\.name), of: plan.sweep.evaluation
    ) { plan.configurations[$0].labels }
    nextBest = now + (elapsed - now) * 20
  }

  private func describe(_ worker: SweepProgress.Worker) -> WorkerProgress {
    let name = "\(worker.facts.host)/\(worker.facts.process)"
    let tally = tallies[name] ?? (0, 0)
    // What comes after the slots are full is held ready.
    let running = worker.training.prefix(worker.facts.slots).map { training in
      RunningTrial(
        label: label(open.trials[training.trial]), epoch: training.epoch,
        epochs: open.trials[training.trial].until
          ?? plan.configurations[open.trials[training.trial].configuration].recipe.epochs)
    }
    return WorkerProgress(
      name: name, slots: worker.facts.slots, done: tally.done, failed: tally.failed,
      running: running)
  }

  private func label(_ trial: Trial) -> String {
    TrialLabel.trial(
      plan.sweep.parameters.map(\.name), plan.configurations[trial.configuration].labels,
      replicate: trial.replicate, fold: trial.fold, of: plan.sweep.evaluation)
  }
}
