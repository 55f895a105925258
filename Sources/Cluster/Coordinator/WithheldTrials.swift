import Trials

/// The trials that are kept from keys while others could train them: a key was silent about them, or has failed
/// them for good.
///
/// A worker may call itself as it likes, and one key may have a thousand of them. So failures of one key give no
/// trial up as long as workers of another are there.
struct WithheldTrials: Sendable {
  private struct Keys {
    var silent: Set<Peer> = []
    /// The keys that have failed it.
    var failed: Set<Peer> = []
    /// The keys for whose failures alone it would have been given up.
    var exhausted: Set<Peer> = []
  }

  private var trials: [Int: Keys] = [:]

  /// Whether none is kept from anybody.
  var isEmpty: Bool { trials.isEmpty }

  /// Nothing was heard of a trial from the key that has it.
  mutating func noteSilence(of key: Peer, about trial: Int) {
    trials[trial, default: Keys()].silent.insert(key)
  }

  /// A worker of a key has failed a trial.
  ///
  /// - Parameters:
  ///   - isLast: whether the trial has no further chance after it.
  ///   - mayRepeat: whether another attempt may do better.
  ///   - takers: the keys of which workers could train it.
  /// - Returns: whether the trial is spared: another key is to have failed it before it is given up.
  mutating func failed(
    _ trial: Int, with key: Peer?, isLast: Bool, mayRepeat: Bool, among takers: Set<Peer>
  ) -> Bool {
    guard let key else { return false }
    var keys = trials[trial] ?? Keys()
    defer { trials[trial] = keys }
    keys.failed.insert(key)
    // What would fail for good anywhere must have done so with two keys.
    let others = (mayRepeat ? keys.failed : keys.exhausted).subtracting([key])
    guard isLast, others.isEmpty else { return false }
    guard !takers.isSubset(of: keys.silent.union(keys.exhausted).union([key])) else { return false }
    keys.exhausted.insert(key)
    return true
  }

  /// Whether a trial is to go to another key.
  func isWithheld(_ trial: Int, from key: Peer?, among takers: Set<Peer>) -> Bool {
    guard let key, let keys = trials[trial] else { return false }
    guard keys.silent.contains(key) || keys.exhausted.contains(key) else { return false }
    return !takers.isSubset(of: keys.silent.union(keys.exhausted))
  }

  /// A trial has its result or has failed for good.
  mutating func settle(_ trial: Int) {
    if !trials.isEmpty { trials[trial] = nil }
  }
}
