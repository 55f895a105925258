package import Trials

/// Where the checkpoint comes from that a trial may go on from, and where one goes that it leaves.
///
/// Nothing depends on it but time: what cannot be had is not waited for, and a trial without one is
/// trained from its beginning, to the same bits.
package protocol CheckpointExchange {
  /// The checkpoint that a trial left; nil where none is at hand, or not as it was left.
  func checkpoint(of trial: TrialID) -> [UInt8]?
  /// Takes the checkpoint that the trial leaves that is trained now.
  func keep(_ checkpoint: [UInt8])
}

/// Has no checkpoints, and wants none.
package struct NoCheckpoints: CheckpointExchange {
  /// Makes it; there is nothing to set up.
  package init() {}
  /// Gives nil for every trial: training begins at the first epoch.
  package func checkpoint(of trial: TrialID) -> [UInt8]? { nil }
  /// Forgets the checkpoint.
  package func keep(_ checkpoint: [UInt8]) {}
}
