import Cluster
import Hashing
import Sweeps
import Trials

/// The nature of a trial in a storm: a function of the trial alone, as a seeded training is.
struct Nature {
  enum Kind {
    case good
    case diverging
    /// Crashes once, then does what it should.
    case flaky
    /// Crashes whenever it is trained.
    case doomed
    /// A spec's mistake.
    case invalid
    /// Never comes to an end by itself.
    case endless
  }

  let kind: Kind
  /// How long a training takes on an idle machine.
  let duration: Duration
  let outcome: Outcome
  /// The seconds that it says it took.
  let seconds: Double

  init(of trial: TrialID) {
    let bytes = trial.digest.bytes
    switch bytes[0] % 20 {
    case 0: kind = .invalid
    case 1: kind = .doomed
    case 2, 3: kind = .flaky
    case 4: kind = .endless
    case 5: kind = .diverging
    default: kind = .good
    }
    seconds = Double(bytes[4] % 4) / 4
    duration = .milliseconds(200 + 25 * Int(bytes[1]))
    let diverges = kind == .diverging
    outcome = Outcome(
      status: diverges ? .diverged : .completed,
      measurements: (1...2).map { epoch in
        let loss = diverges ? Double.nan : Double(bytes[1 + epoch]) / 256
        return Measurement(epoch: epoch, metrics: ["accuracy": loss])
      })
  }

  /// Whether the trial comes to an outcome, whatever happens around it.
  var succeeds: Bool {
    switch kind {
    case .good, .diverging, .flaky: true
    case .doomed, .invalid, .endless: false
    }
  }

  /// How an attempt ends after so many failures before it; nil when it never does.
  func result(afterFailures failures: Int) -> AttemptResult? {
    switch kind {
    case .good, .diverging: .outcome(EncodedOutcome(outcome), seconds: seconds)
    case .flaky where failures > 0: .outcome(EncodedOutcome(outcome), seconds: seconds)
    case .flaky, .doomed: .failure(Failure(cause: .crashed, message: "signal 11"))
    case .invalid: .failure(Failure(cause: .invalid, message: "no such layer"))
    case .endless: nil
    }
  }
}
