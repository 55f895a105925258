package import Trials

// Whose checkpoints are of use. Nothing is decided from whether they are there.
extension Coordinator {
  /// Whether the checkpoint is wanted that an attempt leaves.
  ///
  /// - Parameter peer: who brings it, where keys are asked for: only who was handed the attempt may.
  package func wantsCheckpoint(of name: Attempt, from peer: Peer?) -> Bool {
    guard let attempt = handedOut(name, to: peer) else { return false }
    return worth(ofCheckpointAt: attempt.trial) != nil
  }

  /// How much the checkpoint of a trial is worth; nil where nobody goes on from it any more.
  package func worth(ofCheckpointOf trial: TrialID) -> CheckpointWorth? {
    number(of: trial).flatMap(worth(ofCheckpointAt:))
  }
}
