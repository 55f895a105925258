/// Whether a worker whose time is short can finish another training.
struct WorkingTime: Hashable, Sendable {
  /// When its time is up; nil for never.
  let end: Duration?
  /// The longest time that a training may take, where there is a limit.
  var limit: Duration?
  /// The longest time that a training has taken.
  private var longest: Duration?

  init(end: Duration?) { self.end = end }

  /// A training has come to its end.
  mutating func note(_ duration: Duration) { longest = max(longest ?? .zero, duration) }

  /// How long to expect the next one to take: half as long again as any before, and no longer than
  /// it may; nil while nothing is known.
  private var expected: Duration? {
    guard let longest else { return limit }
    let likely = longest * 3 / 2
    return limit.map { min($0, likely) } ?? likely
  }

  /// Whether a training that is begun now has the time to end.
  func isEnough(at now: Duration) -> Bool {
    guard let end else { return true }
    return now + (expected ?? .zero) < end
  }
}
