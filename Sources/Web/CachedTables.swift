import Results

/// The tables that pages look at a part at a time, the last ones: to make one of a hundred thousand rows takes a
/// while, and memory.
struct CachedTables {
  private struct Cached {
    let rows: SweepRows
    let stamp: AnyHashable
    let made: ContinuousClock.Instant
    /// How long it took to make.
    let cost: Duration
  }

  private var cached: [String: Cached] = [:]

  /// The most sweeps whose tables are kept.
  private static let limit = 2
  /// Where results come in all the time, a tenth of the time at most goes into tables that are no trifle.
  private static let pause = 10
  private static let cheap = Duration.milliseconds(100)

  /// The table of a sweep, and whether it has all that is recorded.
  mutating func rows(
    of sweep: String, at stamp: AnyHashable, make: () throws -> SweepRows
  ) rethrows -> (rows: SweepRows, isLatest: Bool) {
    if let known = cached[sweep] {
      if known.stamp == stamp { return (known.rows, true) }
      let age = known.made.duration(to: .now)
      if known.cost > CachedTables.cheap, age < known.cost * CachedTables.pause {
        return (known.rows, false)
      }
    }
    // The former one goes first: both at once would take twice the memory.
    cached[sweep] = nil
    if cached.count >= CachedTables.limit { cached = [:] }
    let start = ContinuousClock.now
    let rows = try make()
    cached[sweep] = Cached(rows: rows, stamp: stamp, made: .now, cost: start.duration(to: .now))
    return (rows, true)
  }
}
