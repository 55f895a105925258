import Trials
import Views

/// A worker, and what it is doing.
package struct WorkerProgress: Hashable, Sendable {
  /// The host and the process: `ada/4711`.
  package let name: String
  /// The host alone.
  package var host: String { String(name[..<(name.lastIndex(of: "/") ?? name.endIndex)]) }
  /// Trainings at a time; 0 once it is gone.
  package let slots: Int
  /// The trials it has brought to a result.
  package let done: Int
  /// The attempts that failed with it.
  package let failed: Int
  /// The trials that it has in training.
  package let running: [RunningTrial]
  /// Whether it was told to finish that and go.
  package let isDraining: Bool
  /// The reason why it gets no more of the sweep's trials; nil where it does.
  package let exclusion: Exclusion?

  /// The reasons why a worker gets no more trials of a sweep.
  package enum Exclusion: String, Sendable {
    /// It failed what others completed.
    case quarantined
    /// The sweep decides by results, and those so far come from another class of kernels.
    case otherKernel = "other_kernel"

    /// In a table, beside the worker's name.
    var word: String {
      switch self {
      case .quarantined: "quarantined"
      case .otherKernel: "other kernels"
      }
    }
  }

  /// - Parameters:
  ///   - isDraining: whether it was told to finish what it is training and go.
  ///   - exclusion: the reason why it gets no more of the sweep's trials; nil where it does.
  package init(
    name: String, slots: Int, done: Int, failed: Int, running: [RunningTrial],
    isDraining: Bool = false, exclusion: Exclusion? = nil
  ) {
    self.name = name
    self.slots = slots
    self.done = done
    self.failed = failed
    self.running = running
    self.isDraining = isDraining
    self.exclusion = exclusion
  }
}

extension WorkerProgress {
  init(
    _ worker: Activity.Presence, _ kernel: String?, _ names: SweepNames
  ) throws {
    let isOther = kernel.map { $0 != worker.kernel } ?? false
    self.init(
      name: "\(worker.host)/\(worker.process)", slots: worker.slots, done: worker.done,
      failed: worker.failed,
      running: try worker.training.map { training in
        RunningTrial(
          label: try names.label(of: training.trial), epoch: training.epoch,
          epochs: try training.trial.until ?? names.epochs(training.trial.configuration))
      }, isDraining: worker.isDraining,
      exclusion: worker.isQuarantined ? .quarantined : isOther ? .otherKernel : nil)
  }
}

/// A trial in training.
package struct RunningTrial: Hashable, Sendable {
  /// The label of the trial: see `TrialLabel`.
  package let label: String
  /// The epoch it has reported last; 0 before the first.
  package let epoch: Int
  /// How many there will be; nil where the recipe does not say.
  package let epochs: Int?

  /// - Parameter epoch: the one that was reported last; 0 before the first.
  package init(label: String, epoch: Int, epochs: Int?) {
    self.label = label
    self.epoch = epoch
    self.epochs = epochs
  }

  var epochText: String { "epoch \(epoch)" + (epochs.map { "/\($0)" } ?? "") }
}
