package import Sweeps
package import Trials

/// A way to train a trial.
///
/// The built-in engine is one, any program that a spec names another; the code that runs trials does not
/// care which.
package protocol TrialTrainer {
  /// Trains one trial to its end.
  ///
  /// - Parameters:
  ///   - attempt: which attempt at the trial this is, from 1.
  ///   - limits: the limits that it may use. Time and memory are looked after by the worker.
  ///   - checkpoints: where it may go on from, and what it leaves for a longer one.
  ///   - report: takes each epoch's measurement as soon as there is one.
  /// - Throws: `Failure` when the training comes to no outcome. A loss that runs away is an outcome.
  func train(
    _ assignment: Assignment, attempt: Int, within limits: TrialLimits,
    checkpoints: any CheckpointExchange, report: (Measurement) -> Void
  ) throws(Failure) -> Outcome
}
