/// The trials that wait for a worker, in order, by their numbers.
struct TrialQueue: Sendable {
  private var trials: [Int32]
  private var first = 0
  /// The trials that come before all others, the next one last.
  private var urgent: [Int32] = []

  init(_ trials: [Int32]) { self.trials = trials }

  var count: Int { urgent.count + trials.count - first }
  var isEmpty: Bool { count == 0 }

  mutating func append(_ trial: Int) { trials.append(Int32(trial)) }

  /// Puts trials before all others, in their order.
  mutating func prepend(_ trials: [Int]) { urgent += trials.reversed().map { Int32($0) } }

  /// The next trial. Amortised constant time: the front is cut off only once it is half of all.
  mutating func popFirst() -> Int? {
    if let trial = urgent.popLast() { return Int(trial) }
    guard !isEmpty else { return nil }
    let trial = trials[first]
    first += 1
    if first > 1024, first > trials.count / 2 {
      trials.removeFirst(first)
      first = 0
    }
    return Int(trial)
  }
}
