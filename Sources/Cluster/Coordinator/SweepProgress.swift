package import Trials

/// A picture of a sweep at one moment.
package struct SweepProgress: Hashable, Sendable {
  /// A trial in a worker's hands.
  package struct Training: Hashable, Sendable {
    /// The trial's number.
    package let trial: Int
    /// The last epoch that was reported; 0 before the first.
    package let epoch: Int
  }

  /// A worker that has joined and not left.
  package struct Worker: Hashable, Sendable {
    /// The facts that the worker told in its hello.
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

    /// - Parameters:
    ///   - awaited: how many trials the next decision waits for; nil for none in particular.
    ///   - hasReachedTarget: whether a configuration came to what was asked for.
    package init(awaited: Int?, hasReachedTarget: Bool) {
      self.awaited = awaited
      self.hasReachedTarget = hasReachedTarget
    }
  }

  /// The number of trials that are expected, those that a search has yet to ask for among them.
  package let total: Int
  /// The number of trials that have a result, completed or diverged.
  package let finished: Int
  /// The number of trials that were given up.
  package let failed: Int
  /// How many trials there may yet be to train.
  package var open: Int { max(0, total - finished - failed) }
  /// The workers that are there, in the order in which they came.
  package let workers: [Worker]
  /// How far the search is; nil where the plan lists all configurations.
  package let search: Search?
  /// The kernels that all trials are trained with, where the sweep decides by results; nil for any.
  package var kernel: String?
}
