/// The trials that wait for a worker, in order, by their numbers; those to be retried come first.
struct TrialQueue: Sendable {
  /// The trials by level; those of the highest come first.
  private var levels: [Line]
  /// The trials that come before all others, the next one last.
  private var urgent: [Int32] = []

  /// First come, first served.
  private struct Line: Sendable {
    var trials: [Int32]
    private var first = 0

    init(_ trials: [Int32] = []) { self.trials = trials }

    var count: Int { trials.count - first }

    /// Amortised constant time: the front is cut off only once it is half of all.
    mutating func popFirst() -> Int? {
      guard count > 0 else { return nil }
      let trial = trials[first]
      first += 1
      if first > 1024, first > trials.count / 2 {
        trials.removeFirst(first)
        first = 0
      }
      return Int(trial)
    }
  }

  init(_ trials: [Int32]) { levels = [Line(trials)] }

  var count: Int { levels.reduce(urgent.count) { $0 + $1.count } }
  var isEmpty: Bool { count == 0 }

  mutating func append(_ trial: Int, level: Int = 0) {
    while levels.count <= level { levels.append(Line()) }
    levels[level].trials.append(Int32(trial))
  }

  /// Puts trials before all others, in their order.
  mutating func prepend(_ trials: [Int]) { urgent += trials.reversed().map { Int32($0) } }

  /// The next trial.
  mutating func popFirst() -> Int? {
    if let trial = urgent.popLast() { return Int(trial) }
    for level in levels.indices.reversed() where levels[level].count > 0 {
      return levels[level].popFirst()
    }
    return nil
  }
}
