import Glibc
import Sweeps
import Training
import Trials

/// Sleeps instead of training, and measures how long it was left without work before.
final class NapTrainer: TrialTrainer {
  /// The metric that tells how long the slot was idle before the trial, in milliseconds.
  static let gap = "gap"

  private let seconds: Double
  private var lastEnd: Double?

  init(seconds: Double) { self.seconds = seconds }

  func train(
    _ assignment: Assignment, attempt: Int, within limits: TrialLimits,
    checkpoints: any CheckpointExchange, report: (Measurement) -> Void
  ) throws(Failure) -> Outcome {
    let start = now()
    let gap = lastEnd.map { (start - $0) * 1e3 } ?? .nan
    while now() < start + seconds { usleep(UInt32(max(1, (start + seconds - now()) * 1e6))) }
    lastEnd = now()
    let measurement = Measurement(
      epoch: 1, metrics: ["val_accuracy": 0.5, NapTrainer.gap: gap])
    return Outcome(status: .completed, measurements: [measurement])
  }
}
