import Sweeps

/// Tells broken workers and hosts from broken trials: who failed what, and whether others could do
/// it.
///
/// A worker whose last trials have all failed is held back while there is a better one, until
/// others have tried those trials. Can they do them, the worker is quarantined; can they not, it was
/// not the worker's fault. Nor is it where another host has failed the same configuration. A host
/// with two quarantined workers is quarantined with all that come from it: a worker that starts
/// again there is the same machine.
///
/// Blame decides who trains what and never how a trial ends: that would depend on who came first.
struct Blame: Sendable {
  private struct Failed {
    let configuration: Int
    /// Whether another worker could complete the trial.
    var isProven = false
  }

  /// What each worker has failed since it last completed a trial, and may be to blame for.
  private var streaks: [ProcessName: [TrialID: Failed]] = [:]
  /// Who has failed an open trial.
  private var losers: [TrialID: Set<ProcessName>] = [:]
  /// The hosts that have failed trials of a configuration since any host has completed one.
  private var suspects: [Int: Set<String>] = [:]
  private(set) var quarantined: Set<ProcessName>

  /// - Parameter quarantined: those of a former life of the coordinator.
  init(quarantined: Set<ProcessName> = []) { self.quarantined = quarantined }

  /// Whether there is nobody to think ill of.
  var isEmpty: Bool {
    streaks.isEmpty && losers.isEmpty && suspects.isEmpty && quarantined.isEmpty
  }

  /// So many failures in a row make a worker suspicious.
  static let patience = 5
  /// So many quarantined workers make their host one to keep away from.
  static let hostPatience = 2

  /// Whether a worker gets no more work.
  func isQuarantined(_ worker: ProcessName) -> Bool {
    quarantined.contains(worker) || isQuarantined(host: worker.host)
  }

  private func isQuarantined(host: String) -> Bool {
    quarantined.count { $0.host == host } >= Blame.hostPatience
  }

  /// Whether a trial is better given to somebody else.
  func hasFailed(_ trial: TrialID, on worker: ProcessName) -> Bool {
    losers[trial]?.contains(worker) ?? false
  }

  /// Whether a trial is better given to another host.
  func hasFailed(_ trial: TrialID, onHost host: String) -> Bool {
    losers[trial]?.contains { $0.host == host } ?? false
  }

  /// Whether a worker has failed so often that others should come first.
  func isSuspicious(_ worker: ProcessName) -> Bool {
    isQuarantined(worker) || streaks[worker].map { $0.count >= Blame.patience } ?? false
  }

  /// A worker has failed a trial; whoever failed it before is not to blame.
  mutating func failed(
    _ trial: TrialID, of configuration: Int, on worker: ProcessName, isFinal: Bool
  ) {
    let others = losers[trial, default: []].subtracting([worker])
    for other in others { streaks[other]?[trial] = nil }
    losers[trial] = isFinal ? nil : others.union([worker])
    suspects[configuration, default: []].insert(worker.host)
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
    _ trial: TrialID, of configuration: Int, on worker: ProcessName
  ) -> [ProcessName] {
    streaks[worker] = nil
    suspects[configuration] = nil
    var guilty: [ProcessName] = []
    for loser in losers.removeValue(forKey: trial) ?? [] where streaks[loser]?[trial] != nil {
      streaks[loser]?[trial]?.isProven = true
      let proven = streaks[loser]?.values.count(where: \.isProven) ?? 0
      if proven >= Blame.patience, quarantined.insert(loser).inserted { guilty.append(loser) }
    }
    return guilty
  }

  /// A host has been mended: its workers are as good as others.
  mutating func forgive(host: String) {
    quarantined = quarantined.filter { $0.host != host }
    streaks = streaks.filter { $0.key.host != host }
  }
}

extension Blame {
  /// Whether a worker gets any work: one that only fails waits until others have tried, as long as
  /// there are others.
  ///
  /// - Parameter all: those that take work; looked at only when there is something to blame.
  func mayTrain(_ worker: ProcessName, among all: some Sequence<ProcessName>) -> Bool {
    guard isSuspicious(worker) else { return true }
    return !isQuarantined(worker) && all.allSatisfy(isSuspicious)
  }

  /// Whether a trial failed on this worker or its host, and there is one that has not tried it yet:
  /// another host for one that failed on this host, or else another worker.
  ///
  /// - Parameter all: as above.
  func haveBetter(
    than worker: ProcessName, for trial: TrialID, among all: some Sequence<ProcessName>
  ) -> Bool {
    guard hasFailed(trial, onHost: worker.host) else { return false }
    let others = all.filter { !isSuspicious($0) && !hasFailed(trial, on: $0) }
    return others.contains { !hasFailed(trial, onHost: $0.host) }
      || hasFailed(trial, on: worker) && !others.isEmpty
  }
}
