package import Sweeps
package import Trials

/// An action that a worker's state machine wants done.
package enum WorkerAction: Hashable, Sendable {
  /// Open a new socket in place of the old one; what is sent from now on belongs to it.
  case connect
  case send(Envelope)
  /// Train it; there is a slot free, or it has been prepared where the training before it has ended.
  /// Its process may have no more memory than the limits say.
  case train(Attempt, EncodedAssignment, limits: TrialLimits)
  /// Have it ready in the slot of another training: it will be trained there next, and nobody has
  /// to be asked then.
  case prepare(Attempt, EncodedAssignment, limits: TrialLimits, behind: Attempt)
  /// An attempt trains for longer than this limit: end it, and say that it has ended.
  case overdue(Attempt, limit: Duration)
  /// End its training at once, nobody wants it any more; its slot is free. An attempt that was only
  /// prepared is not to be trained.
  case stop(Attempt)
  /// The coordinator has its result.
  case settled(Attempt)
  /// The coordinator has no room for now; the worker calls again until it has waited long enough.
  case refused(Rejection)
  case leave(WorkerEnd)
}

/// The reason why a worker goes home.
package enum WorkerEnd: Hashable, Sendable {
  /// There is nothing left to do, or somebody asked.
  case done
  /// Nobody answered for longer than the worker waits.
  case unanswered
  case rejected(Rejection)
  /// The coordinator speaks this version of the protocol, and not the worker's.
  case otherVersion(Int)
}
