package import Sweeps

/// A way to train a trial.
///
/// The built-in engine is one, any program that a spec names will be another; whoever runs trials
/// does not care which.
package protocol TrialTrainer {
  /// Trains one trial to its end.
  ///
  /// - Parameter report: takes each epoch's measurement as soon as there is one.
  /// - Throws: `Failure` when the training comes to no outcome. A loss that runs away is an outcome.
  func train(
    _ assignment: Assignment, report: (Measurement) -> Void
  ) throws(Failure) -> Outcome
}
