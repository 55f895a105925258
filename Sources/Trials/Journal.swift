package import Hashing

/// How the trials of a sweep stand when a coordinator starts.
package struct Replay: Sendable {
  /// One a trial, by its number in the plan.
  package var histories: [TrialHistory]
  /// The attempts that were handed out and not heard of since.
  package var orphans: [Orphan]
  /// The peers that the attempts at the sweep's trials were handed to, where keys are asked for.
  package var issued: [NumberedAttempt: Peer]
  /// The workers that get no more work.
  package var quarantined: Set<WorkerIdentity>
  /// The attempts whose results were set aside, for their trials to be trained again.
  package var setAside: Set<NumberedAttempt> = []

  /// - Parameters:
  ///   - histories: one a trial, by its number in the plan.
  ///   - issued: the peers by attempt; empty where no keys are asked for.
  package init(
    histories: [TrialHistory], orphans: [Orphan] = [], issued: [NumberedAttempt: Peer] = [:],
    quarantined: Set<WorkerIdentity> = []
  ) {
    self.histories = histories
    self.orphans = orphans
    self.issued = issued
    self.quarantined = quarantined
  }

  /// Whether nothing is to be done about any trial.
  package var isSettled: Bool {
    histories.allSatisfy { history in
      switch history.standing {
      case .finished, .failed: true
      case .open, .running, .lost: false
      }
    }
  }

  /// An attempt of a former life, and the process that it was handed to.
  package struct Orphan: Hashable, Sendable {
    /// The attempt, by the number of its trial in the plan.
    package let attempt: NumberedAttempt
    /// The process of the worker that the attempt was handed to.
    package let holder: ProcessName

    /// - Parameter holder: the process of the worker that the attempt was handed to.
    package init(_ attempt: NumberedAttempt, holder: ProcessName) {
      self.attempt = attempt
      self.holder = holder
    }
  }
}

/// The facts on record of one trial.
package struct TrialHistory: Hashable, Sendable {
  /// The state of a trial on record, before the coordinator that reads it has done anything.
  package enum State: Hashable, Sendable {
    case open
    /// The trial's last attempt was handed out and has not been heard of since.
    case running
    /// The trial's last attempt was given up, as its worker fell silent; it may come back with it.
    case lost
    /// The trial has a result, with this digest.
    case finished(Fingerprint)
    /// The trial was given up.
    case failed
  }

  /// The state that the last attempt left the trial in.
  package let standing: State
  /// The number of its last attempt; 0 when there was none.
  package let attempts: Int32
  /// How many attempts failed by the trial's own doing.
  package let failures: Int32

  /// - Parameters:
  ///   - attempts: the number of the last attempt; 0 when there was none.
  ///   - failures: how many attempts failed by the trial's own doing.
  package init(standing: State, attempts: Int, failures: Int) {
    self.standing = standing
    self.attempts = Int32(attempts)
    self.failures = Int32(failures)
  }

  /// A trial that nobody has tried.
  package static let untried = TrialHistory(standing: .open, attempts: 0, failures: 0)
}

/// The first eight bytes of a digest: enough to tell two results of one trial apart.
package struct Fingerprint: Hashable, Sendable {
  private let word: UInt64

  /// Takes the first eight bytes of a result's digest.
  package init(_ digest: Digest) { word = digest.prefix }
}
