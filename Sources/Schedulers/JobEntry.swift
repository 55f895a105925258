/// How it stands with one job, as its scheduler tells.
package struct JobEntry: Hashable, Sendable {
  /// The state of a job, in one word for all schedulers.
  package enum State: String, Hashable, Sendable, CaseIterable {
    case queued
    case running
    /// Came to its end by itself.
    case ended
    /// Came to another end: its node failed, its time was up, somebody ended it.
    case lost
  }

  /// The number of the job among those of its request, whatever the scheduler counts from.
  package let index: Int
  /// The state when the scheduler was asked.
  package let state: State
  /// The reason for which it waits or was lost, as the scheduler gives it; empty where it gives none.
  package let reason: String

  /// - Parameter index: as the scheduler counts, until `Scheduler.entries(of:)` makes it ours.
  package init(index: Int, state: State, reason: String = "") {
    self.index = index
    self.state = state
    self.reason = reason
  }
}
