import Cluster
import Reports
import Runtime
import Statistics
import Sweeps

/// How people want to be told of progress.
enum ProgressMode: String, CaseIterable {
  /// A live region on a terminal, lines elsewhere.
  case auto
  case tty
  /// A line every 30 seconds or 5 %, and one at each failure.
  case plain
  /// The same as JSON lines.
  case json
  case none
}

extension Option {
  static let progress = Option(
    "--progress", value: "MODE", "auto (default), tty, plain, json or none")
}

extension Arguments {
  func progressMode() throws(UserError) -> ProgressMode {
    let mode =
      try choice(.progress, among: ProgressMode.allCases.map { ($0.rawValue, $0) }) ?? .auto
    guard mode == .auto else { return mode }
    return Output.isTerminal ? .tty : .plain
  }
}

/// Shows people how a run goes.
final class Watcher {
  private let plan: Plan
  private let mode: ProgressMode
  private let clock = SuspendingClock()
  private let start: SuspendingClock.Instant
  private var region = LiveRegion()
  private var values: [TrialID: Double?]
  private var snapshot: ProgressSnapshot
  private var tallies: [String: (done: Int, failed: Int)] = [:]
  private var holders: [TrialID: String] = [:]
  private var names: [Session: String] = [:]
  private var isBestStale = true
  private var lastLine: (at: Duration, done: Int)?

  /// - Parameters:
  ///   - values: the metric of trials that are done already.
  ///   - counts: how the trials stand at the beginning.
  init(_ plan: Plan, mode: ProgressMode, values: [TrialID: Double?], counts: TrialCounts) {
    self.plan = plan
    self.mode = mode
    self.values = values
    start = clock.now
    snapshot = ProgressSnapshot(sweep: plan.sweep.name, counts: counts)
  }

  /// Says where workers can call, if others than our own are meant to.
  func begin(listeningAt endpoint: String) {
    guard mode != .none else { return }
    note("listening at \(endpoint); start workers with: sweep work \(endpoint)")
  }

  /// Takes in what happened.
  func take(_ event: CoordinatorLoop.Event) {
    switch event {
    case .line(let line): note(line)
    case .draining: note("finishing what is in training; Ctrl-C again stops at once")
    case .full(let sentence):
      note("\(sentence); nothing is lost, and all goes on when there is room")
    case .hasRoom: note("the disk has room again")
    case .recorded(let record): take(record)
    case .progress(let progress): show(progress)
    }
  }

  /// Leaves the terminal as it should be found.
  func end() { region.clear() }

  private func take(_ record: Coordinator.Record) {
    switch record {
    case .joined(let session, let facts):
      names[session] = "\(facts.host)/\(facts.process)"
    case .left(let session):
      names[session] = nil
    case .leased(let attempt, let session), .adopted(let attempt, let session):
      holders[attempt.trial] = names[session]
    case .finished(let attempt, let outcome, let seconds):
      values[attempt.trial] =
        outcome.status == .completed ? plan.sweep.metric.value(of: outcome.measurements) : nil
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
      if isFinal { snapshot.counts.failed += 1 }
      if mode == .plain, let text = ProgressLine(snapshot).failureText { Output.note(text) }
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
    switch mode {
    case .auto, .none: return
    case .tty:
      refreshBest()
      let size = Output.terminalSize
      let lines = ProgressScreen(snapshot).lines(
        width: size.columns, height: min(size.rows - 1, 24), style: Output.style)
      region.draw(lines)
    case .plain, .json:
      guard isLineDue(progress, at: elapsed) else { return }
      refreshBest()
      let line = ProgressLine(snapshot)
      Output.note(mode == .json ? line.json.line : line.text)
    }
  }

  /// Every 30 seconds, and whenever another 5 % are done.
  private func isLineDue(_ progress: Coordinator.Progress, at now: Duration) -> Bool {
    let done = progress.finished + progress.failed
    let step = max(1, progress.total / 20)
    let last = lastLine ?? (.zero, done)
    defer { if lastLine == nil { lastLine = last } }
    guard now - last.at >= .seconds(30) || done / step > last.done / step else { return false }
    lastLine = (now, done)
    return true
  }

  private func describe(_ worker: Coordinator.Progress.Worker) -> WorkerProgress {
    let name = "\(worker.facts.host)/\(worker.facts.process)"
    let tally = tallies[name] ?? (0, 0)
    // What comes after the slots are full is held ready.
    let running = worker.training.prefix(worker.facts.slots).map { training in
      RunningTrial(
        label: label(training.trial), epoch: training.epoch,
        epochs: plan.configurations[training.trial.configuration].epochs)
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

  private func refreshBest() {
    guard isBestStale else { return }
    isBestStale = false
    let summary = Summary(
      plan.trials.map { trial in
        TrialValue(
          configuration: trial.configuration, replicate: trial.replicate, fold: trial.fold,
          value: values[trial.id] ?? nil)
      },
      configurationCount: plan.configurations.count, metric: plan.sweep.metric,
      unit: plan.sweep.evaluation.summaryUnit)
    snapshot.best = BestSoFar(
      SummaryTable(plan.sweep, summary: summary, counts: snapshot.counts))
  }

  private func note(_ line: String) {
    switch mode {
    case .none: return
    case .tty: region.note(line)
    case .auto, .plain, .json: Output.note(line)
    }
  }
}

extension Configuration {
  /// How many epochs its recipe asks for, if it says so.
  fileprivate var epochs: Int? {
    guard case .integer(let count)? = recipe["training"]?["epochs"]?.content else { return nil }
    return Int(count)
  }
}
