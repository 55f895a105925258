/// How it stands with one job, as its scheduler tells.
package struct JobEntry: Hashable, Sendable {
  package enum State: String, Hashable, Sendable, CaseIterable {
    case queued
    case running
    /// Came to its end by itself.
    case ended
    /// Came to another end: its node failed, its time was up, somebody ended it.
    case lost
  }

  package let index: Int
  package let state: State
  /// Why it waits or how it was lost, in the scheduler's own words; empty where it says nothing.
  package let reason: String

  package init(index: Int, state: State, reason: String = "") {
    self.index = index
    self.state = state
    self.reason = reason
  }
}
