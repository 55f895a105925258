import Documents
import Reports
import Statistics
import Store
import Sweeps
import Trials

extension Recorded {
  /// The best of what is shown; nil while nothing has a result.
  var bestSoFar: BestSoFar? {
    get throws { try best(of: values(of: sweep.metric)) }
  }

  /// - Parameter values: of configurations that are shown.
  private func best(of values: [TrialValue]) throws -> BestSoFar? {
    let summary = Summary(
      values, configurationCount: shown.numbers.count, metric: sweep.metric,
      unit: sweep.evaluation.summaryUnit)
    return try BestSoFar(summary, sweep.parameterNames, of: sweep.evaluation) {
      try file.labels(of: sweep.id, configuration: shown.numbers[$0])
    }
  }

  /// How the sweep stands, as its file tells it: also while somebody else runs it.
  func snapshot() throws -> ProgressSnapshot {
    let values = try file.values(of: sweep.id, metric: sweep.metric)
    let activity = try file.activity(of: sweep.id)
    let failures = try file.failures(of: sweep.id, last: RunPicture.failureLimit)
    func label(_ configuration: Int, _ replicate: Int, _ fold: Int) throws -> String {
      TrialLabel.trial(
        sweep.parameterNames, try file.labels(of: sweep.id, configuration: configuration),
        replicate: replicate, fold: fold, of: sweep.evaluation)
    }
    var snapshot = ProgressSnapshot(
      sweep: sweep.name,
      counts: TrialCounts(values + (halving == nil ? [] : try partialValues(of: sweep.metric))),
      best: try best(of: shown(of: values)),
      failures: try failures.latest.map { note in
        FailureNote(
          trial: try label(note.configuration, note.replicate, note.fold),
          worker: "\(note.host)/\(note.process)", failure: note.failure)
      },
      failureCount: failures.count, elapsed: activity?.elapsed)
    snapshot.search = try searchProgress()
    snapshot.race = race?.progress
    snapshot.halving = halving?.progress
    snapshot.confirmation = try confirmationProgress()
    guard let activity else {
      if let confirming = try confirmation?.recorded.snapshot(), confirming.elapsed != nil {
        snapshot.takeWork(of: confirming)
        return snapshot
      }
      if snapshot.counts.open > 0 || snapshot.isUnconfirmed {
        snapshot.remark = "nobody runs it: \(runHint) goes on"
      }
      return snapshot
    }
    snapshot.workers = try activity.workers.map { worker in
      let running = try worker.training.map { trial in
        RunningTrial(
          label: try label(trial.configuration, trial.replicate, trial.fold), epoch: trial.epoch,
          epochs: try file.recipe(of: sweep.id, configuration: trial.configuration)?.epochs)
      }
      return WorkerProgress(
        name: "\(worker.host)/\(worker.process)", slots: worker.slots, done: worker.done,
        failed: worker.failed, running: running)
    }
    snapshot.counts.running = activity.training
    snapshot.counts.waiting -= activity.training
    // Only what goes on has an end to wait for.
    snapshot.foresee(from: try file.durations(of: sweep.id))
    return snapshot
  }
}

extension Document {
  /// How many epochs a recipe asks for, if it says so.
  var epochs: Int? {
    guard case .integer(let count)? = self["training"]?["epochs"]?.content else { return nil }
    return Int(count)
  }
}
