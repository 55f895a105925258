package import Trials

/// The metric of one trial, and where the trial belongs.
package struct TrialValue: Hashable, Sendable {
  /// The index of the trial's configuration in the plan.
  package let configuration: Int
  /// The replicate, counted from 0.
  package let replicate: Int
  /// The fold, counted from 0 through all repeats.
  package let fold: Int
  /// The epoch after which a partial trial ends; nil of a whole one.
  package let until: Int?
  /// The metric's value; nil while the trial has none: it is open, failed, diverged or did not measure the
  /// metric.
  package let value: Double?
  /// The trial's standing, which tells why there is no value.
  package let status: TrialStatus

  /// - Parameter status: completed where there is a value, and open where there is none, unless
  ///   more is known.
  package init(
    configuration: Int, replicate: Int, fold: Int, until: Int? = nil, value: Double?,
    status: TrialStatus? = nil
  ) {
    self.until = until
    self.configuration = configuration
    self.replicate = replicate
    self.fold = fold
    self.value = value
    self.status = status ?? (value == nil ? .open : .completed)
  }

  /// That of a trial without a result.
  package init(open trial: Trial) {
    self.init(
      configuration: trial.configuration, replicate: trial.replicate, fold: trial.fold,
      until: trial.until, value: nil)
  }

  /// The reason for which it enters no mean; nil if it enters one.
  package var absence: Absence? {
    switch status {
    case .open, .running: .open
    case .failed: .failed
    case .diverged: .diverged
    case .completed:
      value.map { $0.isFinite ? nil : Absence.notFinite } ?? .unmeasured
    }
  }
}
