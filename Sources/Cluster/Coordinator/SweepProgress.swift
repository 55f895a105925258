package import Trials

/// A picture of a sweep at one moment.
package struct SweepProgress: Hashable, Sendable {
  package struct Training: Hashable, Sendable {
    /// The trial's number.
    package let trial: Int
    /// The last epoch that was reported; 0 before the first.
    package let epoch: Int
  }

  package struct Worker: Hashable, Sendable {
    package let facts: WorkerFacts
    /// The trials that the worker holds, in training or ready, in the order given.
    package let training: [Training]
  }

  /// A search that decides as results come in.
  package struct Search: Hashable, Sendable {
    /// How many trials the next decision waits for; nil where it waits for none in particular.
    package let awaited: Int?
    /// Whether it has ended, as a configuration came to what was asked for.
    package let hasReachedTarget: Bool

    package init(awaited: Int?, hasReachedTarget: Bool) {
      self.awaited = awaited
      self.hasReachedTarget = hasReachedTarget
    }
  }

  package let total: Int
  package let finished: Int
  package let failed: Int
  /// How many trials there may yet be to train.
  package var open: Int { max(0, total - finished - failed) }
  package let workers: [Worker]
  /// Nil where the plan lists all configurations.
  package let search: Search?
}
