package import Sweeps
package import Trials

/// The end of a trial, as far as views tell of it.
package enum TrialEnd: Hashable, Sendable {
  /// With the metric that its sweep is judged by; nil where the trial did not measure it.
  case completed(Double?)
  case diverged
  /// Given up after every attempt that was worth making.
  case failed
}

extension TrialEnd {
  /// Makes the end of a value on record; nil of a trial that is open or running.
  package init?(_ value: TrialValue) {
    switch value.status {
    case .completed: self = .completed(value.value)
    case .diverged: self = .diverged
    case .failed: self = .failed
    case .open, .running: return nil
    }
  }

  /// Makes the end of an outcome.
  ///
  /// - Parameter metric: the sweep's, within the epochs of the trial.
  package init(_ outcome: Outcome, judgedBy metric: Metric) {
    switch outcome.status {
    case .completed: self = .completed(metric.value(of: outcome.measurements))
    case .diverged: self = .diverged
    }
  }
}
