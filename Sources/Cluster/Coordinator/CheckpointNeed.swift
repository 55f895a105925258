package import Trials

// Trials whose checkpoints are of use. Nothing is decided from whether checkpoints are there.
extension Coordinator {
  /// Whether the checkpoint that an attempt leaves is wanted.
  ///
  /// - Parameter peer: the worker that brings it, where keys are asked for: only one that was handed the
  ///   attempt may.
  package func wantsCheckpoint(of name: Attempt, from peer: Peer?) -> Bool {
    guard let attempt = handedOut(name, to: peer) else { return false }
    return worth(ofCheckpointAt: attempt.trial) != nil
  }

  /// How much the checkpoint of a trial is worth; nil where no training goes on from it any more.
  package func worth(ofCheckpointOf trial: TrialID) -> CheckpointWorth? {
    number(of: trial).flatMap(worth(ofCheckpointAt:))
  }
}
