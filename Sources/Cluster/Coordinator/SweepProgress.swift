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
    /// What it holds, in training or ready, in the order given.
    package let training: [Training]
  }

  package let total: Int
  package let finished: Int
  package let failed: Int
  package let workers: [Worker]
}
