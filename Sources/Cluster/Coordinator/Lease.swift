import Trials

/// A trial in the hands of a worker.
struct Lease: Hashable, Sendable {
  let attempt: NumberedAttempt
  /// When it was handed out, in this life of the coordinator.
  let since: Duration
  /// When it was handed out, or last said to have trained a further epoch.
  var heard: Duration
  /// The number, within the session, of the message that last told the worker about it.
  var sequence = 0
  /// Whether the worker was told to let go of it: once it has, the attempt is not begun again.
  var isLetGo = false
  /// The last of its epochs that has been reported.
  var trained = 0

  init(attempt: NumberedAttempt, since: Duration) {
    self.attempt = attempt
    self.since = since
    heard = since
  }
}
