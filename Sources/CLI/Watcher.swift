import Cluster
import Reports
import Runtime
import Statistics
import Sweeps

/// Shows people how a run goes.
final class Watcher {
  private let plan: Plan
  private let clock = SuspendingClock()
  private let start: SuspendingClock.Instant
  private var display: ProgressDisplay
  private var values: [TrialID: Double?]
  private var snapshot: ProgressSnapshot
  private var tallies: [String: (done: Int, failed: Int)] = [:]
  private var holders: [TrialID: String] = [:]
  private var names: [Session: String] = [:]
  private var isBestStale = true
  private var nextBest = Duration.zero

  /// - Parameters:
  ///   - values: the metric of trials that have ended already, nil for those without one.
  ///   - counts: how the trials stand at the beginning.
  init(_ plan: Plan, mode: ProgressMode, values: [TrialID: Double?], counts: TrialCounts) {
    self.plan = plan
    display = ProgressDisplay(mode)
    self.values = values
    start = clock.now
    snapshot = ProgressSnapshot(sweep: plan.sweep.name, counts: counts)
  }

  /// Says where workers can call, if others than our own are meant to, and what they need for it.
  func begin(listeningAt endpoint: String, withKeys: Bool) {
    guard display.mode != .none else { return }
    let key = withKeys ? " --key NAME.key" : ""
    note(
      "listening at \(endpoint); start workers with: sweep work \(Endpoint.callable(endpoint))\(key)"
    )
  }

  /// Takes in what happened.
  func take(_ event: CoordinatorLoop.Event) {
    switch event {
    case .line(let line): note(line)
    case .door(let event): note("\(event)")
    case .draining: note("finishing what is in training; Ctrl-C again stops at once")
    case .full(let sentence):
      note("\(sentence); nothing is lost, and all goes on when there is room")
    case .hasRoom: note("the disk has room again")
    case .recorded(let record): take(record)
    case .progress(let progress): show(progress)
    }
  }

  /// Leaves the terminal as it should be found.
  func end() {
    let now = start.duration(to: clock.now)
    snapshot.elapsed = now
    snapshot.workers = []
    snapshot.counts.running = 0
    snapshot.counts.waiting = plan.trials.count - snapshot.counts.ended
    nextBest = .zero
    refreshBest(at: now)
    display.end(snapshot, at: now)
  }

  private func take(_ record: Coordinator.Record) {
    switch record {
    case .joined(let session, let facts, _):
      names[session] = "\(facts.host)/\(facts.process)"
    case .left(let session):
      names[session] = nil
    case .leased(let attempt, let session), .adopted(let attempt, let session):
      holders[attempt.trial] = names[session]
    case .finished(let attempt, let outcome, let seconds):
      values[attempt.trial] = .some(
        outcome.status == .completed ? plan.sweep.metric.value(of: outcome.measurements) : nil)
      isBestStale = true
      if outcome.status == .completed { snapshot.counts.completed += 1 }
      if outcome.status == .diverged { snapshot.counts.diverged += 1 }
      snapshot.durations.add(seconds)
      if let name = holders.removeValue(forKey: attempt.trial) {
        tallies[name, default: (0, 0)].done += 1
      }
    case .failed(let attempt, let failure, let isFinal):
      let name = holders.removeValue(forKey: attempt.trial) ?? "a worker"
      tallies[name, default: (0, 0)].failed += 1
      let trial = plan.trials.first { $0.id == attempt.trial }
      snapshot.failures.append(
        FailureNote(
          trial: trial.map(label) ?? "\(attempt.trial)", worker: name, failure: failure))
      if isFinal {
        snapshot.counts.failed += 1
        values[attempt.trial] = .some(nil)
        isBestStale = true
      }
      display.tellFailure(snapshot)
    case .quarantined(let session):
      note(
        "\(names[session] ?? "a worker") gets no more work: it failed what others could train;"
          + " look at 'sweep trials', mend it and start it again")
    case .measured, .conflicted, .lost, .returned:
      break
    }
  }

  private func show(_ progress: Coordinator.Progress) {
    let elapsed = start.duration(to: clock.now)
    snapshot.elapsed = elapsed
    snapshot.workers = progress.workers.map(describe)
    let running = snapshot.workers.reduce(0) { $0 + $1.running.count }
    snapshot.counts.running = running
    snapshot.counts.waiting = max(0, progress.total - progress.finished - progress.failed - running)
    guard display.isDue(snapshot.counts, at: elapsed) else { return }
    refreshBest(at: elapsed)
    display.show(snapshot, at: elapsed)
  }

  private func describe(_ worker: Coordinator.Progress.Worker) -> WorkerProgress {
    let name = "\(worker.facts.host)/\(worker.facts.process)"
    let tally = tallies[name] ?? (0, 0)
    // What comes after the slots are full is held ready.
    let running = worker.training.prefix(worker.facts.slots).map { training in
      RunningTrial(
        label: label(training.trial), epoch: training.epoch,
        epochs: plan.configurations[training.trial.configuration].recipe.epochs)
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

  /// Looks for the best anew, if there is news; takes a twentieth of the time at most, however
  /// large the sweep.
  private func refreshBest(at now: Duration) {
    guard isBestStale, now >= nextBest else { return }
    isBestStale = false
    let summary = Summary(
      plan.trials.map { trial in
        let value = values[trial.id]
        return TrialValue(
          configuration: trial.configuration, replicate: trial.replicate, fold: trial.fold,
          value: value ?? nil,
          status: value.map { $0 == nil ? .diverged : .completed } ?? .open)
      },
      configurationCount: plan.configurations.count, metric: plan.sweep.metric,
      unit: plan.sweep.evaluation.summaryUnit)
    snapshot.best = BestSoFar(
      SummaryTable(plan.sweep, summary: summary, counts: snapshot.counts))
    nextBest = now + (start.duration(to: clock.now) - now) * 20
  }

  /// Names, addresses and what a worker prints come from elsewhere.
  private func note(_ line: String) { display.note(line.printable) }
}
