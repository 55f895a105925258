package import Trials

/// The metric of one trial, and where the trial belongs.
///
/// In 32 bytes, as commands read a million of them: a sweep has no more trials than `SpecLimit` allows.
package struct TrialValue: Hashable, Sendable {
  private let number: Double
  private let end: Int
  private let configurationIndex, replicateIndex, foldIndex: Int32
  /// The trial's standing, which tells why there is no value.
  package let status: TrialStatus
  private let isMeasured: Bool

  /// - Parameter status: completed where there is a value, and open where there is none, unless
  ///   more is known.
  package init(
    configuration: Int, replicate: Int, fold: Int, until: Int? = nil, value: Double?,
    status: TrialStatus? = nil
  ) {
    number = value ?? 0
    isMeasured = value != nil
    end = until ?? 0
    configurationIndex = Int32(clamping: configuration)
    replicateIndex = Int32(clamping: replicate)
    foldIndex = Int32(clamping: fold)
    self.status = status ?? (value == nil ? .open : .completed)
  }

  /// That of a trial without a result.
  package init(open trial: Trial) {
    self.init(
      configuration: trial.configuration, replicate: trial.replicate, fold: trial.fold,
      until: trial.until, value: nil)
  }

  /// The index of the trial's configuration in the plan.
  package var configuration: Int { Int(configurationIndex) }
  /// The replicate, counted from 0.
  package var replicate: Int { Int(replicateIndex) }
  /// The fold, counted from 0 through all repeats.
  package var fold: Int { Int(foldIndex) }
  /// The epoch after which a partial trial ends; nil of a whole one.
  package var until: Int? { end > 0 ? end : nil }
  /// Nil while the trial has none: it is open, failed, diverged or did not measure the metric.
  package var value: Double? { isMeasured ? number : nil }

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
