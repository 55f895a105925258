/// Time since the process began to look at it: only this decides, wall time is for people.
///
/// Stands still while the machine sleeps, so that a closed laptop has not been silent.
struct Clock: Sendable {
  private let clock = SuspendingClock()
  private let start: SuspendingClock.Instant

  init() { start = clock.now }

  var now: Duration { start.duration(to: clock.now) }
}
