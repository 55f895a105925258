import Trials

/// The trials that workers of each key have failed since one of them completed any, where keys are asked for.
///
/// A worker that comes again under another name is another worker, and comes with the same key: so many failures
/// in a row hold a key back, as they hold back a worker.
struct KeyStreaks: Sendable {
  /// So many failures in a row make a key suspect.
  private let limit: Int
  /// The trials, with their configurations.
  private var streaks: [Peer: [Int: Int]] = [:]
  /// The keys that have failed an open trial, by its number.
  private var failedBy: [Int: Set<Peer>] = [:]
  /// The keys that have failed trials of a configuration since any has completed one.
  private var suspects: [Int: Set<Peer>] = [:]

  /// - Parameter limit: how many failures in a row make a key suspect.
  init(limit: Int) { self.limit = limit }

  var isEmpty: Bool { streaks.isEmpty && failedBy.isEmpty && suspects.isEmpty }

  /// Whether workers of other keys should come first.
  func isSuspect(_ key: Peer) -> Bool {
    streaks[key].map { $0.count >= limit } ?? false
  }

  /// A worker of a key has failed a trial; where another key has failed the trial or its configuration, none is
  /// to blame for it.
  mutating func failed(_ trial: Int, of configuration: Int, with key: Peer?, isFinal: Bool) {
    guard let key else { return }
    let others = failedBy[trial, default: []].subtracting([key])
    for other in others { streaks[other]?[trial] = nil }
    failedBy[trial] = isFinal ? nil : others.union([key])
    suspects[configuration, default: []].insert(key)
    if suspects[configuration]?.count ?? 0 > 1 {
      streaks = streaks.mapValues { $0.filter { $0.value != configuration } }
    } else if others.isEmpty {
      streaks[key, default: [:]][trial] = configuration
    }
  }

  /// A worker of a key has completed a trial.
  mutating func completed(_ trial: Int, of configuration: Int, with key: Peer?) {
    failedBy[trial] = nil
    suspects[configuration] = nil
    if let key { streaks[key] = nil }
  }
}
