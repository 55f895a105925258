import Sweeps

/// Tells broken workers from broken trials: who failed what, and whether others could do it.
///
/// A worker whose last trials have all failed is held back while there is a better one, until
/// others have tried those trials. Can they do them, the worker is quarantined; can they not, it was
/// not the worker's fault.
struct Blame: Sendable {
  /// A worker process, through all its conversations.
  struct Name: Hashable, Sendable {
    let host: String
    let process: Int

    init(_ facts: WorkerFacts) {
      host = facts.host
      process = facts.process
    }
  }

  /// The failures of one worker since it last completed a trial; true once another completed it.
  private var streaks: [Name: [TrialID: Bool]] = [:]
  /// Who has failed an open trial.
  private var losers: [TrialID: Set<Name>] = [:]
  private(set) var quarantined: Set<Name> = []

  /// Whether there is nobody to think ill of.
  var isEmpty: Bool { streaks.isEmpty && losers.isEmpty && quarantined.isEmpty }

  /// So many failures in a row make a worker suspicious.
  static let patience = 5

  /// Whether a trial is better given to somebody else.
  func hasFailed(_ trial: TrialID, on worker: Name) -> Bool {
    losers[trial]?.contains(worker) ?? false
  }

  /// Whether a worker has failed so often that others should come first.
  func isSuspicious(_ worker: Name) -> Bool {
    quarantined.contains(worker) || streaks[worker].map { $0.count >= Blame.patience } ?? false
  }

  /// A worker has failed a trial; whoever failed it before is not to blame.
  mutating func failed(_ trial: TrialID, on worker: Name, isFinal: Bool) {
    let others = losers[trial, default: []].subtracting([worker])
    for other in others { streaks[other]?[trial] = nil }
    if others.isEmpty { streaks[worker, default: [:]][trial] = false }
    losers[trial] = isFinal ? nil : others.union([worker])
  }

  /// A worker has completed a trial; gives the workers that are quarantined for it.
  mutating func completed(_ trial: TrialID, on worker: Name) -> [Name] {
    streaks[worker] = nil
    var guilty: [Name] = []
    for loser in losers.removeValue(forKey: trial) ?? [] where streaks[loser]?[trial] != nil {
      streaks[loser]?[trial] = true
      let proven = streaks[loser]?.values.count { $0 } ?? 0
      if proven >= Blame.patience, quarantined.insert(loser).inserted { guilty.append(loser) }
    }
    return guilty
  }
}

extension Blame {
  /// The workers among which trials are handed out.
  struct Candidates {
    private let blame: Blame
    private let names: [Name]
    private let suspects: Set<Name>

    init(_ blame: Blame, _ names: some Sequence<Name>) {
      self.blame = blame
      self.names = blame.isEmpty ? [] : Array(names)
      suspects = Set(self.names.filter(blame.isSuspicious))
    }

    /// Whether a worker gets any work: one that only fails waits until others have tried, as long as
    /// there are others.
    func include(_ worker: WorkerFacts) -> Bool {
      let name = Name(worker)
      guard suspects.contains(name) else { return true }
      return !blame.quarantined.contains(name) && names.allSatisfy(suspects.contains)
    }

    /// Whether a trial failed on this worker, and there is one that has not tried it yet.
    func haveBetter(than worker: WorkerFacts, for trial: TrialID) -> Bool {
      blame.hasFailed(trial, on: Name(worker))
        && names.contains { !suspects.contains($0) && !blame.hasFailed(trial, on: $0) }
    }
  }
}
