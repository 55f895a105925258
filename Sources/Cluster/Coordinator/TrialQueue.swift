import Sweeps

/// The trials that wait for a worker, in order.
struct TrialQueue: Sendable {
  private var trials: [TrialID]
  private var first = 0
  /// What comes before all others, the next one last.
  private var urgent: [TrialID] = []

  init(_ trials: [TrialID]) { self.trials = trials }

  var count: Int { urgent.count + trials.count - first }
  var isEmpty: Bool { count == 0 }

  mutating func append(_ trial: TrialID) { trials.append(trial) }

  /// Puts trials before all others, in their order.
  mutating func prepend(_ trials: [TrialID]) { urgent += trials.reversed() }

  /// The next trial. Amortised constant time: the front is cut off only once it is half of all.
  mutating func popFirst() -> TrialID? {
    if let trial = urgent.popLast() { return trial }
    guard !isEmpty else { return nil }
    let trial = trials[first]
    first += 1
    if first > 1024, first > trials.count / 2 {
      trials.removeFirst(first)
      first = 0
    }
    return trial
  }
}
