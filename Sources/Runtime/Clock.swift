/// Tells how much time has passed; only this decides, wall time is for people.
protocol Clock: Sendable {
  /// Since some moment before.
  var now: Duration { get }
}

/// Time since the process began to look at it.
///
/// Stands still while the machine sleeps, so that a closed laptop has not been silent.
struct SystemClock: Clock {
  private let clock = SuspendingClock()
  private let start: SuspendingClock.Instant

  init() { start = clock.now }

  var now: Duration { start.duration(to: clock.now) }
}
