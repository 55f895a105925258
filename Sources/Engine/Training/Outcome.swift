/// How a training stands after an epoch.
package struct EpochReport: Hashable, Sendable {
  /// From 1; 0 where there is nothing to train.
  package let epoch: Int
  /// `loss` and the like over the epoch's own batches as they were learned from, then `val_loss`
  /// and the like over the validation examples after the epoch.
  package let metrics: [Metric]

  /// Makes a report with metrics in the order in which they are to be shown.
  package init(epoch: Int, metrics: [Metric]) {
    (self.epoch, self.metrics) = (epoch, metrics)
  }

  /// The value of the metric with this name.
  package subscript(name: String) -> Double? {
    metrics.first { $0.name == name }?.value
  }
}

/// The decision of the receiver of an epoch's report.
package enum Decision: Sendable {
  case `continue`
  case stop
}

/// How a training ended.
package struct Outcome: Hashable, Sendable {
  /// The reason that the training ended for.
  package let ending: Ending
  /// The last epoch that was completed.
  package let last: EpochReport?
  /// The epoch whose weights the network has: the best if those were to be kept, else the last.
  package let kept: EpochReport?
  /// How that epoch took the validation examples' classes for each other.
  package let confusion: Confusion?

  /// The reason that a training ended for.
  package enum Ending: Hashable, Sendable {
    /// All epochs were trained.
    case finished
    /// A report was answered with `stop`.
    case stopped
    /// Patience with epochs that improved nothing was at its end.
    case stoppedEarly
    /// The loss was no longer a finite number: a result, not a failure.
    case diverged
  }
}
