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
  package var quarantined: Set<ProcessName>
  /// The attempts whose results were set aside, for their trials to be trained again.
  package var setAside: Set<NumberedAttempt> = []

  package init(
    histories: [TrialHistory], orphans: [Orphan] = [], issued: [NumberedAttempt: Peer] = [:],
    quarantined: Set<ProcessName> = []
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
    package let attempt: NumberedAttempt
    package let holder: ProcessName

    package init(_ attempt: NumberedAttempt, holder: ProcessName) {
      self.attempt = attempt
      self.holder = holder
    }
  }
}

/// The facts on record of one trial.
package struct TrialHistory: Hashable, Sendable {
  package enum Standing: Hashable, Sendable {
    case open
    /// Its last attempt was handed out and has not been heard of since.
    case running
    /// Its last attempt was given up, as its worker fell silent; it may come back with it.
    case lost
    /// It has a result, with this digest.
    case finished(Fingerprint)
    /// It was given up.
    case failed
  }

  package let standing: Standing
  /// The number of its last attempt; 0 when there was none.
  package let attempts: Int32
  /// How many attempts failed by the trial's own doing.
  package let failures: Int32

  package init(standing: Standing, attempts: Int, failures: Int) {
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

  package init(_ digest: Digest) { word = digest.prefix }
}
