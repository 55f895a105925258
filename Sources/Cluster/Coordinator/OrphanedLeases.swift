import Trials

/// The attempts that a former life of the coordinator handed out and did not see the end of.
struct OrphanedLeases: Sendable {
  /// The time until which their workers are waited for.
  private let ends: Duration
  private var orphans: [Replay.Orphan]

  init(_ orphans: [Replay.Orphan], until ends: Duration) {
    self.ends = ends
    self.orphans = orphans
  }

  /// The attempts that the record calls the process's own.
  func attempts(of process: ProcessName) -> [NumberedAttempt] {
    orphans.filter { $0.holder == process }.map(\.attempt)
  }

  /// The attempt at a trial that a former life handed out, if its worker is still waited for.
  func attempt(at trial: Int) -> NumberedAttempt? {
    orphans.first { $0.attempt.trial == trial }?.attempt
  }

  /// The attempts that no worker has come back for in time, once.
  mutating func abandoned(at now: Duration) -> [NumberedAttempt] {
    guard !orphans.isEmpty, now >= ends else { return [] }
    defer { orphans = [] }
    return orphans.map(\.attempt)
  }
}
