import Reports
import Statistics
import Store
import Sweeps

extension Recorded {
  /// How the sweep stands, as its file tells it: also while somebody else runs it.
  func snapshot() throws -> ProgressSnapshot {
    let table = try table()
    let activity = try file.activity(of: sweep.id)
    let labels = try file.labels(of: sweep.id)
    func label(_ configuration: Int, _ replicate: Int, _ fold: Int) -> String {
      TrialLabel.trial(
        sweep.parameterNames, labels[configuration], replicate: replicate, fold: fold,
        of: sweep.evaluation)
    }
    var snapshot = ProgressSnapshot(
      sweep: sweep.name, counts: table.counts, best: BestSoFar(table),
      failures: try file.failures(of: sweep.id).map { note in
        FailureNote(
          trial: label(note.configuration, note.replicate, note.fold),
          worker: "\(note.host)/\(note.process)", failure: note.failure)
      },
      elapsed: activity?.elapsed, durations: Moments(try file.durations(of: sweep.id)))
    guard let activity else {
      // What was in training when its coordinator went is open again.
      snapshot.counts.waiting += snapshot.counts.running
      snapshot.counts.running = 0
      if snapshot.counts.open > 0 { snapshot.remark = "nobody runs it: 'sweep run' goes on" }
      return snapshot
    }
    snapshot.workers = try activity.workers.map { worker in
      // What comes after the slots are full is held ready.
      let running = try worker.running.prefix(worker.slots).map { trial in
        RunningTrial(
          label: label(trial.configuration, trial.replicate, trial.fold), epoch: trial.epoch,
          epochs: try file.recipe(of: sweep.id, configuration: trial.configuration)?.epochs)
      }
      return WorkerProgress(
        name: "\(worker.host)/\(worker.process)", slots: worker.slots, done: worker.done,
        failed: worker.failed, running: running)
    }
    let running = snapshot.workers.reduce(0) { $0 + $1.running.count }
    snapshot.counts.waiting = snapshot.counts.open - running
    snapshot.counts.running = running
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
