import Trials

/// Tells broken workers and hosts from broken trials: which worker failed what, and whether others could do
/// it.
///
/// A worker whose last trials have all failed is held back while there is a better one, until
/// others have tried those trials. If others succeed, the worker is quarantined; if they fail too, it was
/// not the worker's fault, and neither if another host has failed the same configuration. A host
/// with two quarantined workers is quarantined with all that come from it: a worker that starts
/// again there is the same machine. Where keys are asked for, a worker and a host are those of one key: nobody
/// is blamed for what workers of another key fail under his name.
///
/// Attribution decides who trains what and never how a trial ends: that would depend on who came first.
struct FaultAttribution: Sendable {
  /// A host, as workers of one key name it.
  private struct Host: Hashable {
    let name: String
    let peer: Peer?

    init(of worker: WorkerIdentity) { (name, peer) = (worker.process.host, worker.peer) }
  }

  private struct Failed {
    let configuration: Int
    /// Whether another worker could complete the trial.
    var isProven = false
  }

  /// The trials that each worker has failed since it last completed one, and may be to blame for.
  private var streaks: [WorkerIdentity: [Int: Failed]] = [:]
  /// The workers that have failed an open trial, by its number.
  private var failedOn: [Int: Set<WorkerIdentity>] = [:]
  /// The hosts that have failed trials of a configuration since any host has completed one.
  private var suspects: [Int: Set<Host>] = [:]
  private var keys = KeyStreaks(limit: failureLimit)
  private(set) var quarantined: Set<WorkerIdentity>

  /// - Parameter quarantined: the workers that a former life of the coordinator had quarantined.
  init(quarantined: Set<WorkerIdentity> = []) { self.quarantined = quarantined }

  /// Whether there is nobody to think ill of.
  var isEmpty: Bool {
    streaks.isEmpty && failedOn.isEmpty && suspects.isEmpty && quarantined.isEmpty && keys.isEmpty
  }

  /// So many failures in a row make a worker suspicious.
  static let failureLimit = 5
  /// So many quarantined workers make their host one to keep away from.
  static let hostLimit = 2

  /// Whether a worker gets no more work.
  func isQuarantined(_ worker: WorkerIdentity) -> Bool {
    quarantined.contains(worker)
      || quarantined.count { $0.isOfHost(of: worker) } >= FaultAttribution.hostLimit
  }

  /// Whether a trial is better given to somebody else.
  func hasFailed(_ trial: Int, on worker: WorkerIdentity) -> Bool {
    failedOn[trial]?.contains(worker) ?? false
  }

  /// Whether a trial is better given to another host.
  func hasFailed(_ trial: Int, onHostOf worker: WorkerIdentity) -> Bool {
    failedOn[trial]?.contains { $0.isOfHost(of: worker) } ?? false
  }

  /// Whether a worker has failed so often that others should come first.
  func isSuspect(_ worker: WorkerIdentity) -> Bool {
    isQuarantined(worker)
      || streaks[worker].map { $0.count >= FaultAttribution.failureLimit } ?? false
  }

  /// A worker has failed a trial; workers that failed it before are not to blame.
  mutating func failed(
    _ trial: Int, of configuration: Int, on worker: WorkerIdentity, isFinal: Bool
  ) {
    let others = failedOn[trial, default: []].subtracting([worker])
    for other in others { streaks[other]?[trial] = nil }
    failedOn[trial] = isFinal ? nil : others.union([worker])
    keys.failed(trial, of: configuration, with: worker.peer, isFinal: isFinal)
    suspects[configuration, default: []].insert(Host(of: worker))
    if suspects[configuration]?.count ?? 0 > 1 {
      acquit(of: configuration)
    } else if others.isEmpty {
      streaks[worker, default: [:]][trial] = Failed(configuration: configuration)
    }
  }

  /// More than one host has failed the configuration: it is likely to blame itself.
  private mutating func acquit(of configuration: Int) {
    streaks = streaks.mapValues { streak in
      streak.filter { $0.value.configuration != configuration || $0.value.isProven }
    }
  }

  /// A worker has completed a trial; gives the workers that are quarantined for it.
  mutating func completed(
    _ trial: Int, of configuration: Int, on worker: WorkerIdentity
  ) -> [WorkerIdentity] {
    keys.completed(trial, of: configuration, with: worker.peer)
    streaks[worker] = nil
    suspects[configuration] = nil
    var guilty: [WorkerIdentity] = []
    for other in failedOn.removeValue(forKey: trial) ?? [] where streaks[other]?[trial] != nil {
      streaks[other]?[trial]?.isProven = true
      let proven = streaks[other]?.values.count(where: \.isProven) ?? 0
      if proven >= FaultAttribution.failureLimit, quarantined.insert(other).inserted {
        guilty.append(other)
      }
    }
    return guilty
  }

  /// A host has been mended: its workers are as good as others.
  mutating func trust(host: String) {
    quarantined = quarantined.filter { $0.process.host != host }
    streaks = streaks.filter { $0.key.process.host != host }
  }
}

extension FaultAttribution {
  /// Whether a worker gets any work: one that only fails waits until others have tried, as long as
  /// there are others, and so do all workers of a key of which all fail.
  ///
  /// - Parameter all: the workers that take work; looked at only when there is something to blame.
  func mayTrain(_ worker: WorkerIdentity, among all: some Sequence<WorkerIdentity>) -> Bool {
    guard !isQuarantined(worker) else { return false }
    if let key = worker.peer, keys.isSuspect(key),
      all.contains(where: { $0.peer != key && !isSuspect($0) && !isSuspect(keyOf: $0) })
    {
      return false
    }
    return !isSuspect(worker) || all.allSatisfy { isWorse($0, than: worker) }
  }

  private func isSuspect(keyOf worker: WorkerIdentity) -> Bool {
    worker.peer.map(keys.isSuspect) ?? false
  }

  /// Whether a worker is suspect, by its own failures or by those of its key where that is another's.
  private func isWorse(_ other: WorkerIdentity, than worker: WorkerIdentity) -> Bool {
    isSuspect(other) || (other.peer != worker.peer && isSuspect(keyOf: other))
  }

  /// Whether a trial failed on this worker or its host, and there is one that has not tried it yet:
  /// another host for one that failed on this host, or else another worker.
  ///
  /// - Parameter all: as above.
  func haveBetter(
    than worker: WorkerIdentity, for trial: Int, among all: some Sequence<WorkerIdentity>
  ) -> Bool {
    guard hasFailed(trial, onHostOf: worker) else { return false }
    let others = all.filter { !isWorse($0, than: worker) && !hasFailed(trial, on: $0) }
    return others.contains { !hasFailed(trial, onHostOf: $0) }
      || hasFailed(trial, on: worker) && !others.isEmpty
  }
}
