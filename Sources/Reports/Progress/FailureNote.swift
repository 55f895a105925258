import Documents
package import Trials

/// An attempt that failed.
package struct FailureNote: Hashable, Sendable {
  /// The trial, as people call it.
  package let trial: String
  /// The worker it failed with, as `WorkerProgress` has it.
  package let worker: String
  /// The cause, and its message.
  package let failure: Failure

  /// - Parameters:
  ///   - trial: as people call it.
  ///   - worker: as `WorkerProgress` has it.
  package init(trial: String, worker: String, failure: Failure) {
    self.trial = trial
    self.worker = worker
    self.failure = failure
  }

  /// `l2=0.001, replicate 2 on ada: crashed: signal 9`.
  var sentence: String {
    "\(trial) on \(worker): \(failure.cause.rawValue): \(failure.message)".printable
  }
}
