import Trials

/// Which worker should have which trial: by who has failed what, which keys a trial is kept from, and with which
/// kernels trials may be compared.
///
/// Members go by their places in the roster, as they are asked about many times a message.
struct TrialPlacement: Sendable {
  private var faults: FaultAttribution
  private var withheld = WithheldTrials()

  /// - Parameter quarantined: the workers that a former life of the coordinator had quarantined.
  init(quarantined: Set<WorkerIdentity>) { faults = FaultAttribution(quarantined: quarantined) }

  // MARK: - Workers

  func isQuarantined(_ worker: WorkerIdentity) -> Bool { faults.isQuarantined(worker) }

  /// Whether a member may have any trial of a plan.
  func mayTrain(_ position: Int, of roster: Roster, _ plan: RunningPlan) -> Bool {
    guard roster[position].takesWork else { return false }
    // No `||` and no `??`: their right sides would hold a copy of all of this, at every message.
    if !faults.isEmpty {
      let candidates = roster.candidates(with: plan.kernel)
      guard faults.mayTrain(roster[position].identity, among: candidates) else { return false }
    }
    return plan.mayBeTrained(by: roster[position].facts)
  }

  /// The members that get none of a plan's trials: they are quarantined, or another kernel than theirs has begun
  /// the search.
  func unfit(of roster: Roster, for plan: RunningPlan) -> [Session] {
    guard !faults.isEmpty || plan.hasSearch else { return [] }
    return roster.sessions.filter { session in
      guard let member = roster[session], !member.isReleased else { return false }
      return faults.isQuarantined(member.identity) || !plan.mayBeTrained(by: member.facts)
    }
  }

  /// The keys of which a member could train whatever waits.
  private func takers(of roster: Roster, _ plan: RunningPlan) -> Set<Peer> {
    var takers: Set<Peer> = []
    for position in roster.indices {
      guard let peer = roster[position].peer, !takers.contains(peer), roster[position].places > 0,
        mayTrain(position, of: roster, plan)
      else { continue }
      takers.insert(peer)
    }
    return takers
  }

  // MARK: - Trials

  /// Whether any trial is better given to one member than to another.
  var isSelective: Bool {
    guard faults.isEmpty else { return true }
    return !withheld.isEmpty
  }

  /// Whether somebody else is better asked than a member, trial by trial.
  func unwanted(
    _ position: Int, of roster: Roster, _ plan: RunningPlan
  ) -> (_ trial: Int) -> Bool {
    let (withheld, faults, kernel) = (withheld, faults, plan.kernel)
    let worker = roster[position].identity
    let takers = withheld.isEmpty ? [] : takers(of: roster, plan)
    return { trial in
      if withheld.isWithheld(trial, from: worker.peer, among: takers) { return true }
      let others = roster.candidates(with: kernel).lazy.filter {
        !withheld.isWithheld(trial, from: $0.peer, among: takers)
      }
      return faults.haveBetter(than: worker, for: trial, among: others)
    }
  }

  /// Whether a trial goes to another key before it is given up for a failure of this one's.
  ///
  /// - Parameter isLast: whether the trial has no further chance after it.
  mutating func spares(
    _ trial: Int, _ cause: Failure.Cause, failedBy peer: Peer, isLast: Bool, of roster: Roster,
    _ plan: RunningPlan
  ) -> Bool {
    let takers = isLast ? takers(of: roster, plan) : []
    return withheld.failed(
      trial, with: peer, isLast: isLast, mayRepeat: cause.isWorthRetrying, among: takers)
  }

  /// Nothing was heard of a trial from the key that has it.
  mutating func noteSilence(of key: Peer, about trial: Int) {
    withheld.noteSilence(of: key, about: trial)
  }

  /// A worker has failed a trial, which others may do better.
  mutating func failed(
    _ trial: Int, of configuration: Int, on worker: WorkerIdentity, isFinal: Bool
  ) {
    faults.failed(trial, of: configuration, on: worker, isFinal: isFinal)
  }

  /// A worker has completed a trial, which tells who is broken; gives the members that are quarantined for it.
  mutating func completed(
    _ trial: Int, of configuration: Int, on worker: WorkerIdentity, of roster: Roster
  ) -> [Session] {
    guard !faults.isEmpty else { return [] }
    let before = faults
    guard !faults.completed(trial, of: configuration, on: worker).isEmpty else { return [] }
    return roster.sessions.filter { session in
      guard let worker = roster[session]?.identity else { return false }
      return faults.isQuarantined(worker) && !before.isQuarantined(worker)
    }
  }

  /// A trial has its result or has failed for good.
  mutating func settle(_ trial: Int) { withheld.settle(trial) }

  /// A host has been mended: its workers are as good as others.
  mutating func trust(host: String) { faults.trust(host: host) }
}
